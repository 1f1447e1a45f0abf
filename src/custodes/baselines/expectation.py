r"""Expectation: how much of a measure was to be expected of this person in this window.

For person i at the end of week w, with discount :math:`\lambda` a week over the weeks v since the person was
first seen, :math:`y_{iv}` the week's sum:

.. math::
    n = \sum \lambda^{w-v}, \quad \bar y = \sum \lambda^{w-v} y_{iv} / n, \quad
    m = (n \bar y + \kappa g) / (n + \kappa), \quad v = (n' s^2 + \kappa \phi m) / (n' + \kappa)

where g is the mean of the peers (their department, else everybody), s² the person's own variance, and
:math:`\phi` the organisation's index of dispersion: bursts are normal. n' counts windows that do not overlap, n / 4
for 28 days. The count in a window is taken as negative
binomial with mean m and variance v. A window ending in week w is judged by what was known before it began.

Weeks of which a source gave only a part (:mod:`custodes.baselines.silence`) count as that part of a week: with the
exposure e, n is :math:`\sum \lambda^{w-v} e_v` and :math:`\bar y = \sum \lambda^{w-v} y_{iv} / n`; windows of which less than half was
seen say nothing of s².
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betainc, nbdtrik

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["MIN_HISTORY", "Expectation", "band", "expect", "strength", "unusual_days", "window_sums"]

HALF_LIFE = 26.0  # weeks until an observation counts half
KAPPA = 3.0  # weeks' worth of history that the peers weigh
MIN_HISTORY = 3.0  # discounted weeks below which nothing is scored
SMALL_GROUP = 10  # below this the peers are everybody
_HALF = 0.5  # of a window, below which its sum says nothing of the variance
MAX_BANS = 200.0  # a rarity beyond is not a meaningful number


@dataclass(frozen=True)
class Expectation:
    """Of one measure in windows of one length; arrays are persons × weeks, for a window ending in that week.

    mean, variance: of the window's count · peers: the peers' mean · history: weeks of own history behind it
    """

    mean: NDArray[np.float32]
    variance: NDArray[np.float32]
    peers: NDArray[np.float32]
    history: NDArray[np.float32]


def window_sums(daily: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """Return the sums over the ``window`` days ending on each day (shorter at the beginning).

    >>> window_sums(np.array([[1, 2, 3, 4]], np.float32), 2).tolist()
    [[1.0, 3.0, 5.0, 7.0]]
    """
    if window == 1:
        return daily
    total = np.cumsum(daily, axis=1, dtype=np.float64)
    out = total.astype(np.float32)
    np.subtract(total[:, window:], total[:, :-window], out=out[:, window:], casting="same_kind")
    return out


def expect(
    panel: Panel,
    daily: NDArray[np.float32],
    window: int,
    started: NDArray[np.bool_],
    exposure: NDArray[np.float64] | None = None,
) -> Expectation:
    """Return the expectation of a measure for windows of ``window`` days.

    daily:   persons × days
    started: persons × weeks: True from the week after the person was first seen
    exposure: per week, the share of it that was seen; None: all
    """
    people, days = daily.shape
    weeks = days // 7
    by_week = daily.reshape(people, weeks, 7)
    lag = 1 + max(0, (window - 1) // 7)  # the last week that ended before the window began
    if window == 1:
        first, second, share = by_week.sum(2), (by_week**2).sum(2), 7.0
    else:
        sums = window_sums(daily, window)[:, 6::7]
        first, second, share = by_week.sum(2), sums**2, 7.0 / window
    decay = 0.5 ** (1.0 / HALF_LIFE)
    part = np.ones(weeks) if exposure is None else exposure
    whole = _of_windows(part, window)
    n, a, b, of_b = (np.zeros(people) for _ in range(4))
    out = [np.zeros((people, weeks), np.float32) for _ in range(4)]
    stats = []
    for w in range(weeks):
        on = started[:, w]
        n = n * decay + on * part[w]
        a = a * decay + np.where(on, first[:, w], 0)
        b = b * decay + np.where(
            on & (whole[w] > 0), second[:, w] / (7 if window == 1 else max(whole[w], _HALF)), 0
        )
        of_b = of_b * decay + on * whole[w]
        stats.append((n, a, b, of_b))
    for w in range(lag, weeks):
        _fill(out, w, stats[w - lag], share, max(1.0, window / 7), panel.groups[1].codes[:, w - lag])
    return Expectation(*out)


def _of_windows(part: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return per week the share that was seen of the window ending with it, 0 where that is less than half.

    >>> _of_windows(np.array([1, 0, 1, 1.0]), 14).tolist()
    [1.0, 0.5, 0.5, 1.0]
    """
    span = max(1, -(-window // 7))
    shares = np.array([part[max(0, w - span + 1) : w + 1].mean() for w in range(len(part))])
    whole: NDArray[np.float64] = np.where(shares < _HALF, 0.0, shares) if window > 1 else part
    return whole


def _fill(
    out: list[NDArray[np.float32]],
    w: int,
    stats: tuple[NDArray[np.float64], ...],
    share: float,
    overlap: float,
    group: NDArray[np.int32],
) -> None:
    n, a, b, of_b = stats
    have = n > 0
    safe = np.where(have, n, 1.0)
    mean = np.where(have, a / safe / share, 0.0)
    spread = np.maximum(np.where(of_b > 0, b / np.where(of_b > 0, of_b, 1.0), 0.0) - mean**2, 0.0)
    peers = _peers(mean, n, group)
    prior = n + KAPPA
    m = (n * mean + KAPPA * peers) / prior
    settled = n >= MIN_HISTORY
    phi = max(1.0, float(spread[settled].sum() / max(mean[settled].sum(), 1e-9))) if settled.any() else 4.0
    v = (n / overlap * spread + KAPPA * phi * m) / (n / overlap + KAPPA)
    out[0][:, w], out[1][:, w], out[2][:, w], out[3][:, w] = m, v, peers, n


def _peers(
    mean: NDArray[np.float64], n: NDArray[np.float64], group: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return each person's peers' mean, the person left out; everybody's where the group is small."""
    counted = n > 0
    everybody = float(mean[counted].mean()) if counted.any() else 0.0
    size = np.bincount(group[counted] + 1, minlength=int(group.max(initial=-1)) + 2)
    total = np.bincount(group[counted] + 1, weights=mean[counted], minlength=len(size))
    others = size[group + 1] - counted
    own = np.where(counted, mean, 0.0)
    large = (group >= 0) & (others >= SMALL_GROUP)
    return np.where(large, (total[group + 1] - own) / np.maximum(others, 1), everybody)


def _shape(
    mean: NDArray[np.float64], variance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a negative binomial's size r and success probability; the mean is at least a tenth of one event a year."""
    m = np.maximum(mean, 0.002)
    v = np.maximum(variance, m * 1.05)
    return m * m / (v - m), m / v


def strength(
    observed: NDArray[np.float32], mean: NDArray[np.float32], variance: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the bans of counts: ``-log10 (P(X > observed) + P(X = observed) / 2)``, 0 where it is not above the mean.

    Half of the observed count's own chance (the mid-p), so that small counts are judged as large ones are.

    >>> one = lambda x: np.array([x], np.float32)
    >>> round(float(strength(one(40), one(2), one(20))[0]), 1)
    3.0
    >>> float(strength(one(1), one(2), one(20))[0])
    0.0
    """
    out = np.zeros(observed.shape, np.float32)
    high = (observed > mean) & (observed >= 1)
    k = np.ceil(observed[high].astype(np.float64))
    r, p = _shape(mean[high].astype(np.float64), variance[high].astype(np.float64))
    tail = (betainc(k, r, 1.0 - p) + betainc(k + 1, r, 1.0 - p)) / 2
    out[high] = np.minimum(-np.log10(np.maximum(tail, 1e-300)), MAX_BANS)
    return out


def unusual_days(
    panel: Panel, daily: NDArray[np.float32], exposure: NDArray[np.float64] | None = None
) -> NDArray[np.float32]:
    """Return persons × days: 1 where the day's count is above the mean of a usual day by three deviations, and two or more.

    A burst has few such days, a course of weeks has many.
    """
    first = np.where((panel.seen > 0).any(axis=1), (panel.seen > 0).argmax(axis=1), panel.n_weeks)
    started = np.arange(panel.n_weeks)[None, :] >= first[:, None]
    expected = expect(panel, daily, 1, started, exposure)
    limit = expected.mean + 3 * np.sqrt(expected.variance)
    known = np.repeat(expected.history >= MIN_HISTORY, 7, axis=1)
    out: NDArray[np.float32] = (known & (daily >= 2) & (daily > np.repeat(limit, 7, axis=1))).astype(
        np.float32
    )
    return out


def band(mean: float, variance: float) -> tuple[float, float]:
    """Return the 5th and 95th percentile of what was expected.

    >>> band(2.0, 6.0)
    (0.0, 7.0)
    """
    r, p = _shape(np.array([mean], float), np.array([variance], float))
    low, high = (
        float(np.ceil(max(nbdtrik(q, r[0], p[0]), 0.0))) if np.isfinite(nbdtrik(q, r[0], p[0])) else 0.0
        for q in (0.05, 0.95)
    )
    return low, high
