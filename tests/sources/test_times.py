"""Times: the column arithmetic agrees with Python's own for every format, zone and change of the clocks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.times import DAY_FIRST, IMPOSSIBLE, Zone, month_first

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Havana"]


def slow(local: datetime, zone: str) -> int:
    return round(local.replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000_000)


moments = st.datetimes(datetime.fromisoformat("1990-01-02"), datetime.fromisoformat("2100-12-30")).map(
    lambda moment: moment.replace(
        microsecond=0, fold=0
    )  # a text names no fold: a time that occurs twice is its first
)


@given(st.lists(moments, min_size=1, max_size=50), st.sampled_from(ZONES))
def test_as_python_reads_them(local, zone):
    texts = pa.array([f"{moment:%m/%d/%Y %H:%M:%S}" for moment in local])
    times = month_first(texts, Zone(ZoneInfo(zone)))
    assert times.fault.tolist() == [0] * len(local)
    assert times.ts_us.tolist() == [slow(moment, zone) for moment in local]


@given(st.lists(moments, min_size=1, max_size=20), st.sampled_from(ZONES), st.sampled_from(["T", " "]))
def test_iso_dates_are_read_too(local, zone, between):
    texts = pa.array([moment.isoformat(between) for moment in local])
    assert month_first(texts, Zone(ZoneInfo(zone))).ts_us.tolist() == [slow(moment, zone) for moment in local]


@pytest.mark.parametrize("zone", ZONES)
def test_each_quarter_hour_around_changes_of_the_clocks(zone):
    local = [
        datetime.fromisoformat(f"2024-{day}T{hour:02}:{minute}")
        for day in ("03-10", "03-31", "04-07", "10-06", "10-27", "11-03")
        for hour in range(24)
        for minute in ("00", "15", "30", "45")
    ]
    texts = pa.array([f"{moment:%m/%d/%Y %H:%M:%S}" for moment in local])
    assert month_first(texts, Zone(ZoneInfo(zone))).ts_us.tolist() == [slow(moment, zone) for moment in local]


def test_what_the_record_gives_is_kept():
    times = month_first(
        pa.array(["2024-05-06T07:08:09+05:30", "2024-05-06T07:08:09.25Z", "2024-05-06 07:08:09"]),
        Zone(ZoneInfo("UTC")),
    )
    assert times.offset.to_pylist() == [330, 0, None]
    assert (times.ts_us % 1_000_000).tolist() == [0, 250_000, 0]


def test_a_mixture_of_formats_keeps_its_rows():
    texts = pa.array(
        [
            "01/02/2010 07:14:34",
            None,
            "2010-01-02 07:14:34",
            "x",
            "13/02/2010 07:14:34",
            "00/02/2010 07:14:34",
        ]
    )
    times = month_first(texts, Zone(ZoneInfo("UTC")))
    assert times.fault.tolist() == [0, 1, 0, 2, DAY_FIRST, IMPOSSIBLE]
    assert times.ts_us[0] == times.ts_us[2]


@pytest.mark.parametrize("text", ["02/29/2023 00:00:00", "04/31/2024 00:00:00", "01/01/0000 00:00:00", "12/31/9999 23:59:59",
                                  "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "01/01/2024 24:00:00", "12/31/1989 00:00:00"])  # fmt: skip
def test_times_that_cannot_be(text):
    assert month_first(
        pa.array([text, "01/02/2010 07:14:34"]), Zone(ZoneInfo("Asia/Tokyo"))
    ).fault.tolist() == [IMPOSSIBLE, 0]


@given(
    st.lists(
        st.one_of(
            st.none(), st.text(max_size=25), st.from_regex(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", fullmatch=True)
        ),
        max_size=20,
    )
)
def test_anything_is_a_time_or_a_fault(texts):
    column = pa.array(texts, pa.string())
    times = month_first(column, Zone(ZoneInfo("Europe/Berlin")))
    assert len(times.ts_us) == len(times.fault) == len(texts)
    assert np.all((times.fault > 0) <= (times.ts_us == 0))
    assert all(times.fault[place] for place, text in enumerate(texts) if text is None)


def test_slices_of_a_column_are_read_where_they_are():
    column = pa.array(["01/01/2010 00:00:00", "01/01/1970 00:00:00", "02/01/2010 00:00:00"])
    assert month_first(column.slice(2), Zone(ZoneInfo("UTC"))).ts_us.tolist() == [1264982400000000]
