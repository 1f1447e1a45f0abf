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
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import betainc, nbdtrik

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["MIN_HISTORY", "Expectation", "band", "bands", "expect", "strength", "unusual_days", "window_sums"]

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
    sums: NDArray[np.float32] | None = None,
) -> Expectation:
    """Return the expectation of a measure for windows of ``window`` days.

    daily:   persons × days
    started: persons × weeks: True from the week after the person was first seen
    exposure: per week, the share of it that was seen; None: all
    sums:    of the windows ending on each day (:func:`window_sums`), where they are known already
    """
    people, days = daily.shape
    weeks = days // 7
    lag = 1 + max(0, (window - 1) // 7)  # the last week that ended before the window began
    first = _by_week(daily)
    if window > 1 and sums is None:
        sums = window_sums(daily, window)
    second = _by_week(daily**2) / 7 if window == 1 or sums is None else sums[:, 6::7].T ** 2
    share = 7.0 / window
    part = np.ones(weeks) if exposure is None else exposure
    whole = _of_windows(part, window)
    on = started.T
    n = _discounted(on * part[:, None])
    a = _discounted(np.where(on, first, 0))
    seen = on & (whole[:, None] > 0)
    of_b = _discounted(on * whole[:, None])
    weight = np.ones(weeks) if window == 1 else np.maximum(whole, _HALF)
    b = _discounted(np.where(seen, second / weight[:, None], 0))
    out = np.zeros((4, weeks, people), np.float32)
    known = max(0, weeks - lag)
    stats = (n[:known], a[:known], b[:known], of_b[:known])
    out[:, lag:] = _fitted(stats, share, max(1.0, window / 7), panel.groups[1].codes.T[:known])
    return Expectation(*(np.ascontiguousarray(x.T) for x in out))


def _by_week(daily: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return weeks × persons: the sums of each week's days, added in their order."""
    total: NDArray[np.float32] = daily[:, 0::7].T.copy()
    for k in range(1, 7):
        total += daily[:, k::7].T
    return total


def _discounted(weekly: NDArray[Any]) -> NDArray[np.float64]:
    """Return for each week its row and the discounted rows before it, added up."""
    decay = 0.5 ** (1.0 / HALF_LIFE)
    out = weekly.astype(np.float64)
    for w in range(1, len(out)):
        out[w] += out[w - 1] * decay
    return out


def _of_windows(part: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return per week the share that was seen of the window ending with it, 0 where that is less than half.

    >>> _of_windows(np.array([1, 0, 1, 1.0]), 14).tolist()
    [1.0, 0.5, 0.5, 1.0]
    """
    span = max(1, -(-window // 7))
    shares = np.array([part[max(0, w - span + 1) : w + 1].mean() for w in range(len(part))])
    whole: NDArray[np.float64] = np.where(shares < _HALF, 0.0, shares) if window > 1 else part
    return whole


def _fitted(
    stats: tuple[NDArray[np.float64], ...], share: float, overlap: float, groups: NDArray[np.int32]
) -> tuple[NDArray[np.float64], ...]:
    """Return mean, variance, peers and history of weeks × persons, from the discounted sums of each week."""
    n, a, b, of_b = stats
    mean = np.where(n > 0, a / np.where(n > 0, n, 1.0) / share, 0.0)
    spread = np.maximum(np.where(of_b > 0, b / np.where(of_b > 0, of_b, 1.0), 0.0) - mean**2, 0.0)
    peers = _peers(mean, n, groups)
    m = (n * mean + KAPPA * peers) / (n + KAPPA)
    phi = np.array([_dispersion(*week) for week in zip(mean, spread, n, strict=True)]).reshape(-1, 1)
    v = (n / overlap * spread + KAPPA * phi * m) / (n / overlap + KAPPA)
    return m, v, peers, n


def _dispersion(mean: NDArray[np.float64], spread: NDArray[np.float64], n: NDArray[np.float64]) -> float:
    """Return the organisation's index of dispersion in a week."""
    settled = n >= MIN_HISTORY
    if not settled.any():
        return 4.0
    return max(1.0, float(spread[settled].sum() / max(mean[settled].sum(), 1e-9)))


def _peers(
    mean: NDArray[np.float64], n: NDArray[np.float64], groups: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return each person's peers' mean, the person left out; everybody's where the group is small. Weeks × persons."""
    counted = n > 0
    everybody = [float(m[c].mean()) if c.any() else 0.0 for m, c in zip(mean, counted, strict=True)]
    width = int(groups.max(initial=-1)) + 2
    place = groups + 1 + np.arange(len(groups))[:, None] * width
    size = np.bincount(place[counted], minlength=len(groups) * width)[place]
    total = np.bincount(place[counted], weights=mean[counted], minlength=len(groups) * width)[place]
    others = size - counted
    own = np.where(counted, mean, 0.0)
    large = (groups >= 0) & (others >= SMALL_GROUP)
    return np.where(large, (total - own) / np.maximum(others, 1), np.array(everybody).reshape(-1, 1))


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
    given = np.stack([observed[high], mean[high], variance[high]]).astype(np.float64)
    new = np.ones(given.shape[1], np.bool_)  # a window's sum often stays the same for days
    new[1:] = (given[:, 1:] != given[:, :-1]).any(axis=0)
    once = given[:, new]
    k = np.ceil(once[0])
    r, p = _shape(once[1], once[2])
    tail = (betainc(k, r, 1.0 - p) + betainc(k + 1, r, 1.0 - p)) / 2
    bans = np.minimum(-np.log10(np.maximum(tail, 1e-300)), MAX_BANS)
    out[high] = bans[np.cumsum(new) - 1]
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
    low, high = bands(np.array([mean], float), np.array([variance], float))
    return float(low[0]), float(high[0])


def bands(
    mean: NDArray[np.float64], variance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 5th and 95th percentiles of several expectations."""
    shape = _shape(mean, variance)
    low, high = (nbdtrik(q, *shape) for q in (0.05, 0.95))
    known = [np.where(np.isfinite(x), np.ceil(np.maximum(x, 0.0)), 0.0) for x in (low, high)]
    return known[0], known[1]
