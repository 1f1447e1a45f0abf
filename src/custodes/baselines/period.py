"""The period that is compared: days that a wrong clock put far from all others are left out, and said.

One event dated 2099 would otherwise make seventy-five years of silent weeks, in which nobody has a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAR", "Period", "Stray", "period_of"]

FAR = 180  # days without any event beside a few far off
NEAR = 14  # days without any event beside next to nothing
_FEW = 0.01  # share of all events below which days FAR off are taken for a wrong clock
_NEXT_TO_NOTHING = 0.5  # of an ordinary day's events, below which days NEAR off are


@dataclass(frozen=True, slots=True)
class Stray:
    """Days far from all others, inclusive, and their events: kept in the lake, not compared."""

    first: int
    last: int
    events: int


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day that count, inclusive, and what was left out."""

    first: int
    last: int
    strays: tuple[Stray, ...] = ()


def period_of(events: Mapping[int, int]) -> Period | None:
    """Return the period of a lake from its events per day; None where there are none.

    >>> period_of({100: 50, 101: 60, 10_000: 1})
    Period(first=100, last=101, strays=(Stray(first=10000, last=10000, events=1),))
    >>> period_of({100: 50, 101: 60, 130: 40}).last
    130
    """
    days = sorted(day for day, n in events.items() if n)
    if not days:
        return None
    groups: list[list[int]] = [[days[0]]]
    for before, after in pairwise(days):
        if after - before > NEAR:
            groups.append([])
        groups[-1].append(after)
    parts = [Stray(mine[0], mine[-1], sum(events[day] for day in mine)) for mine in groups]
    total, ordinary = sum(part.events for part in parts), median(events[day] for day in days)
    most = max(parts, key=lambda part: part.events)
    strays = []
    for end in (0, -1):  # from both ends inward: days within the period are never left out
        while len(parts) > 1 and parts[end] != most:
            gap = parts[1].first - parts[0].last if end == 0 else parts[-1].first - parts[-2].last
            few = gap > FAR and parts[end].events < _FEW * total
            if not few and parts[end].events >= _NEXT_TO_NOTHING * ordinary:
                break
            strays.append(parts.pop(end))
    return Period(parts[0].first, parts[-1].last, tuple(sorted(strays, key=lambda part: part.first)))
