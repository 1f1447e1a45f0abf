"""Known formats inside frames: the events are those of the bare log, the numbers and the evidence those of the frame."""

from __future__ import annotations

import csv
import io
import json
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.base import ReadContext
from custodes.sources.code.github import GitHub
from custodes.sources.forms import framing
from custodes.sources.forms.frames import JsonFrame, SyslogFrame
from custodes.sources.forms.framing import Framed
from custodes.sources.registry import recognise
from custodes.sources.unix.cups import CupsPages
from custodes.sources.workers import Workers

CUPS = 'floor02 jdoe 47{n:02d} [20/May/2024:19:21:05 +0200] total 12 - PC-00042 plan "b" \\ ü.docx iso_a4 one-sided'
M365 = {
    "CreationTime": "2024-05-20T17:21:05",
    "Operation": "FileDownloaded",
    "Workload": "SharePoint",
    "RecordType": 6,
    "UserId": "jdoe@example.org",
    "ObjectId": 'https://example.sharepoint.com/sites/lab/Shared Documents/a "b"\\c.docx',
    "Id": "11111111-2222-3333-4444-5555555555{n:02d}",
}
GIT = {
    "@timestamp": 1716225665000,
    "action": "git.clone",
    "actor": "jdoe",
    "org": "acme",
    "repo": "acme/engine",
}


def lines_of(product: str) -> list[str]:
    if product == "cups":
        return [CUPS.format(n=n) for n in range(3)]
    record = M365 if product == "m365" else GIT
    return [json.dumps(record).replace("{n:02d}", f"{n:02d}") for n in range(3)]


def as_table(lines):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["_serial", "_time", "host", "_raw"])
    writer.writerows([n, "2024-05-20T19:21:05", "h", line] for n, line in enumerate(lines))
    return out.getvalue()


def each(wrap):
    return lambda lines: "\n".join(map(wrap, lines)) + "\n"


def twice(line):
    inner = json.dumps({"@timestamp": "2024-05-20T19:21:05Z", "message": line})
    return json.dumps({"preview": False, "result": {"_raw": inner}})


FRAMES = {
    "rfc3164": each(lambda line: f"<134>May 20 19:21:05 relay app[7]: {line}"),
    "rfc3164 without program": each(lambda line: f"May  2 19:21:05 relay {line}"),
    "time only": each(lambda line: f"2024-05-20T19:21:05.123Z {line}"),
    "rfc5424": each(lambda line: f'<34>1 2024-05-20T19:21:05Z relay app 7 - [a b="]"] \ufeff{line}'),
    "splunk": each(lambda line: json.dumps({"preview": False, "offset": 0, "result": {"_raw": line}})),
    "splunk table": as_table,
    "hec": each(lambda line: json.dumps({"time": 1, "event": line})),
    "filebeat": each(lambda line: json.dumps({"@timestamp": "x", "event": {"original": line}, "message": "-"})),
    "docker": each(lambda line: json.dumps({"log": line + "\n", "stream": "stdout"})),
    "array": lambda lines: json.dumps([{"message": line} for line in lines], indent=1),
    "quoted twice": each(lambda line: json.dumps({"message": json.dumps(line) if line[0] == "{" else line})),
    "two layers": each(twice),
    "three layers": each(lambda line: f"<13>May 20 19:21:05 relay app: {twice(line)}"),
}  # fmt: skip


@pytest.mark.parametrize("product", ["cups", "m365", "github"])
@pytest.mark.parametrize("frame", FRAMES)
def test_the_events_are_those_of_the_bare_log(product, frame, read, log_file):
    lines = lines_of(product)
    bare = read(recognise(log_file(("\n".join(lines)).encode())), "\n".join(lines).encode())
    data = FRAMES[frame](lines).encode()
    source = recognise(log_file(data))
    assert isinstance(source, Framed)
    assert source.name == product
    got = read(source, data)
    assert got.events == bare.events
    assert len(got.events) == got.records == 3
    raws = dict(source.raw(io.BytesIO(data), log_file(data), frozenset({2})))
    assert list(raws) == [2]
    assert raws[2].strip() in data
    assert raws[2] != lines[1].encode()
    assert source.sniff(data, log_file(data))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings_line_ends_and_zeros(encoding, read, log_file):
    text = "\r\n\r\n".join(f"May 20 19:21:05 relay app: {line}\0" for line in lines_of("m365")) + "\r\n"
    data = text.encode(encoding)
    got = read(recognise(log_file(data)), data)
    assert [event["record"] for event in got.events] == [1, 2, 3]


