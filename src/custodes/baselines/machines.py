"""Machines of others: whose a machine is, as far as its use shows, and who used removable media on somebody else's.

Nobody keeps a list of it, so the four to eight weeks before decide: a machine is a person's who used it on ``LEAST_DAYS`` days and on
``SHARE`` of all person-days. It is also everybody's who used it on as many days within the last four weeks, so that a machine
that is handed on is never foreign to its new user for long. What a login that is nobody's uses (a ward's, a kiosk's) is nobody's.
"""

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

__all__ = ["BLOCK", "LEAST_DAYS", "MEDIA_ON_OTHERS", "SHARE", "Media", "media_on_others", "usual_user"]

MEDIA_ON_OTHERS = "media_on_others"
"""The series that counts them."""

BLOCK = 28  # days; the two whole blocks before decide whose a machine is
LEAST_DAYS = 5  # on which somebody must have used a machine for it to be theirs
SHARE = 0.75  # of all person-days on it: less is a shared machine


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

    def of(self, person: int, first: int, last: int) -> frozenset[tuple[int, str]]:
        """Return (column of the day, name of the machine) of a person's rows from column ``first`` to ``last``."""
        mine = (self.person == person) & (self.day >= first) & (self.day <= last)
        names = (self.names[code] for code in self.machine[mine].tolist())
        return frozenset(zip(self.day[mine].tolist(), names, strict=True))


def media_on_others(panel: Panel) -> Media:
    """Return who used removable media on which machine that was somebody else's.

    Cost: a few sorts of the days on which machines were used.
    """
    used, media = touches_of(panel, "host"), touches_of(panel, "medium")
    code = {name: i for i, name in enumerate(used.names)}
    machine = np.array([code.get(name, -1) for name in media.names], np.int64)[media.key]
    whose = usual_user(used, machine, media.day)
    foreign = (whose >= 0) & (whose != media.person) & ~_also_theirs(used, media.person, machine, media.day)
    if panel.resolved.any():
        foreign &= panel.resolved[whose]  # -1 is left out already
    return Media(media.person[foreign], media.day[foreign], media.key[foreign], media.names)


def usual_user(used: Touches, machine: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whose each machine was before the block of a day: the code of a person, -1 where nobody's alone or unknown.

    used: who used which machine on which day · machine: codes of ``used.names``, -1 for one that nobody used
    """
    if not len(used.key):
        return np.full(len(machine), -1, np.int64)
    people, blocks = int(used.person.max()) + 1, int(max(used.day.max(), day.max(initial=0))) // BLOCK + 3
    seen = (used.key * blocks + used.day // BLOCK) * people + used.person
    two = np.concatenate([seen + people, seen + 2 * people])  # a day counts for the two blocks after its own
    cell, days = np.unique(two, return_counts=True)
    place, person = np.divmod(cell, people)
    order = np.lexsort((days, place))
    last = np.flatnonzero(np.diff(place[order], append=-1))  # of each machine and block whoever has most days
    leader = order[last]
    total = np.add.reduceat(days, np.flatnonzero(np.diff(place, prepend=-1)))
    theirs = days[leader] >= np.maximum(LEAST_DAYS, SHARE * total)
    owner = np.where(theirs, person[leader], -1)
    wanted = machine * blocks + day // BLOCK
    at = np.minimum(np.searchsorted(place[leader], wanted), len(owner) - 1)
    return np.where((machine >= 0) & (place[leader][at] == wanted), owner[at], -1)


def _also_theirs(
    used: Touches, person: NDArray[np.int64], machine: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say of each use whether the person had used the machine on LEAST_DAYS of the BLOCK days before."""
    if not len(used.key):
        return np.zeros(len(machine), np.bool_)
    people = int(max(used.person.max(), person.max(initial=0))) + 1
    width = int(max(used.day.max(), day.max(initial=0))) + BLOCK + 1
    days = np.sort((used.key * people + used.person) * width + used.day + BLOCK)
    at = (machine * people + person) * width + day + BLOCK
    before = np.searchsorted(days, at, "left") - np.searchsorted(days, at - BLOCK, "left")
    found: NDArray[np.bool_] = before >= LEAST_DAYS
    return found
