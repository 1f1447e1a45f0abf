"""The expectation against its formula, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom
from tests.worlds import panel_of

from custodes.baselines.expectation import (
    HALF_LIFE,
    KAPPA,
    MIN_HISTORY,
    band,
    expect,
    strength,
    unusual_days,
    window_sums,
)
from custodes.indicators.engine import started

PEOPLE, WEEKS = 14, 20


def _world(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(1.0, 2.0, (PEOPLE, 1)), (PEOPLE, WEEKS * 7)) * (
        rng.random((PEOPLE, WEEKS * 7)) < 0.4
    )


def _slow(y: np.ndarray, window: int, person: int, week: int) -> tuple[float, float, float]:
    """Mean, variance and peers of a window of 7 or 28 days ending in ``week``, from the docstring's formula."""
    last = week - (1 + (window - 1) // 7)
    weights = [0.5 ** ((last - v) / HALF_LIFE) for v in range(last + 1)]

    def own(i: int) -> tuple[float, float, float]:
        sums = [y[i, max(0, (v + 1) * 7 - window) : (v + 1) * 7].sum() for v in range(last + 1)]
        by_week = [y[i, v * 7 : v * 7 + 7].sum() for v in range(last + 1)]
        n = sum(weights)
        mean = sum(w * s for w, s in zip(weights, by_week, strict=True)) / n * window / 7
        return n, mean, max(sum(w * s**2 for w, s in zip(weights, sums, strict=True)) / n - mean**2, 0)

    everybody = [own(i) for i in range(PEOPLE)]
    n, mean, spread = everybody[person]
    peers = np.mean([m for i, (_, m, _) in enumerate(everybody) if i != person])
    settled = [(m, s) for k, m, s in everybody if k >= MIN_HISTORY]
    phi = max(1.0, sum(s for _, s in settled) / sum(m for m, _ in settled)) if settled else 4.0
    m = (n * mean + KAPPA * peers) / (n + KAPPA)
    apart = n / max(1, window / 7)
    return m, (apart * spread + KAPPA * phi * m) / (apart + KAPPA), float(peers)


@pytest.mark.parametrize("window", [7, 28])
def test_agrees_with_the_formula(window: int) -> None:
    y = _world(2)
    panel = panel_of({"downloads": y})
    got = expect(panel, panel.dense("downloads"), window, started(panel))
    for person, week in ((0, 5), (3, 12), (13, 19)):
        mean, variance, peers = _slow(y, window, person, week)
        assert got.mean[person, week] == pytest.approx(mean, rel=1e-4)
        assert got.variance[person, week] == pytest.approx(variance, rel=1e-3)
        assert got.peers[person, week] == pytest.approx(peers, rel=1e-4)


@pytest.mark.parametrize("window", [1, 7, 28])
def test_what_comes_later_changes_nothing_before(window: int) -> None:
    y = _world(4)
    cut = 12
    changed = y.copy()
    changed[:, cut * 7 :] += 50
    a, b = (panel_of({"downloads": v}) for v in (y, changed))
    before, after = (expect(p, p.dense("downloads"), window, started(p)) for p in (a, b))
    for name in ("mean", "variance", "peers"):
        np.testing.assert_array_equal(getattr(before, name)[:, : cut + 1], getattr(after, name)[:, : cut + 1])


def test_the_tail_is_the_negative_binomial_s() -> None:
    mean, variance, observed = 3.0, 15.0, 22.0
    one = lambda v: np.array([v], np.float32)  # noqa: E731
    fitted = nbinom(mean**2 / (variance - mean), mean / variance)
    slow = -np.log10(fitted.sf(observed) + fitted.pmf(observed) / 2)
    assert strength(one(observed), one(mean), one(variance))[0] == pytest.approx(slow, rel=1e-4)
    assert band(mean, variance) == tuple(
        nbinom.ppf([0.05, 0.95], mean**2 / (variance - mean), mean / variance)
    )


def test_windows_are_sums_of_days() -> None:
    y = _world(1).astype(np.float32)
    for window in (1, 7, 28):
        slow = [[y[i, max(0, d - window + 1) : d + 1].sum() for d in range(y.shape[1])] for i in range(3)]
        np.testing.assert_allclose(window_sums(y, window)[:3], slow, rtol=1e-6)


def test_a_day_is_unusual_above_three_deviations_of_the_days_before() -> None:
    daily = _world(8)
    daily[0, 100] = 60
    daily[1, 100:114] = 40
    panel = panel_of({"downloads": daily})
    found = unusual_days(panel, panel.dense("downloads"))
    expected = expect(panel, panel.dense("downloads"), 1, started(panel))
    for person in range(PEOPLE):
        for day in range(WEEKS * 7):
            mean, variance = expected.mean[person, day // 7], expected.variance[person, day // 7]
            known = expected.history[person, day // 7] >= MIN_HISTORY
            slow = known and daily[person, day] >= 2 and daily[person, day] > mean + 3 * np.sqrt(variance)
            assert found[person, day] == slow
    assert found[0, 98:112].sum() == 1
    assert found[1, 98:112].sum() > 5
