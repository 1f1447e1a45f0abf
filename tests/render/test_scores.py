"""Scores as CSV."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from tests.render.reviews import KEY, MONDAY, review

from custodes.model.review import NamesUse, WeekScore
from custodes.render.scores import write_scores
from custodes.render.veil import Veil
from custodes.render.visible import cell, clip, visible

NAMED = NamesUse("alex", "now", "a reason of some length")


def test_a_line_for_every_person_and_week(tmp_path):
    made = review()
    write_scores(made, Veil(made.spellings, KEY), tmp_path / "s.csv")
    raw = (tmp_path / "s.csv").read_bytes()
    assert raw.startswith(b"person,week,score,p_value,unknown\r\n")
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    assert len(rows) == len(made.weeks)
    assert rows[0]["week"] == "2024-05-06"
    assert float(rows[0]["score"]) == made.weeks[0].score
    assert rows[0]["unknown"] == "false"
    assert (rows[3]["score"], rows[3]["p_value"], rows[3]["unknown"]) == ("", "", "true")


def test_a_score_without_enough_weeks_has_no_p():
    made = review(weeks=(WeekScore("E7001", MONDAY, 1.25, None),))
    out = io.StringIO()
    write_scores(made, Veil(made.spellings, KEY), out)
    assert out.getvalue().splitlines()[1].endswith(",2024-05-06,1.25,,false")


def test_formulas_are_neutralised():
    made = review(
        weeks=(WeekScore("=cmd|' /C calc'!A0", MONDAY, 1.0, 0.5), WeekScore("@x\n=1", MONDAY, 1.0, 0.5))
    )
    out = io.StringIO()
    write_scores(made, Veil(made.spellings, KEY, names=NAMED), out)
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    assert [row[0] for row in rows[1:]] == ["'=cmd|' /C calc'!A0", "'@x\\n=1"]


@given(st.text())
def test_a_cell_never_begins_like_a_formula_and_never_breaks_a_line(text):
    shown = cell(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not set(shown) & {"\n", "\r", "\t", "\x00", "\x1b"}


@given(st.text(), st.integers(3, 50))
def test_text_is_cut_to_its_limit_and_made_visible(text, most):
    assert len(clip(text, most)) <= most
    assert visible(visible(text)) == visible(text)
