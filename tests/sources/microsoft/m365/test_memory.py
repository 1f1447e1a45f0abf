"""Memory is bounded whatever the JSON: peaks of a child process that reads three times the bound and more."""

from __future__ import annotations

import sys

import pytest
from tests.sources.peaks import PEAK, STREAM, measured

CHILD = """
import resource
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from custodes.sources.base import LogFile, ReadContext
from custodes.sources.microsoft.m365.audit import Microsoft365

STREAM

START = b'{"CreationTime":"2024-03-04T10:00:01","RecordType":6,"UserId":"jane@example.org"'
ROW = START + b',"Operation":"FileAccessed"}'
def pieces():
    MIDDLE
PEAK

begun = peak()  # what the program itself takes
file = LogFile("a.json", "a.json", "", None, 0, datetime(2024, 1, 1, tzinfo=UTC), lambda: Stream(pieces()))
records = events = 0
reasons = set()
for batch in Microsoft365().read(Stream(pieces()), file, ReadContext(ZoneInfo("UTC"))):
    records += batch.records
    events += batch.events.num_rows if batch.events else 0
    reasons |= {reject.reason for reject in batch.rejects} | set(batch.warnings)

print(records, events, peak() - begun)
print(*sorted(reasons), sep="\\n")
"""

LONG = "the record is longer than 16,777,216 bytes"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a file system with modes")


def peak(*middle: str) -> tuple[int, int, int, list[str]]:
    """Read a file of those pieces in a child: records, events, MiB that reading took besides the program, reasons."""
    program = CHILD.replace("MIDDLE", "\n    ".join(middle)).replace("STREAM", STREAM).replace("PEAK", PEAK)
    records, events, mib, reasons = measured(program)
    return records, events, mib, [reason for reason in reasons if reason]


def test_a_line_of_200_megabytes_is_one_reject():
    records, events, mib, reasons = peak(
        "yield ROW + b'\\n' + START + b',\"Note\":\"'",
        "for _ in range(200): yield b'x' * 1_000_000",
        "yield b'\"}\\n' + ROW + b'\\n'",
    )
    assert (records, events, reasons) == (3, 2, [LONG])
    assert mib < 150


def test_an_element_of_1000_megabytes_is_one_reject():
    records, events, mib, reasons = peak(
        "yield b'[' + ROW + b',' + START + b',\"Note\":\"'",
        "for _ in range(1000): yield b'x' * 1_000_000",
        "yield b'\"},' + ROW + b']'",
    )
    assert (records, events, reasons) == (3, 2, [LONG])
    assert mib < 220


def test_an_element_of_200_megabytes_of_small_objects_is_one_reject():
    records, events, mib, reasons = peak(
        "yield b'[' + ROW + b',' + START + b',\"Items\":[0'",
        'for _ in range(200): yield b\',{"Name":"a","Value":["}"]}\' * 40_000',
        "yield b']},' + ROW + b']'",
    )
    assert (records, events, reasons) == (3, 2, [LONG])
    assert mib < 350


def test_a_bracket_that_never_closes_costs_one_element():
    records, events, mib, reasons = peak(
        "yield b'[' + ROW[:-1]",
        "for _ in range(60): yield (b',' + ROW) * 5000",
        "yield b']'",
    )
    assert (records, events) == (300_001, 300_000)
    assert reasons == ["the element is broken: it is not clear where it ends"]
    assert mib < 220


def test_an_array_of_600_megabytes_is_never_held():
    records, events, mib, reasons = peak(
        "wide = ROW[:-1] + b',\"Note\":\"' + b'x' * 2900 + b'\"}'",
        "yield b'[' + wide",
        "for _ in range(200): yield (b',' + wide) * 1000",
        "yield b']'",
    )
    assert (records, events, reasons) == (200_001, 200_001, [])
    assert mib < 150


@pytest.mark.system
def test_an_array_of_ten_million_records_is_never_held():
    records, events, mib, reasons = peak(
        "yield b'[' + ROW",
        "for _ in range(1999): yield (b',\\n' + ROW) * 5000",
        "yield (b',\\n' + ROW) * 4999 + b']'",
    )
    assert (records, events, reasons) == (10_000_000, 10_000_000, [])
    assert mib < 200  # of 1.1 GB
