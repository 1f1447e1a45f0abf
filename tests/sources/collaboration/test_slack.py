"""Slack: files that left or became public, and who signed in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import ANYONE
from custodes.render.ecs import ecs
from custodes.sources.collaboration.slack import Slack

DOWNLOADED = {
    "id": "0123",
    "date_create": 1_716_232_865,
    "action": "file_downloaded",
    "actor": {"type": "user", "user": {"id": "W0001", "name": "Jane Doe", "email": "JDoe@example.org"}},
    "entity": {"type": "file", "file": {"id": "F0001", "name": "plan.pdf", "title": "plan"}},
    "context": {
        "location": {"type": "workspace", "id": "T0001", "name": "Acme"},
        "ip_address": "203.0.113.15",
    },
    "details": {"url_private": "https://files.example.org/plan.pdf?t=secret"},
}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_download(read):
    (event,) = read(Slack(), lines(DOWNLOADED)).events
    wanted = {
        "ts_us": 1_716_232_865_000_000,
        "account": "slack:jdoe@example.org",
        "aliases": "id:W0001",
        "actor": "user",
        "action": "download",
        "native_action": "file_downloaded",
        "channel": "messaging",
        "object": "plan.pdf",
        "object_id": "F0001",
        "area": "Acme",
        "address": "203.0.113.15",
        "organization": "T0001",
        "record_id": "0123",
        "stream": "slack.audit",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert "secret" not in repr(event)
    user = ecs(event | {"file": "0" * 64, "path": "x"})["user"]
    assert (user["id"], user["email"]) == ("W0001", "jdoe@example.org")


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ("file_shared", ("share", "messaging", None, None)),
        ("file_public_link_created", ("share", "share", None, ANYONE)),
        ("file_public_link_revoked", ("unshare", "share", None, None)),
        ("file_downloaded_blocked", ("download", "messaging", "failure", None)),
        ("manual_export_downloaded", ("download", "messaging", None, None)),
        ("user_login", ("logon", "signin", "success", None)),
        ("user_login_failed", ("logon", "signin", "failure", None)),
        ("user_logout", ("logoff", "signin", None, None)),
        ("pref.allow_calls", ("other", "admin", None, None)),
    ],
)
def test_what_is_done_decides_the_event(read, action, wanted):
    (event,) = read(Slack(), lines(DOWNLOADED | {"action": action})).events
    assert (event["action"], event["channel"], event["outcome"], event["target"]) == wanted


def test_an_anomaly_has_its_own_time(read):
    record = DOWNLOADED | {"action": "anomaly", "details": {"action_timestamp": 1_716_232_800_123}}
    assert read(Slack(), lines(record)).events[0]["ts_us"] == 1_716_232_800_123_000


def test_apps_are_no_people(read):
    record = DOWNLOADED | {"actor": {"type": "app", "app": {"id": "A1", "name": "builds"}}}
    (event,) = read(Slack(), lines(record)).events
    assert (event["account"], event["actor"]) == ("slack:A1", "service")


def test_pages_of_the_api(read, log_file):
    page = json.dumps({"entries": [DOWNLOADED] * 2, "response_metadata": {"next_cursor": "x=="}}).encode()
    assert Slack().sniff(page, log_file(page))
    assert len(read(Slack(), page + b"\n" + page).events) == 4


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"date_create": None}, "no time"),
        ({"date_create": "soon"}, "the time is not a number"),
        ({"action": None}, "no action"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_reject(read, more, reason):
    outcome = read(Slack(), lines(DOWNLOADED, DOWNLOADED | more))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_raw_records_are_found_again(log_file):
    file = log_file(lines(DOWNLOADED, DOWNLOADED | {"id": "second"}))
    ((number, raw),) = Slack().raw(file.open(), file, frozenset({2}))
    assert (number, json.loads(raw)["id"]) == (2, "second")


def test_other_records_are_not_taken(log_file):
    assert not Slack().sniff(b'{"date_create":1,"action":"a","actor":"x"}\n', log_file(b""))


@given(
    st.dictionaries(
        st.sampled_from(list(DOWNLOADED)), st.none() | st.integers() | st.lists(st.text()) | st.text()
    )
)
def test_any_record_is_counted(read, record):
    read(Slack(), lines(DOWNLOADED, DOWNLOADED | record))
