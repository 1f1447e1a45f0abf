"""Samba's own log: a head and its line are one event, and other messages are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.unix.samba import Samba

HEAD = b"[2024/05/20 19:21:05.123456,  1] ../../source3/modules/vfs_full_audit.c:678(do_log)\n"
OTHER = b"[2024/05/20 19:21:05.1,  1, pid=7] ../../source3/smbd/server.c:9(main)\n  smbd version 4\n  more\n"


def line(text):
    return HEAD + b"  jdoe|203.0.113.7|plans|" + text.encode() + b"\n"


READ = line("openat|ok|r|/srv/a.pdf")


def test_a_head_and_its_line(read):
    outcome = read(Samba(), OTHER + READ, zone="Europe/Berlin")
    (event,) = outcome.events
    wanted = {
        "ts_us": 1_716_225_665_123_456,
        "time_basis": "setting",
        "record": 4,
        "also": "5",
        "account": "samba:jdoe",
        "action": "read",
        "native_action": "openat",
        "channel": "file",
        "object": "/srv/a.pdf",
        "area": "plans",
        "address": "203.0.113.7",
        "outcome": "success",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 3, SetAside.JOINED: 1}


@pytest.mark.parametrize(
    ("text", "action", "thing", "target", "outcome"),
    [
        ("openat|ok|w|/srv/a", "update", "/srv/a", None, "success"),
        ("renameat|ok|/srv/a|/srv/b", "rename", "/srv/a", "/srv/b", "success"),
        ("unlinkat|fail (Permission denied)|/srv/a", "delete", "/srv/a", None, "failure"),
        ("mkdirat|ok|/srv/d", "create", "/srv/d", None, "success"),
        ("connect|ok|plans", "other", "plans", None, "success"),
        ("create_file|ok|0x12019f|file|overwrite_if|/srv/a", "create", "/srv/a", None, "success"),
        ("create_file|ok|0x120089|file|open|/srv/a", "read", "/srv/a", None, "success"),
        ("create_file|ok|0x12019f|file|open|/srv/a", "update", "/srv/a", None, "success"),
        ("create_file|ok|0x80|file|open|/srv/a", None, None, None, None),
        ("create_file|ok|0x120089|dir|open|/srv", None, None, None, None),
        ("pread|ok|/srv/a", None, None, None, None),
    ],
)
def test_operations(read, text, action, thing, target, outcome):
    found = read(Samba(), line(text))
    if action is None:
        assert found.aside == {SetAside.OUT_OF_SCOPE: 2}
        return
    (event,) = found.events
    assert (event["action"], event["object"], event["target"], event["outcome"]) == (
        action,
        thing,
        target,
        outcome,
    )


def test_a_log_with_openat_needs_no_create_file(read):
    outcome = read(Samba(), READ + line("create_file|ok|0x120089|file|open|/srv/a.pdf"))
    assert [event["native_action"] for event in outcome.events] == ["openat"]


def test_what_cannot_be_read(read):
    outcome = read(Samba(), HEAD + HEAD.replace(b"/05/", b"/15/") + READ)
    assert [(r.record, r.reason) for r in outcome.rejects] == [
        (1, "a head without its line"),
        (2, "impossible time"),
    ]


def test_it_is_recognised_behind_other_messages(log_file):
    assert Samba().sniff(OTHER * 50 + READ, log_file(b""))
    assert not Samba().sniff(OTHER, log_file(b""))
    file = log_file(READ)
    assert list(Samba().raw(file.open(), file, frozenset({1}))) == [(1, HEAD.strip())]


@given(st.lists(st.sampled_from([HEAD, OTHER, READ, b"|ok|", b"\n", b"  ", b"\xff", b"[2024/"]), max_size=30))
def test_any_bytes_are_counted(read, pieces):
    read(Samba(), READ + b"".join(pieces))
