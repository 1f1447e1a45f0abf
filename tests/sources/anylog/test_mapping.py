"""Mappings: a log of one's own as events, faults told with their lines, a proposal that reads the file it was made for."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.errors import InputError, UsageError
from custodes.sources.anylog.guess import time_form
from custodes.sources.anylog.mapped import shipped, source_of
from custodes.sources.anylog.mapping import parsed
from custodes.sources.anylog.propose import proposal
from custodes.sources.anylog.trying import tried
from custodes.sources.registry import recognise

USB = """
name = "acme-usb"
title = "USB log of Acme"
form = "csv"
recognise = ["Date", "Clock", "User", "Operation"]
[fields]
time = ["Date", "Clock"]
account = "User"
domain = "Domain"
native_action = "Operation"
object = ["Path", "File"]
target = "Drive"
bytes = "Size"
[time]
format = "%d.%m.%Y %H:%M:%S"
zone = "Europe/Berlin"
[account]
system = "windows"
[aliases]
sid = "Sid"
[defaults]
channel = "removable"
[[words]]
column = "Operation"
otherwise = { action = "mount" }
[words.says]
"write*" = { action = "copy" }
"READ" = { action = "read" }
[[words]]
column = "Result"
says = { denied = { outcome = "failure" } }
[[only]]
column = "Class"
words = ["disk", "phone"]
[[leave_out]]
column = "User"
words = ["*svc*"]
[[never_scored]]
column = "Path"
words = ["*works council*"]
"""
HEAD = b"Date,Clock,Domain,User,Sid,Operation,Path,File,Drive,Size,Result,Class\n"
ROW = b"20.05.2024,19:21:05,CORP,jdoe,S-1-5-21-7,Write File,,C:\\plans\\a.docx,KINGSTON,1.5 KB,Denied,disk\n"


@pytest.fixture
def acme():
    return source_of(parsed(USB, "acme.toml"))


def test_a_row_becomes_what_the_mapping_says(read, acme, log_file):
    assert acme.sniff(HEAD + ROW, log_file(b""))
    (event,) = read(acme, HEAD + ROW).events
    wanted = {
        "ts_us": 1_716_225_665_000_000,
        "time_basis": "format",
        "account": "windows:corp\\jdoe",
        "aliases": "sid:S-1-5-21-7",
        "action": "copy",
        "native_action": "Write File",
        "channel": "removable",
        "object": "C:\\plans\\a.docx",
        "area": "C:/plans",
        "target": "KINGSTON",
        "bytes": 1536,
        "outcome": "failure",
        "source": "acme-usb",
    }
    assert {name: event[name] for name in wanted} == wanted


def test_rows_out_of_scope_rejects_and_other_words(read, acme):
    rows = [
        ROW,
        ROW.replace(b"disk", b"keyboard"),
        ROW.replace(b"jdoe", b"backup-svc1"),
        ROW.replace(b",,C:", b",/x/Works Council/y,C:"),
        ROW.replace(b"jdoe", b"-"),
        ROW.replace(b"20.05", b"31.02"),
        ROW.replace(b"Write File", b"plugged").replace(b"1.5 KB", b"?"),
    ]
    got = read(acme, HEAD + b"".join(rows))
    assert dict(got.aside) == {"out_of_scope": 4}
    assert [(r.record, r.reason) for r in got.rejects] == [(6, "the time is not of the declared pattern")]
    assert [(e["record"], e["action"], e["bytes"]) for e in got.events] == [
        (1, "copy", 1536),
        (7, "mount", None),
    ]


def test_nested_keys_of_json(read, log_file):
    text = """
        name = "own"
        title = "A proxy"
        form = "json"
        recognise = ["e.user", "e.at"]
        fields = { time = "e.at", account = "e.user", url = "e.url", bytes = "e.size", items = "n" }
        time = { format = "epoch_s" }
        account = { system = "mail" }
        defaults = { action = "upload", channel = "web" }
    """
    source = source_of(parsed(text, "own.toml"))
    record = {
        "e": {"user": "Jane@example.org", "at": 1716225665.5, "url": "https://up.example.net/x", "size": 7},
        "n": [2],
    }
    data = json.dumps(record).encode()
    assert source.sniff(data, log_file(data))
    (event,) = read(source, data).events
    assert (event["account"], event["object"], event["target_domains"]) == (
        "mail:jane@example.org", "https://up.example.net/x", "up.example.net",
    )  # fmt: skip
    assert (event["ts_us"], event["bytes"], event["items"]) == (1716225665_500_000, 7, 2)
    framed = json.dumps({"message": json.dumps(record)}).encode()
    assert [e["action"] for e in read(recognise(log_file(framed), [source]), framed).events] == ["upload"]


def test_all_faults_are_told_with_their_lines():
    text = 'nme = "x"\ntitle = "abc"\nform = "xml"\n[fields]\naccount = ""\n[time]\nformat = "soon"\nzone = "Moon/Base"\n'
    text += (
        '[[words]]\ncolumn = "a"\nsays = {}\n[[words]]\ncolumn = "b"\nsays = { c = { action = "steal" } }\n'
    )
    with pytest.raises(UsageError) as caught:
        parsed(text, "own.toml")
    told = caught.value.diagnostics()
    for part in (
        "line 1: nme: there is no such key",
        "line 3: form: it should be 'csv' or 'json'",
        "line 4: fields.time: it is missing",
        "line 5: fields.account.1: it is empty",
        "line 7: time.format: 'soon' is no form of a time",
        "line 8: time.zone: 'Moon/Base' is not an IANA time zone",
        "words.2.says.c.action: it should be 'read'",
        "where: own.toml",
        "map check",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[defaults]\nchannel", "[defaults]\n#"), "nothing says the channel of a record"),
        (('name = "acme-usb"', 'name = "Acme"'), "line 2: name"),
        (("[fields]", "[fields"), "the mapping is not TOML"),
        (("%H:%M:%S", "%Q"), "'%Q' is not a part of a pattern"),
    ],
)
def test_a_fault_says_what_would_be_possible(change, message):
    with pytest.raises(UsageError, match=message) as caught:
        parsed(USB.replace(*change), "own.toml")
    assert caught.value.advice


def test_shipped_mappings_read_their_products(read, log_file):
    assert [source.name for source in shipped()] == ["devicelock", "trend_dlp", "zscaler_web"]
    web = {"sourcetype": "zscalernss-web", "event": {
        "datetime": "2024-05-20 17:21:05", "user": "jdoe@example.org", "url": "files.example.net/put", "action": "Blocked",
        "requestmethod": "POST", "requestsize": "4096", "urlcategory": "Online Storage", "urlsupercategory": "IT Services",
        "ClientIP": "203.0.113.7", "devicehostname": "PC-1"}}  # fmt: skip
    job = {"event": web["event"] | {"urlsupercategory": "Job/Employment Search"}}
    data = "\n".join(map(json.dumps, (web, job))).encode()
    got = read(recognise(log_file(data)), data)
    assert dict(got.aside) == {"out_of_scope": 1}
    (event,) = got.events
    assert (event["source"], event["action"], event["outcome"], event["target_domains"], event["time_basis"]) == (
        "zscaler_web", "upload", "failure", "files.example.net", "format",
    )  # fmt: skip
    dlp = b'"Date/Time","User","Endpoint","Domain","IP","Rule Name","Channel","Process","Source","Destination","Action"\n'
    dlp += b'"2024-05-20 19:21:05","jdoe","PC-1","CORP","203.0.113.7","R1","Removable storage","x.exe","C:\\a\\b.docx","E:\\","Block"\n'
    (event,) = read(recognise(log_file(dlp)), dlp).events
    assert (event["source"], event["action"], event["channel"], event["outcome"]) == (
        "trend_dlp", "detect", "removable", "failure",
    )  # fmt: skip
    usb = b"Type,Date/Time,Source,Action,Name,Information,Reason,User,PID,Process,Computer\n"
    usb += b"Success,2024-05-20 19:21:05,Removable,Write,E:\\b.docx,,,CORP\\jdoe,7,x.exe,PC-1\n"
    (event,) = read(recognise(log_file(usb)), usb).events
    assert (event["source"], event["action"], event["channel"], event["account"]) == (
        "devicelock", "copy", "removable", "windows:corp\\jdoe",
    )  # fmt: skip


def test_a_proposal_reads_the_file_it_was_made_for(log_file):
    data = b"Date,Time,User Name,Computer,Operation,File Path,Size,Result,Nonsense\n" + b"".join(
        b"%d.05.2024,19:21:05,CORP\\jdoe,PC-1,%s,C:\\plans\\a.docx,1024,Allowed,x\n" % (day, act)
        for day, act in ((12, b"Copied to USB"), (20, b"File Deleted"), (21, b'"Sync ""x"""'))
    )
    file = log_file(data, "My Log.csv")
    text = proposal(file)
    found = tried(parsed(text, "own.toml"), file, None)
    assert found.records == found.events == 3
    assert found.kinds == {("copy", "removable"): 1, ("delete", "file"): 1, ("other", "admin"): 1}
    told = "\n".join(found.lines())
    assert "jdoe" not in told
    assert "plans" not in told
    assert "1 events are administrative" in told


