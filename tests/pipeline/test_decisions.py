"""What a decision changes from its day on, and that it changes nothing before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.worlds import START, panel_of

from custodes.identity import Identity
from custodes.indicators import load_library
from custodes.model.decision import Decision, Outcome
from custodes.model.person import DirectoryEntry
from custodes.pipeline.assess import Assessment, score
from custodes.pipeline.told import decided_texts, decision_notes, known_decisions
from custodes.settings import load_settings

PEOPLE, DAYS = 30, 28 * 7
BUSY = 3
AGAIN = 25 * 7  # the column from which the busy one copies a second time
WEIGHTS = {  # of three rules, so that it is quick; fixed here, since what they weigh is another matter
    "bulk_copy_to_removable_media": {"bytes_removable": 0.2, "days_removable": 0.8},
    "bulk_download": {},
    "bulk_printing": {"prints": 0.3, "days_printing": 0.0},
}
LIBRARY = tuple(
    rule.model_copy(update={"weights": WEIGHTS[rule.id]}) for rule in load_library() if rule.id in WEIGHTS
)
SETTINGS = load_settings(None, detection={"budget": 20.0})
ENTRIES = [
    DirectoryEntry(f"P{i:04d}", "hr", None, accounts=(f"cert:P{i:04d}",), start=START - timedelta(400))
    for i in range(PEOPLE)
]


def day(column: int) -> date:
    return START + timedelta(column)


def world(
    *decisions: Decision,
    days: int = DAYS,
    more: int = 1,
    besides: tuple[str, int] = ("prints", 0),
    entries=ENTRIES,
) -> Assessment:
    """The busy one copies much in week 14 and again in week 25: ``more`` times as much, and something ``besides``."""
    rng = np.random.default_rng(5)
    series = {name: rng.poisson(2.0, (PEOPLE, DAYS)) for name in ("copies_removable", "prints", "downloads")}
    for first, times in ((14 * 7, 1), (AGAIN, more)):
        series["copies_removable"][BUSY, first : first + 5] = 8 * times
    series[besides[0]][BUSY, AGAIN : AGAIN + 5] += np.diff(np.arange(6) * besides[1] // 5)
    panel = panel_of({name: values[:, :days] for name, values in series.items()}, entries=entries)
    return score(panel, Identity(entries), LIBRARY, SETTINGS, decisions=decisions)


def openings(a: Assessment, person: int = BUSY) -> list[int]:
    return [r.day for r in a.account.opened if r.person == person]


def explained(a: Assessment, on: int, **fields) -> Decision:
    """A decision on the day of column ``on`` that explains everything notable before, as the evidence shows it."""
    rows = a.stages.notable[(a.stages.notable["person"] == BUSY) & (a.stages.notable["day"] < on)]
    found: dict[str, float] = {}
    stages = set()
    for row in rows:
        probe = a.stages.probes[row["probe"]]
        for rule in LIBRARY:
            if rule.id in probe.indicators and probe.scores:
                found[rule.id] = max(found.get(rule.id, 0.0), float(row["strength"]))
                stages |= {rule.stage.value} if rule.carries else set()
    base = Decision(
        f"P{BUSY:04d}", Outcome.EXPLAINED, "the yearly archive was copied", day(on), "root",
        until=day(on) + timedelta(180), stages=tuple(sorted(stages)), indicators=found,
    )  # fmt: skip
    return replace(base, **fields)


@pytest.fixture(scope="module")
def plain() -> Assessment:
    return world()


@pytest.fixture(scope="module")
def cleared(plain) -> Decision:
    return explained(plain, 16 * 7 + 2)


def test_without_a_decision_the_second_time_opens_a_review_again(plain):
    first, *later = openings(plain)
    assert 14 * 7 <= first < 16 * 7 + 2
    assert any(opened >= AGAIN for opened in later)


def test_the_same_again_does_not_bring_a_cleared_person_up(cleared):
    a = world(cleared)
    assert len(openings(a)) == 1
    (review,) = [r for r in a.account.opened if r.person == BUSY]
    assert review.closed == 16 * 7 + 2
    assert a.account.spared[BUSY] >= AGAIN


def test_more_of_the_same_does(cleared):
    assert any(opened >= AGAIN for opened in openings(world(cleared, more=6)))


@pytest.mark.parametrize(
    ("besides", "least", "most", "up"),
    [(("downloads", 18), 2, 3, True), (("prints", 14), 2, 3, False), (("prints", 18), 3, 4, True)],
)
def test_a_further_stage_does_from_2_bans_another_indicator_from_3(cleared, besides, least, most, up):
    assert cleared.stages == ("egress",)  # downloads are of another stage, prints of this one
    a = world(cleared, besides=besides)
    rows = a.stages.reached(besides[0])
    mine = rows[(rows["person"] == BUSY) & (rows["day"] >= AGAIN)]
    assert least <= max(row["strength"] for row in mine if a.stages.probes[row["probe"]].scores) < most
    assert any(opened >= AGAIN for opened in openings(a)) == up


def test_after_the_set_time_it_does(cleared):
    a = world(replace(cleared, until=day(AGAIN - 3)))
    assert any(opened >= AGAIN for opened in openings(a))


def test_a_later_referral_ends_the_clearing(cleared):
    refer = replace(cleared, outcome=Outcome.REFER, decided_on=day(18 * 7), until=None)
    assert any(opened >= AGAIN for opened in openings(world(cleared, refer)))


def test_asking_changes_nothing(plain, cleared):
    a = world(replace(cleared, outcome=Outcome.ASK, until=None))
    assert a.account.opened == plain.account.opened
    np.testing.assert_array_equal(a.calibrated.p_value, plain.calibrated.p_value)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("on", [15 * 7, 16 * 7 + 2, 21 * 7 + 6])
def test_nothing_changes_before_the_day_of_the_decision(plain, outcome, on):
    until = day(on + 180) if outcome.clears else None
    a = world(explained(plain, on, outcome=outcome, until=until))
    assert [r for r in a.account.opened if (r.closed or DAYS) < on] == [
        r for r in plain.account.opened if (r.closed or DAYS) < on
    ]
    assert [(r.person, r.day) for r in a.account.opened if r.day < on] == [
        (r.person, r.day) for r in plain.account.opened if r.day < on
    ]
    assert a.account.balance[:on] == plain.account.balance[:on]
    for name in ("score", "p_value"):
        with_it = getattr(a.calibrated, name).reshape(PEOPLE, -1)[:, :on]
        without = getattr(plain.calibrated, name).reshape(PEOPLE, -1)[:, :on]
        np.testing.assert_array_equal(with_it, without)


@pytest.mark.parametrize("days", [AGAIN + 1, AGAIN + 3, AGAIN + 9, AGAIN + 18])
@pytest.mark.parametrize("more", [1, 6])
def test_with_a_decision_cutting_the_input_changes_nothing_before(cleared, days, more):
    whole, part = world(cleared, more=more), world(cleared, more=more, days=days)
    assert [(r.person, r.day) for r in part.account.opened] == [
        (r.person, r.day) for r in whole.account.opened if r.day < days
    ]


def test_a_decision_after_the_last_day_ends_the_review_by_now(plain):
    days = openings(plain)[0] + 3
    before = world(days=days)
    assert [r.closed for r in before.account.opened if r.person == BUSY] == [None]
    after = world(explained(plain, days), days=days)
    assert [r.closed for r in after.account.opened if r.person == BUSY] == [days - 1]
    assert openings(after) == openings(before)


def test_who_was_referred_is_left_out_of_comparison_from_the_week_after(plain, cleared):
    on = 16 * 7 + 2
    a = world(replace(cleared, outcome=Outcome.REFER, until=None, decided_on=day(on)))
    assert a.calibrated.pool[:17].tolist() == plain.calibrated.pool[:17].tolist()
    missing = [int(plain.scored[BUSY, :w, 6].sum()) for w in range(17, 28)]
    assert (plain.calibrated.pool[17:] - a.calibrated.pool[17:]).tolist() == missing


def test_a_decision_follows_an_account_that_turns_out_to_be_somebodys(cleared):
    named = [replace(e, person="E77") if e.person == f"P{BUSY:04d}" else e for e in ENTRIES]
    a = world(cleared, entries=named)
    code = a.panel.persons.index("E77")
    assert list(a.decided) == [code]
    assert len(openings(a, code)) == 1


def test_it_is_said_for_what_and_what_would_bring_them_up_again(cleared):
    a = world(cleared)
    (note,) = decision_notes(a, LIBRARY, DAYS - 1)
    assert note.startswith(f"P{BUSY:04d} was cleared on {cleared.decided_on} for this: many files copied")
    assert "would come up again if something explained grows by 1 ban" in note
    assert list(decision_notes(a, LIBRARY, 16 * 7)) == []
    (text,) = decided_texts(known_decisions(a.decided, a.panel, DAYS - 1), LIBRARY, BUSY)
    assert cleared.reason in text
    assert decided_texts(known_decisions(a.decided, a.panel, 16 * 7), LIBRARY, BUSY) == ()


def test_several_clearings_explain_together_and_referrals_are_counted(cleared):
    other = replace(
        cleared, indicators={"bulk_printing": 4.0}, decided_on=day(17 * 7), until=day(17 * 7 + 200)
    )
    asked = replace(cleared, person="P0001", outcome=Outcome.REFER, until=None)
    first, second = decision_notes(world(cleared, other, asked), LIBRARY, DAYS - 1)
    assert "removable media (7.8 bans)" in first
    assert "(4.0 bans)" in first
    assert f"until {day(17 * 7 + 200)}" in first
    assert second.startswith("1 person was referred onward")
    assert openings(world(cleared, other, besides=("prints", 18))) == openings(world(cleared))
