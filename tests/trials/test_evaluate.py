"""A hand-made organisation whose figures can be counted on paper, alone and pooled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from custodes.trials.evaluate import SHARES, evaluate
from custodes.trials.labels import UNKNOWN, Insider
from custodes.trials.worlds import TITLES, Ranking, Run, World

PEOPLE, WEEKS = 20, 10
DRIP = Insider(0, ("drip",), first=14, last=41, weeks=frozenset(range(2, 7)))
RUSH = Insider(1, ("rush",), first=49, last=51, weeks=frozenset({7, 8}))
GONE = Insider(UNKNOWN, ("rush",), first=49, last=51, weeks=frozenset({7, 8}))


def scores():
    """Person 0 leads in weeks 1 and 3; 1 leads in week 9 only, too late; 2 is without a p; the others are alike."""
    score = np.zeros((PEOPLE, WEEKS))
    score[0, 1], score[0, 3], score[1, 9] = 5, 4, 3
    score[2] = np.nan
    score[3, 5] = 4
    return score


def world(ours=None, opened=((0, 25), (1, 70), (3, 20))):
    ours = scores() if ours is None else ours
    dated = ours.copy()
    dated[1, 7] = 9
    flat = np.where(np.isnan(ours), np.nan, 0.0)
    rankings = {name: Ranking(flat, flat, flat) for name in TITLES}
    rankings["custodes"] = Ranking(ours, dated, dated)
    leavers = np.zeros(PEOPLE, bool)
    leavers[[1, 3, 4]] = True
    runs = tuple(Run(b, opened, 190) for b in (0.5, 1.0, 5.0))
    return World(rankings, (DRIP, RUSH, GONE), runs, leavers, 7 * WEEKS, date(2024, 1, 1), date(2024, 3, 10))


@pytest.fixture(scope="module")
def found():
    return evaluate([world()])


def test_areas_are_by_the_best_week(found):
    ours = found.everybody.methods[0]
    # 17 others: one has 4, sixteen 0. Those who acted: 5 beats all, 3 beats sixteen, the one who is gone none.
    assert ours.no_leave_dates.auc.value == pytest.approx((17 + 16 + 0) / (3 * 17))
    assert ours.leave_dates.auc.value == pytest.approx((17 + 17 + 0) / (3 * 17))
    assert ours.no_leave_dates.average_precision.value == pytest.approx((1 + 2 / 3 + 3 / 20) / 3)
    assert ours.leavers.value == 1.0  # 9 before 4 and 0
    assert (ours.leavers.count, ours.leavers.of) == (1, 2)
    flat = found.everybody.methods[1].no_leave_dates
    assert flat.auc.value == pytest.approx((8.5 + 8.5 + 0) / (3 * 17))


def test_lists_find_only_where_a_week_counts(found):
    at = {one.share: one for one in found.everybody.methods[0].no_leave_dates.at}
    assert tuple(at) == SHARES
    one = at[0.01]  # ceil(.01 × 19) = 1 a week
    assert (one.recall.count, one.recall.of) == (
        1,
        3,
    )  # week 3 finds the drip; week 1 was too early, 9 too late
    assert (one.listings, one.precision.count) == (10, 1)
    assert one.days_before_end.median == 41 - 27
    assert (one.before_half.count, one.before_half.of) == (1, 1)  # 14 of 28 days were over
    dated = {one.share: one for one in found.everybody.methods[0].leave_dates.at}[0.01]
    assert dated.recall.count == 2
    lead = dated.days_before_end  # 14 days before the end, and 4 days after it
    assert (lead.lower, lead.upper) == (-4 + 18 / 4, 14 - 18 / 4)
    flat = found.everybody.methods[1].no_leave_dates.at[0]
    assert flat.recall.count == 0  # equals count against everybody


def test_the_account_finds_from_the_first_act_to_seven_days_after(found):
    row = found.everybody.account[1]
    assert (row.opened, row.found.count, row.days_before_end.median) == (3, 1, 41 - 25)
    assert row.before_half.count == 1  # 12 of 28 days
    assert row.bound == pytest.approx(190 / 1000 + 1)
    assert not row.kept
    assert row.per_1000_person_weeks == pytest.approx(3000 / 190)
    late = [
        evaluate([world(opened=((1, day),))]).everybody.account[0].found.count for day in (48, 49, 58, 59)
    ]
    assert late == [0, 1, 1, 0]


def test_kinds_leave_the_others_aside(found):
    assert list(found.kinds) == ["drip", "rush"]
    drip, rush = found.kinds.values()
    assert (drip.insiders, rush.insiders, rush.unknown) == (1, 2, 1)
    assert drip.methods[0].no_leave_dates.auc.value == 1.0
    assert rush.methods[0].no_leave_dates.auc.of == 17
    assert rush.methods[0].no_leave_dates.at[2].recall.count == 0
    assert drip.methods[0].no_leave_dates.at[2].recall.count == 1


def test_counts(found):
    assert (found.people, found.person_weeks, found.leavers) == (19, 190, 3)
    assert (found.everybody.insiders, found.everybody.unknown, found.everybody.never_ranked) == (3, 1, 0)
    without = replace(DRIP, person=2)
    other = evaluate([replace(world(), insiders=(without,))])
    assert other.everybody.never_ranked == 1
    assert other.everybody.methods[0].no_leave_dates.auc.value == 0.0


def test_worlds_pool_and_relabelling_changes_nothing(found):
    order = np.random.default_rng(1).permutation(PEOPLE)
    back = np.argsort(order)
    mixed = world(scores()[order], opened=tuple((int(back[p]), d) for p, d in ((0, 25), (1, 70), (3, 20))))
    moved = (*(replace(one, person=int(back[one.person])) for one in (DRIP, RUSH)), GONE)
    rankings = mixed.rankings | {
        "custodes": Ranking(
            *(a[order] for a in (scores(), world().rankings["custodes"].dated)), scores()[order]
        )
    }
    mixed = replace(mixed, insiders=moved, rankings=rankings, leavers=world().leavers[order])
    again = evaluate([mixed])
    new, old = (f.everybody.methods[0].no_leave_dates for f in (again, found))
    assert (new.auc, new.average_precision) == (old.auc, old.average_precision)
    assert [replace(at, people=0) for at in new.at] == [replace(at, people=0) for at in old.at]
    assert again.everybody.account == found.everybody.account
    both = evaluate([world(), mixed])
    assert (both.worlds, both.people, both.everybody.insiders) == (2, 38, 6)
    one, two = (f.everybody.methods[0].no_leave_dates for f in (found, both))
    assert two.auc.value == pytest.approx(one.auc.value)
    assert two.at[2].recall.count == 2 * one.at[2].recall.count
    assert both.everybody.account[1].bound == pytest.approx(380 / 1000 + 2)
