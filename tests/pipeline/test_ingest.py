"""Ingest: what is known adds nothing, what is not read is listed, every record is accounted for."""

from __future__ import annotations

import contextlib
import gzip
import sys
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lake.logs import (
    LDAP,
    LOGON,
    NO_ID,
    content,
    events,
    logon,
    made,
    person,
    plain,
    rejects,
    sums,
    whole,
    write,
)

from custodes.errors import InputError, LakeError
from custodes.lake import Lake
from custodes.model.event import EVENT_SCHEMA, Batch, Reject, SetAside
from custodes.pipeline import progress
from custodes.pipeline.ingest import ingest
from custodes.settings import Settings

MODULE = sys.modules["custodes.pipeline.ingest"]  # the package's attribute of that name is the function


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake", Settings())


@pytest.fixture
def logs(tmp_path):
    return write(tmp_path / "logs", a=LOGON + logon(1) + "broken,row\n" + logon(2, second=1))


def test_a_file_is_read_once(lake, logs):
    first = ingest([logs], lake, Settings())
    assert (first.events_added, first.already) == (2, ())
    assert [(f.records, f.behind_events, f.rejects) for f in first.files] == [(3, 2, 1)]
    before = whole(lake)
    again = ingest([logs], lake, Settings())
    assert (again.events_added, again.files) == (0, ())
    assert [Path(p).name for p in again.already] == ["a.csv"]
    assert whole(lake) == before


def test_the_same_content_under_another_name_or_compressed_adds_nothing(lake, logs):
    ingest([logs], lake, Settings())
    text = (logs / "a.csv").read_bytes()
    (logs / "copy.csv").write_bytes(text)
    with gzip.open(logs / "a.csv.gz", "wb") as stream:
        stream.write(text)
    with zipfile.ZipFile(logs / "all.zip", "w") as archive:
        archive.writestr("inner/a.csv", text)
    result = ingest([logs], lake, Settings())
    assert len(result.already) == 4
    assert sums(lake) == {"records": 3, "behind": 2, "events": 2, "rejects": 1}


def test_an_unchanged_staff_list_under_another_name_is_a_new_statement(lake, tmp_path):
    folder = write(tmp_path / "LDAP", **{"2010-01": LDAP + person("Ann")})
    ingest([folder], lake, Settings())
    write(folder, **{"2010-02": LDAP + person("Ann")})
    result = ingest([folder], lake, Settings())
    assert len(result.already) == 1
    assert [e.snapshot for e in lake.directory()] == ["2010-01", "2010-02"]
    assert [e.known_from for e in lake.directory()] == [date(2010, 1, 31), date(2010, 2, 28)]
    assert len(ingest([folder], lake, Settings()).already) == 2


def test_what_is_not_read_is_listed_once_and_its_successor_replaces_it(lake, logs):
    (logs / "letter.txt").write_text("dear Sir")
    (logs / "later.csv").write_text("")
    result = ingest([logs], lake, Settings())
    listed = {Path(f.path).name: (f.format, bool(f.note)) for f in result.files}
    assert listed["letter.txt"] == ("unknown", True)
    assert listed["later.csv"] == ("unknown", True)
    ingest([logs], lake, Settings())
    assert len(lake.files()) == 3
    write(logs, later=LOGON + logon(9, second=9))
    ingest([logs], lake, Settings())
    assert sorted((Path(f.path).name, f.format) for f in lake.files()) == [
        ("a.csv", "cert"),
        ("later.csv", "cert"),
        ("letter.txt", "unknown"),
    ]


def test_a_file_that_cannot_be_opened_does_not_stop_the_rest(lake, logs):
    (logs / "gone.csv").symlink_to(logs / "nowhere.csv")
    result = ingest([logs], lake, Settings())
    assert {Path(f.path).name: f.format for f in result.files} == {"a.csv": "cert", "gone.csv": "unreadable"}


