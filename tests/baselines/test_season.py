"""The season against a loop over the others, and what must not make one."""

from __future__ import annotations

import numpy as np

from custodes.baselines.season import _CALM, season

PEOPLE, DAYS = 40, 30


def _world(seed: int, times: float) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    mean = rng.gamma(1.0, 4.0, (PEOPLE, 1)).repeat(DAYS, axis=1).astype(np.float32)
    sums = rng.poisson(mean * times).astype(np.float32)
    return sums, mean, (mean * 3).astype(np.float32), rng.random((PEOPLE, DAYS)) < 0.9


def test_agrees_with_a_loop_over_the_others() -> None:
    sums, mean, variance, counted = _world(1, 2.0)
    got = season(sums, mean, variance, counted)
    for i, d in ((0, 0), (7, 12), (39, 29)):
        others = [j for j in range(PEOPLE) if j != i and counted[j, d]]
        seen = sum(min(sums[j, d], mean[j, d] + 3 * np.sqrt(variance[j, d])) for j in others)
        usual = sum(mean[j, d] for j in others)
        assert np.isclose(got[i, d], max(1.0, (seen + _CALM) / (usual + _CALM)), rtol=1e-4)


def test_a_busy_month_of_all_is_a_season_and_one_person_s_burst_is_none() -> None:
    sums, mean, variance, counted = _world(2, 2.0)
    assert season(sums, mean, variance, counted).mean() > 1.6
    calm, mean, variance, counted = _world(3, 1.0)
    burst = calm.copy()
    burst[5] = 5000
    calm_factor, factor = season(calm, mean, variance, counted), season(burst, mean, variance, counted)
    np.testing.assert_allclose(factor[5], calm_factor[5], rtol=1e-5)
    assert np.abs(factor - calm_factor).max() < 0.25


def test_a_quiet_time_never_makes_anybody_unusual() -> None:
    sums, mean, variance, counted = _world(4, 0.3)
    assert (season(sums, mean, variance, counted) == 1).all()
