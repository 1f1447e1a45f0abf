"""Decisions in the lake: added, never changed; checked and purged like everything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.lake.logs import LOGON, logon, made, traces, write

from custodes.errors import LakeError
from custodes.lake import Lake
from custodes.lake.decided import keep_decision, kept_decisions
from custodes.model.decision import Decision, Outcome
from custodes.settings import Protected, Settings

CLEARED = Decision(
    "E7", Outcome.EXPLAINED, "moved the archive, ticket 4711", date(2010, 1, 9), "root",
    until=date(2010, 7, 8), score=4.25, week=date(2010, 1, 4), stages=("egress", "staging"),
    indicators={"bulk_printing": 4.5}, recorded="2010-01-09T09:00:00+00:00",
)  # fmt: skip
ASKED = Decision("cert:x", Outcome.ASK, "the team was asked about the copies", date(2010, 1, 10), "root")


@pytest.fixture
def lake(tmp_path):
    folder = write(tmp_path / "logs", a=LOGON + logon(1))
    return made(tmp_path / "lake", folder)


def keep(lake, *decisions):
    for decision in decisions:
        with lake.writing() as journal:
            keep_decision(lake, journal, decision)


def test_they_come_back_in_order(lake):
    assert kept_decisions(lake) == ()
    keep(lake, CLEARED, ASKED, replace(CLEARED, person="E8"))
    assert kept_decisions(Lake.open(lake.path, Settings())) == (CLEARED, ASKED, replace(CLEARED, person="E8"))
    lake.check()


def test_a_missing_file_is_told(lake):
    keep(lake, CLEARED)
    (part,) = lake.parts("decisions")
    part.unlink()
    with pytest.raises(LakeError, match="is missing"):
        lake.check()


def test_a_write_that_was_decided_is_finished_by_the_next(lake, monkeypatch):
    from custodes.lake.journal import Journal

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "_carry_out", lambda _: None)
        keep(lake, CLEARED)
    assert kept_decisions(lake) == ()
    assert kept_decisions(Lake.open(lake.path, Settings())) == (CLEARED,)


def test_a_protected_account_is_purged_with_its_decisions(lake):
    told = replace(CLEARED, person="E9", reason="wrote to council@union.example about a meeting")
    keep(
        lake,
        CLEARED,
        replace(ASKED, person="entra:ombud@own.example"),
        replace(ASKED, person="OMB0001"),
        told,
    )
    protected = Settings(
        protected=Protected(
            accounts=("entra:ombud@own.example", "OMB0001"), addresses=("council@union.example",)
        )
    )
    Lake.open(lake.path, protected).protect()
    kept = kept_decisions(lake)
    assert [d.person for d in kept] == ["E7", "E9"]
    assert kept[0] == CLEARED
    assert "union" not in kept[1].reason
    assert not traces(lake.path, b"ombud@own.example", b"council@union.example")
    lake.check()
