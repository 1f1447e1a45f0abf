"""Okta: who signed in to what, and what is only administration."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.render.ecs import ecs
from custodes.sources.identity_providers.okta import Okta

START = {
    "uuid": "faf7398a",
    "published": "2024-05-20T19:21:05.843Z",
    "eventType": "user.session.start",
    "actor": {"id": "00u1", "type": "User", "alternateId": "JDoe@example.org", "displayName": "Jane Doe"},
    "client": {"ipAddress": "203.0.113.15"},
    "outcome": {"result": "SUCCESS", "reason": None},
    "target": None,
}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_sign_in(read):
    (event,) = read(Okta(), lines(START)).events
    wanted = {
        "ts_us": 1_716_232_865_843_000,
        "account": "okta:jdoe@example.org",
        "aliases": "id:00u1",
        "actor": "user",
        "action": "logon",
        "native_action": "user.session.start",
        "channel": "signin",
        "outcome": "success",
        "address": "203.0.113.15",
        "record_id": "faf7398a",
        "stream": "okta.system",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert ecs(event | {"file": "0" * 64, "path": "x"})["user"]["id"] == "00u1"


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"eventType": "user.session.end"}, ("logoff", "signin", "success", None)),
        (
            {
                "eventType": "user.authentication.sso",
                "target": [
                    {"type": "AppInstance", "displayName": "Files"},
                    {"type": "AppUser", "displayName": "unknown"},
                    {"type": "User", "displayName": "Jane"},
                ],
            },
            ("logon", "signin", "success", "Files"),
        ),
        (
            {"outcome": {"result": "FAILURE", "reason": "INVALID_CREDENTIALS"}},
            ("logon", "signin", "failure", None),
        ),
        (
            {"eventType": "policy.evaluate_sign_on", "outcome": {"result": "CHALLENGE"}},
            ("other", "signin", None, None),
        ),
        ({"eventType": "group.user_membership.add"}, ("other", "admin", "success", None)),
    ],
)
def test_what_is_done_decides_the_event(read, more, wanted):
    (event,) = read(Okta(), lines(START | more)).events
    assert (event["action"], event["channel"], event["outcome"], event["target"]) == wanted


@pytest.mark.parametrize(
    ("actor", "account", "kind"),
    [
        ({"id": "0oa1", "type": "PublicClientApp", "alternateId": "unknown"}, "okta:0oa1", "system"),
        ({"id": "unknown", "type": "User", "alternateId": "unknown"}, "okta:unknown", "system"),
        ({"id": None, "alternateId": "guess"}, "okta:guess", "user"),
    ],
)
def test_who_it_was(read, actor, account, kind):
    (event,) = read(Okta(), lines(START | {"actor": actor})).events
    assert (event["account"], event["actor"]) == (account, kind)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"published": None}, "no time"),
        ({"published": "2024-13-20T19:21:05Z"}, "impossible time"),
        ({"eventType": 5.5}, "no event type"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_reject(read, more, reason):
    outcome = read(Okta(), lines(START, START | more, START))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_arrays_and_raw_records(read, log_file):
    data = json.dumps([START, START | {"uuid": "second"}], indent=1).encode()
    assert Okta().sniff(data, log_file(data))
    assert len(read(Okta(), data).events) == 2
    file = log_file(data)
    ((number, raw),) = Okta().raw(file.open(), file, frozenset({2}))
    assert (number, json.loads(raw)["uuid"]) == (2, "second")


def test_other_records_are_not_taken(log_file):
    assert not Okta().sniff(b'{"eventType":"Created","published":"x","uuid":"y","actor":{}}\n', log_file(b""))


@given(
    st.dictionaries(st.sampled_from(list(START)), st.none() | st.integers() | st.lists(st.text()) | st.text())
)
def test_any_record_is_counted(read, record):
    read(Okta(), lines(START, START | record))
