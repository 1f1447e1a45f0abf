r"""Ratios: more of one sort than its usual share of the whole.

Somebody who opens twice as many files as ever, a tenth of them labelled as always, is busy; somebody who opens as many as
ever, half of them labelled, looks for something. The share that was usual for person i before week w is

.. math:: q = \left( \sum a + \kappa g \right) / \left( \sum n + \kappa \right)

a of n things a week (discounted, weeks before w), g the same share over the peers (their department, else everybody).
A day counts :math:`(a - q n)^+`: what was beyond the usual share. It adds over days, so a window is a sum, and the
expectation learns how much of it chance makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.expectation import HALF_LIFE, SMALL_GROUP

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["beyond_share"]

KAPPA = 30.0  # things' worth of history that the peers' share weighs


def beyond_share(
    part: NDArray[np.float32], whole: NDArray[np.float32], groups: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Return persons × days: how much of ``part`` was beyond its usual share of ``whole``.

    part, whole: persons × days, part <= whole · groups: persons × weeks, -1 where unknown

    Until anybody has done any of it there is no usual share, and nothing is beyond it.

    >>> part = np.zeros((1, 21), np.float32); whole = np.full((1, 21), 10, np.float32)
    >>> part[0, :14] = 1; part[0, 14:] = 1; part[0, 20] = 8
    >>> beyond_share(part, whole, np.full((1, 3), -1, np.int32))[0, 18:].round(1).tolist()
    [0.0, 0.0, 7.0]
    """
    people, days = part.shape
    weeks = days // 7
    by_week = [x.reshape(people, weeks, 7) for x in (part, whole)]
    decay = 0.5 ** (1.0 / HALF_LIFE)
    a, n = np.zeros(people), np.zeros(people)
    out = np.zeros((people, weeks, 7), np.float32)
    for w in range(1, weeks):
        a = a * decay + by_week[0][:, w - 1].sum(axis=1)
        n = n * decay + by_week[1][:, w - 1].sum(axis=1)
        usual = (a + KAPPA * _peers(a, n, groups[:, w - 1])) / (n + KAPPA)
        out[:, w] = np.maximum(by_week[0][:, w] - usual[:, None] * by_week[1][:, w], 0)
    return out.reshape(people, days)


def _peers(a: NDArray[np.float64], n: NDArray[np.float64], group: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the peers' share, the person left out; everybody's where few peers did any of it, 1 where nobody did."""
    width = int(group.max(initial=-1)) + 2
    did = n > 0
    sums, whole, many = (np.bincount(group + 1, weights=x, minlength=width)[group + 1] for x in (a, n, did))
    large = (group >= 0) & (many - did >= SMALL_GROUP) & (whole - n > 0)
    everybody = float(a.sum() / n.sum()) if n.sum() > 0 else 1.0
    share: NDArray[np.float64] = np.where(large, (sums - a) / np.maximum(whole - n, 1e-9), everybody)
    return share
