"""Writing and rewriting Parquet parts, the journal's words, and what the ledger makes of them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.lake.delta import Part
from custodes.lake.ledger import Arrival, merged
from custodes.lake.repeats import Repeats
from custodes.lake.rewrite import rewritten
from custodes.lake.schemas import EVENTS
from custodes.lake.writer import EventWriter, month_name, months_of
from custodes.model.event import EVENT_SCHEMA


def rows(times: list[int], file: str = "f") -> pa.Table:
    base = {
        "account": "x:a",
        "actor": "user",
        "action": "read",
        "channel": "file",
        "source": "s",
        "stream": "s",
    }
    return pa.Table.from_pylist(
        [base | {"ts_us": t, "record": i + 1, "part": 0, "file": file} for i, t in enumerate(times)],
        schema=EVENTS.stored,
    )


TIMES = st.lists(st.integers(-(10**15), 4 * 10**15), min_size=1, max_size=60)


@given(TIMES, st.integers(1, 7))
def test_every_event_is_written_once_in_its_month_and_in_order(tmp_path_factory, times, at_once):
    folder = tmp_path_factory.mktemp("writer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("custodes.lake.writer._ROWS", 20)
        patch.setattr("custodes.lake.writer._OPEN", 3)
        writer = EventWriter(folder, "x")
        for start in range(0, len(times), at_once):
            writer.add(rows(times[start : start + at_once]))
        parts = writer.close()
    found: Counter[int] = Counter()
    for part in parts:
        with pq.ParquetFile(folder / part.path) as file:
            assert file.metadata.num_rows == part.rows
            everything = file.read()["ts_us"].to_numpy()
            for i in range(file.num_row_groups):
                group = file.read_row_group(i)["ts_us"].to_numpy()
                assert (np.diff(group) >= 0).all()
        assert {month_name(m) for m in months_of(everything)} == {part.partition["month"]}
        assert (everything.min(), everything.max()) == (part.first, part.last)
        found.update(everything.tolist())
    assert found == Counter(times)


def test_memory_of_open_months_is_bounded_and_files_are_few(tmp_path):
    writer = EventWriter(tmp_path, "x")
    month = 31 * 86_400 * 10**6
    writer.add(rows([i * month for i in range(300)]))
    assert len(writer.close()) >= 290


@given(TIMES, st.integers(1, 5))
def test_a_part_without_some_rows_keeps_the_rest_in_their_order(tmp_path_factory, times, modulus):
    folder = tmp_path_factory.mktemp("rewrite")
    writer = EventWriter(folder, "x")
    writer.add(rows(sorted(times)))
    parts = writer.close()
    before = [t for p in parts for t in pq.read_table(folder / p.path)["ts_us"].to_pylist()]
    new = rewritten(folder, parts, lambda b: b.column("ts_us").to_numpy() % modulus != 0)
    after = [t for p in new for t in pq.read_table(folder / p.path)["ts_us"].to_pylist()]
    assert after == [t for t in before if t % modulus]
    assert {folder / p.path for p in new} == set(folder.rglob("*.parquet"))
    for part in new:
        assert part.first is not None
        assert part.rows > 0


def test_parts_survive_the_journal():
    part = Part("month=2010-01/a.parquet", 10, 2, {"month": "2010-01"}, 1, 2)
    assert Part(**part.to_json()) == part


def arrival(seq: int, sha256: str, base: str = "", **fields) -> Arrival:
    return Arrival(
        seq, fields.pop("path", "a"), "a", fields.pop("format", "cert"), sha256, "", 1, base=base, **fields
    )


def test_a_grown_file_is_one_file_with_the_sum_of_its_rows():
    files = merged(
        [
            arrival(1, "A", records=3, behind_events=2, rejects=1, events=2, first_ts_us=5, last_ts_us=9),
            arrival(2, "X", path="b", records=1, set_aside={"header": 1}),
            arrival(
                3, "B", "A", records=2, behind_events=3, rejects=-1, events=3, first_ts_us=8, last_ts_us=20
            ),
        ]
    )
    assert [(f.path, f.records, f.rejects, f.events, f.sha256, f.seq) for f in files] == [
        ("a", 5, 0, 5, "B", 3),
        ("b", 1, 0, 0, "X", 2),
    ]
    assert (files[0].first_ts_us, files[0].last_ts_us, files[0].arrivals) == (5, 20, ((1, 5), (3, 8)))


def test_rows_of_the_ledger_come_back_as_they_were():
    row = arrival(1, "A", set_aside={"header": 1}, spans={"s": [1, 2]}, tail={"last": 3, "closed": True})
    assert Arrival.from_row(row.to_row()) == row


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5)), min_size=1, max_size=6), max_size=6)
)
def test_a_repeated_record_is_never_overlooked(batches):
    """The slow truth: every pair of equal identifier and time must lie in one of the windows."""
    watch = Repeats()
    schema = pa.schema([f for f in EVENT_SCHEMA if f.name != "file"])
    met: Counter[tuple[int, int]] = Counter()
    for batch in batches:
        base = rows([0]).to_pylist()[0]
        del base["file"]
        watch.see(
            pa.RecordBatch.from_pylist(
                [base | {"ts_us": t, "record_id": str(i)} for t, i in batch], schema=schema
            )
        )
        met.update(batch)
    for (time, _), count in met.items():
        if count > 1:
            assert any(low <= time <= high for low, high in watch.windows.get("s", []))


def test_an_orderly_log_is_not_searched():
    watch = Repeats()
    table = rows(list(range(300))).set_column(
        EVENTS.stored.get_field_index("record_id"), "record_id", pa.array([str(i) for i in range(300)])
    )
    for start in range(0, 300, 100):
        watch.see(table.slice(start, 100).to_batches()[0])
    assert watch.windows == {}
