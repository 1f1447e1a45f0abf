"""Who takes documents away, when, and how crudely: the truth of a simulated organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.case import Case
from custodes.simulate.kinds import COURSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.simulate.actions import Bools, Log
    from custodes.simulate.case import Course
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


def plant(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    courses: Mapping[str, Course] = COURSES,
    number: int | None = None,
    shelf: Store | None = None,
) -> list[Planted]:
    """Add the planted acts, the kinds in turn, every second of them by somebody who leaves anyway. Returns the truth.

    number: of cases, ``how_many`` where it is None
    Whose kind ends with their leaving is drawn from those who stay; ``where.people.last`` is set.
    """
    people, days = where.people, where.days
    here = people.first == 0
    leaving = list(rng.permutation(np.flatnonzero(here & (people.last < days) & (people.last > days * 0.7))))
    staying = list(rng.permutation(np.flatnonzero(here & (people.last >= days))))
    turns = rng.permutation(tuple(courses))
    found: list[Planted] = []
    for turn in range(how_many(len(people)) if number is None else number):
        kind = str(turns[turn % len(turns)])
        course = courses[kind]
        leaver = (turn + turn // len(turns)) % 2 == 0 and not course.leaves
        group = leaving if leaving and (leaver or not staying) else staying
        if not group:
            break
        person = _one_of(group, None if course.who is None else course.who(people))
        found.append(_case(rng, log, where, (store, shelf), person, kind, course))
    return found


def _one_of(group: list[int], may: Bools | None) -> int:
    """Take the last of a group to whom a kind is open; the last of all where it is open to none."""
    place = next((i for i in range(len(group) - 1, -1, -1) if may is None or may[group[i]]), len(group) - 1)
    return int(group.pop(place))


def _case(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    stores: tuple[Store, Store | None],
    person: int,
    kind: str,
    course: Course,
) -> Planted:
    """Add one case: before the last day of a leaver, at any time in the later part of the period else."""
    days, last = where.days, int(where.people.last[person])
    early = int(days * _EARLIEST)
    length = min(int(rng.integers(course.shortest, course.longest + 1)), max(days // 3, 1))
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
    course.acts(Case(rng, log, where, stores[0], person, worked, size, stores[1]))
    if course.leaves:
        _leave(rng, where, person, int(worked[-1]))
    return Planted(person, kind, int(worked[0]), int(worked[-1]))


def _leave(rng: np.random.Generator, where: Presence, person: int, day: int) -> None:
    """Let somebody go within days; of two one gave notice before, of whom nobody else knew."""
    where.people.last[person] = day + int(rng.integers(0, 5))
    if rng.random() < 0.5:
        where.people.notice[person] = max(day - int(rng.integers(3, 30)), 0)