def test_a_proposal_for_json(log_file):
    record = {
        "ts": 1716225665123,
        "actor": {"user": "jdoe"},
        "event": {"type": "document_downloaded"},
        "doc": {"path": "/a/b"},
    }
    file = log_file(json.dumps(record).encode() + b"\n", "x.json")
    text = proposal(file)
    assert 'time = ["ts"]' in text
    assert 'format = "epoch_ms"' in text
    assert 'account = "actor.user"' in text
    assert '"document_downloaded" = { action = "download", channel = "file" }' in text
    parsed(text, "own.toml")


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2024-05-20T19:21:05Z"], "iso"),
        (["1716225665"], "epoch_s"),
        (["20.05.2024 19:21:05", "01.02.2024 00:00:00"], "%d.%m.%Y %H:%M:%S"),
        (["05/20/2024 07:21:05 PM"], "%m/%d/%Y %I:%M:%S %p"),
        (["May 20 2024 19:21:05"], "any"),
    ],
)
def test_forms_of_times_are_told_apart(values, form):
    assert time_form(values) == (form, "")


def test_a_doubtful_order_of_day_and_month_is_said():
    assert "no value tells day from month" in time_form(["01/02/2024 10:00:00"])[1]
    assert time_form(["soon"]) is None


def test_what_is_no_table_and_no_json_gets_no_proposal(log_file):
    with pytest.raises(InputError, match="neither a table"):
        proposal(log_file(b"hello\n"))
    with pytest.raises(InputError, match="lacks Clock"):
        tried(parsed(USB, "own.toml"), log_file(b"Date,User,Operation\n1,2,3\n"), None)


@given(st.lists(st.sampled_from([b",", b"\n", b'"', b"{", b'{"e":', b"}", b"a", b"\xff", b"Date,User,Operation\n", b"1,2,3\n", ROW, b":1"]), max_size=20))  # fmt: skip
def test_any_beginning_gets_a_proposal_or_a_reason(log_file, pieces):
    try:
        text = proposal(log_file(b"".join(pieces)))
    except InputError:
        return
    tomllib.loads(text)


@given(st.lists(st.sampled_from([b",", b"\n", b'"', b"\0", b"\xff", b" ", HEAD, ROW]), max_size=20))
def test_any_bytes_are_counted(read, pieces):
    for source in (source_of(parsed(USB, "acme.toml")), *shipped()):
        read(source, HEAD + b"".join(pieces))
