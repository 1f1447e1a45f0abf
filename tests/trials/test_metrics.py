"""Fast figures against slow truths that can be checked by eye."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.trials.metrics import auc, clopper_pearson, precision_at, recall_at, wilson


def slow_auc(score, positive):
    """Every pair of a positive and a negative: 1 for above, a half for equal."""
    pairs = [(score[p], score[q]) for p in positive for q in score if q not in positive]
    return sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_auc_is_the_share_of_pairs_in_the_right_order(drawn):
    score = {i: float(value) for i, (value, _) in enumerate(drawn)}
    positive = {i for i, (_, chosen) in enumerate(drawn) if chosen}
    if not positive or len(positive) == len(score):
        assert auc(score, positive) is None
    else:
        assert auc(score, positive) == pytest.approx(slow_auc(score, positive))


def test_a_positive_without_a_score_is_an_error():
    with pytest.raises(KeyError):
        auc({"a": 1.0}, {"b"})


def test_at_k_equals_count_against_us():
    score = {"a": 2.0, "b": 1.0, "c": 1.0}
    assert recall_at(score, {"b"}, 2) == 0
    assert recall_at(score, {"b"}, 3) == 1
    assert precision_at(score, {"a"}, 2) == 0.5
    assert precision_at(score, {"a"}, 0) is None
    assert recall_at(score, set(), 2) is None


def tail(found, of, rate):
    """P(at least ``found`` of ``of``), added up term by term."""
    return sum(math.comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(found, of + 1))


@pytest.mark.parametrize(("found", "of"), [(1, 7), (3, 12), (11, 12), (5, 400)])
def test_clopper_pearson_leaves_a_fortieth_on_each_side(found, of):
    low, high = clopper_pearson(found, of)
    assert tail(found, of, low) == pytest.approx(0.025)
    assert 1 - tail(found + 1, of, high) == pytest.approx(0.025)


@pytest.mark.parametrize(("found", "of"), [(1, 7), (3, 12), (11, 12), (5, 400)])
def test_wilson_ends_where_the_score_test_does(found, of):
    for rate in wilson(found, of):
        assert abs(found / of - rate) == pytest.approx(1.959964 * math.sqrt(rate * (1 - rate) / of), rel=1e-5)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_ends_of_intervals(interval):
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(0, 9)[0] == 0.0
    assert interval(9, 9)[1] == 1.0
    with pytest.raises(ValueError, match="no rate"):
        interval(5, 4)