def test_paths_that_lead_nowhere(lake, tmp_path):
    with pytest.raises(InputError, match="does not exist") as caught:
        ingest([tmp_path / "nowhere"], lake, Settings())
    assert caught.value.exit_code == 3
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no file to read"):
        ingest([tmp_path / "empty"], lake, Settings())
    (tmp_path / "empty" / "letter.txt").write_text("dear Sir")
    with pytest.raises(InputError, match="none of 1 files could be read"):
        ingest([tmp_path / "empty"], lake, Settings())
    assert [f.format for f in lake.files()] == ["unknown"]


def test_a_cut_gzip_file_gives_what_is_whole_and_is_completed_later(lake, tmp_path):
    text = LOGON + "".join(logon(i, second=i) for i in range(3000))
    whole_file = gzip.compress(text.encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole_file[: len(whole_file) // 2])
    result = ingest([path], lake, Settings())
    got = result.events_added
    assert 0 < got < 3000
    assert "ends early" in result.files[0].note
    assert len(ingest([path], lake, Settings()).already) == 1
    path.write_bytes(whole_file)
    ingest([path], lake, Settings())
    assert sums(lake) == {"records": 3000, "behind": 3000, "events": 3000}
    assert len(lake.files()) == 1
    assert lake.files()[0].note == ""


def test_a_file_that_changes_while_it_is_read_is_not_stored(lake, logs, monkeypatch):
    write(logs, b=LOGON + logon(7, second=7))
    real = MODULE.take

    def take(file, known, format, advance):
        found = real(file, known, format, advance)
        if file.name == "a.csv":
            text = (logs / "a.csv").read_text()
            (logs / "a.csv").write_text(text.replace("ABC0001", "XYZ0009"))
        return found

    monkeypatch.setattr("custodes.pipeline.ingest.take", take)
    result = ingest([logs], lake, Settings())
    monkeypatch.undo()
    assert {Path(f.path).name: f.format for f in result.files} == {"a.csv": "unreadable", "b.csv": "cert"}
    assert [row["record_id"] for row in events(lake)] == ["{R7}"]
    assert not rejects(lake)
    ingest([logs], lake, Settings())
    assert sums(lake) == {"records": 4, "behind": 3, "events": 3, "rejects": 1}


def test_a_file_that_grows_while_it_is_read_gives_the_rest_next_time(lake, logs, monkeypatch):
    real = MODULE.take

    def take(file, known, format, advance):
        found = real(file, known, format, advance)
        with (logs / "a.csv").open("a") as stream:
            stream.write(logon(3, second=2))
        return found

    monkeypatch.setattr("custodes.pipeline.ingest.take", take)
    ingest([logs], lake, Settings())
    monkeypatch.undo()
    assert len(events(lake)) == 2
    ingest([logs], lake, Settings())
    assert sums(lake) == {"records": 4, "behind": 3, "events": 3, "rejects": 1}


class _Fake:
    """A source whose batches are given."""

    name = "fake"
    title = "made for this test"

    def __init__(self, *batches: Batch, error: Exception | None = None) -> None:
        self.batches, self.error = batches, error

    def sniff(self, head, file):
        return head.startswith(b"FAKE")

    def read(self, stream, file, context):
        stream.read(1 << 20)
        yield from self.batches
        if self.error:
            raise self.error

    def raw(self, stream, file, wanted):
        return iter(())


def _rows(*numbers: tuple[int, int]) -> pa.RecordBatch:
    base = {
        "account": "x:a",
        "actor": "user",
        "action": "read",
        "channel": "file",
        "source": "fake",
        "stream": "fake",
    }
    rows = [base | {"ts_us": 10**15 + record, "record": record, "part": part} for record, part in numbers]
    return pa.RecordBatch.from_pylist(rows, schema=pa.schema([f for f in EVENT_SCHEMA if f.name != "file"]))


def _with(monkeypatch, source):
    real = MODULE.recognise
    monkeypatch.setattr(
        "custodes.pipeline.ingest.recognise",
        lambda f, more: source if f.name.endswith(".fake") else real(f, more),
    )


def test_a_record_of_several_events_is_one_record(lake, tmp_path, monkeypatch):
    _with(
        monkeypatch,
        _Fake(Batch(3, _rows((1, 0), (1, 1), (1, 2), (3, 0)), set_aside={SetAside.OUT_OF_SCOPE: 1})),
    )
    (tmp_path / "a.fake").write_text("FAKE")
    ingest([tmp_path / "a.fake"], lake, Settings())
    assert sums(lake) == {"records": 3, "behind": 2, "events": 4, "out_of_scope": 1}


@pytest.mark.parametrize(
    "source",
    [
        _Fake(Batch(9, _rows((1, 0)))),
        _Fake(Batch(1, _rows((1, 0)), rejects=(Reject(1, "both"),))),
        _Fake(Batch(1, _rows((1, 0))), error=ZeroDivisionError("oops")),
    ],
    ids=["vanished", "counted twice", "failed"],
)
def test_a_reader_that_loses_records_or_fails_is_listed_and_nothing_of_it_stored(
    lake, logs, monkeypatch, source
):
    _with(monkeypatch, source)
    (logs / "b.fake").write_text("FAKE")
    result = ingest([logs], lake, Settings())
    found = {Path(f.path).name: f for f in result.files}
    assert found["b.fake"].format == "unreadable"
    assert "please report" in found["b.fake"].note
    assert sums(lake) == {"records": 3, "behind": 2, "events": 2, "rejects": 1}
    assert {row["source"] for row in events(lake)} == {"cert"}


def test_a_full_disk_is_said_and_loses_nothing(lake, logs, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    with pytest.raises(LakeError, match="disk is full"):
        ingest([logs], lake, Settings())
    monkeypatch.undo()
    assert not lake.files()
    ingest([logs], lake, Settings())
    assert sums(lake) == {"records": 3, "behind": 2, "events": 2, "rejects": 1}


def test_many_small_files_of_many_days_stay_few_files_in_order(lake, tmp_path, monkeypatch):
    monkeypatch.setattr("custodes.lake.compact._MANY", 4)
    monkeypatch.setattr("custodes.lake.compact._MANY_ROWS", 4)
    for day in range(1, 11):
        write(
            tmp_path / "logs",
            **{f"d{day:02d}": LOGON + logon(day, day=day) + logon(100 + day, day=day, second=1)},
        )
        ingest([tmp_path / "logs"], lake, Settings())
    assert len(lake.parts("events")) <= 5
    assert len(lake.parts("files")) <= 5
    assert sums(lake) == {"records": 20, "behind": 20, "events": 20}
    with lake.writing() as journal:
        journal.sweep()
    on_disk = set((lake.path / "events").rglob("*.parquet"))
    assert on_disk == set(lake.parts("events"))
    times = [
        row["ts_us"]
        for row in pa.parquet.read_table(max(on_disk, key=lambda p: p.stat().st_size)).to_pylist()
    ]
    assert times == sorted(times)


def test_progress_ends_where_it_said(lake, logs):
    class Seen(progress.Silent):
        total, done = 0.0, 0.0

        def phase(self, title, total=None, unit=""):
            self.total, self.unit = total, unit

        def advance(self, amount, note=""):
            self.done += amount

    seen = Seen()
    (logs / "letter.txt").write_text("dear Sir")
    ingest([logs], lake, Settings(), seen)
    assert seen.unit == "B"
    assert seen.done == pytest.approx(seen.total)


@settings(max_examples=8)
@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.sampled_from("AB")), min_size=1, max_size=12),
    cuts=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=3),
    order=st.randoms(use_true_random=False),
    apart=st.booleans(),
)
def test_overlapping_exports_hold_each_identified_record_once(tmp_path_factory, rows, cuts, order, apart):
    """The truth is one export of everything; pieces of it that overlap must add up to the same, in any order."""
    folder = tmp_path_factory.mktemp("order")
    lines = [logon(i, user=user, second=at) for i, (at, user) in enumerate(sorted(rows))]
    pieces = [lines, *(lines[min(c) : max(c)] for c in cuts)]
    order.shuffle(pieces)
    single = made(folder / "lake1", write(folder / "one", all=LOGON + "".join(lines)))
    many = Lake.create(folder / "lake2", Settings())
    for i, piece in enumerate(pieces):
        write(folder / "many", **{f"p{i}": LOGON + "".join(piece)})
        if apart:
            ingest([folder / "many"], many, Settings())
    ingest([folder / "many"], many, Settings())
    assert content(many) == content(single)
    sums(many)


