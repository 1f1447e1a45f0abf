"""Planted people beside their ranks, and the five-line rule, against counts by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.lake.logs import made
from tests.render.reviews import MONDAY, person, review

from custodes.errors import InputError
from custodes.lake import open_engine
from custodes.trials.planted import compare, read_answers
from custodes.trials.rule import five_line_rule

HEAD = "person,kind,first,last\n"


def _answers(folder, *rows: str):
    path = folder / "answers.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return path


def test_ranks_shares_and_ties_are_counted_against_us_and_the_rule(tmp_path):
    people = tuple(person(f"E{i}", i) for i in range(1, 41))
    peak = MONDAY + timedelta(4)
    path = _answers(
        tmp_path,
        f"E2,hoarder,{peak},{peak}",
        f"E30,slow_drip,{peak + timedelta(30)},{peak + timedelta(40)}",
        f"GONE,hoarder,{peak},{peak}",
    )
    rule = {"E2": 5.0, "E3": 5.0, "E4": 9.0, "STRANGER": 50.0}
    found = compare(review(people), path, rule)
    two, thirty, gone = found.placed
    assert (two.rank, two.share, two.rule_rank, two.in_time) == (2, 2 / 41, 3, True)
    assert (thirty.rank, thirty.in_time, thirty.rule_rank) == (30, False, 41)
    assert (gone.rank, gone.share) == (None, 1.0)
    assert found.people == 41
    innocent = [f"E{i}" for i in range(1, 41) if i not in (2, 30)]
    wins = sum((int(n[1:]) > 2) + (int(n[1:]) > 30) for n in innocent)
    assert found.auc == pytest.approx(wins / (3 * len(innocent)))
    assert found.first_5_percent == pytest.approx(1 / 3)


def test_a_week_counts_until_seven_days_after_the_acts(tmp_path):
    one = (person("E1", 1, peak_day=MONDAY),)
    for first, last, expected in (
        (MONDAY - timedelta(20), MONDAY - timedelta(7), True),
        (MONDAY - timedelta(20), MONDAY - timedelta(8), False),
        (MONDAY + timedelta(6), MONDAY + timedelta(9), True),
        (MONDAY + timedelta(7), MONDAY + timedelta(9), False),
    ):
        path = _answers(tmp_path, f"E1,hoarder,{first},{last}")
        assert compare(review(one), path, {}).placed[0].in_time is expected


def test_answers_that_are_none_are_told_with_their_line(tmp_path):
    with pytest.raises(InputError) as caught:
        read_answers(_answers(tmp_path, "E1,hoarder,2024-01-01,2024-01-02", "E2,hoarder,soon,later"))
    assert caught.value.place.endswith("answers.csv:3")
    (tmp_path / "answers.csv").write_text("a,b\n")
    with pytest.raises(InputError, match="other columns"):
        read_answers(tmp_path / "answers.csv")


def test_the_five_line_rule_takes_the_best_week_of_each_person(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    days = {"A": [4, 4, 5, 11], "B": [4, 11, 18], "C": []}  # January 2010: the 4th is a Monday
    rows = [
        f"{{{who}{i}}},01/{day:02d}/2010 10:00:00,{who},PC,f{i}.doc\n"
        for who, own in days.items()
        for i, day in enumerate(own)
    ]
    (folder / "file.csv").write_text("id,date,user,pc,filename\n" + "".join(rows))
    (folder / "hr.csv").write_text("person,name,accounts\nE1,Ann Ash,cert:A;cert:B\nE2,Cy Cole,cert:C\n")
    lake = made(tmp_path / "lake", folder)
    slow = {}
    for who, own in days.items():
        person_ = "E1" if who in "AB" else "E2"
        weeks = slow.setdefault(person_, {})
        for day in own:
            week = date(2010, 1, day).isocalendar().week
            weeks[week] = weeks.get(week, 0) + 1
    with open_engine(lake.settings, lake.tmp) as engine:
        assert five_line_rule(lake, engine) == {p: max(w.values(), default=0) for p, w in slow.items()}
