"""Every source in the registry, built in or not, keeps the same contract."""

from __future__ import annotations

import gzip
import inspect
import io
import sys
from importlib.metadata import EntryPoint
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.errors import UsageError
from custodes.sources import registry
from custodes.sources.base import ReadContext
from custodes.sources.cert.logs import Cert
from custodes.sources.registry import by_name, looks_like, recognise, sources

EVERY = sources()


@pytest.mark.parametrize("source", EVERY, ids=lambda source: source.name)
def test_a_source_says_what_it_reads(source):
    assert source.name == source.name.lower().strip()
    assert source.title
    told = f"{sys.modules[type(source).__module__].__doc__}\n{type(source).__doc__}"
    assert "Sample" in told, "a reader has the log but not the vendor's manual"
    assert "References:" in told
    for method in ("sniff", "read", "raw"):
        assert inspect.getdoc(getattr(type(source), method))


def test_names_are_unique_and_found():
    assert len({source.name for source in EVERY}) == len(EVERY)
    assert all(by_name(source.name) is source for source in EVERY)
    with pytest.raises(UsageError, match="no source 'nothing'"):
        by_name("nothing")


@pytest.mark.parametrize("source", EVERY, ids=lambda source: source.name)
@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\0" * 5000, b"x", b"<html>", b"id,name\n1,2\n", b"\xff\xfe", bytes(range(256))]
)
def test_no_source_takes_what_is_no_log(source, data, log_file):
    assert not source.sniff(data, log_file(data))


@given(st.data())
def test_no_source_fails_on_any_bytes(read, data):
    source = data.draw(st.sampled_from(EVERY))
    head = data.draw(
        st.sampled_from(
            [
                b"",
                b"{",
                b"[",
                b"id,date,user,pc,activity\n",
                b"person,name,start\n",
                b"\xff\xfe",
                b"\xef\xbb\xbf",
            ]
        )
    )
    content = head + data.draw(st.binary(max_size=300))
    outcome = read(source, content)
    wanted = frozenset(range(1, outcome.records + 1))
    found = list(source.raw(io.BytesIO(content), None, wanted))
    assert {number for number, _ in found} <= wanted


@pytest.mark.parametrize("source", EVERY, ids=lambda source: source.name)
def test_a_source_that_cannot_be_read_on_says_so(source, log_file):
    def broken():
        raise OSError(5, "Input/output error")

    class Stream:
        def read(self, _size=-1):
            broken()

    batches = list(source.read(Stream(), log_file(broken), ReadContext(ZoneInfo("UTC"))))
    assert all(batch.events is None or not batch.events.num_rows for batch in batches)
    assert [reject.record for batch in batches for reject in batch.rejects] == [0]


def test_content_decides_and_not_the_name(log_file):
    logon = b"id,date,user,pc,activity\n"
    assert recognise(log_file(logon, "picture.png")).name == "cert"
    assert recognise(log_file(b"%PDF-1.7", "logon.csv")) is None


def test_a_file_that_cannot_be_opened_is_no_log(log_file):
    def refuse():
        raise PermissionError(13, "Permission denied")

    assert recognise(log_file(refuse)) is None
    assert looks_like(log_file(refuse)) == "cannot be opened: permission denied"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"ElfFile\0....", "a Windows event log (EVTX)"),
        (b"PK\x03\x04....", "a zip archive inside an archive: unpack it first"),
        (
            b"PK\x03\x04....[Content_Types].xml",
            "an Office document: save a sheet as CSV, and it can be read",
        ),
        (bytes(257) + b"ustar", "a tar archive: unpack it first"),
        (b"\0\1\2", "binary"),
        (b'{"ts": 1, "uid": 2}', "JSON with 2 keys at its beginning"),
        (b"<xml/>", "XML or HTML"),
        (b"a,b,\x1b[31m\n", "CSV with 3 columns"),
        (b"ursula kemper,uk@example.org,flu\n", "CSV with 3 columns"),
        (b"person;name;accounts\n", "CSV with 3 columns, separated by semicolons"),
        (b"hello", "text"),
    ],
)
def test_what_is_unknown_is_described(data, words, log_file):
    assert looks_like(log_file(data)) == words


@given(st.binary(max_size=500))
def test_any_bytes_look_like_something_printable(log_file, data):
    assert looks_like(log_file(data)).isprintable()


def test_sources_of_other_packages_are_asked_after_ours(monkeypatch):
    entry = EntryPoint("other", "custodes.sources.cert.logs:Cert", "custodes.sources")
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    found = sources.__wrapped__()
    assert isinstance(found[-1], Cert)
    assert len(found) == len(EVERY) + 1


def test_a_broken_package_is_named(monkeypatch):
    entry = EntryPoint("other", "custodes.nothing:Gone", "custodes.sources")
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    with pytest.raises(UsageError, match="the source 'other'") as caught:
        sources.__wrapped__()
    assert caught.value.advice


def test_a_truncated_file_keeps_what_came_and_gives_up_the_cut_record(tmp_path, read):
    from custodes.sources.files.walk import walk

    rows = b"".join(b"{%06d},01/02/2010 07:14:34,ABC0001,PC-1,Logon\n" % number for number in range(2000))
    packed = gzip.compress(b"id,date,user,pc,activity\n" + rows, mtime=0)
    (tmp_path / "logon.csv.gz").write_bytes(packed[: len(packed) * 2 // 3])
    (file,) = walk([tmp_path])
    source = recognise(file)
    records, events, rejects = 0, 0, []
    with file.open() as stream:
        for batch in source.read(stream, file, ReadContext(ZoneInfo("UTC"))):
            records += batch.records
            events += batch.events.num_rows if batch.events else 0
            rejects += batch.rejects
    assert 100 < events < 2000
    assert records == events + sum(reject.record > 0 for reject in rejects)
    assert (rejects[-1].record, rejects[-1].reason) == (0, "the gzip file ends early")
    assert rejects[0].record in (0, records)
