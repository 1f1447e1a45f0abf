"""Cleared persons: the explained behaviour does not open a review again, unless it grows or goes further.

On a day on which an earlier clearing holds, a flag counts only where the evidence of that day is *fresh*::

    fresh[indicator, day] = strength >= NOTABLE                  in a carrying stage that was not explained
                            strength >= explained + 1            otherwise; what was not shown counts as NOTABLE

strength is the strongest of the indicator's scoring windows that end on the day, in bans. One fresh indicator is enough.
Nothing changes before the day of the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.indicators.engine import NOTABLE
from custodes.model.decision import GROWTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["Clearing", "Held", "held_days", "least_strengths"]


@dataclass(frozen=True)
class Clearing:
    """One clearing decision, in numbers.

    person: code · day: column of the decision, which may lie beyond the last day · until: column of its last day
    strength:  indicators × days: what the person's indicators were, each day
    explained: per indicator, bans that were explained; 0 for what was not shown
    further:   per indicator, True where it lies in a carrying stage that was not explained
    """

    person: int
    day: int
    until: int
    strength: NDArray[np.float32]
    explained: NDArray[np.float32]
    further: NDArray[np.bool_]


@dataclass(frozen=True)
class Held:
    """What clearings do to the account.

    held:    persons × days: True where a flag of the day is explained already
    decided: persons × days: True on the day of a clearing, on which an open review ends and nobody waits any longer
    since:   persons cleared after the last day, whose reviews have ended by now
    """

    held: NDArray[np.bool_]
    decided: NDArray[np.bool_]
    since: frozenset[int]


def least_strengths(clearing: Clearing) -> NDArray[np.float64]:
    """Return per indicator the bans from which it is fresh.

    >>> c = Clearing(0, 0, 9, np.zeros((3, 9), np.float32), np.array([5.5, 0, 0]), np.array([False, False, True]))
    >>> least_strengths(c).tolist()
    [6.5, 3.0, 2.0]
    """
    grown = np.maximum(clearing.explained, NOTABLE) + GROWTH
    return np.where(clearing.further, NOTABLE, grown)


def held_days(clearings: Iterable[Clearing], people: int, n_days: int) -> Held:
    """Return what the clearings hold back. Of several in force, each explains what it explained."""
    held = np.zeros((people, n_days), np.bool_)
    decided = np.zeros((people, n_days), np.bool_)
    least: dict[int, NDArray[np.float64]] = {}
    strength = {}
    since = set()
    for c in clearings:
        if c.day >= n_days:
            since.add(c.person)
            continue
        first, stop = max(c.day, 0), max(min(c.until + 1, n_days), 0)
        mine = least.setdefault(c.person, np.full((len(c.explained), n_days), -np.inf))
        mine[:, first:stop] = np.maximum(mine[:, first:stop], least_strengths(c)[:, None])
        strength[c.person] = c.strength
        decided[c.person, first] |= c.day >= 0
    for person, bound in least.items():
        held[person] = ~(strength[person][:, :n_days] >= bound).any(axis=0)
    return Held(held, decided, frozenset(since))
