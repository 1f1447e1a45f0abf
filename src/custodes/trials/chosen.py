"""Week by week: who would have stood in a list of fixed length, and when it first found whom.

Each week the first ``ceil(share × people ranked that week)`` are listed, without looking at later weeks. Among equals
those who did nothing come first. A listed week finds a person only where it counts (:mod:`custodes.trials.labels`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from custodes.trials.labels import Insider

__all__ = ["Picks", "counting", "found_alone", "picks"]


@dataclass(frozen=True, slots=True)
class Picks:
    """A list of each week, added up.

    listings: person-weeks listed · people: different persons among them
    found: person code -> columns of the listed weeks that count, ascending
    """

    listings: int
    people: int
    found: dict[int, tuple[int, ...]]


def counting(insiders: Sequence[Insider], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return persons × weeks: True where a listed week finds somebody."""
    counts = np.zeros(shape, np.bool_)
    for one in insiders:
        if one.person >= 0:
            counts[one.person, sorted(one.weeks)] = True
    return counts


def picks(score: NDArray[np.float64], counts: NDArray[np.bool_], share: float) -> Picks:
    """List each week's first. score: persons × weeks, NaN where somebody is not ranked. Cost: a sort a week.

    >>> score = np.array([[3.0, 1.0], [2.0, 1.0], [1.0, np.nan]])
    >>> picks(score, np.array([[False, True], [False, False], [False, False]]), 0.5)
    Picks(listings=3, people=2, found={})
    """
    listings = 0
    people: set[int] = set()
    found: dict[int, list[int]] = {}
    for week in range(score.shape[1]):
        ranked = np.flatnonzero(~np.isnan(score[:, week]))
        if not len(ranked):
            continue
        order = np.lexsort((counts[ranked, week], -score[ranked, week]))
        listed = ranked[order[: math.ceil(share * len(ranked) - 1e-9)]]
        listings += len(listed)
        people.update(listed.tolist())
        for person in listed[counts[listed, week]].tolist():
            found.setdefault(person, []).append(week)
    return Picks(listings, len(people), {person: tuple(weeks) for person, weeks in found.items()})


def found_alone(score: NDArray[np.float64], insiders: Sequence[Insider], share: float) -> frozenset[Insider]:
    """Return whom the same lists would find if each of them were the only one who acted: the others are left out.

    In labelled data often far more people act at a time than in any organisation, and take each other's places. Ties count
    against whoever acted. Cost: a sort a week.
    """
    acted = [one.person for one in insiders if one.person >= 0]
    others = np.delete(score, acted, axis=0)
    ordered = [np.sort(week[~np.isnan(week)]) for week in others.T]
    found = set()
    for one in insiders:
        for week in one.weeks if one.person >= 0 else ():
            own = score[one.person, week]
            before = len(ordered[week]) - np.searchsorted(ordered[week], own, "left")
            if not np.isnan(own) and before < math.ceil(share * (len(ordered[week]) + 1) - 1e-9):
                found.add(one)
    return frozenset(found)
