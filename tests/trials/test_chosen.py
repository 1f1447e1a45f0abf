"""Lists of a week against a loop that anybody can check."""

from __future__ import annotations

import math

import numpy as np
import pytest

from custodes.trials.chosen import counting, found_alone, picks
from custodes.trials.labels import Insider


def slow(score, counts, share):
    """Walk week by week: sort people, those who count last among equals, take the first k."""
    listed, found = [], {}
    for week in range(score.shape[1]):
        ranked = [p for p in range(score.shape[0]) if not math.isnan(score[p, week])]
        ranked.sort(key=lambda p: (-score[p, week], bool(counts[p, week])))
        for person in ranked[: math.ceil(round(share * len(ranked), 6))]:
            listed.append(person)
            if counts[person, week]:
                found.setdefault(person, []).append(week)
    return len(listed), len(set(listed)), {p: tuple(w) for p, w in found.items()}


@pytest.mark.parametrize("share", [0.001, 0.01, 0.05, 0.2, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_picks_are_the_first_of_each_week(seed, share):
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 6, (60, 12)).astype(float)  # many ties
    score[rng.random(score.shape) < 0.2] = np.nan
    score[:, 3] = np.nan
    counts = rng.random(score.shape) < 0.05
    found = picks(score, counts, share)
    assert (found.listings, found.people, found.found) == slow(score, counts, share)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("seed", range(4))
def test_alone_is_a_list_of_those_who_did_nothing_and_one_who_did(seed, share):
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 9, (60, 12)).astype(float)
    score[rng.random(score.shape) < 0.2] = np.nan
    acted = [
        Insider(int(p), (), 0, 83, frozenset(rng.integers(0, 12, 3).tolist()))
        for p in rng.choice(60, 8, replace=False)
    ]
    missing = Insider(-1, (), 0, 83, frozenset({1}))
    expected = set()
    for one in acted:
        rest = np.delete(score, [o.person for o in acted if o is not one], axis=0)
        place = one.person - sum(o.person < one.person for o in acted if o is not one)
        counts = np.zeros(rest.shape, np.bool_)
        counts[place, sorted(one.weeks)] = True
        if picks(rest, counts, share).found:
            expected.add(one)
    assert found_alone(score, [*acted, missing], share) == expected
    assert expected or share < 0.2


def test_a_share_that_is_a_whole_number_of_people_takes_no_more():
    score = np.arange(100.0)[:, None]
    for share, k in ((0.05, 5), (0.07, 7), (0.29, 29), (0.001, 1)):
        assert picks(score, np.zeros((100, 1), bool), share).listings == k


def test_later_weeks_change_no_list():
    rng = np.random.default_rng(3)
    score = rng.random((30, 8))
    counts = rng.random(score.shape) < 0.2
    whole = picks(score, counts, 0.1).found
    for week in range(1, 8):
        cut = picks(score[:, :week], counts[:, :week], 0.1).found
        assert cut == {
            p: tuple(w for w in weeks if w < week) for p, weeks in whole.items() if weeks[0] < week
        }


def test_only_known_people_count():
    insiders = [Insider(1, ("a",), 0, 3, frozenset({0, 1})), Insider(-1, ("a",), 0, 3, frozenset({0}))]
    assert counting(insiders, (3, 2)).tolist() == [[False, False], [True, True], [False, False]]
