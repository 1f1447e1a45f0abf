"""Dated context: what a list says becomes entries that no event holds."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.context import ContextEntry
from custodes.model.event import SetAside
from custodes.sources.base import ReadContext
from custodes.sources.records.dated import Badges, Travel, Visitors

VISITS = b"date,visited,organisation\n2024-03-04,jdoe@example.org,Acme\n"
TRAVEL = (
    b"traveller,departure,return,destination\nE0007,2024-03-11,2024-03-15,Lisbon\nE0007,2024-04-01,,Rome\n"
)
BADGES = b"time,holder,door\n2024-03-04T07:58:00,E0007,Lab 2\n2024-03-04T23:30:00-05:00,E0007,Lab 2\n"


@pytest.mark.parametrize(
    ("source", "data", "wanted"),
    [
        (
            Visitors(),
            VISITS,
            [ContextEntry("visitor", "jdoe@example.org", date(2024, 3, 4), date(2024, 3, 4), "Acme", 1)],
        ),
        (
            Travel(),
            TRAVEL,
            [
                ContextEntry("travel", "E0007", date(2024, 3, 11), date(2024, 3, 15), "Lisbon", 1),
                ContextEntry("travel", "E0007", date(2024, 4, 1), date(2024, 4, 1), "Rome", 2),
            ],
        ),
        (
            Badges(),
            BADGES,
            [
                ContextEntry("badge", "E0007", date(2024, 3, 4), date(2024, 3, 4), "Lab 2", number)
                for number in (1, 2)
            ],
        ),
    ],
)
def test_a_row_is_an_entry_and_no_event(read, log_file, source, data, wanted):
    outcome = read(source, data)
    assert (outcome.events, outcome.rejects) == ([], [])
    assert outcome.aside == {SetAside.CONTEXT: len(wanted)}
    file = log_file(data)
    batches = source.read(file.open(), file, ReadContext(ZoneInfo("UTC")))
    assert [entry for batch in batches for entry in batch.context] == wanted
    assert source.sniff(data, file)
    assert not source.sniff(b"date,person,place\n", file)
    assert next(iter(source.raw(file.open(), file, frozenset({1}))))[0] == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",2024-03-11,2024-03-15,Lisbon\n", "no traveller"),
        (b"E1,11.03.2024,,Lisbon\n", "the time is not ISO 8601"),
        (b"E1,2024-03-11,2024-03-01,Lisbon\n", "it ends before it begins"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject(read, row, reason):
    outcome = read(Travel(), TRAVEL + row)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(3, reason)]


@given(st.lists(st.sampled_from([b"E1,", b"2024-03-04,", b"x\n", b'"', b"\n", b"\xff", b"0000-00-00"])))
def test_any_bytes_are_counted(read, pieces):
    for source, head in ((Visitors(), VISITS), (Travel(), TRAVEL), (Badges(), BADGES)):
        read(source, head + b"".join(pieces))
