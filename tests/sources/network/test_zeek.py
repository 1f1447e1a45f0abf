"""Zeek as JSON and as TSV: what moves on the wire, whose it is, and that an address is nobody."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.network.zeek import ZeekJson
from custodes.sources.network.zeek_tsv import ZeekTsv

CLIENT = {
    "ts": 1_716_196_524.699488,
    "uid": "CRJ34i2",
    "id.orig_h": "10.0.0.14",
    "id.orig_p": 45905,
    "id.resp_h": "10.0.0.8",
    "id.resp_p": 445,
}
SMB = CLIENT | {
    "action": "SMB::FILE_OPEN",
    "path": "\\\\FILES\\plans",
    "name": "halle\\grundriss.pdf",
    "size": 900,
}
HTTP = CLIENT | {
    "trans_depth": 1,
    "method": "POST",
    "host": "files.example.org",
    "uri": "/up/x.zip?token=SECRET",
    "request_body_len": 4096,
    "response_body_len": 2,
    "status_code": 201,
    "password": "SECRET",
}
SMTP = CLIENT | {
    "trans_depth": 1,
    "helo": "mail",
    "mailfrom": "JDoe@Example.org",
    "rcptto": ["<a@other.example>", "b@example.org"],
    "subject": "plans",
    "msg_id": "<1@example.org>",
    "last_reply": "250 2.0.0 Ok",
    "is_webmail": False,
}
FTP = CLIENT | {
    "user": "jdoe",
    "password": "SECRET",
    "command": "STOR",
    "arg": "ftp://203.0.113.9/in/plans%20a.zip",
    "file_size": 77,
    "reply_code": 226,
    "id.resp_h": "203.0.113.9",
}
FILES = {
    "ts": "2024-05-20T09:15:24.699488Z",
    "fuid": "FMk1",
    "tx_hosts": ["10.0.0.8"],
    "rx_hosts": ["10.0.0.14"],
    "source": "SMB",
    "filename": "plans\\a.docx",
    "seen_bytes": 12,
    "is_orig": False,
}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def one(read, record):
    outcome = read(ZeekJson(), lines(record))
    assert not outcome.rejects
    (event,) = outcome.events
    return event


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (
            SMB,
            {
                "account": "host:10.0.0.14",
                "actor": "system",
                "action": "read",
                "channel": "file",
                "native_action": "SMB::FILE_OPEN",
                "object": "\\\\FILES\\plans\\halle\\grundriss.pdf",
                "area": "\\\\FILES\\plans",
                "bytes": 900,
                "address": "10.0.0.14",
                "ts_us": 1_716_196_524_699_488,
                "stream": "zeek.smb_files",
            },
        ),
        (
            SMB | {"action": "SMB::FILE_RENAME", "prev_name": "halle\\alt.pdf"},
            {
                "action": "rename",
                "object": "\\\\FILES\\plans\\halle\\alt.pdf",
                "target": "\\\\FILES\\plans\\halle\\grundriss.pdf",
            },
        ),
        (SMB | {"path": "\\\\FILES\\IPC$", "name": "svcctl"}, {"action": "other", "channel": "admin"}),
        (SMB | {"action": "SMB::PRINT_OPEN"}, {"action": "print", "channel": "print"}),
        (
            HTTP,
            {
                "account": "host:10.0.0.14",
                "actor": "system",
                "action": "upload",
                "channel": "web",
                "object": "http://files.example.org/up/x.zip",
                "target_domains": "files.example.org",
                "bytes": 4096,
                "outcome": "success",
            },
        ),
        (HTTP | {"username": "jdoe"}, {"account": "http:jdoe", "actor": "user"}),
        (HTTP | {"method": "GET", "status_code": 404}, {"action": "visit", "outcome": "failure", "bytes": 2}),
        (
            HTTP | {"method": "CONNECT", "uri": "up.example.net:443"},
            {"object": "http://up.example.net:443", "target": "up.example.net"},
        ),
        (
            HTTP | {"uri": "http://u:SECRET@up.example.net/a#b"},
            {"object": "http://up.example.net/a"},
        ),
        (
            SMTP,
            {
                "account": "mail:jdoe@example.org",
                "actor": "user",
                "action": "send",
                "target": "a@other.example;b@example.org",
                "target_domains": "example.org;other.example",
                "object": "plans",
                "items": None,
                "outcome": "success",
            },
        ),
        (
            SMTP | {"id.orig_h": "9.9.9.9"},
            {"account": "host:9.9.9.9", "actor": "system", "action": "receive"},
        ),
        (
            {k: v for k, v in SMTP.items() if k not in ("mailfrom", "rcptto")} | {"tls": True},
            {"action": "other", "actor": "system", "outcome": None},
        ),
        (
            FTP,
            {
                "account": "ftp:jdoe",
                "actor": "user",
                "action": "upload",
                "channel": "web",
                "object": "/in/plans a.zip",
                "url": "ftp://203.0.113.9/in/plans%20a.zip",
                "target": "203.0.113.9",
                "bytes": 77,
                "outcome": "success",
            },
        ),
        (FTP | {"id.resp_h": "10.0.0.8", "command": "RETR"}, {"action": "download", "channel": "file"}),
        (FTP | {"user": "anonymous"}, {"account": "ftp:anonymous", "actor": "system"}),
        (FTP | {"command": "PASV", "arg": None}, {"action": "other", "channel": "admin", "object": None}),
        (FILES, {"account": "host:10.0.0.14", "action": "download", "channel": "file", "bytes": 12}),
        (
            FILES | {"source": "SSL", "mime_type": "application/x-x509-user-cert"},
            {"action": "other", "channel": "admin"},
        ),
        (
            FILES | {"is_orig": True, "id.orig_h": "10.0.0.14", "id.resp_h": "10.0.0.8"},
            {"action": "upload", "account": "host:10.0.0.14", "target": "10.0.0.8"},
        ),
    ],
)
def test_what_a_record_becomes(read, record, wanted):
    event = one(read, record)
    assert {name: event[name] for name in wanted} == wanted
    assert "SECRET" not in repr(event)


def test_a_share_that_a_machine_connects_to_is_administrative(read):
    event = one(read, CLIENT | {"path": "\\\\FILES\\plans", "share_type": "DISK"})
    assert (event["stream"], event["action"], event["native_action"]) == ("zeek.smb_mapping", "other", "DISK")


def test_nested_and_underscored_names_say_the_same(read):
    bare = {k: v for k, v in SMB.items() if not k.startswith("id.")}
    assert one(read, bare | {"id": {"orig_h": "10.0.0.14"}})["account"] == "host:10.0.0.14"
    assert one(read, bare | {"id_orig_h": "10.0.0.14"})["account"] == "host:10.0.0.14"


def test_milliseconds_and_iso_are_the_same_time(read):
    seconds = one(read, SMB)["ts_us"]
    assert one(read, SMB | {"ts": 1_716_196_524_699.488})["ts_us"] == seconds
    assert one(read, SMB | {"ts": "2024-05-20T09:15:24.699488Z"})["ts_us"] == seconds


def test_other_streams_are_out_of_scope_and_counted(read):
    conn = CLIENT | {"_path": "conn", "proto": "tcp"}
    outcome = read(ZeekJson(), lines(conn, SMB))
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert [event["record"] for event in outcome.events] == [2]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (SMB | {"ts": None}, "no time"),
        (SMB | {"ts": "soon"}, "the time is not a number"),
        (SMB | {"ts": [1]}, "the time is not a number"),
        ({"result": {"_raw": "nothing"}}, "not as this product writes it (DecodeError)"),
        ({"result": {"_raw": "{}"}}, "no time"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_reject(read, record, reason):
    outcome = read(ZeekJson(), lines(SMB, record, SMB))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_a_framed_record_names_its_sensor(read, log_file):
    framed = lines({"preview": False, "result": {"_raw": json.dumps(SMB), "host": "sensor1"}})
    (event,) = read(ZeekJson(), framed).events
    assert (event["host"], event["object"][:8]) == ("sensor1", "\\\\FILES\\")
    assert ZeekJson().sniff(framed, log_file(b""))


TSV = rb"""#separator \x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	smtp
#open	2024-05-20-09-15-24
#fields	ts	uid	id.orig_h	id.resp_h	mailfrom	rcptto	subject	last_reply	is_webmail
#types	time	string	addr	addr	string	set[string]	string	string	bool
1716196524.699488	CRJ34i2	10.0.0.14	10.0.0.8	<jdoe@example.org>	a@other.example,b@example.org	Pl\xc3\xa4ne \x2d a\\b	250 ok	F
1716196525	CRJ34i3	10.0.0.14	10.0.0.8	-	(empty)	-	-	F
#close	2024-05-20-10-00-00
#separator \x7c
#path|smb_files
#fields|ts|uid|id.orig_h|action|path|name|size
#types|time|string|addr|enum|string|string|count
1716196526.5|CRJ34i4|10.0.0.14|SMB::FILE_DELETE|\x5c\x5cFILES\x5cplans|a.docx|12
1716196526.5|CRJ34i4|too few
"""


def test_headers_say_how_their_lines_are_read(read):
    outcome = read(ZeekTsv(), TSV)
    mail, session, file = outcome.events
    assert (mail["object"], mail["target"]) == ("Pläne - a\\b", "a@other.example;b@example.org")
    assert (session["action"], session["target"]) == ("other", None)
    assert (file["stream"], file["object"], file["bytes"]) == (
        "zeek_tsv.smb_files",
        "\\\\FILES\\plans\\a.docx",
        12,
    )
    assert file["ts_us"] == 1_716_196_526_500_000
    assert outcome.aside == {SetAside.HEADER: 13}
    assert [reject.reason for reject in outcome.rejects] == ["3 values where #fields names 7"]


def test_a_line_without_a_header_is_a_reject(read):
    (reject,) = read(ZeekTsv(), b"1716196526.5\tC\n").rejects
    assert reject.reason == "no line #fields before it"


def test_raw_records_are_found_again(log_file):
    file = log_file(TSV)
    ((number, raw),) = ZeekTsv().raw(file.open(), file, frozenset({9}))
    assert (number, raw[:10]) == (9, b"1716196524")
    file = log_file(lines(SMB, HTTP))
    ((_, raw),) = ZeekJson().raw(file.open(), file, frozenset({2}))
    assert json.loads(raw)["method"] == "POST"


def test_they_are_recognised_by_their_records(log_file):
    file = log_file(b"")
    assert ZeekTsv().sniff(TSV, file)
    assert all(ZeekJson().sniff(lines(one), file) for one in (SMB, HTTP, SMTP, FTP, FILES))
    assert not ZeekJson().sniff(lines({"ts": 1, "uid": "x"}), file)
    assert not ZeekJson().sniff(lines({"ts": 1, "uid": "CX", "action": "x", "name": "y"}), file)
    assert not ZeekTsv().sniff(b"a\tb\n1\t2\n", file)


_ANY = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.just(["a"]))


@given(st.dictionaries(st.sampled_from(sorted({*HTTP, *SMTP, *FTP, *FILES, *SMB, "_path"})), _ANY))
def test_any_values_are_counted(read, changed):
    read(ZeekJson(), lines(*({**base, **changed} for base in (SMB, HTTP, SMTP, FTP, FILES))))


@given(st.lists(st.sampled_from([*TSV.splitlines(keepends=True), b"#", b"\t", b"\\x", b"\xff", b"\n"])))
def test_any_bytes_are_counted(read, pieces):
    read(ZeekTsv(), b"".join(pieces))
    read(ZeekJson(), lines(SMB) + b"".join(pieces))


def test_an_address_is_kept_without_sign_in_and_session_and_its_host_is_not_what_its_path_says(read):
    seen = '{"ts":1716196524.6,"uid":"C","id.orig_h":"10.0.0.14","id.resp_h":"203.0.113.8","trans_depth":1,"method":"GET","uri":"%s","status_code":200}\n'
    asked = ("http://u:pw@example.org/a;jsessionid=secret", "http://example.org/to@intranet.example.net/x")
    events = read(ZeekJson(), "".join(seen % uri for uri in asked).encode()).events
    assert [event["object"] for event in events] == [
        "http://example.org/a",
        "http://example.org/to@intranet.example.net/x",
    ]
    assert {event["target"] for event in events} == {"example.org"}
