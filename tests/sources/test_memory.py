"""Memory is bounded whatever the input: peaks of a child process that reads three times the bound and more."""

from __future__ import annotations

import sys

import pytest
from tests.sources.peaks import PEAK, STREAM, measured

CHILD = """
import resource
from custodes.sources.base import LogFile, ReadContext
from custodes.sources.cert.logs import Cert
from custodes.sources.files.walk import walk
from zoneinfo import ZoneInfo
from datetime import datetime, UTC
from pathlib import Path

STREAM
HEAD = b"id,date,user,pc,activity\\n"
ROW = b"{X},01/02/2010 07:14:34,ABC0001,PC-1,Logon\\n"
def pieces():
    yield HEAD + ROW * 10
    %s
    yield b"\\n" + ROW * 10
opened = lambda: Stream(pieces())
file = LogFile("a.csv", "a.csv", "", None, 0, datetime(2024, 1, 1, tzinfo=UTC), opened)
records = events = 0
reasons = []
for batch in Cert().read(opened(), file, ReadContext(ZoneInfo("UTC"))):
    records += batch.records
    events += batch.events.num_rows if batch.events else 0
    reasons += [reject.reason for reject in batch.rejects[:3]]

PEAK

print(records, events, peak())
print(*sorted(set(reasons)), sep="\\n")
"""


def peak(middle: str) -> tuple[int, int, int, list[str]]:
    """Read a file of those pieces in a child: records, events, MiB, reasons."""
    return measured((CHILD % middle).replace("STREAM", STREAM).replace("PEAK", PEAK))


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a file system with modes")


@pytest.mark.parametrize("megabytes", [200, 1000])
def test_a_line_of_any_length_is_one_reject(megabytes):
    records, events, mib, reasons = peak(f"for _ in range({megabytes}): yield b'x' * 1_000_000")
    assert (records, events) == (21, 20)
    assert reasons == ["the line is longer than 16,777,216 bytes"]
    assert mib < 300


def test_a_quote_that_never_closes_costs_one_line():
    records, events, mib, reasons = peak("yield b'{Y},\"'\n    for _ in range(100): yield ROW * 2000")
    assert (records, events) == (20 + 200_000, 20 + 199_999)
    assert reasons == ["a quote is opened and never closed"]
    assert mib < 500


@pytest.mark.system
def test_a_large_file_needs_no_more_than_a_small_one():
    records, events, mib, reasons = peak("for _ in range(1200): yield ROW * 23_000")
    assert records == events == 20 + 1200 * 23_000
    assert not any(reasons)
    assert mib < 400
