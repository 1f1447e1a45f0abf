"""Shares, days off, and deletion after taking against slow counts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import panel_of

from custodes.baselines.book import SeriesBook
from custodes.baselines.expectation import HALF_LIFE, SMALL_GROUP
from custodes.baselines.hours import HALF_LIFE as DAYS_HALF_LIFE
from custodes.baselines.hours import RARE_DAYS, off_days, usual_days
from custodes.baselines.ratios import KAPPA, beyond_share

PEOPLE, WEEKS = 30, 9


def _drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    whole = rng.poisson(6, (PEOPLE, WEEKS * 7)).astype(np.float32)
    whole[rng.random(PEOPLE) < 0.1] = 0
    part = rng.binomial(whole.astype(int), rng.beta(1, 6, (PEOPLE, 1))).astype(np.float32)
    groups = np.repeat(rng.choice([-1, 0, 0, 0, 1], PEOPLE)[:, None], WEEKS, axis=1).astype(np.int32)
    return part, whole, groups


def _slow(part: np.ndarray, whole: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The docstring's formula, person by person and week by week."""
    out = np.zeros_like(part)
    for w in range(1, WEEKS):
        weight = [0.5 ** ((w - 1 - v) / HALF_LIFE) for v in range(w)]
        week = lambda x, i, v: float(x[i, v * 7 : v * 7 + 7].sum())  # noqa: E731
        a = [sum(k * week(part, i, v) for v, k in enumerate(weight)) for i in range(PEOPLE)]
        n = [sum(k * week(whole, i, v) for v, k in enumerate(weight)) for i in range(PEOPLE)]
        for i in range(PEOPLE):
            g = groups[i, w - 1]
            peers = [j for j in range(PEOPLE) if j != i and n[j] > 0 and g >= 0 and groups[j, w - 1] == g]
            everybody = range(PEOPLE)
            of = peers if len(peers) >= SMALL_GROUP else everybody
            usual = sum(a[j] for j in of) / sum(n[j] for j in of) if sum(n[j] for j in of) else 1.0
            q = (a[i] + KAPPA * usual) / (n[i] + KAPPA)
            for d in range(w * 7, w * 7 + 7):
                out[i, d] = max(0.0, part[i, d] - q * whole[i, d])
    return out


@given(st.integers(0, 10_000))
def test_what_is_beyond_the_usual_share_agrees_with_a_slow_count(seed: int) -> None:
    part, whole, groups = _drawn(seed)
    np.testing.assert_allclose(
        beyond_share(part, whole, groups), _slow(part, whole, groups), rtol=1e-4, atol=1e-4
    )


def test_being_busy_is_not_looking_for_something() -> None:
    whole = np.full((20, 70), 10, np.float32)
    part = np.ones((20, 70), np.float32)
    whole[0, 63:], part[0, 63:] = 100, 10  # ten times as much of everything
    part[1, 63:] = 8  # as much as ever, most of it labelled
    beyond = beyond_share(part, whole, np.zeros((20, 10), np.int32))
    assert beyond[0, 63:].max() < 1
    assert beyond[1, 63:].min() > 6


def test_a_later_day_changes_no_earlier_share() -> None:
    part, whole, groups = _drawn(2)
    cut = 5 * 7
    early = beyond_share(part[:, :cut], whole[:, :cut], groups[:, :5])
    np.testing.assert_array_equal(beyond_share(part, whole, groups)[:, :cut], early)


def test_unusual_days_of_the_week_agree_with_a_slow_count() -> None:
    rng = np.random.default_rng(4)
    worked = rng.random((12, WEEKS * 7)) < np.tile(rng.random((12, 7)), (1, WEEKS))
    moves = np.where(worked, rng.integers(0, 4, worked.shape), 0)
    panel = panel_of({"events": worked.astype(int), "c11": moves, "c23": moves}, active=False)
    slow = np.zeros(worked.shape)
    for p in range(12):
        for d in range(7, WEEKS * 7):
            w = d // 7
            on = sum(0.5 ** ((w - 1 - v) / DAYS_HALF_LIFE) * worked[p, v * 7 + d % 7] for v in range(w))
            weeks = sum(
                0.5 ** ((w - 1 - v) / DAYS_HALF_LIFE) * worked[p, v * 7 : v * 7 + 7].any() for v in range(w)
            )
            slow[p, d] = 2 * moves[p, d] * (on < RARE_DAYS * max(weeks, 1))
    assert slow.any()
    np.testing.assert_array_equal(off_days(panel, usual_days(panel), "c"), slow)


def test_series_take_their_parts_from_the_right_measures() -> None:
    days, people = 70, 12
    reads = np.full((people, days), 10)
    labelled = np.zeros((people, days), int)
    labelled[3, 66] = 9
    series = {"events": reads, "distinct_reads": reads, "labelled_reads": labelled}
    book = SeriesBook(panel_of(series))
    assert book["labelled_beyond"].argmax() == 3 * days + 66
