"""The summary in a terminal."""

from __future__ import annotations

import re

from tests.render.outputs import terminal
from tests.render.reviews import HOSTILE, KEY, crowd, listed, nobody, person, review, unknown

from custodes.model.reading import FileRead
from custodes.render.terminal import _rest
from custodes.render.veil import Veil


def shown(made, **how):
    return terminal(made, Veil(made.spellings, KEY), **how)


def test_people_to_look_at_with_evidence_and_what_would_explain_it():
    text = shown(review())
    assert "1 person to look at." in text
    assert "412 files were copied to removable media" in text
    assert "What would explain it:" in text
    assert "route to the ombudsperson" in text
    assert "department Records" in text
    assert "Curator" not in text  # two members
    assert "Since the last review: 1 new, 0 again, 1 gone." in text


def test_no_rank_and_no_p_beyond_the_first_n():
    made = review((listed("E7001", 1), person("E7002", 2), unknown("E7003", 3)), leavers=())
    text = shown(made)
    veil = Veil(made.spellings, KEY)
    for name in ("E7002", "E7003"):
        lines = [line for line in text.splitlines() if veil.person(name) in line]
        assert all(re.search(r"\brank\b|\bp [\d<]", line) is None for line in lines)


def test_coverage_leavers_and_records():
    text = shown(review())
    assert (
        "removable: 2023-05-15 to 2024-05-12, cert.file, cert.device; 1 silent day; blind: copied_then_deleted"
        in text
    )
    assert "No records of: print, mail" in text
    assert "2 people leave (outside the budget):" in text
    assert "no p: 3 earlier departures to compare with, 20 are needed" in text
    assert "1,000 records = 990 behind 990 events + 4 unreadable + 6 set aside." in text
    assert "unknown: logs/" in text


def test_a_real_terminal_gets_styles_but_no_foreign_escapes():
    text = shown(review((listed("E7001", 1, team=HOSTILE[0]),)), width=80, colour=True)
    assert "\x1b[1m" in text
    bare = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert "\x1b" not in bare
    assert "\x07" not in bare
    assert max(map(len, bare.splitlines())) <= 80


def test_markup_of_the_terminal_library_is_text():
    made = review((listed("[red]X[/red]", 1, evidence=()),), notes=("[bold]note[/bold] :boom:",))
    text = shown(made)
    assert "[bold]note[/bold] :boom:" in text


def test_thousands_do_not_flood_it():
    text = shown(crowd(3000, under=60))
    assert "60 people to look at." in text
    assert "and 20 more" in text
    assert len(text.splitlines()) < 700


def test_nobody():
    text = shown(nobody())
    assert "Nobody is under review." in text
    assert "Next in rank" not in text


def test_files_that_are_not_named_are_counted_by_what_is_to_be_said_of_them():
    def file(format, note=""):
        return FileRead("logs/a", format, "", 1, 0, 0, 0, {}, note)

    assert _rest([]) == ""
    assert _rest([file("unknown"), file("unreadable"), file("cups", "in UTF-16")]) == (
        "and 2 more not read and 1 more read with a remark: the report and --json have them"
    )
