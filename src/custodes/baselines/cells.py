"""Cells: the few persons × days at which something is not 0.

Of most measures most people do nothing on most days, and of what they do little is more than usual. What is computed
of single days is therefore computed of these alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Cells"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Values by place.

    at:    person × days + day, ascending
    value: as long as ``at``
    days:  columns of the whole, seven a week
    """

    at: NDArray[np.int64]
    value: NDArray[np.float32]
    days: int

    @classmethod
    def of(cls, dense: NDArray[np.float32], where: NDArray[np.bool_]) -> Cells:
        """Return what is not 0 of persons × days, in those persons × weeks.

        >>> Cells.of(np.array([[0, 2, 0, 0, 0, 0, 3]], np.float32), np.array([[True]])).at.tolist()
        [1, 6]
        """
        people, days = dense.shape
        some = (dense.reshape(people, -1, 7) != 0) & where[:, :, None]
        at = np.flatnonzero(some)
        return cls(at, dense.reshape(-1)[at], days)

    @property
    def day(self) -> NDArray[np.int64]:
        """Columns of days."""
        return self.at % self.days

    @property
    def week(self) -> NDArray[np.int64]:
        """Places in persons × weeks: person × weeks + week."""
        return self.at // 7

    def chosen(self, which: NDArray[np.int64]) -> Cells:
        """Return some of them, by their places in ``at``."""
        return Cells(self.at[which], self.value[which], self.days)

    def valued(self, value: NDArray[np.float32]) -> Cells:
        """Return the same places with other values."""
        return replace(self, value=value)

    def tops(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where in ``at`` each person's week begins, and the first largest value of each of these weeks.

        >>> cells = Cells(np.array([1, 2, 3, 9]), np.array([1, 5, 5, 2], np.float32), 14)
        >>> [x.tolist() for x in cells.tops()]
        [[0, 3], [1, 3]]
        """
        week = self.week
        new = np.ones(len(week), np.bool_)
        new[1:] = week[1:] != week[:-1]
        start = np.flatnonzero(new)
        if not len(start):
            return start, start
        top = np.maximum.reduceat(self.value, start)
        which = np.cumsum(new) - 1
        largest = np.flatnonzero(self.value == top[which])
        _, first = np.unique(which[largest], return_index=True)
        return start, largest[first]
