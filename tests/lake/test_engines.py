"""One suite on every engine: the same expressions give the same rows. On Spark it is marked ``system``.

What an engine cannot do: reading logs (duplicates need ASOF joins, which Spark refuses) always runs on DuckDB.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from tests.baselines.test_measures import _WHERE, ZONE, _events
from tests.render.reviews import evidence

from custodes.baselines.calendar import DAY_US, local_us, offsets
from custodes.baselines.measures import MEASURES, categorised, measure_table, touch_tables
from custodes.evidence.cited import CitedEvents
from custodes.evidence.marked import LATEST_FIRST, marked
from custodes.lake import Lake, open_engine
from custodes.model.event import EVENT_SCHEMA
from custodes.settings import load_settings
from custodes.trials.rule import weekly_copies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.lake import Engine

ENGINES = ["duckdb", pytest.param("spark-local", marks=pytest.mark.system)]
ODD_NAMES = {
    "/a/x.zip .": True,
    "/a/x.7z::$DATA": True,
    "/a/x.zip:y": False,
    "/a/x.zip": True,
    "/a/x.ZiP": True,
    "/ä/ſ/Ω.7Z": True,
    "/a/x.tgz": True,
    "/a/x.zip\n": False,  # `$` would stand before the line's end in Java
    "/a/x.ZİP": False,  # engines fold a dotted capital I differently
    "/a/x.iſo": False,
    "/a/xzip": False,
    "/a/x.zip.doc": False,
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: Any, tmp_path_factory: Any) -> Iterator[Engine]:
    settings = load_settings(None, engine={"name": request.param})
    lake = Lake.create(tmp_path_factory.mktemp("lake") / "with space, ü", settings)
    with open_engine(settings, lake.tmp) as opened:
        yield opened


def _table(events: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(events, schema=EVENT_SCHEMA)


def _sorted(table: ibis.expr.types.Table) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.values()) for row in table.to_pyarrow().to_pylist()), key=repr)


def test_measures_touches_and_the_rule_are_the_same(engine: Engine) -> None:
    events = _events(12, 1500)
    table = _table(events)
    shifts = offsets(ZONE, min(table["ts_us"].to_pylist()), max(table["ts_us"].to_pylist()))
    here = engine.keep("given", ibis.memtable(table))
    there = ibis.memtable(table)  # Ibis' own DuckDB, whose counts test_measures.py checks against slow ones
    mine, other = (categorised(t, _WHERE, shifts) for t in (here, there))
    rows = engine.batches(measure_table(mine)).read_all().to_pylist()
    assert sorted((tuple(row.values()) for row in rows), key=repr) == _sorted(measure_table(other))
    together = engine.union(touch_tables(mine))
    assert _sorted(together) == _sorted(ibis.union(*touch_tables(other)))
    assert _sorted(weekly_copies(here)) == _sorted(weekly_copies(there))


def test_archives_are_told_by_name_in_any_case_and_any_script(engine: Engine) -> None:
    archives = next(m for m in MEASURES if m.name == "archives")
    base = _events(1, 1)[0] | {"action": "create", "target": None}
    rows = [base | {"object": name, "record": i} for i, name in enumerate(ODD_NAMES)]
    t = engine.keep("names", ibis.memtable(_table(rows)))
    found = set(t.filter(archives.where(t)).select("object").to_pyarrow()["object"].to_pylist())
    assert found == {name for name, archive in ODD_NAMES.items() if archive}


def test_days_and_hours_are_right_to_the_microsecond(engine: Engine) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moments = [
        int(datetime(*when, tzinfo=UTC).timestamp()) * 10**6 + extra
        for when in ((2024, 3, 31, 1), (2024, 10, 27, 1), (2024, 5, 6, 22), (2077, 1, 1, 23))
        for extra in (-1, 0, 1)
    ]
    shifts = offsets(zone, min(moments), max(moments))
    t = engine.keep("moments", ibis.memtable(pa.table({"ts_us": pa.array(moments, pa.int64())})))
    local = local_us(t.ts_us, shifts)
    asked = t.mutate(day=(local // DAY_US).cast("int32"), hour=((local // 3_600_000_000) % 24).cast("int32"))
    for row in asked.to_pyarrow().to_pylist():
        slow = datetime.fromtimestamp(row["ts_us"] // 10**6, UTC).astimezone(zone)
        assert (row["day"], row["hour"]) == ((slow.date() - date(1970, 1, 1)).days, slow.hour)


def test_whole_numbers_stay_whole_and_rows_keep_their_order(engine: Engine) -> None:
    big = 2**61 + 1
    given = pa.table(
        {
            "k": ["a", "ä", "a", None, "Z"],
            "n": pa.array([big, None, big, 3, 2**53 + 1], pa.int64()),
        }
    )
    t = engine.keep("numbers", ibis.memtable(given))
    rows = engine.batches(t.order_by(["k", "n"])).read_all().to_pylist()
    assert [(r["k"], r["n"]) for r in rows] == [
        ("Z", 2**53 + 1),
        ("a", big),
        ("a", big),
        ("ä", None),
        (None, 3),
    ]
    sums = engine.batches(t.group_by("k").aggregate(s=t.n.sum(), d=t.n.nunique())).read_all()
    assert sums.schema.field("s").type == pa.int64()
    assert {r["k"]: (r["s"], r["d"]) for r in sums.to_pylist()}["a"] == (2 * big, 1)
    assert engine.batches(t.filter(t.n == 0)).read_all().num_rows == 0
    assert engine.parquet([], {"a": "int64", "b": "string"}, ()).to_pyarrow().num_rows == 0


@pytest.mark.parametrize(
    "name", ["copies_removable", "archives", "reach_moved", "offhours_moves", "new_recipients"]
)
def test_evidence_cites_the_same_events(engine: Engine, name: str) -> None:
    events = _events(5, 600)
    table = _table(events)
    shifts = offsets(ZONE, min(table["ts_us"].to_pylist()), max(table["ts_us"].to_pylist()))
    first, last = date(2024, 3, 29), date(2024, 4, 3)
    day = (first - date(1970, 1, 1)).days
    firsts = {("area", "a"): day + 1, ("mail", "gmail.com"): day + 2}
    usual = {
        (week, hour): hour % 3 != 0 for week in ((day + 3) // 7, (day + 3) // 7 + 1) for hour in range(24)
    }
    node = evidence(measure=name, window=7, first=first, last=last, events=0)
    rows = marked(categorised(ibis.memtable(table), _WHERE, shifts), [name])
    told = [
        CitedEvents(t.to_pyarrow().sort_by(list(LATEST_FIRST)), firsts, usual, {"f": "log"}, ZONE).attach(
            node
        )
        for t in (engine.keep(f"cited_{name}", rows), rows)
    ]
    assert told[0].events_total > 0
    assert told[0] == told[1]
