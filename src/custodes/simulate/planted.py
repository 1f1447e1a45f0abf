"""Who takes documents away, when, and how crudely: the truth of a simulated organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.kinds import COURSES, Case

if TYPE_CHECKING:
    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["KINDS", "Planted", "how_many", "plant"]

KINDS = tuple(COURSES)
_EARLIEST = 0.42  # of the period; before it people have a history
_CAREFUL, _CRUDE = 1.3, 3.2


@dataclass(frozen=True, slots=True)
class Planted:
    """The truth about one person: which kind, and the first and last day of it."""

    person: int
    kind: str
    first: int
    last: int


def how_many(people: int) -> int:
    """Return how many are planted: about two in a hundred, six from 60 people on, at most twelve up to 1,000.

    >>> [how_many(n) for n in (9, 30, 60, 400, 1000, 4000)]
    [0, 3, 6, 8, 12, 50]
    """
    if people < 60:
        return min(people // 10, 6)
    return max(6, min(12, people // 50)) if people <= 1000 else people // 80


def plant(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> list[Planted]:
    """Add the planted acts, the kinds in turn, every second of them by somebody who then leaves. Returns the truth."""
    people, days = where.people, where.days
    here = people.first == 0
    leaving = list(rng.permutation(np.flatnonzero(here & (people.last < days) & (people.last > days * 0.7))))
    staying = list(rng.permutation(np.flatnonzero(here & (people.last >= days))))
    turns = rng.permutation(KINDS)
    found: list[Planted] = []
    for number in range(how_many(len(people))):
        kind = str(turns[number % len(KINDS)])
        group = leaving if leaving and ((number + number // len(KINDS)) % 2 == 0 or not staying) else staying
        if not group:
            break
        found.append(_case(rng, log, where, store, int(group.pop()), kind))
    return found


def _case(
    rng: np.random.Generator, log: Log, where: Presence, store: Store, person: int, kind: str
) -> Planted:
    """Add one case: before the last day of a leaver, at any time in the later part of the period else."""
    acts, shortest, longest = COURSES[kind]
    days, last = where.days, int(where.people.last[person])
    early = int(days * _EARLIEST)
    length = min(int(rng.integers(shortest, longest + 1)), max(days // 3, 1))
    if last < days:
        end = last - int(rng.integers(0, 12))
    else:
        end = int(rng.integers(min(early + length, days - 1), days))
    end = max(end, min(early + 2, days - 1))
    begin = max(end - length, min(early, end))
    worked = where.from_day(person, begin, end)
    if len(worked) < min(4, end - begin + 1):  # on leave: comes in all the same
        worked = np.arange(begin, end + 1)
    size = float(np.exp(rng.uniform(np.log(_CAREFUL), np.log(_CRUDE))))
    acts(Case(rng, log, where, store, person, worked, size))
    return Planted(person, kind, int(worked[0]), int(worked[-1]))
