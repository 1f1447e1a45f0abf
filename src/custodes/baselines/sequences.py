r"""Sequences: documents that one person collected, then renamed or packed, took out, and deleted, in this order.

A person's stages of one document, over all their accounts and channels, within ``WINDOW`` days of each other:

* *fetched, then taken*: taken out after it had been fetched from a store;
* *disguised, then taken*: taken out under a name that it was given after, or as an archive;
* *taken, then deleted*: deleted after it had been taken out.

A document that is renamed hands on what happened to it to its new name, as of the renaming; so a sequence is followed
across a change of name, several in a row too, and nothing that happens later changes what was counted on a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.firsts import distinct, ordered
from custodes.baselines.handled import COLLECTED, DELETED, STAGED, TAKEN

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SEQUENCES", "WINDOW", "Handled", "Steps", "earlier_names", "sequences"]

WINDOW = 28  # days between a step and the one before it
SEQUENCES = ("fetched_taken", "disguised_taken", "taken_deleted")
_RENAMINGS = 6  # changes of name in a row that are followed
_DAY_S = 86_400


@dataclass(frozen=True)
class Handled:
    """What was done to documents; arrays of one length.

    person, day (column): codes · stage: as :mod:`custodes.baselines.handled` has them
    name, link: codes of names; link -1 where nothing was renamed · first, last: seconds since 1970
    """

    person: NDArray[np.int64]
    day: NDArray[np.int64]
    stage: NDArray[np.str_]
    name: NDArray[np.int64]
    link: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """Where a sequence came to its end: one row for each person, day and document."""

    person: NDArray[np.int64]
    day: NDArray[np.int64]
    name: NDArray[np.int64]

    def of(self, person: int, first: int, last: int) -> NDArray[np.int64]:
        """Return the names of a person's documents from day column ``first`` to ``last``, sorted."""
        mine = (self.person == person) & (self.day >= first) & (self.day <= last)
        return np.unique(self.name[mine])


@dataclass(frozen=True)
class _Marks:
    """Times at which something is known of a (person, name): packed into one sorted array of whole numbers."""

    packed: NDArray[np.int64]

    def before(self, group: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the latest time at or before ``at`` of the same group within the window; -1 where there is none."""
        if not len(self.packed):
            return np.full(len(group), -1, np.int64)
        place = np.searchsorted(self.packed, group << 32 | at, side="right") - 1
        found = self.packed[np.maximum(place, 0)]
        when = found & 0xFFFFFFFF
        known = (place >= 0) & (found >> 32 == group) & (at - when <= WINDOW * _DAY_S)
        return np.where(known, when, -1)


def _marks(group: NDArray[np.int64], at: NDArray[np.int64]) -> _Marks:
    return _Marks(distinct(group << 32 | at))


def sequences(h: Handled) -> dict[str, Steps]:
    """Return for each of :data:`SEQUENCES` where it came to its end. Cost: a few sorts of the rows."""
    names = int(max(h.name.max(initial=-1), h.link.max(initial=-1))) + 1
    _, group = np.unique(
        np.concatenate([h.person * names + h.name, h.person * names + np.maximum(h.link, 0)]),
        return_inverse=True,
    )
    own, new = group[: len(h.name)], group[len(h.name) :]
    renamed = h.link >= 0
    collected = h.stage == COLLECTED
    staged = (h.stage == STAGED) & ~renamed
    fetched = _handed_on(own[collected], h.first[collected], own[renamed], new[renamed], h.first[renamed])
    packed = _handed_on(
        np.concatenate([own[staged], new[renamed]]),
        np.concatenate([h.first[staged], h.first[renamed]]),
        own[renamed],
        new[renamed],
        h.first[renamed],
    )
    out = h.stage == TAKEN
    taken = _handed_on(own[out], h.first[out], own[renamed], new[renamed], h.first[renamed])
    gone = h.stage == DELETED
    return {
        "fetched_taken": _steps(h, out, fetched.before(own, h.last) >= 0),
        "disguised_taken": _steps(h, out, packed.before(own, h.last) >= 0),
        "taken_deleted": _steps(h, gone, taken.before(own, h.last) >= 0),
    }


def earlier_names(h: Handled, person: int, names: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return names and those that the person's documents had before they were given these, sorted."""
    mine = (h.person == person) & (h.link >= 0)
    for _ in range(_RENAMINGS):
        more = np.union1d(names, h.name[mine & np.isin(h.link, names)])
        if len(more) == len(names):
            break
        names = more
    return names


def _handed_on(
    group: NDArray[np.int64],
    at: NDArray[np.int64],
    old: NDArray[np.int64],
    new: NDArray[np.int64],
    when: NDArray[np.int64],
) -> _Marks:
    """Return the marks with those that names inherit from the names they had before, as of the renaming."""
    marks = _marks(group, at)
    for _ in range(_RENAMINGS if len(old) else 0):
        known = marks.before(old, when) >= 0
        more = distinct(np.concatenate([marks.packed, new[known] << 32 | when[known]]))
        if len(more) == len(marks.packed):
            break
        marks = _Marks(more)
    return marks


def _steps(h: Handled, stage: NDArray[np.bool_], complete: NDArray[np.bool_]) -> Steps:
    chosen = stage & complete
    person, day, name = h.person[chosen], h.day[chosen], h.name[chosen]
    order = ordered(person, day, name)
    rows = np.stack([person, day, name])[:, order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    return Steps(*rows[:, new])
