"""The audit log of an Atlassian organisation: pages that were read and taken, and who signed in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.collaboration.atlassian_organization import AtlassianOrganization

ATTRIBUTES = {
    "time": "2024-05-20T19:21:05.873Z",
    "action": "confluence_page_viewed",
    "actor": {"id": "5f2c", "name": "Jane Doe", "email": "JDoe@example.org"},
    "context": [
        {"id": "12", "type": "space"},
        {"id": "4711", "type": "page", "attributes": {"name": "Plan"}},
    ],
    "container": [{"id": "c1", "type": "site", "attributes": {"siteName": "acme"}}],
    "location": {"ip": "203.0.113.15"},
}


def record(**more):
    return {"id": "6f1b", "type": "events", "attributes": ATTRIBUTES | more}


def test_a_page_that_was_read(read, log_file):
    page = json.dumps({"data": [record()], "meta": {"next": "x"}, "links": {"self": "y"}}, indent=1).encode()
    assert AtlassianOrganization().sniff(page, log_file(page))
    (event,) = read(AtlassianOrganization(), page).events
    wanted = {
        "ts_us": 1_716_232_865_873_000,
        "account": "confluence:5f2c",
        "aliases": "id:5f2c;mail:jdoe@example.org",
        "action": "read",
        "native_action": "confluence_page_viewed",
        "channel": "cloud",
        "object": "Plan",
        "object_id": "4711",
        "area": "acme",
        "address": "203.0.113.15",
        "stream": "atlassian_organization.events",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        ("confluence_page_exported", ("download", "cloud")),
        ("confluence_attachment_downloaded", ("download", "cloud")),
        ("confluence_public_link_enabled", ("share", "share")),
        ("user_login", ("logon", "signin")),
        ("policy_created", ("other", "admin")),
    ],
)
def test_its_words_decide(read, action, wanted):
    (event,) = read(AtlassianOrganization(), json.dumps(record(action=action)).encode()).events
    assert (event["action"], event["channel"]) == wanted


@pytest.mark.parametrize(("more", "reason"), [({"time": None}, "no time"), ({"action": None}, "no action")])
def test_a_record_that_cannot_be_read_is_a_reject(read, more, reason):
    outcome = read(AtlassianOrganization(), json.dumps([record(), record(**more)]).encode())
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


@given(
    st.dictionaries(
        st.sampled_from(list(ATTRIBUTES)), st.none() | st.integers() | st.text() | st.lists(st.text())
    )
)
def test_any_record_is_counted(read, more):
    read(AtlassianOrganization(), json.dumps([record(), record(**more)]).encode())
