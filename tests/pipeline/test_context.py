"""Dated context in the lake: stored apart, found by whatever name a list uses, purged, withheld, and counted throughout."""

from __future__ import annotations

from datetime import date

import pytest

from custodes.cli.explaining import context_lines
from custodes.lake import Lake
from custodes.lake.schemas import CONTEXT
from custodes.pipeline.context import told_of
from custodes.pipeline.ingest import ingest
from custodes.pipeline.survey import survey
from custodes.settings import Protected, Settings

HR = (
    "person,name,accounts,email,manager,team,department,role,start,notice,last_day\n"
    "E7,Jane Doe,windows:jdoe;entra:jane@example.org,,,,,,,,\n"
)
TRAVEL = (
    "traveller,departure,return,destination\nE7,2024-03-11,2024-03-15,Lisbon\nwindows:jdoe,2024-05-01,,Rome\n"
)
MORE = "E9,2024-05-02,,Oslo\njane@example.org,2024-06-03,,Bern\n"
PROTECTED = Settings(protected=Protected(accounts=("E9",)))


class _Veil:
    def __init__(self, *, covered: bool) -> None:
        self.covered = covered

    def place(self, text: str) -> str:
        return text


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake", Settings())


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "hr.csv").write_text(HR)
    (folder / "travel.csv").write_text(TRAVEL + MORE)
    return folder


def counted(lake):
    (file,) = (file for file in lake.files() if file.format == "travel")
    assert file.records == file.behind_events + file.rejects + sum(file.set_aside.values())
    return dict(file.set_aside)


def test_entries_are_found_by_identifier_account_and_mail(lake, logs):
    ingest([logs], lake, Settings())
    assert counted(lake) == {"context": 4}
    told = told_of(lake, "E7")
    assert [(one.first, one.about, one.record) for one in told] == [
        (date(2024, 3, 11), "Lisbon", 1),
        (date(2024, 5, 1), "Rome", 2),
        (date(2024, 6, 3), "Bern", 4),
    ]
    assert told[0].last == date(2024, 3, 15)
    assert [one.about for one in told_of(lake, "E9")] == ["Oslo"]


def test_a_list_that_grew_says_each_thing_once(lake, logs):
    path = logs / "travel.csv"
    path.write_text(TRAVEL)
    ingest([logs], lake, Settings())
    path.write_text(TRAVEL + MORE)
    again = ingest([logs], lake, Settings())
    assert [(f.records, dict(f.set_aside)) for f in again.files] == [(4, {"context": 4})]
    assert len(told_of(lake, "E7")) == 3
    assert ingest([logs], lake, Settings()).files == ()


def test_what_is_protected_is_withheld_at_once_or_purged_later(lake, logs, tmp_path):
    other = Lake.create(tmp_path / "other", PROTECTED)
    ingest([logs], other, PROTECTED)
    assert counted(other) == {"context": 3, "withheld": 1}
    ingest([logs], lake, Settings())
    later = Lake.open(lake.path, PROTECTED)
    later.protect()
    assert counted(later) == {"context": 3, "withheld": 1}
    for one in (other, later):
        assert told_of(one, "E9") == ()
        assert one.rows(CONTEXT.name).num_rows == 3
        one.check()
    (dry,) = (f for f in survey([logs], PROTECTED).files if f.format == "travel")
    assert dict(dry.set_aside) == {"context": 3, "withheld": 1}


def test_a_person_s_context_is_told_with_its_source_and_places_only_under_a_name(lake, logs):
    ingest([logs], lake, Settings())
    told = told_of(lake, "E7")
    covered = list(context_lines(told, _Veil(covered=True)))
    assert covered[2] == f"  11 March 2024 to 15 March 2024 travelled ({logs / 'travel.csv'} record 1)"
    assert "Lisbon" not in " ".join(covered)
    assert "travelled: Lisbon (" in list(context_lines(told, _Veil(covered=False)))[2]
    assert list(context_lines((), _Veil(covered=False))) == []
    many = list(context_lines(told * 10, _Veil(covered=True)))
    assert many[2] == "  10 earlier entries are not shown"
