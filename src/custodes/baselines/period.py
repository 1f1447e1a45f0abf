"""The period that is compared: days that a wrong clock put far from all others are left out, and said.

One event dated 2099 would otherwise make seventy-five years of silent weeks, in which nobody has a score.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAR", "Period", "Stray", "period_of"]

FAR = 180  # days without any event on either side
_FEW = 0.01  # share of all events below which days so far off are taken for a wrong clock


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
    """
    days = sorted(day for day, n in events.items() if n)
    if not days:
        return None
    cluster, clusters = 0, [0]
    for before, after in pairwise(days):
        cluster += after - before > FAR
        clusters.append(cluster)
    parts = []
    for _, group in groupby(zip(clusters, days, strict=True), key=lambda pair: pair[0]):
        mine = [day for _, day in group]
        parts.append(Stray(mine[0], mine[-1], sum(events[day] for day in mine)))
    total = sum(part.events for part in parts)
    most = max(part.events for part in parts)
    kept = [part for part in parts if part.events >= _FEW * total or part.events == most]
    strays = tuple(part for part in parts if part not in kept)
    return Period(kept[0].first, kept[-1].last, strays)
