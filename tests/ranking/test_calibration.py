"""The calibration against its formula, written slowly."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.ranking.calibration import benjamini_hochberg, calibrate
from custodes.settings import Detection


def _quantile_without(values: list[float], i: int, q: float) -> float:
    return float(np.quantile([v for j, v in enumerate(values) if j != i], q))


def _slow(
    raw: np.ndarray, scored: np.ndarray, groups: list[np.ndarray], left_from: np.ndarray, s: Detection
) -> tuple[np.ndarray, np.ndarray]:
    """Weeks' ends only: the design's formula, person by person."""
    people, weeks, _ = raw.shape
    score, p = np.full((people, weeks), np.nan), np.full((people, weeks), np.nan)
    for w in range(weeks):
        past = [v for v in range(max(0, w - s.history_weeks), w) if scored[:, v, 6].any()]
        now = [i for i in range(people) if scored[i, w, 6]]
        for i in now:
            chosen: list[set[int]] = [set(range(people))]
            for codes in groups:
                before = max(w - 1, 0)
                mine = codes[i, before]
                members = {j for j in range(people) if codes[j, before] == mine and mine >= 0}
                if mine >= 0 and sum(scored[j, before, 6] for j in members) >= s.min_group:
                    chosen.append(members)
                    break
            f = 1.0
            for members in chosen:
                pools = [[raw[j, v, 6] for j in members if scored[j, v, 6]] for v in past]
                pools = [pool for pool in pools if pool]
                here = [j for j in now if j in members]
                if len(pools) < s.min_weeks or len(here) < 3:
                    continue
                old = [x for pool in pools for x in pool]
                for q in (0.5, 0.95):
                    values = [float(raw[j, w, 6]) for j in here]
                    ratio = (_quantile_without(values, here.index(i), q) + 0.2) / (
                        float(np.quantile(old, q)) + 0.2
                    )
                    f = max(f, ratio)
            score[i, w] = raw[i, w, 6] / f
        if len(past) >= s.min_weeks:
            n = [score[j, v] for v in past for j in range(people) if scored[j, v, 6] and left_from[j, v] > w]
            for i in now:
                p[i, w] = (1 + sum(x >= score[i, w] for x in n)) / (len(n) + 1)
    return score, p


def test_agrees_with_the_formula() -> None:
    rng = np.random.default_rng(5)
    people, weeks = 24, 9
    raw = np.maximum.accumulate(rng.gamma(0.6, 2.0, (people, weeks, 7)).astype(np.float32), axis=2)
    raw[:, 7] *= 4  # a week in which everybody is different
    scored = np.repeat((rng.random((people, weeks)) < 0.9)[:, :, None], 7, axis=2)
    left_from = rng.integers(0, 40, (people, weeks)).astype(np.int32)
    groups = [rng.integers(-1, 4, (people, weeks)).astype(np.int32), np.zeros((people, weeks), np.int32)]
    chosen = Detection(min_group=10, min_weeks=4, history_weeks=6)
    fast = calibrate(raw, scored, groups, left_from, chosen)
    score, p = _slow(raw, scored, groups, left_from, chosen)
    np.testing.assert_allclose(fast.score[:, :, 6], score, rtol=1e-5)
    np.testing.assert_allclose(fast.p_value[:, :, 6], p, rtol=1e-9)
    assert np.isnan(fast.p_value[:, :4]).all()


def test_an_organisation_wide_change_flags_nobody() -> None:
    rng = np.random.default_rng(6)
    raw = np.repeat(rng.gamma(0.6, 2.0, (400, 20, 1)).astype(np.float32), 7, axis=2)
    raw[:, 15] = raw[:, 15] * 3 + 4
    on = np.ones(raw.shape, np.bool_)
    result = calibrate(raw, on, [], np.full((400, 20), 99, np.int32), Detection())
    assert (result.p_value[:, 15, 6] <= 0.001).sum() <= 2


def test_the_share_of_small_p_is_what_it_says() -> None:
    rng = np.random.default_rng(7)
    raw = np.repeat(rng.gamma(0.5, 2.0, (500, 40, 1)).astype(np.float32), 7, axis=2)
    on = np.ones(raw.shape, np.bool_)
    p = calibrate(raw, on, [], np.full((500, 40), 99, np.int32), Detection()).p_value[:, 26:, 6]
    assert 0.03 < (p <= 0.05).mean() < 0.06
    assert 0.003 < (p <= 0.01).mean() < 0.015


@given(st.lists(st.floats(0.0001, 1.0), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_q_values_are_the_step_up_procedure(p: list[float]) -> None:
    q = benjamini_hochberg(np.array(p))
    for alpha in (0.01, 0.1, 0.5):
        ordered = sorted(p)
        k = max((i for i in range(1, len(p) + 1) if ordered[i - 1] <= alpha * i / len(p)), default=0)
        bound = ordered[k - 1] if k else -1.0
        for value, q_value in zip(p, q, strict=True):
            assert (value <= bound) == (q_value <= alpha + 1e-12) or abs(q_value - alpha) < 1e-9


def test_weeks_without_a_source_are_compared_only_while_it_is_silent() -> None:
    """A source is silent in weeks 10 and 11: from week 13 on N holds the other weeks alone."""
    rng = np.random.default_rng(8)
    raw = np.repeat(rng.gamma(0.5, 2.0, (200, 18, 1)).astype(np.float32), 7, axis=2)
    raw[:, 10:12] = 0
    on = np.ones(raw.shape, np.bool_)
    silent = np.zeros((2, 18), np.bool_)
    silent[1, 10:12] = True
    left = np.full((200, 18), 99, np.int32)
    held = calibrate(raw, on, [], left, Detection(), silent)
    plain = calibrate(raw, on, [], left, Detection())
    for w in (13, 17):
        n = np.concatenate([held.score[:, v, 6] for v in range(w) if v not in (10, 11)])
        slow = [(1 + (n >= s).sum()) / (len(n) + 1) for s in held.score[:, w, 6]]
        np.testing.assert_allclose(held.p_value[:, w, 6], slow)
        assert held.pool[w] == plain.pool[w] - 400
    np.testing.assert_array_equal(held.p_value[:, :13], plain.p_value[:, :13])  # until it is known to be back
    gone = np.zeros((1, 18), np.bool_)
    gone[0, 2:] = True  # never comes back: weeks without it are what there is
    np.testing.assert_array_equal(calibrate(raw, on, [], left, Detection(), gone).p_value, plain.p_value)
