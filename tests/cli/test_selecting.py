"""Days are days of the organisation's zone; an account's events are a person's while it was theirs."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from custodes.cli.selecting import midnight_us, of_person

ZONES = st.sampled_from([ZoneInfo(z) for z in ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia")])


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), zone=ZONES)
def test_a_day_begins_at_its_midnight(day, zone):
    begun = datetime.fromtimestamp(midnight_us(day, zone) / 1e6, zone)
    before = datetime.fromtimestamp(midnight_us(day, zone) / 1e6 - 1, zone)
    assert begun.date() == day or begun.date() > day  # a zone may skip a day
    assert before.date() < day


class HandedOver:
    """The account went from one person to the other on 2 March."""

    def spans(self, account):
        if account != "x:shared":
            return (("nobody", date.min, date.max),)
        return (("one", date.min, date(2024, 3, 1)), ("two", date(2024, 3, 2), date.max))


def test_an_account_that_moved_is_split_by_time():
    zone = ZoneInfo("Europe/Berlin")
    midnight = midnight_us(date(2024, 3, 2), zone)
    table = pa.table(
        {"account": ["x:shared", "x:shared", "x:other"], "ts_us": [midnight - 1, midnight, midnight]}
    )
    con = ibis.duckdb.connect()
    events = con.create_table("e", table)
    accounts = ["x:shared", "x:other"]
    got = {
        person: of_person(events, HandedOver(), person, accounts, zone).ts_us.to_pyarrow().to_pylist()
        for person in ("one", "two", "three")
    }
    con.disconnect()
    assert got == {"one": [midnight - 1], "two": [midnight], "three": []}
