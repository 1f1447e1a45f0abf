"""The lake's folder: made once, opened by anybody, of any name, with tables that may not exist yet."""

from __future__ import annotations

import json
import os
import shutil
import stat

import pyarrow as pa
import pytest
from tests.lake.logs import LDAP, LOGON, events, logon, made, person, sums, through_engine, write

from custodes.errors import LakeError
from custodes.lake import Lake, open_engine
from custodes.lake.characters import without_nul
from custodes.lake.delta import guard
from custodes.lake.store import FORMAT, MARKER
from custodes.model.event import EVENT_SCHEMA
from custodes.settings import Settings

ODD = ["plain", "sp ace", "ümläut 中", "la[1]ke", "it's", "a=b", "month=2010-01", "q{z}#h;x"]


@pytest.mark.parametrize("name", ODD)
def test_a_lake_may_be_called_anything(tmp_path, name):
    folder = write(tmp_path / "logs", a=LOGON + logon(1))
    lake = made(tmp_path / name / "lake", folder)
    again = Lake.open(tmp_path / name / "lake", Settings())
    assert [(row["record_id"], row["month"]) for row in through_engine(again)] == [("{R1}", "2010-01")]
    assert lake.version() == 1


def test_an_empty_lake_gives_empty_tables_of_the_right_types(tmp_path):
    lake = Lake.create(tmp_path / "lake", Settings())
    with open_engine(Settings(), lake.tmp) as engine:
        found = lake.events(engine).to_pyarrow()
        assert found.num_rows == 0
        assert [f.type for f in found.schema][:-1] == [f.type for f in EVENT_SCHEMA]
        assert lake.read(engine, "rejects").count().to_pyarrow().as_py() == 0
        with pytest.raises(LakeError, match="no table 'measures'"):
            lake.read(engine, "measures")
    assert (lake.files(), lake.directory(), lake.span(), lake.version()) == ((), (), None, -1)


@pytest.mark.skipif(os.name == "nt", reason="needs a file system with modes")
def test_only_the_owner_may_enter(tmp_path):
    lake = Lake.create(tmp_path / "lake", Settings())
    assert stat.S_IMODE(lake.path.stat().st_mode) == 0o700


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(LakeError, match="not empty"):
        Lake.create(tmp_path, Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_opening_says_what_is_wrong(tmp_path):
    with pytest.raises(LakeError, match="no lake"):
        Lake.open(tmp_path / "nowhere", Settings())
    lake = Lake.create(tmp_path / "lake", Settings())
    marker = lake.path / "_custodes_lake"
    marker.write_text(json.dumps({"format": 99}))
    with pytest.raises(LakeError, match="newer version"):
        Lake.open(lake.path, Settings())
    marker.write_text("garbage")
    with pytest.raises(LakeError, match="cannot be read"):
        Lake.open(lake.path, Settings())


def test_a_second_writer_is_told_at_once_and_readers_are_not_disturbed(tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=LOGON + logon(1)))
    with lake.writing():
        with pytest.raises(LakeError, match="another run"), Lake.open(lake.path, Settings()).writing():
            pass
        assert len(events(lake)) == 1
    with lake.writing():
        pass


def test_a_panic_of_the_store_reaches_nobody(tmp_path):
    class PanicException(BaseException):
        pass

    with pytest.raises(LakeError, match="the store failed: boom"), guard(tmp_path):
        raise PanicException("boom")
    with pytest.raises(KeyboardInterrupt), guard(tmp_path):
        raise KeyboardInterrupt


def test_a_damaged_table_is_an_error_with_a_place(tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=LOGON + logon(1)))
    for log in (lake.table("events") / "_delta_log").iterdir():
        log.write_text("{ not json")
    with pytest.raises(LakeError) as caught:
        lake.version()
    assert caught.value.place.endswith("events")


def test_directory_and_span_come_back_as_they_went_in(tmp_path):
    folder = write(tmp_path / "logs", a=LOGON + logon(1) + logon(2, day=3, second=5))
    write(folder / "LDAP", **{"2010-01": LDAP + person("Ann") + person("Bob")})
    lake = made(tmp_path / "lake", folder)
    assert [(e.person, e.snapshot, e.record) for e in lake.directory()] == [
        ("Ann0001", "2010-01", 1),
        ("Bob0001", "2010-01", 2),
    ]
    assert "cert:Ann0001" in lake.directory()[0].accounts
    first, last = lake.span() or (0, 0)
    assert last - first == (86_400 + 5) * 1_000_000
    assert sums(lake) == {"records": 4, "behind": 2, "events": 2, "directory": 2}


def test_changes_are_told_from_the_earliest_time_they_touch(tmp_path):
    folder = write(tmp_path / "logs", a=LOGON + logon(1, day=20))
    lake = made(tmp_path / "lake", folder)
    seq = max(a.seq for a in lake.arrivals())
    assert lake.changed_since(seq) is None
    write(folder, b=LOGON + logon(2, day=10), c=LOGON + logon(3, day=25))
    made(lake.path, folder)
    assert lake.changed_since(seq) == min(row["ts_us"] for row in events(lake))


def test_files_that_are_missing_or_exchanged_are_told(tmp_path):
    lake = made(tmp_path / "lake", write(tmp_path / "logs", logon=LOGON + logon(1) + logon(2)))
    lake.check()
    (part,) = lake.parts("events")
    content = part.read_bytes()
    part.write_bytes(content[:-10])
    with pytest.raises(LakeError, match="bytes long, not"):
        lake.check()
    part.unlink()
    with pytest.raises(LakeError, match="is missing"):
        lake.check()
    shutil.rmtree(lake.table("events"))
    with pytest.raises(LakeError, match="ledger names 2 events, its table holds 0"):
        lake.check()


def test_a_lake_made_for_nothing_goes_again_and_settings_stay(tmp_path):
    folder = tmp_path / "lake"
    folder.mkdir()
    (folder / "custodes.toml").write_text("")
    Lake.create(folder, Settings()).discard()
    assert [path.name for path in folder.iterdir()] == ["custodes.toml"]
    lake = made(folder, write(tmp_path / "logs", logon=LOGON + logon(1)))
    lake.discard()
    assert len(events(lake)) == 1


def test_no_text_holds_a_nul():
    table = pa.table({"a": ["x\0y"], "b": pa.array(["x"]).dictionary_encode()})
    assert [without_nul(table[name]).to_pylist() for name in "ab"] == [["x\ufffdy"], ["x"]]


def test_a_lake_of_an_older_layout_is_refused(tmp_path):
    lake = Lake.create(tmp_path / "lake", Settings())
    (lake.path / MARKER).write_text(json.dumps({"format": FORMAT - 1, "id": "x", "made": "2024-01-01"}))
    with pytest.raises(LakeError, match="older version"):
        Lake.open(lake.path, Settings())
