"""OCSF and ECS: what others write, in JSON and Parquet, and what we write ourselves, there and back."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from custodes.render.ecs import ecs
from custodes.render.ocsf import ocsf
from custodes.sources.anylog.ecs import Ecs
from custodes.sources.anylog.ocsf import Ocsf
from custodes.sources.anylog.ocsfparquet import OcsfParquet
from custodes.sources.registry import recognise

KINDS = [
    ("copy", "removable", "E:\\plans\\a.docx", "KINGSTON"),
    ("mount", "removable", "USB drive", None),
    ("print", "print", "plan.docx", "floor02"),
    ("send", "mail", "Plans", "a@example.net;b@example.org"),
    ("upload", "web", "https://files.example.net/put", "files.example.net"),
    ("download", "cloud", "https://example.sharepoint.com/sites/lab/a.docx", None),
    ("share", "share", "https://example.sharepoint.com/sites/lab/a.docx", "anyone with the link"),
    ("read", "file", "/srv/plans/a.docx", None),
    ("logon", "signin", None, None),
    ("clear", "admin", None, None),
    ("other", "admin", None, None),
]


def row(action, channel, thing, target):
    domains = {"send": "example.net;example.org", "upload": "files.example.net"}.get(action)
    return {
        "ts_us": 1_716_225_665_123_000, "offset_min": 120, "account": "windows:corp\\jdoe", "actor": "user", "action": action,
        "native_action": "Their Word", "channel": channel, "object": thing, "area": "plans", "target": target,
        "target_domains": domains, "items": 2, "bytes": 20480, "host": "PC-1", "address": "203.0.113.7", "outcome": "success",
        "label": "Secret", "source": "x", "stream": "x.y", "file": "f" * 64, "record": 7, "part": 0, "record_id": "id-7",
        "path": "logs/x", "process": "C:\\x.exe", "organization": "acme",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}-{kind[1]}")
@pytest.mark.parametrize("form", [ocsf, ecs])
def test_what_we_write_is_read_again(kind, form, read, log_file):
    before = row(*kind)
    data = json.dumps(form(before)).encode() + b"\n"
    source = recognise(log_file(data))
    assert source.name == form.__name__
    (event,) = read(source, data).events
    lost = {"offset_min"} if form is ecs else {"process", "organization"}
    if kind[1] in ("signin", "admin") or kind[0] == "mount":
        lost |= {"bytes", "object"} if kind[0] != "mount" or form is ecs else {"bytes"}
    if kind[1] == "mail":
        lost |= {"address"} | ({"bytes"} if form is ecs else set())
    if kind[1] == "web":
        lost |= {"bytes"}
    kept = set(before) - lost - {"path", "source", "stream", "file", "record", "part"}
    assert {name: event[name] for name in kept} == {name: before[name] for name in kept}


OTHERS = {
    "file": ({"class_uid": 1001, "activity_id": 2, "file": {"path": "/a/b.doc", "size": 7}}, "read", "file"),
    "encrypted": ({"class_uid": 1001, "activity_id": 10, "file": {"path": "/a/b.doc"}}, "encrypt", "file"),
    "attributes": ({"class_uid": 1001, "activity_id": 6, "file": {"path": "/a/b.doc"}}, "other", "admin"),
    "hosting": ({"class_uid": 6006, "activity_id": 2, "file": {"name": "b.doc"}}, "download", "cloud"),
    "old hosting": ({"class_uid": 4010, "activity_id": 12, "file": {"name": "b.doc"}}, "share", "cloud"),
    "mail": ({"class_uid": 4009, "activity_id": 1, "email": {"to": ["a@example.net"], "subject": "x"}}, "send", "mail"),
    "medium": ({"class_uid": 1010, "activity_id": 1, "peripheral_device": {"name": "K", "class": "USB Disk"}}, "mount", "removable"),
    "page": ({"class_uid": 4002, "activity_id": 3, "http_request": {"url": {"url_string": "https://a.example/"}}}, "visit", "web"),
    "bucket": ({"class_uid": 6003, "activity_id": 2, "api": {"operation": "GetObject"}}, "download", "cloud"),
    "call": ({"class_uid": 6003, "activity_id": 2, "api": {"operation": "ListUsers"}}, "other", "admin"),
    "finding": ({"class_uid": 2006, "activity_id": 1, "file": {"path": "/a/b.doc"}}, "detect", "file"),
}  # fmt: skip
WHO = {"time": 1716225665000, "timezone_offset": 120, "status_id": 2, "metadata": {"product": {"name": "Ex"}},
       "actor": {"user": {"name": "jdoe", "domain": "CORP", "uid": "S-1-5-21-7"}}}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_events_of_other_producers(name, read):
    said, action, channel = OTHERS[name]
    (event,) = read(Ocsf(), json.dumps(WHO | said).encode()).events
    assert (event["action"], event["channel"], event["outcome"]) == (action, channel, "failure")
    assert (event["account"], event["aliases"]) == ("windows:corp\\jdoe", "sid:S-1-5-21-7")
    assert (event["ts_us"], event["offset_min"]) == (1_716_225_665_000_000, 120)


def test_ocsf_that_is_out_of_scope_or_broken(read):
    keyboard = WHO | {"class_uid": 1010, "activity_id": 1, "peripheral_device": {"class": "Keyboard"}}
    process = WHO | {"class_uid": 1007, "activity_id": 1}
    nobody = {"class_uid": 1001, "activity_id": 2, "time": 1716225665000}
    broken = [{"class_uid": "x", "activity_id": 1}, WHO | {"class_uid": 1001, "time": None}]
    got = read(Ocsf(), "\n".join(map(json.dumps, [keyboard, process, nobody, *broken])).encode())
    assert dict(got.aside) == {"out_of_scope": 3}
    assert [reject.reason for reject in got.rejects] == ["no class_uid", "no time"]


def as_parquet(rows):
    out = io.BytesIO()
    table = pa.Table.from_pylist(rows)
    unmapped = pa.array([[("a", "b")] for _ in rows], pa.map_(pa.string(), pa.string()))
    parquet.write_table(table.append_column("unmapped", unmapped), out)
    return out.getvalue()


def test_parquet(read, log_file):
    rows = [
        WHO | {"class_uid": 6006, "activity_id": 2, "file": {"name": f"{n}.doc", "size": n}} for n in range(3)
    ]
    data = as_parquet(rows)
    source = recognise(log_file(data, "x.parquet"))
    assert source.name == "ocsf-parquet"
    got = read(source, data)
    assert [(e["record"], e["object"], e["action"]) for e in got.events] == [
        (n + 1, f"{n}.doc", "download") for n in range(3)
    ]
    raws = dict(source.raw(io.BytesIO(data), log_file(data), frozenset({2, 9})))
    assert json.loads(raws[2])["file"] == {"name": "1.doc", "size": 1}
    assert list(raws) == [2]
    assert recognise(log_file(as_parquet([{"a": 1}]))) is None


def test_parquet_that_is_cut(read):
    data = as_parquet([WHO | {"class_uid": 6006, "activity_id": 2, "file": {"name": "a.doc"}}])
    cut = read(OcsfParquet(), data[:-20])
    assert [(reject.record, reject.reason) for reject in cut.rejects] == [(0, "the Parquet file is damaged")]


ELASTIC = {
    "file word": ({"event": {"action": "file-downloaded", "category": "file"}, "file": {"path": "/a/b.doc"}}, "download", "file"),
    "file type": ({"event": {"action": "x9", "category": ["file"], "type": ["deletion"]}, "file.path": "/a/b"}, "delete", "file"),
    "dotted": ({"event.action": "overwrite", "event.category": ["file"], "event.type": "change"}, "update", "file"),
    "sign-in": ({"event": {"action": "ssh_attempt", "category": ["authentication"], "type": ["start"]}}, "logon", "signin"),
    "sign-off": ({"event": {"action": "ended", "category": ["authentication"], "type": ["end"]}}, "logoff", "signin"),
    "mail": ({"event": {"action": "delivered", "category": ["email"]}, "email": {"direction": "outbound"}}, "send", "mail"),
    "post": ({"event": {"action": "TCP_MISS", "category": ["web"]}, "http": {"request": {"method": "POST"}}}, "upload", "web"),
    "medium": ({"event": {"action": "usb-device-connected", "category": ["host"]}}, "mount", "removable"),
    "settings": ({"event": {"action": "policy-set", "category": ["configuration"]}}, "other", "admin"),
}  # fmt: skip


@pytest.mark.parametrize("name", ELASTIC)
def test_documents_of_elastic(name, read, log_file):
    said, action, channel = ELASTIC[name]
    document = {
        "@timestamp": "2024-05-20T17:21:05.000Z",
        "user": {"name": "jdoe"},
        "ecs.version": "8.0.0",
    } | said
    data = json.dumps(document).encode()
    assert recognise(log_file(data)).name == "ecs"
    (event,) = read(Ecs(), data).events
    assert (event["action"], event["channel"]) == (action, channel)


def test_processes_and_documents_without_a_user_are_out_of_scope(read):
    base = {"@timestamp": "2024-05-20T17:21:05Z", "ecs": {"version": "8"}, "host": {"name": "x"}}
    process = base | {"event": {"category": ["process"], "action": "exec"}, "user": {"name": "jdoe"}}
    nobody = base | {"event": {"category": ["file"], "action": "read"}, "file": {"path": "/a"}}
    late = base | {"@timestamp": "soon", "event": {"action": "read"}}
    got = read(Ecs(), "\n".join(map(json.dumps, (process, nobody, late))).encode())
    assert dict(got.aside) == {"out_of_scope": 2}
    assert [reject.record for reject in got.rejects] == [3]


JUNK = st.recursive(
    st.sampled_from([None, True, -5, 2**70, 1.5, "", "a;b", "\ud800"]), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["user", "name", "path", "to", "address", "url", "url_string", "account", "action"]), inner),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from(["@timestamp", "event", "event.category", "user", "file", "email", "class_uid", "activity_id", "time",
                        "actor", "metadata", "unmapped", "custodes", "http_request", "timezone_offset", "file.size"])  # fmt: skip


@given(st.lists(st.dictionaries(KEYS, JUNK), max_size=5))
def test_any_values_are_counted(read, records):
    full = [
        WHO | {"class_uid": 6006, "activity_id": 2, "@timestamp": "2024-05-20T17:21:05Z"} | record
        for record in records
    ]
    data = "\n".join(json.dumps(record) for record in full).encode()
    for source in (Ocsf(), Ecs()):
        assert read(source, data).records == len(full)


@given(st.binary(max_size=200))
def test_any_bytes_are_counted(read, data):
    read(OcsfParquet(), b"PAR1" + data + b"PAR1")
