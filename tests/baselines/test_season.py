"""The season against a loop over the others, and what must not make one."""

from __future__ import annotations

import numpy as np

from custodes.baselines.cells import Cells
from custodes.baselines.season import _CALM
from custodes.baselines.season import season as of_cells

PEOPLE, DAYS = 40, 35


def _world(seed: int, times: float) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    mean = rng.gamma(1.0, 4.0, (PEOPLE, 1)).repeat(DAYS // 7, axis=1).astype(np.float32)
    sums = rng.poisson(mean.repeat(7, axis=1) * times).astype(np.float32)
    return sums, mean, (mean * 3).astype(np.float32), rng.random((PEOPLE, DAYS // 7)) < 0.9


def season(sums: np.ndarray, mean: np.ndarray, variance: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Return the factor as persons × days, NaN where there is none."""
    cells = Cells.of(sums, counted)
    out = np.full(sums.shape, np.nan)
    out.reshape(-1)[cells.at] = of_cells(cells, mean, variance, counted)
    return out


def test_agrees_with_a_loop_over_the_others() -> None:
    sums, mean, variance, counted = _world(1, 2.0)
    got = season(sums, mean, variance, counted)
    for i, d in zip(*(some[::97] for some in np.nonzero(~np.isnan(got))), strict=True):
        w = d // 7
        others = [j for j in range(PEOPLE) if j != i and counted[j, w]]
        seen = sum(min(sums[j, d], mean[j, w] + 3 * np.sqrt(variance[j, w])) for j in others)
        usual = sum(mean[j, w] for j in others)
        assert np.isclose(got[i, d], max(1.0, (seen + _CALM) / (usual + _CALM)), rtol=1e-4)


def test_a_busy_month_of_all_is_a_season_and_one_person_s_burst_is_none() -> None:
    sums, mean, variance, counted = _world(2, 2.0)
    assert np.nanmean(season(sums, mean, variance, counted)) > 1.6
    calm, mean, variance, counted = _world(3, 1.0)
    burst = calm.copy()
    burst[5] = 5000
    calm_factor, factor = season(calm, mean, variance, counted), season(burst, mean, variance, counted)
    both = ~np.isnan(factor) & ~np.isnan(calm_factor)
    np.testing.assert_allclose(factor[5, both[5]], calm_factor[5, both[5]], rtol=1e-5)
    assert np.abs(factor - calm_factor)[both].max() < 0.25


def test_a_quiet_time_never_makes_anybody_unusual() -> None:
    sums, mean, variance, counted = _world(4, 0.3)
    factor = season(sums, mean, variance, counted)
    assert (factor[~np.isnan(factor)] == 1).all()
