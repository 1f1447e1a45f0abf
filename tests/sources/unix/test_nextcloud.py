"""Nextcloud's audit log: what its sentences say of files, shares and sign-ins."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.unix.nextcloud import Nextcloud


def record(message, **more):
    said = {
        "reqId": "Zk7",
        "level": 1,
        "time": "2024-05-20T19:21:05+02:00",
        "remoteAddr": "203.0.113.7",
        "user": "jdoe",
        "app": "admin_audit",
        "method": "GET",
        "url": "/remote.php/dav/files/jdoe/plans/a.pdf",
        "message": message,
        "userAgent": "Mozilla/5.0",
        "version": "29.0.1.1",
    }
    return json.dumps(said | more).encode() + b"\n"


ACCESSED = record('File with id "17" accessed: "/plans/a.pdf"')


def test_a_file_is_downloaded(read):
    (event,) = read(Nextcloud(), ACCESSED).events
    wanted = {
        "ts_us": 1_716_225_665_000_000,
        "offset_min": 120,
        "account": "nextcloud:jdoe",
        "action": "download",
        "native_action": "accessed",
        "channel": "cloud",
        "object": "/plans/a.pdf",
        "object_id": "17",
        "area": "/plans",
        "address": "203.0.113.7",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("message", "more", "action", "thing", "target"),
    [
        ('File accessed: "/a"', {"userAgent": "Mozilla/5.0 (Linux) mirall/3.9"}, "sync", "/a", None),
        ('File with id "1" accessed: "/a"', {"url": "/ocs/v2.php", "method": "POST"}, "read", "/a", None),
        ('File with id "1" created: "/a "b""', {}, "create", '/a "b"', None),
        ('File with id "1" written to: "/a"', {}, "update", "/a", None),
        ('File renamed with id "1" from "/a" to "/b"', {}, "rename", "/a", "/b"),
        ('File id copied from: "1" to "2", path from "/a" to "/b"', {}, "copy", "/a", "/b"),
        (
            'Preview accessed: (id: "1", width: "32", height: "32" crop: "1", mode: "cover", path: "/a")',
            {},
            "read",
            "/a",
            None,
        ),
        ('File "/a" deleted from trash bin.', {}, "delete", "/a", None),
        (
            'The file "/a" with ID "1" has been shared to the email recipient "x@example.net" with permissions "1" (Share ID: 7)',
            {},
            "share",
            "/a",
            "x@example.net",
        ),
        ('File with id "1" renamed from: "/a" to: "/b"', {}, "rename", "/a", "/b"),
        ('File with id "1" deleted: "/a"', {}, "delete", "/a", None),
        (
            'The file "/a" with ID "1" has been shared via link with permissions "1" (Share ID: 7)',
            {},
            "share",
            "/a",
            "anyone with the link",
        ),
        (
            'The folder "/d" with ID "1" has been shared to the user "bob" with permissions "31" (Share ID: 7)',
            {},
            "share",
            "/d",
            "bob",
        ),
        (
            'The file "/a" with ID "1" has been unshared from the user "bob" (Share ID: 7)',
            {},
            "unshare",
            "/a",
            None,
        ),
        ('Login attempt: "jdoe"', {"user": "--"}, "other", None, None),
        ('Login successful: "jdoe"', {}, "logon", None, None),
        ("Logout occurred", {}, "logoff", None, None),
        ('User created: "guest"', {}, "other", None, None),
    ],
)
def test_sentences(read, message, more, action, thing, target):
    (event,) = read(Nextcloud(), record(message, **more)).events
    assert (event["action"], event["object"], event["target"]) == (action, thing, target)
    assert event["account"] == "nextcloud:jdoe"


def test_nobody_is_the_machines(read):
    (event,) = read(Nextcloud(), record('File accessed: "/a"', user="--")).events
    assert (event["account"], event["actor"]) == ("host:203.0.113.7", "system")


def test_broken_records_are_rejects(read, log_file):
    outcome = read(Nextcloud(), ACCESSED + record(7) + record("x", time="soon") + b"{\n")
    assert [(r.record, r.reason) for r in outcome.rejects][:2] == [
        (2, "no message"),
        (3, "the time is not ISO 8601"),
    ]
    assert outcome.records == 4
    assert Nextcloud().sniff(ACCESSED, log_file(b""))
    assert not Nextcloud().sniff(record("x", app="core"), log_file(b""))
    file = log_file(ACCESSED)
    assert list(Nextcloud().raw(file.open(), file, frozenset({1}))) == [(1, ACCESSED.strip())]


@given(st.text(max_size=40), st.sampled_from(["accessed", "renamed from", "copied"]))
def test_any_message_is_counted(read, text, word):
    assert read(Nextcloud(), record(f'File with id "1" {word}: "{text}')).records == 1
