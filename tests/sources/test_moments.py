"""Times as records say them: value, offset, precision, and what they rest on."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import TimeBasis
from custodes.sources.moments import DAY, MILLISECOND, MINUTE, SECOND, TimeError, epoch, iso, wall
from custodes.sources.times import FIRST_US, LAST_US

BERLIN = ZoneInfo("Europe/Berlin")
moments = st.integers(FIRST_US + 10**12, LAST_US - 10**12)


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_iso_with_an_offset_is_what_the_standard_library_reads(ts_us, minutes):
    sign = "-" if minutes < 0 else "+"
    wall_clock = datetime.fromtimestamp(0, UTC) + (datetime.resolution * (ts_us + minutes * MINUTE))
    text = (
        wall_clock.strftime("%Y-%m-%dT%H:%M:%S.%f")
        + f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    )
    assert iso(text, BERLIN) == (ts_us, minutes, 1, TimeBasis.RECORD)


@given(moments)
def test_numbers_are_read_in_their_unit(ts_us):
    assert epoch(ts_us // 1000, MILLISECOND)[0] == ts_us // 1000 * 1000
    assert epoch(f"{ts_us // SECOND}.{ts_us % SECOND:06d}", SECOND)[0] == ts_us


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("2024-05-20", DAY),
        ("2024-05-20T10:20", MINUTE),
        ("20240520T102030Z", SECOND),
        ("2024-05-20 10:20:30.5", 100_000),
        ("2024-05-20T10:20:30.123456789Z", 1),
    ],
)
def test_the_precision_is_that_of_the_text(text, step):
    assert iso(text, BERLIN).precision_us == step


def test_a_change_of_the_clocks():
    skipped = wall(int(datetime(2024, 3, 31, 2, 30, tzinfo=UTC).timestamp()) * SECOND, BERLIN)
    assert skipped.ts_us == int(datetime(2024, 3, 31, 1, 30, tzinfo=UTC).timestamp()) * SECOND
    twice = wall(int(datetime(2024, 10, 27, 2, 30, tzinfo=UTC).timestamp()) * SECOND, BERLIN)
    assert twice.ts_us == int(datetime(2024, 10, 27, 0, 30, tzinfo=UTC).timestamp()) * SECOND
    assert twice.basis is TimeBasis.SETTING


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-01", "2024-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "2024-05-20T25:00:00"],
)
def test_what_is_no_time_is_said_so(text):
    with pytest.raises(TimeError):
        iso(text, BERLIN)


@pytest.mark.parametrize("value", [None, True, "x", "1e400", [1], 10**30, "-5"])
def test_what_is_no_number_of_seconds_is_said_so(value):
    with pytest.raises(TimeError):
        epoch(value, SECOND)
