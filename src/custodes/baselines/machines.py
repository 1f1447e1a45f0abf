"""Machines of others: whose a machine is, as far as its use shows, and who used removable media on somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.touched import touches_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.baselines.touched import Touches

__all__ = ["MEDIA_ON_OTHERS", "Media", "media_on_others", "usual_user"]

MEDIA_ON_OTHERS = "media_on_others"
"""The series that counts them."""


LEAST_DAYS = 5  # on which somebody must have used a machine before it is theirs
SHARE = 0.75  # of all person-days on it: less is a shared machine
LATELY = 14  # days within which they must have used it


@dataclass(frozen=True)
class Media:
    """One row per person, day and machine of somebody else on which removable media were used.

    person, day, machine: codes (day is a column of the panel) · names: the machines' names
    """

    person: NDArray[np.int64]
    day: NDArray[np.int64]
    machine: NDArray[np.int64]
    names: Sequence[str]

    def daily(self, panel: Panel) -> NDArray[np.float32]:
        """Return persons × days: on how many different machines."""
        return panel.scatter(self.person, self.day, np.ones(len(self.person), np.float32))

    def of(self, person: int, first: int, last: int) -> tuple[str, ...]:
        """Return the names of the machines of a person's rows from column ``first`` to ``last``, sorted."""
        mine = (self.person == person) & (self.day >= first) & (self.day <= last)
        return tuple(sorted({self.names[code] for code in self.machine[mine]}))


def media_on_others(panel: Panel) -> Media:
    """Return who used removable media on which machine that was somebody else's.

    Cost: two sorts of the days on which machines were used.
    """
    used, media = touches_of(panel, "host"), touches_of(panel, "medium")
    code = {name: i for i, name in enumerate(used.names)}
    machine = np.array([code.get(name, -1) for name in media.names], np.int64)
    whose = usual_user(used, machine[media.key], media.day)
    foreign = (whose >= 0) & (whose != media.person)
    return Media(media.person[foreign], media.day[foreign], media.key[foreign], media.names)


def usual_user(used: Touches, machine: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whose each machine was before a day: the code of a person, -1 where nobody's alone or unknown.

    used: who used which machine on which day · machine: codes of ``used.names``, -1 for one that nobody used
    """
    if not len(used.key):
        return np.full(len(machine), -1, np.int64)
    by_person = np.lexsort((used.day, used.person, used.key))
    days = np.empty(len(by_person), np.int64)  # of that person on that machine so far, this one included
    days[by_person] = _places(used.key[by_person] * (int(used.person.max()) + 1) + used.person[by_person])
    order = np.lexsort((used.day, used.key))
    key, days = used.key[order], days[order]
    offset = key * (len(order) + 1)  # keeps the largest so far within one machine
    most = np.maximum.accumulate(offset + days) - offset
    leads = np.maximum.accumulate(np.where(days == most, np.arange(len(order)), 0))
    width = int(max(used.day.max(), day.max(initial=0))) + 2
    at = np.searchsorted(key * width + used.day[order], machine * width + day, side="left") - 1
    known = (at >= 0) & (machine >= 0) & (key[np.maximum(at, 0)] == machine)
    at = np.where(known, at, 0)
    lead, all_days = leads[at], _places(key)[at]
    theirs = (
        known
        & (most[at] >= np.maximum(LEAST_DAYS, SHARE * all_days))
        & (day - used.day[order][lead] <= LATELY)
    )
    return np.where(theirs, used.person[order][lead], -1)


def _places(sorted_keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each row's place among those of its key, from 1.

    >>> _places(np.array([4, 4, 7, 7, 7])).tolist()
    [1, 2, 1, 2, 3]
    """
    place = np.arange(len(sorted_keys), dtype=np.int64)
    new = np.ones(len(sorted_keys), np.bool_)
    new[1:] = sorted_keys[1:] != sorted_keys[:-1]
    return place - np.maximum.accumulate(np.where(new, place, 0)) + 1
