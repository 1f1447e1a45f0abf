"""The reading-room list: orders, returns, copies, and rows that cannot be believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.records.reading_room import ReadingRoom

HEADER = b"date,reader,item,area,action,pages\n"
ISSUED = b"2024-03-04T10:12:00Z,jdoe,R 012345,Collection 012/treaties 0412,issued,\n"


def test_an_order_opens_an_item(read):
    (event,) = read(ReadingRoom(), HEADER + ISSUED).events
    wanted = {
        "ts_us": 1_709_547_120_000_000,
        "account": "reading_room:jdoe",
        "action": "read",
        "native_action": "issued",
        "channel": "records",
        "object": "R 012345",
        "area": "Collection 012/treaties 0412",
        "items": None,
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("action", "wanted"), [("returned", "other"), ("copied", "copy"), (" Copied ", "copy")]
)
def test_returns_and_copies(read, action, wanted):
    row = f"2024-03-04T10:12:00,jdoe,R 1,A/B/C/D,{action},14\n".encode()
    (event,) = read(ReadingRoom(), HEADER + row, zone="Europe/Berlin").events
    assert (event["action"], event["items"], event["area"]) == (wanted, 14, "A/B/C")
    assert event["ts_us"] == 1_709_543_520_000_000


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",jdoe,R 1,,issued,", "no time"),
        (b"2024-02-30T10:00:00Z,jdoe,R 1,,issued,", "the time is not MM/DD/YYYY HH:MM:SS, nor ISO 8601"),
        (b"2024-03-04T10:12:00Z, ,R 1,,issued,", "no reader"),
        (b"2024-03-04T10:12:00Z,jdoe,,,issued,", "no item"),
        (b"2024-03-04T10:12:00Z,jdoe,R 1,,lost,", "the action is not issued, returned or copied"),
        (b"2024-03-04T10:12:00Z,jdoe", "the row has 2 values where the header has 6"),
    ],
)
def test_a_row_that_cannot_be_believed_is_a_reject(read, row, reason):
    outcome = read(ReadingRoom(), HEADER + ISSUED + row + b"\n" + ISSUED)
    assert [(reject.record, reject.reason, reject.sample) for reject in outcome.rejects] == [(2, reason, "")]
    assert [event["record"] for event in outcome.events] == [1, 3]


def test_columns_may_be_missing_or_stand_elsewhere(read):
    (event,) = read(ReadingRoom(), b"Item,Reader,Action,Date\nR 1,jdoe,issued,2024-03-04 10:12:00\n").events
    assert (event["object"], event["area"], event["items"]) == ("R 1", None, None)


def test_raw_rows_are_found_again(log_file):
    file = log_file(HEADER + ISSUED * 2, "requests.csv")
    assert [n for n, _raw in ReadingRoom().raw(file.open(), file, frozenset({2}))] == [2]


def test_it_is_recognised_by_its_columns(log_file):
    assert ReadingRoom().sniff(HEADER, log_file(HEADER))
    assert not ReadingRoom().sniff(b"date,reader,action\n", log_file(b""))


@given(st.lists(st.sampled_from([b",", b'"', b"\n", b"\xff", b"\0", b"issued", ISSUED]), max_size=30))
def test_any_bytes_are_counted(read, pieces):
    read(ReadingRoom(), HEADER + b"".join(pieces))
