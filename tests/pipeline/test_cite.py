"""Evidence can be tested: the raw record is fetched, hashed and kept; a source that went or changed is said so."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.lake.logs import LOGON, events, logon, made, traces, write
from tests.render.reviews import review

from custodes.model.evidence import EventRef
from custodes.pipeline.cite import cite, fetch
from custodes.pipeline.ingest import ingest
from custodes.pipeline.progress import Silent
from custodes.settings import Protected, Settings

if TYPE_CHECKING:
    from custodes.lake import Lake

CONTENT = "id,date,user,pc,url,content\n"
VISIT = '{V1},01/02/2010 07:00:00,ABC0001,PC-1,http://x.example/,"very private, words"\n'


@pytest.fixture
def logs(tmp_path):
    return write(tmp_path / "logs", a=LOGON + logon(1) + "broken\n" + logon(2, second=1))


@pytest.fixture
def lake(tmp_path, logs):
    return made(tmp_path / "lake", logs)


def keys(lake: Lake) -> list[tuple[str, int]]:
    return sorted((row["file"], row["record"]) for row in events(lake))


def test_records_are_kept_as_they_stood_with_their_hash(lake, logs):
    found = fetch(lake, keys(lake), Silent())
    line = logon(2, second=1).strip().encode()
    status, raw = found[keys(lake)[1]]
    assert (status, raw.raw, raw.sha256, raw.bytes) == (
        "kept",
        line,
        hashlib.sha256(line).hexdigest(),
        len(line),
    )
    (logs / "a.csv").unlink()
    assert fetch(lake, keys(lake), Silent()) == found
    assert len(lake.rows("cited")) == 2


def test_the_source_is_gone_changed_or_only_grown(lake, logs):
    wanted = keys(lake)
    (logs / "a.csv").write_text((logs / "a.csv").read_text() + logon(3, second=2))
    assert {status for status, _ in fetch(lake, wanted[:1], Silent()).values()} == {"kept"}
    (logs / "a.csv").write_text((logs / "a.csv").read_text().replace("PC-1", "PC-2"))
    assert fetch(lake, wanted[1:], Silent()) == {wanted[1]: ("changed", None)}
    (logs / "a.csv").unlink()
    assert fetch(lake, wanted[1:], Silent()) == {wanted[1]: ("gone", None)}


def test_each_part_of_a_grown_log_is_found(lake, logs):
    with (logs / "a.csv").open("a") as stream:
        stream.write(logon(3, second=2))
    ingest([logs], lake, Settings())
    assert [status for status, _ in fetch(lake, keys(lake), Silent()).values()] == ["kept"] * 3


def test_contents_of_pages_and_mails_are_not_kept(tmp_path):
    folder = write(tmp_path / "logs", http=CONTENT + VISIT)
    lake = made(tmp_path / "lake", folder)
    ((_, raw),) = fetch(lake, keys(lake), Silent()).values()
    assert (
        raw.raw.decode()
        == "{V1},01/02/2010 07:00:00,ABC0001,PC-1,http://x.example/,[contents are never kept]"
    )
    assert raw.sha256 == hashlib.sha256(VISIT.strip().encode()).hexdigest()
    assert traces(lake.path, b"private") == []


def test_a_record_that_names_a_protected_channel_elsewhere_is_not_kept(tmp_path, logs):
    settings = Settings(protected=Protected(paths=("07:00:01",)))
    lake = made(tmp_path / "lake2", logs, settings=settings)
    assert sorted(status for status, _ in fetch(lake, keys(lake), Silent()).values()) == [
        "kept",
        "not fetched",
    ]


def test_a_compressed_source_and_a_long_record(tmp_path, monkeypatch):
    monkeypatch.setattr("custodes.pipeline.cite.KEPT_BYTES", 20)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress((LOGON + logon(1)).encode()))
    lake = made(tmp_path / "lake", tmp_path / "a.csv.gz")
    ((_, raw),) = fetch(lake, keys(lake), Silent()).values()
    assert (len(raw.raw), raw.bytes) == (20, len(logon(1)) - 1)


def test_while_another_run_writes_records_are_shown_but_not_kept(lake):
    with lake.writing():
        assert {status for status, _ in fetch(lake, keys(lake), Silent()).values()} == {"kept"}
    assert len(lake.rows("cited")) == 0


def test_a_review_carries_the_raw_records_in_every_branch(lake):
    file, record = keys(lake)[0]
    ref = EventRef(
        id="x", source="a.csv", record=record, time="", file_sha256=file, account="", action="", channel=""
    )
    gone = replace(ref, file_sha256="f" * 64)
    whole = review()
    person = next(p for p in whole.people if p.evidence)
    node = replace(
        person.evidence[0],
        events=(ref,),
        children=(replace(person.evidence[0], events=(gone,), children=()),),
    )
    given = replace(whole, people=(replace(person, evidence=(node,)),), leavers=())
    (cited,) = cite(given, lake).people[0].evidence
    assert (cited.events[0].raw_status, cited.events[0].raw) == ("kept", logon(1).strip())
    assert (cited.children[0].events[0].raw_status, cited.children[0].events[0].raw) == ("gone", None)


def test_a_record_inside_a_frame_is_cited_with_its_frame(tmp_path):
    record = {
        "@timestamp": 1716225665000,
        "action": "git.clone",
        "actor": "jdoe",
        "org": "acme",
        "repo": "acme/x",
    }
    line = json.dumps({"result": {"_raw": json.dumps(record)}})
    lake = made(tmp_path / "lake", write(tmp_path / "logs", a=f"{{}}\n{line}\n"))
    ((status, raw),) = fetch(lake, keys(lake), Silent()).values()
    assert (status, raw.raw.decode(), keys(lake)[0][1]) == ("kept", line, 2)
