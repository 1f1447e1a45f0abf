"""Confluence: the forms of Data Center and of Cloud, and what their words mean."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.render.ecs import ecs
from custodes.sources.collaboration.confluence import Confluence
from custodes.sources.collaboration.confluence_words import kind_of

SERVER = {
    "timestamp": {"epochSecond": 1_716_232_865, "nano": 873_000_000},
    "author": {"id": "2c95", "name": "jdoe", "type": "user"},
    "auditType": {
        "action": "Page viewed",
        "actionI18nKey": "audit.logging.summary.page.viewed",
        "category": "Pages",
        "level": "FULL",
    },
    "affectedObjects": [
        {"id": "12", "name": "Lab", "type": "Space"},
        {"id": "4711", "name": "Plan", "type": "Page"},
    ],
    "changedValues": [],
    "source": "203.0.113.15, 10.0.0.1",
    "system": "https://wiki.example.org",
}
CLOUD = {
    "author": {"type": "user", "displayName": "Jane Doe", "accountId": "5f2c", "username": ""},
    "remoteAddress": "203.0.113.15",
    "creationDate": 1_716_232_865_873,
    "summary": "Space exported",
    "description": "",
    "category": "Spaces",
    "affectedObject": {"name": "Lab", "objectType": "Space"},
    "associatedObjects": [],
}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_page_that_was_read_in_data_center(read):
    (event,) = read(Confluence(), lines(SERVER)).events
    wanted = {
        "ts_us": 1_716_232_865_873_000,
        "account": "confluence:jdoe",
        "aliases": "id:2c95",
        "action": "read",
        "native_action": "audit.logging.summary.page.viewed",
        "channel": "cloud",
        "object": "Plan",
        "object_id": "4711",
        "area": "Lab",
        "address": "203.0.113.15",
        "organization": "https://wiki.example.org",
        "stream": "confluence.audit",
    }
    assert {name: event[name] for name in wanted} == wanted
    user = ecs(event | {"file": "0" * 64, "path": "x"})["user"]
    assert (user["id"], user["name"]) == ("2c95", "jdoe")


def test_its_api_has_a_text_as_time_and_a_full_name(read):
    record = {key: value for key, value in SERVER.items() if key != "auditType"} | {
        "timestamp": "2024-05-20T19:21:05.873Z",
        "type": SERVER["auditType"],
        "author": {
            "id": "2c95",
            "name": "Jane Doe",
            "type": "user",
            "uri": "https://wiki.example.org/admin/users/viewuser.action?username=jdoe",
        },
    }
    page = json.dumps({"pagingInfo": {"lastPage": True, "size": 1}, "entities": [record]}).encode()
    (event,) = read(Confluence(), page).events
    assert (event["ts_us"], event["account"]) == (1_716_232_865_873_000, "confluence:jdoe")
    record["author"].pop("uri")
    assert read(Confluence(), lines(record)).events[0]["account"] == "confluence:2c95"


def test_an_export_in_cloud(read, log_file):
    page = json.dumps(
        {"results": [CLOUD], "start": 0, "limit": 1, "size": 1, "_links": {"self": "x"}}
    ).encode()
    assert Confluence().sniff(page, log_file(page))
    (event,) = read(Confluence(), page).events
    assert (event["action"], event["channel"], event["object"]) == ("download", "cloud", "Lab")
    assert (event["account"], event["aliases"]) == ("confluence:5f2c", "id:5f2c")
    assert event["ts_us"] == 1_716_232_865_873_000


def test_a_permission_is_given_to_somebody(read):
    record = CLOUD | {
        "summary": "Space permission added",
        "affectedObject": {"name": "x@example.com", "objectType": "User"},
        "associatedObjects": [{"name": "Lab", "objectType": "Space"}],
    }
    (event,) = read(Confluence(), lines(record)).events
    assert (event["action"], event["target"], event["object"]) == ("share", "x@example.com", "Lab")


@pytest.mark.parametrize("author", [{"type": "system", "name": "System", "id": "-2"}, {}])
def test_the_system_is_no_person(read, author):
    assert read(Confluence(), lines(SERVER | {"author": author})).events[0]["actor"] == "system"


@pytest.mark.parametrize(
    ("words", "action", "channel"),
    [
        ("audit.logging.summary.attachment.downloaded", "download", "cloud"),
        ("Page exported", "download", "cloud"),
        ("Attachment uploaded", "upload", "cloud"),
        ("Page moved", "move", "cloud"),
        ("Page deleted", "delete", "cloud"),
        ("Blog created", "create", "cloud"),
        ("PAGE_SHARED pageShared", "share", "share"),
        ("Public link enabled", "share", "share"),
        ("Content restriction added", "unshare", "share"),
        ("Content restriction removed", "share", "share"),
        ("Global permission removed", "unshare", "share"),
        ("User logged in", "logon", "signin"),
        ("Group created", "other", "admin"),
        ("Space created", "other", "admin"),
        ("Page template reordered", "other", "admin"),
        ("Audit log exported", "other", "admin"),
    ],
)
def test_words(words, action, channel):
    assert kind_of(words)[:2] == (action, channel)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"timestamp": {"nano": 1}}, "no time"),
        ({"timestamp": "soon"}, "the time is not ISO 8601"),
        ({"auditType": {}}, "no action"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_reject(read, more, reason):
    outcome = read(Confluence(), lines(SERVER, SERVER | more))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_raw_records_are_found_again(log_file):
    file = log_file(lines(SERVER, CLOUD))
    ((number, raw),) = Confluence().raw(file.open(), file, frozenset({2}))
    assert (number, json.loads(raw)["summary"]) == (2, "Space exported")


def test_other_records_are_not_taken(log_file):
    assert not Confluence().sniff(b'{"author":{"name":"x"},"timestamp":1,"message":"y"}\n', log_file(b""))


@given(
    st.dictionaries(
        st.sampled_from([*SERVER, *CLOUD]),
        st.none()
        | st.integers()
        | st.text()
        | st.lists(st.text())
        | st.dictionaries(st.sampled_from(["id", "name"]), st.text()),
    )
)
def test_any_record_is_counted(read, record):
    read(Confluence(), lines(SERVER, CLOUD, SERVER | record, CLOUD | record))
