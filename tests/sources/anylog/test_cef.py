"""CEF and LEEF: headers, escapes, times, and what a product's own words become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.anylog.cef import Cef
from custodes.sources.anylog.leef import Leef
from custodes.sources.registry import recognise

USB = (
    rb"May 20 19:21:05 dlp01 CEF:0|Example|Endpoint \| DLP|5.1|1042|File copied to USB|5|rt=1716225665000 "
    rb"suser=CORP\\jdoe suid=S-1-5-21-1 shost=PC-00042 src=203.0.113.7 filePath=C:\\plans\\a\=b c.docx "
    rb"fsize=20480 act=allowed externalId=42 cs1Label=Sensitivity cs1=Secret"
)
UPLOAD = (
    b"LEEF:2.0|Example|Web Gateway|4.0|upload|^|devTime=2024-05-20 19:21:05+0200^devTimeFormat=yyyy-MM-dd HH:mm:ssZ"
    b"^usrName=jane@example.org^src=203.0.113.7^url=https://files.example.net/put^srcBytes=20480^action=allowed"
)


def pick(event, *names):
    return {name: event[name] for name in names}


def test_a_copy_to_a_medium(read, log_file):
    source = recognise(log_file(USB))
    assert source.name == "cef"
    (event,) = read(source, USB + b"\r\n").events
    wanted = {
        "ts_us": 1_716_225_665_000_000,
        "account": "windows:corp\\jdoe",
        "aliases": "sid:S-1-5-21-1",
        "action": "copy",
        "channel": "removable",
        "native_action": "File copied to USB",
        "object": "C:\\plans\\a=b c.docx",
        "area": "C:/plans",
        "bytes": 20480,
        "host": "PC-00042",
        "address": "203.0.113.7",
        "outcome": "success",
        "label": "Secret",
        "record_id": "42",
        "stream": "cef.endpoint_dlp",
    }
    assert pick(event, *wanted) == wanted


def test_an_upload_in_leef(read, log_file):
    source = recognise(log_file(UPLOAD))
    assert source.name == "leef"
    (event,) = read(source, UPLOAD).events
    wanted = {
        "ts_us": 1_716_225_665_000_000,
        "offset_min": 120,
        "account": "mail:jane@example.org",
        "action": "upload",
        "channel": "web",
        "object": "https://files.example.net/put",
        "target_domains": "files.example.net",
        "bytes": 20480,
        "outcome": "success",
    }
    assert pick(event, *wanted) == wanted


@pytest.mark.parametrize(
    ("name", "pairs", "action", "channel", "outcome"),
    [
        ("USB device connected", "suser=a", "mount", "removable", None),
        ("Device removed", "suser=a act=Disconnected cat=USB", "unmount", "removable", None),
        ("Write", "suser=a act=write cat=Removable fname=a.doc", "copy", "removable", None),
        ("Policy violation", "suser=a act=Blocked app=smtp", "detect", "mail", "failure"),
        ("Email sent", "suser=a@x.org duser=b@y.org", "send", "mail", None),
        ("Document printed", "suser=a", "print", "print", None),
        ("User logged on", "duser=a", "logon", "signin", None),
        ("Login failure", "duser=a", "logon", "signin", "failure"),
        ("GET", "suser=a request=http://x.example/ act=permitted", "visit", "web", "success"),
        ("file_downloaded", "suser=a app=OneDrive fname=a.doc", "download", "cloud", None),
        ("File renamed", "suser=a oldFilePath=/a/b.doc filePath=/a/c.zip", "rename", "file", None),
        ("Signature update finished", "suser=a", "other", "admin", None),
        ("hello", "suser=a", "other", "admin", None),
    ],
)
def test_words_become_actions(read, name, pairs, action, channel, outcome):
    line = f"CEF:0|Ex|Product|1|7|{name}|5|rt=May 20 2024 19:21:05 {pairs}".encode()
    (event,) = read(Cef(), line).events
    assert (event["action"], event["channel"], event["outcome"]) == (action, channel, outcome)


def test_where_a_renamed_file_and_a_mail_went(read):
    renamed = b"CEF:0|E|P|1|7|File renamed|5|rt=1716225665000 suser=a oldFilePath=/a/b.doc filePath=/a/c.zip"
    mailed = b"CEF:0|E|P|1|7|Email sent|5|rt=1716225665000 suser=a@x.org duser=b@y.org; c@z.org"
    first, second = read(Cef(), renamed + b"\n" + mailed).events
    assert pick(first, "object", "target") == {"object": "/a/b.doc", "target": "/a/c.zip"}
    assert pick(second, "target", "target_domains") == {
        "target": "b@y.org;c@z.org",
        "target_domains": "y.org;z.org",
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"hello", "the line is not CEF"),
        (b"CEF:0|a|b", "the line is not CEF"),
        (b"CEF:0|a|b|c|d|e|5|suser=a", "no time"),
        (b"CEF:0|a|b|c|d|e|5|rt=3/30/2022 10:55:34 AM suser=a", "the time is not ISO 8601"),
        (b"CEF:0|a|b|c|d|e|5|rt=May 20 2024 19:21:05 XYZ suser=a", "the time's zone is not known"),
    ],
)
def test_what_cannot_be_read(read, line, reason):
    outcome = read(Cef(), USB + b"\n" + line)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_a_record_without_a_user_is_nobodys(read):
    outcome = read(Cef(), b"CEF:0|a|b|c|d|File copied to USB|5|rt=1716225665000 src=203.0.113.1")
    assert dict(outcome.aside) == {"out_of_scope": 1}


def test_the_head_gives_the_time_where_the_record_has_none(read):
    line = b"<13>2024-05-20T19:21:05+02:00 gw CEF:1|a|b|c|d|File opened|5|suser=a fname=x"
    assert read(Cef(), line).events[0]["offset_min"] == 120


@pytest.mark.parametrize(
    "header", [b"LEEF:1.0|a|b|c|7|", b"LEEF:2.0|a|b|c|7|x09|", b"LEEF:2.0|a|b|c|7||", b"LEEF:2.0|a|b|c|7|"]
)
def test_separators_of_leef(read, header):
    line = header + b"devTime=1716225665000\tusrName=jdoe\tcat=file read\tfileName=a b.doc"
    (event,) = read(Leef(), line).events
    assert pick(event, "account", "action", "object") == {
        "account": "b:jdoe",
        "action": "read",
        "object": "a b.doc",
    }


@given(st.lists(st.sampled_from([b" ", b"\n", b"|", b"\\", b"=", b"\xff", b"rt=1716225665000", b" suser=a", b"act=read", b"\t",
                                 b"CEF:0|a|b|c|d|e|5|", b"LEEF:2.0|a|b|c|7|", b"LEEF:1.0|a|b|c|7|", b"^|", USB, b"\0"]), max_size=30))  # fmt: skip
def test_any_bytes_are_counted(read, pieces):
    for source in (Cef(), Leef()):
        read(source, UPLOAD + b"".join(pieces))


def test_long_hostile_lines_are_quick(read):
    for filler in (
        b"a" * 60_000,
        b"|" * 60_000,
        b"\\" * 60_000,
        b"a=" * 30_000,
        b" a" * 30_000,
        b"CEF:" * 15_000,
    ):
        read(Cef(), b"CEF:0|a|b|c|d|" + filler + b"\n" + filler)


@pytest.mark.parametrize(
    "line",
    [
        b"CEF:0|Ex|USB Device Control|1|7|Policy updated|5|rt=1716225665000 suser=a",
        b"CEF:0|Ex|USB Device Control|1|7|Update finished|5|rt=1716225665000 suser=a",
        b"CEF:0|Ex|Web Gateway|1|7|Rule created|5|rt=1716225665000 suser=a",
    ],
)
def test_settings_of_a_product_are_no_copies(read, line):
    (event,) = read(Cef(), line).events
    assert (event["action"], event["channel"]) == ("other", "admin")
