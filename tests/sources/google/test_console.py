"""Drive log events exported from the admin console, in the newer and the older layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import ANYONE, SetAside
from custodes.sources.google.console import DriveTable

HEADER = b"Event,Description,Actor,Date,Document ID,Title,Visibility,Prior visibility,Owner,IP address,Target,Old value,New value\n"
DOWNLOAD = b"Download,x did it,JDoe@example.org,2024-05-20T19:21:05Z,1AbC,plan,Private,,ann@example.org,203.0.113.15,,,\n"


def test_a_row_is_an_event(read):
    (event,) = read(DriveTable(), HEADER + DOWNLOAD).events
    wanted = {
        "ts_us": 1_716_232_865_000_000,
        "account": "google:jdoe@example.org",
        "action": "download",
        "native_action": "Download",
        "channel": "cloud",
        "object": "plan",
        "object_id": "1AbC",
        "area": "ann@example.org",
        "address": "203.0.113.15",
        "stream": "google_console.drive",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (
            b"Link sharing visibility change,,a@example.org,2024-05-20,1,t,People with link,Private,,,,,\n",
            ("share", ANYONE),
        ),
        (
            b"Change user access,,a@example.org,2024-05-20,1,t,Shared externally,Private,,,x@example.com,None,can_view\n",
            ("share", "x@example.com"),
        ),
        (b"Trashed,,a@example.org,2024-05-20,1,t,Private,,,,,,\n", ("delete", None)),
        (b"Something new,,a@example.org,2024-05-20,1,t,Private,,,,,,\n", ("other", None)),
    ],
)
def test_words_of_the_console(read, row, wanted):
    (event,) = read(DriveTable(), HEADER + row).events
    assert (event["action"], event["target"]) == wanted


def test_the_older_layout(read, log_file):
    data = (
        b"Item Name,Event Description,User,Date,Event Name,Item Id,Item Type,Owner,Prior Visibility,Visibility,IP Address\n"
        b'plan,x,jdoe@example.org,"May 20, 2024, 7:21:05 PM UTC",View,1AbC,PDF,ann@example.org,,Private,203.0.113.15\n'
    )
    assert DriveTable().sniff(data, log_file(data))
    (event,) = read(DriveTable(), data).events
    assert (event["ts_us"], event["action"], event["object"]) == (1_716_232_865_000_000, "read", "plan")


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (b"", "no time"),
        (b"20.05.2024", "the time is not ISO 8601"),
        (b'"May 40, 2024, 1:00 PM"', "impossible time"),
        (b'"Foo 20, 2024, 1:00 PM"', "impossible time"),
        (b'"May 20, 2024, 13:00 PM"', "impossible time"),
    ],
)
def test_a_row_without_a_time_is_a_reject(read, date, reason):
    outcome = read(DriveTable(), HEADER + DOWNLOAD + DOWNLOAD.replace(b"2024-05-20T19:21:05Z", date))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_a_row_without_an_actor_is_out_of_scope(read):
    outcome = read(DriveTable(), HEADER + DOWNLOAD.replace(b"JDoe@example.org", b"Anonymous"))
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}


def test_raw_rows_are_found_again(log_file):
    file = log_file(HEADER + DOWNLOAD + DOWNLOAD.replace(b"plan", b"other"))
    ((number, raw),) = DriveTable().raw(file.open(), file, frozenset({2}))
    assert number == 2
    assert b"other" in raw


def test_other_tables_are_not_taken(log_file):
    assert not DriveTable().sniff(b"Date,User,Event,Owner\n", log_file(b""))


@given(st.binary(max_size=200))
def test_any_bytes_are_counted(read, data):
    read(DriveTable(), HEADER + DOWNLOAD + data)
