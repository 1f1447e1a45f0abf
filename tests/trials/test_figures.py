"""Figures and their intervals against slow truths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.trials.figures import area, average_precision, quartiles, share, won
from custodes.trials.metrics import wilson

SCORES = st.lists(st.integers(0, 5), min_size=1, max_size=15)


def sides(acted, others):
    return np.array(acted, float), np.array(others, float)


@given(SCORES, SCORES)
def test_the_area_is_the_share_of_pairs_in_the_right_order(acted, others):
    pairs = [(a > b) + (a == b) / 2 for a in acted for b in others]
    assert won(sides(acted, others)) == pytest.approx(sum(pairs) / len(pairs))


@given(SCORES, SCORES)
def test_average_precision_walks_down_the_list(acted, others):
    """Equals against us: those who did nothing stand first among them."""
    order = sorted([(-a, 1) for a in acted] + [(-b, 0) for b in others])
    seen, precisions = 0, []
    for place, (_, hit) in enumerate(order, start=1):
        seen += hit
        if hit:
            precisions.append(seen / place)
    assert average_precision(sides(acted, others)) == pytest.approx(sum(precisions) / len(acted))


def test_the_last_is_never_ranked():
    assert average_precision(sides([-np.inf], [1, 2, 3])) == 0.25
    assert won(sides([-np.inf], [1, 2])) == 0


def test_a_share_of_one_world_has_wilsons_interval():
    figure = share([(7, 9)])
    assert (figure.value, figure.low, figure.high) == (7 / 9, *wilson(7, 9))
    assert share([(0, 0)]).value is None


def test_shares_of_worlds_that_differ_have_wider_intervals():
    apart, alike = share([(10, 10), (0, 10), (10, 10), (0, 10)]), share([(5, 10)] * 4)
    assert apart.value == alike.value == 0.5
    assert (alike.low, alike.high) == wilson(20, 40)
    assert apart.low < alike.low
    assert apart.high > alike.high


def test_an_area_of_worlds_compares_inside_each_and_weighs_by_those_who_acted():
    worlds = [sides([9, 8], [1, 2]), sides([100], [200, 50, 300, 400])]
    figure = area(worlds, won)
    assert figure.value == pytest.approx((2 * 1.0 + 1 * 0.25) / 3)
    assert figure.low <= 0.25
    assert figure.high == 1.0
    assert (figure.count, figure.of) == (3, 6)


def test_an_area_of_worlds_that_differ_has_a_wider_interval():
    rng = np.random.default_rng(3)
    alike = [sides(rng.normal(1, 1, 30), rng.normal(0, 1, 90)) for _ in range(4)]
    apart = [sides(a + shift, b) for (a, b), shift in zip(alike, (-2, 0, 0, 2), strict=True)]
    narrow, wide = area(alike, won), area(apart, won)
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    assert narrow.high - narrow.low < area(alike[:1], won).high - area(alike[:1], won).low


def test_worlds_without_one_side_are_passed_over():
    assert area([sides([], [1, 2])], won).value is None
    assert area([sides([], [1, 2]), sides([3], [1, 2])], won).value == 1.0


def test_resampling_people_is_repeatable_and_covers_most_of_the_time():
    rng = np.random.default_rng(1)
    truth, covered = 0.7602, 0  # P(N(1, 1) > N(0, 1)) = Φ(1 / √2)
    for _ in range(40):
        drawn = sides(rng.normal(1, 1, 40), rng.normal(0, 1, 60))
        figure = area([drawn], won)
        assert figure == area([drawn], won)
        assert figure.low <= figure.value <= figure.high
        covered += figure.low <= truth <= figure.high
    assert 33 <= covered <= 40


def test_quartiles_of_nothing():
    assert quartiles([]).median is None
    assert quartiles([-3]).lower == -3
