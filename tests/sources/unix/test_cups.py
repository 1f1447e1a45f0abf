"""The page log of CUPS: who printed how much, and lines that are of another format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.unix.cups import CupsPages

JOB = b"floor02 jdoe 4711 [20/May/2024:19:21:05 +0200] total 12 - PC-00042 plan.docx iso_a4 one-sided\n"


def test_a_job_is_an_event_of_so_many_pages(read):
    (event,) = read(CupsPages(), JOB).events
    wanted = {
        "ts_us": 1_716_225_665_000_000,
        "offset_min": 120,
        "account": "cups:jdoe",
        "actor": "user",
        "action": "print",
        "channel": "print",
        "object": "plan.docx",
        "target": "floor02",
        "items": 12,
        "host": "PC-00042",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("line", "user", "name", "pages"),
    [
        (
            b"p jane doe 1 [20/May/2024:19:21:05 +0000] 3 2 acme localhost a b  c.pdf A4 -",
            "jane doe",
            "a b  c.pdf",
            2,
        ),
        (b"p jdoe 1 [20/May/2024:19:21:05 +0000] total 7  localhost - A4 -", "jdoe", None, 7),
        (b"p jdoe 1 [20/May/2024:19:21:05 +0000] 1 1 acme-123", "jdoe", None, 1),
        (b"p jdoe 1 [20/May/2024:19:21:05 +0000] 1 1 acme-123 localhost", "jdoe", None, 1),
        (b"p jdoe 1 [20/May/2024:19:21:05 +0000] 1 1 - h \xe9t\xe9.pdf A4 -", "jdoe", "été.pdf", 1),
    ],
)
def test_lines_of_all_ages_are_read(read, line, user, name, pages):
    (event,) = read(CupsPages(), line + b"\r\n").events
    assert (event["account"], event["object"], event["items"]) == (f"cups:{user}", name, pages)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"jdoe printed something", "the line is not of the default page log format"),
        (b"p jdoe 1 [31/Feb/2024:19:21:05 +0000] 1 1 -", "impossible time"),
        (b"p jdoe 1 [20/Foo/2024:19:21:05 +0000] 1 1 -", "impossible time"),
        (b"p jdoe 1 [20/May/1066:19:21:05 +0000] 1 1 -", "impossible time"),
        (b"p jdoe 1 [20/May/2024:25:21:05 +0000] 1 1 -", "impossible time"),
        (b"p " + b"x" * 9000, "the line is longer than 8,192 bytes"),
    ],
)
def test_other_lines_are_rejects(read, line, reason):
    outcome = read(CupsPages(), JOB + line + b"\n\n" + JOB)
    assert [(reject.record, reject.reason, reject.sample) for reject in outcome.rejects] == [(2, reason, "")]
    assert [event["record"] for event in outcome.events] == [1, 3]


def test_raw_lines_are_found_again(log_file):
    file = log_file(JOB * 3, "page_log")
    assert list(CupsPages().raw(file.open(), file, frozenset({3}))) == [(3, JOB.strip())]


def test_it_is_recognised_by_its_first_line(log_file):
    file = log_file(b"")
    assert CupsPages().sniff(b"\n" + JOB, file)
    access = b'localhost - - [01/Dec/2005:21:50:28 +0000] "POST / HTTP/1.1" 200 317 CUPS-Get-Printers ok\n'
    assert not CupsPages().sniff(access, file)


@given(st.lists(st.sampled_from([b" ", b"\n", b"[20/May/2024:", b"\xff", b"-", b"1", JOB]), max_size=30))
def test_any_bytes_are_counted(read, pieces):
    read(CupsPages(), JOB + b"".join(pieces))
