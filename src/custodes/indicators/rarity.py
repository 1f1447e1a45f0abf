"""Strength is a rarity among ordinary weeks: model tails are checked against how often they really occur.

A count model is never right about its far tail: some measures reach "twelve bans" every other week. So the bans
of a measure and window are held against the weekly maxima of everybody over the weeks before, and never count
for more than the share of person-weeks that reached as much says; beyond the .995 quantile that share is
continued as a straight line in bans, as an exponential tail is. Where too little was seen to read a tail off, a
model's ban counts for a tenth: a young lake cannot know what is rare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["corrected"]

_TOP = 200.0
_GRID = np.expm1(np.linspace(0.0, np.log1p(_TOP), 600))  # fine near nothing, coarse far out
_WEEKS = 52  # weeks before that are looked at
_LEAST = 400  # person-weeks from which a tail can be read off
_UNSEEN = 0.1  # bans per model ban beyond anything seen, while no tail can be read off
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
    place = np.minimum(np.searchsorted(_GRID, top, side="right") - 1, len(_GRID) - 1)
    for w in range(weeks):
        counts[w] = np.bincount(place[on[:, w], w], minlength=len(_GRID))
    out = weekly.copy()
    for w in range(weeks):
        pool = counts[max(0, w - _WEEKS) : w].sum(axis=0)
        some = np.flatnonzero(top[:, w])  # nothing stays nothing: most people have no bans in most weeks
        out[some, w] = np.minimum(weekly[some, w], np.interp(weekly[some, w], _GRID, _rarity(pool)))
    return out.reshape(people, days)


def _rarity(pool: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return bans on the grid: -log10 of the share at or above, continued as a line beyond the .995 quantile."""
    n = int(pool.sum())
    at_least = np.cumsum(pool[::-1])[::-1]
    bans = -np.log10((at_least + 1.0) / (n + 1.0))
    bans[0] = 0.0
    far = min(int(np.searchsorted(bans, _FAR)), len(bans) - 1)
    near = min(int(np.searchsorted(bans, 1.0)), len(bans) - 1)
    if far > near and n >= _LEAST:
        slope = min(1.0, (bans[far] - bans[near]) / (_GRID[far] - _GRID[near]))
    else:
        far, slope = min(int(np.searchsorted(bans, bans[-1])), far), _UNSEEN
    line: NDArray[np.float64] = bans[far] + slope * (_GRID - _GRID[far])
    return np.where(np.arange(len(bans)) > far, line, bans)
