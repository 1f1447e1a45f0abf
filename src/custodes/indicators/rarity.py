"""Strength is a rarity among ordinary weeks: model tails are checked against how often they really occur.

A count model is never right about its far tail: some measures reach "twelve bans" every other week. So the bans
of a measure and window are held against the weekly maxima of everybody over the weeks before, and never count
for more than the share of person-weeks that reached as much says; beyond the .995 quantile that share is
continued as a straight line in bans, as an exponential tail is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["corrected"]

_STEP = 0.1
_TOP = 40.0
_GRID = np.arange(0.0, _TOP + _STEP, _STEP)
_WEEKS = 52  # weeks before that are looked at
_LEAST = 200  # person-weeks from which the check says anything
_FAR = 2.3  # bans of the .995 quantile


def corrected(bans: NDArray[np.float32], on: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return strengths that are no larger than their rarity among the weeks before.

    bans: persons × days, of one measure and window · on: persons × weeks that count (active people)

    Cost: one histogram and one interpolation a week.
    """
    people, days = bans.shape
    weekly = bans.reshape(people, -1, 7)
    top = weekly.max(axis=2)
    weeks = top.shape[1]
    counts = np.zeros((weeks, len(_GRID)), np.int64)
    place = np.minimum((top / _STEP).astype(np.int64), len(_GRID) - 1)
    for w in range(weeks):
        counts[w] = np.bincount(place[on[:, w], w], minlength=len(_GRID))
    out = weekly.copy()
    for w in range(1, weeks):
        pool = counts[max(0, w - _WEEKS) : w].sum(axis=0)
        n = int(pool.sum())
        if n < _LEAST or not pool[1:].any():
            continue
        out[:, w] = np.minimum(weekly[:, w], np.interp(weekly[:, w], _GRID, _rarity(pool, n)))
    return out.reshape(people, days)


def _rarity(pool: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """Return bans on the grid: -log10 of the share at or above, continued as a line beyond the .995 quantile."""
    at_least = np.cumsum(pool[::-1])[::-1]
    bans = -np.log10((at_least + 1.0) / (n + 1.0))
    bans[0] = 0.0
    far = min(int(np.searchsorted(bans, _FAR)), len(bans) - 1)
    near = min(int(np.searchsorted(bans, 1.0)), len(bans) - 1)
    slope = min(1.0, (bans[far] - bans[near]) / (_GRID[far] - _GRID[near])) if far > near else 1.0
    beyond = np.arange(len(bans)) > far
    line: NDArray[np.float64] = bans[far] + slope * (_GRID - _GRID[far])
    return np.where(beyond, line, bans)
