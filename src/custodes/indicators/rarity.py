"""Strength is a rarity among ordinary weeks: model tails are checked against how often they really occur.

A count model is never right about its far tail: some measures reach "twelve bans" every other week. So the bans
of a measure and window are held against the weekly maxima of everybody over the weeks before, and never count
for more than the share of person-weeks that reached as much says; beyond the .995 quantile that share is
continued as a straight line in bans, as an exponential tail is. Where too little was seen to read a tail off, a
model's ban counts for a tenth: a young lake cannot know what is rare.

Of large counts the model's tail is wrong by more than of small ones, so whoever always does much would reach many bans
more often. Those who are *busy*, the tenth of whom most was expected, are therefore held against each other as well, and
the smaller of both rarities counts (docs/decisions/018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.cells import Cells

__all__ = ["busy", "corrected"]

_TOP = 200.0
_GRID = np.expm1(np.linspace(0.0, np.log1p(_TOP), 600))  # fine near nothing, coarse far out
_WEEKS = 52  # weeks before that are looked at
_LEAST = 400  # person-weeks from which a tail can be read off
_UNSEEN = 0.1  # bans per model ban beyond anything seen, while no tail can be read off
_BUSY = 0.9  # quantile of what was expected, above which somebody is busy
_FAR = 2.3  # bans of the .995 quantile


def busy(mean: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return persons × weeks: True for the tenth of whom most was expected, among those who are known.

    >>> busy(np.arange(20, dtype=np.float32)[:, None], np.ones((20, 1), np.bool_)).nonzero()[0].tolist()
    [18, 19]
    """
    out = np.zeros(mean.shape, np.bool_)
    for w in range(mean.shape[1]):
        among = known[:, w]
        if among.any():
            out[:, w] = among & (mean[:, w] > np.quantile(mean[among, w], _BUSY))
    return out


def corrected(
    bans: Cells, on: NDArray[np.bool_], much: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Return strengths that are no larger than their rarity among the weeks before.

    bans: of one measure and window; nothing stays nothing, and most people have no bans in most weeks
    on: persons × weeks that count (active people)
    much: persons × weeks: who is :func:`busy`; None: nobody

    Cost: two histograms and two interpolations a week.
    """
    week = bans.week
    weeks = on.shape[1]
    start, _ = bans.tops()
    top = np.maximum.reduceat(bans.value, start) if len(start) else bans.value
    at = week[start]
    place = np.minimum(np.searchsorted(_GRID, top, side="right") - 1, len(_GRID) - 1)
    everybody, few = _counts(at, place, on), _counts(at, place, on & much) if much is not None else None
    out = bans.value.copy()
    order = np.argsort(week % weeks, kind="stable")
    ends = np.cumsum(np.bincount(week % weeks, minlength=weeks))
    for w, mine in enumerate(np.split(order, ends[:-1])):
        before = max(0, w - _WEEKS)
        out[mine] = np.minimum(
            out[mine], np.interp(out[mine], _GRID, _rarity(everybody[w] - everybody[before]))
        )
        if much is None or few is None or (pool := few[w] - few[before]).sum() < _LEAST:
            continue
        hard = mine[much.reshape(-1)[week[mine]]]
        out[hard] = np.minimum(out[hard], np.interp(bans.value[hard], _GRID, _rarity(pool)))
    return out


def _counts(at: NDArray[np.int64], place: NDArray[np.int64], on: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return weeks × grid: in all weeks before, how many of those who count had their strongest day there.

    at: places in persons × weeks that have any bans · place: of each of them on the grid; the others stand at its beginning
    """
    weeks = on.shape[1]
    mine = on.reshape(-1)[at]
    week = at[mine] % weeks
    counts = np.bincount(week * len(_GRID) + place[mine], minlength=weeks * len(_GRID)).reshape(weeks, -1)
    counts[:, 0] += on.sum(axis=0) - counts.sum(axis=1)
    return np.concatenate([np.zeros((1, len(_GRID)), np.int64), np.cumsum(counts, axis=0)])


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
