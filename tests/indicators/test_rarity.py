"""A strength never exceeds its rarity among the weeks before."""

from __future__ import annotations

import numpy as np

from custodes.baselines.cells import Cells
from custodes.indicators.rarity import corrected as of_cells


def corrected(bans: np.ndarray, on: np.ndarray, much: np.ndarray | None = None) -> np.ndarray:
    """Return strengths as persons × days."""
    cells = Cells.of(bans, np.ones((len(bans), bans.shape[1] // 7), np.bool_))
    out = np.zeros_like(bans)
    out.reshape(-1)[cells.at] = of_cells(cells, on, much)
    return out


def _world(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.repeat(rng.exponential(2.0, (300, 30, 1)), 7, axis=2).reshape(300, 210).astype(np.float32)


def test_an_exaggerated_tail_is_cut_to_its_share_of_the_weeks_before() -> None:
    bans = _world(1)
    out = corrected(bans, np.ones((300, 30), np.bool_))
    week = 20
    value = bans[5, week * 7]
    before = bans.reshape(300, -1, 7)[:, :week].max(axis=2).ravel()
    share = -np.log10(((before >= value - 0.1).sum() + 1) / (before.size + 1))
    assert out[5, week * 7] <= value
    assert out[5, week * 7] >= share - 0.1
    assert (np.abs(out[:, week * 7 : week * 7 + 7].max(axis=1)) >= 2.0).mean() < 0.03


def test_order_is_kept_far_beyond_what_was_seen() -> None:
    bans = _world(2)
    bans[0, 200], bans[1, 200] = 30.0, 35.0
    out = corrected(bans, np.ones((300, 30), np.bool_))
    assert 3.0 < out[0, 200] < out[1, 200] < 35.0


def test_modest_tails_are_left_alone() -> None:
    bans = _world(3) / 20
    np.testing.assert_allclose(corrected(bans, np.ones((300, 30), np.bool_))[:, 70:], bans[:, 70:], atol=0.02)


def test_a_young_lake_cannot_know_what_is_rare() -> None:
    bans = np.zeros((300, 210), np.float32)
    bans[0, [3, 100]] = 30.0
    out = corrected(bans, np.ones((300, 30), np.bool_))
    assert out[0, 3] <= 3.1
    assert 3.5 < out[0, 100] < 7.5


def test_who_is_busy_is_held_against_the_busy_as_well() -> None:
    """A tenth whose tails are three times as long: among all they are rare far too often, among themselves not."""
    rng = np.random.default_rng(9)
    much = np.zeros((400, 30), np.bool_)
    much[:40] = True
    bans = rng.exponential(0.3, (400, 210)).astype(np.float32)
    bans[:40] *= 3
    on = np.ones((400, 30), np.bool_)

    def often(out: np.ndarray, who: slice) -> float:
        return float((out.reshape(400, 30, 7)[who, 20:].max(axis=2) >= 2.0).mean())

    plain, held = corrected(bans, on), corrected(bans, on, much)
    assert often(plain, slice(0, 40)) > 0.05
    assert often(held, slice(0, 40)) < 0.02
    np.testing.assert_array_equal(plain[40:], held[40:])
    assert (held <= plain).all()