def test_objects_as_they_are(read, log_file):
    data = b"\n".join(json.dumps({"_id": "x", "_source": {"event": GIT}}, indent=1).encode() for _ in "ab")
    source = recognise(log_file(data))
    assert [event["record"] for event in read(source, data).events] == [1, 2]


def test_what_holds_no_line_is_a_reject_and_keeps_its_number(read, log_file):
    lines = [f"May 20 19:21:05 relay app: {line}" for line in lines_of("cups")]
    data = "\n".join(
        ["no head", lines[0], "", "May 20 19:21:05 relay app:", lines[1], "x", "y", lines[2], "z"]
    )
    got = read(Framed(SyslogFrame("program"), CupsPages(), 0), data.encode())
    assert [event["record"] for event in got.events] == [2, 4, 7]
    assert [(reject.record, reject.reason) for reject in got.rejects] == [
        (1, "the line has no syslog head"),
        (3, "there is no log line in its frame"),
        *((number, "the line has no syslog head") for number in (5, 6, 8)),
    ]


def test_records_behind_too_many_empty_frames_are_counted(read, monkeypatch):
    monkeypatch.setattr(framing, "_PENDING", 3)
    monkeypatch.setattr(framing, "_STEPS", 2)
    line = json.dumps({"message": json.dumps(GIT)})
    data = "\n".join([line, *["{}"] * 5, line]).encode()
    framing_of_pieces = read(Framed(JsonFrame(("message",)), GitHub(), 0), data)
    assert framing_of_pieces.records == 7


def test_a_shipped_table_counts_its_heading(read, log_file):
    rows = ["person,name,accounts,start", "E1,Jane Doe,mail:jane@example.org,2020-01-01"]
    data = "\n".join(json.dumps({"message": row}) for row in rows).encode()
    got = read(recognise(log_file(data)), data)
    assert got.records == 2
    assert sum(got.aside.values()) == 2
    assert len(got.directory) == 1


def test_a_record_over_several_lines_is_counted(read):
    rows = [
        "person,name,accounts,start",
        'E1,"Jane',
        'Doe",mail:jane@example.org,2020-01-01',
        "E2,Max,,2020-01-01",
    ]
    data = "\n".join(json.dumps({"message": row}) for row in rows).encode()
    from custodes.sources.people.hr import HrList

    got = read(Framed(JsonFrame(("message",)), HrList(), 1), data)
    assert got.records == 4


def test_other_lines_in_frames_are_of_no_source(log_file):
    assert recognise(log_file(b"May 20 19:21:05 relay app: hello\n")) is None
    assert recognise(log_file(b'{"message": "hello"}\n{"message": "there"}\n')) is None


@given(st.lists(st.sampled_from([
    b"\n", b"\0", b"\xff\xfe", b"{", b'{"message":', b'"', b"\\", b"May 20 19:21:05 relay app: ", b"[", b"]", b"}\n",
    b'{"message":"{}"}\n', b'{"message":"[{},{}]"}\n', b'{"message":{"message":1}}\n', b"\r", b"_raw,a\n", b"x,1\n",
    json.dumps({"message": json.dumps(GIT)}).encode() + b"\n",
]), max_size=30), st.sampled_from([SyslogFrame("program"), SyslogFrame("time"), JsonFrame(("message",)), framing.TableFrame()]))  # fmt: skip
def test_any_bytes_are_counted(read, pieces, frame):
    data = b"".join(pieces)
    for inner in (GitHub(), CupsPages()):
        source = Framed(frame, inner, 0)
        records = read(source, data).records
        wanted = frozenset(range(1, records + 1))
        assert {number for number, _ in source.raw(io.BytesIO(data), None, wanted)} <= wanted


def test_a_large_framed_file_is_read_by_several_processes(log_file):
    lines = [f"May 20 19:21:05 relay app: {line}" for line in lines_of("github")] * 20_000
    lines[7], lines[40_000] = "no head", "May 20 19:21:05 relay app: {broken}"
    file = log_file("\n".join(lines).encode())
    source = recognise(file)

    def events(context):
        found = list(source.read(file.open(), file, context))
        rows = [row for batch in found if batch.events is not None for row in batch.events.to_pylist()]
        return (
            rows,
            [reject for batch in found for reject in batch.rejects],
            sum(batch.records for batch in found),
        )

    plain = ReadContext(ZoneInfo("UTC"))
    with Workers(count=2, small=0) as workers:
        spread = events(workers.help_with(file, plain))
    assert spread == events(plain)
    assert spread[2] == len(spread[0]) + 2 == 60_000
    assert [reject.record for reject in spread[1]] == [8, 40_001]