@settings(max_examples=8)
@given(
    logs=st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=4),
    apart=st.booleans(),
)
def test_records_without_identifier_are_held_as_often_as_the_log_with_most(tmp_path_factory, logs, apart):
    """The slow truth: for each line, the largest number of times that one log has it."""
    folder = tmp_path_factory.mktemp("multiset")
    lake = Lake.create(folder / "lake", Settings())
    for i, seconds in enumerate(logs):
        write(folder / "logs", **{f"p{i}": NO_ID + "\n" * i + "".join(plain(s) for s in seconds)})
        if apart:
            ingest([folder / "logs"], lake, Settings())
    ingest([folder / "logs"], lake, Settings())
    first = min(row["ts_us"] for row in events(lake))
    found = Counter((row["ts_us"] - first) // 10**6 for row in events(lake))
    earliest = min(s for seconds in logs for s in seconds)
    assert {at + earliest: n for at, n in found.items()} == {
        s: max(seconds.count(s) for seconds in logs) for s in {s for seconds in logs for s in seconds}
    }
    sums(lake)


def test_an_identifier_with_other_content_is_another_record(tmp_path):
    folder = write(tmp_path / "logs", a=LOGON + logon(1), b=LOGON + logon(1, user="XYZ0009"))
    assert sums(made(tmp_path / "lake", folder)) == {"records": 2, "behind": 2, "events": 2}


def test_an_export_that_repeats_itself_holds_each_record_once(tmp_path, monkeypatch):
    monkeypatch.setattr("custodes.sources.forms.csvframe.BLOCK", 4096, raising=False)
    lines = [logon(i, second=i) for i in range(1000)]
    folder = write(tmp_path / "logs", a=LOGON + "".join(lines + lines[500:] + lines[:1] + lines[-1:]))
    assert sums(made(tmp_path / "lake", folder)) == {
        "records": 1502,
        "behind": 1000,
        "events": 1000,
        "duplicate": 502,
    }


def test_times_of_arrival_are_utc(lake, logs):
    ingest([logs], lake, Settings())
    at = datetime.fromisoformat(lake.arrivals()[0].ingested_at)
    assert at.tzinfo is not None
    assert abs((datetime.now(UTC) - at).total_seconds()) < 600


@settings(max_examples=25)
@given(
    start=st.sampled_from(
        ["", LOGON, NO_ID, LDAP, "\ufeff" + LOGON, '{"CreationTime":"2020-01-01T00:00:00"}\n']
    ),
    rest=st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from([logon(1), plain(2), '"', ",", "\n", "\x00", "\r", "é", person("Ann")]),
            max_size=12,
        ).map(lambda pieces: "".join(pieces).encode("latin-1")),
    ),
)
def test_whatever_a_file_holds_every_record_is_accounted_for(tmp_path_factory, start, rest):
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.csv").write_bytes(start.encode() + rest)
    lake = Lake.create(folder / "lake", Settings())
    with contextlib.suppress(InputError):
        ingest([folder / "a.csv"], lake, Settings())
    (file,) = lake.files()
    assert "please report" not in file.note
    sums(lake)


def test_files_that_are_not_read_do_not_break_up_a_group(lake, logs, monkeypatch):
    for i in range(5):
        (logs / f"b{i}.txt").write_text("dear Sir")
        write(logs, **{f"c{i}": LOGON + logon(50 + i, second=20 + i)})
    ingest([logs], lake, Settings())
    assert lake.version("files") == 1
