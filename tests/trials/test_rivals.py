"""The rivals learn from earlier weeks only, and see what they are said to see."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from tests.worlds import START, panel_of

from custodes.identity import Identity
from custodes.leavers import leaver_windows
from custodes.model.person import DirectoryEntry
from custodes.trials.features import FEATURES, percentiles, weekly_features, weekly_sum
from custodes.trials.rivals import REFIT, chronological, forest, leaver_weeks, reconstruction, rivals
from custodes.trials.worlds import bans

PEOPLE, WEEKS, FIRST = 24, 13, 5


def world(seed=4):
    rng = np.random.default_rng(seed)
    features = rng.gamma(1.0, 1.0, (PEOPLE, WEEKS, 4)).astype(np.float32)
    here = rng.random((PEOPLE, WEEKS)) < 0.9
    has_p = here & (np.arange(WEEKS) >= FIRST)
    return features, here, has_p


@pytest.mark.parametrize("method", [forest, reconstruction])
def test_later_weeks_change_no_score(method):
    features, here, has_p = world()
    whole = chronological(features, here, has_p, method)
    assert (np.isnan(whole) == ~has_p).all()
    for cut in (7, 9, 12):
        changed = features.copy()
        changed[:, cut:] *= 50
        again = chronological(changed, here, has_p, method)
        np.testing.assert_array_equal(again[:, :cut], whole[:, :cut])


def test_what_is_learnt_from_is_never_scored():
    features, here, has_p = world()
    week_of = {tuple(features[p, w]): w for p in range(PEOPLE) for w in range(WEEKS)}
    calls = []

    def spy(before, now):
        calls.append([{week_of[tuple(row)] for row in rows} for rows in (before, now)])
        return np.zeros(len(now))

    chronological(features, here, has_p, spy)
    assert [sorted(now) for _, now in calls] == [
        list(range(start, min(start + REFIT, WEEKS))) for start in range(FIRST, WEEKS, REFIT)
    ]
    assert all(before == set(range(min(now))) for before, now in calls)


@pytest.mark.parametrize("method", [forest, reconstruction])
def test_what_breaks_the_pattern_is_strange(method):
    rng = np.random.default_rng(2)
    one = rng.normal(0, 1, (300, 1))
    before = np.hstack([one, one + rng.normal(0, 0.05, (300, 1)), -one]).astype(np.float32)
    now = np.array([[0.1, 0.1, -0.1], [3.5, -3.5, 3.5]], np.float32)
    usual, strange = method(before, now)
    assert strange > usual


def test_a_past_without_variety_still_scores():
    before = np.zeros((9, 3), np.float32)
    assert reconstruction(before, np.array([[0, 0, 0], [1, 0, 0]], np.float32)).tolist() == [0.0, 1.0]


def test_features_are_weekly_sums():
    rng = np.random.default_rng(1)
    copies, late, moved = (rng.poisson(2, (3, 21)) for _ in range(3))
    panel = panel_of({"copies_removable": copies, "h22": late, "c06": moved, "h12": late})
    found = weekly_features(panel)
    assert found.shape == (3, 3, len(FEATURES))
    for name, series in (
        ("copies_removable", copies),
        ("out of hours", late),
        ("moved out of hours", moved),
        ("mails_personal", copies * 0),
    ):
        slow = [[np.log(1 + sum(series[p, 7 * w : 7 * w + 7])) for w in range(3)] for p in range(3)]
        np.testing.assert_allclose(found[:, :, FEATURES.index(name)], slow, rtol=1e-6)
    assert weekly_sum(panel, "copies_removable").sum() == copies.sum()


def test_percentiles_count_those_below_and_half_of_the_equal():
    features, here, _ = world()
    features = np.floor(features)
    found = percentiles(features, here)
    for week in range(WEEKS):
        on = np.flatnonzero(here[:, week])
        for p in on:
            mine = features[p, week, 0]
            others = features[on, week, 0]
            slow = ((others < mine).sum() + (others == mine).sum() / 2) / len(on)
            assert found[p, week, 0] == pytest.approx(slow)
    assert not found[~here].any()


def test_all_rivals_rank_the_same_person_weeks():
    rng = np.random.default_rng(7)
    copies = rng.poisson(1, (12, 70))
    copies[4, 63:] = 90
    panel = panel_of({"copies_removable": copies, "downloads": rng.poisson(3, (12, 70))})
    has_p = np.ones((12, 10), bool)
    has_p[:, :8] = False
    found = rivals(panel, has_p)
    assert set(found) == {"rule", "forest", "pca"}
    for score in found.values():
        assert (np.isnan(score) == ~has_p).all()
    assert found["rule"][4, 9] == 630
    assert found["forest"][4, 9] > np.median(found["forest"][:, 9])


def test_a_window_counts_in_a_list_once_the_departure_is_known():
    gone = {1: (40, 65), 2: (70, 65), 3: (66, 20)}  # person: day of notice, last day
    entries = [
        DirectoryEntry(
            f"P{i:04d}",
            "hr",
            None,
            accounts=(f"cert:P{i:04d}",),
            start=START - timedelta(400),
            notice=START + timedelta(gone[i][0]) if i in gone else None,
            last_day=START + timedelta(gone[i][1]) if i in gone else None,
        )
        for i in range(4)
    ]
    panel = panel_of({"downloads": np.ones((4, 84), np.int64)}, entries=entries)
    windows = leaver_windows(panel, Identity(entries), 30, START + timedelta(83))
    inside, known = leaver_weeks(SimpleNamespace(panel=panel, windows=windows))
    ends = {w.person: (w.last_day - START).days for w in windows}
    for person, (notice, _) in gone.items():
        days = [d for d in range(84) if ends[person] - 30 < d <= ends[person]]
        weeks = {d // 7 for d in days}
        assert set(np.flatnonzero(inside[person])) == weeks
        assert set(np.flatnonzero(known[person])) == {w for w in weeks if 7 * w + 6 >= notice}
    assert not inside[0].any()
    assert known[1].sum() == 5
    assert not known[2].any()


def test_bans_rank_among_all_weeks_so_far():
    rng = np.random.default_rng(5)
    values = rng.integers(0, 9, (10, 6)).astype(float)
    values[rng.random(values.shape) < 0.2] = np.nan
    found = bans(values)
    for p, w in np.argwhere(~np.isnan(values)):
        pool = [v for v in values[:, : w + 1].ravel() if not np.isnan(v)]
        rank = sum(v >= values[p, w] for v in pool)
        assert found[p, w] == pytest.approx(np.log10(len(pool) / rank))
    assert (np.isnan(found) == np.isnan(values)).all()
