"""Google Workspace activities: what was done to which document, where it went, and what is nobody's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import ANYONE, SetAside
from custodes.render.ecs import ecs
from custodes.sources.google.reports import GoogleReports

ACTOR = {"callerType": "USER", "email": "JDoe@example.org", "profileId": "1042"}


def parameter(name, value):
    kind = "multiValue" if isinstance(value, list) else "boolValue" if isinstance(value, bool) else "value"
    return {"name": name, kind: value}


def event(name, **given):
    return {"type": "access", "name": name, "parameters": [parameter(*pair) for pair in given.items()]}


DOCUMENT = {"doc_id": "1AbC", "doc_title": "a plan", "owner": "ann@example.org", "visibility": "private"}


def activity(*events, application="drive", actor=ACTOR, **more):
    return {
        "kind": "admin#reports#activity",
        "id": {
            "time": "2024-05-20T19:21:05.123Z",
            "uniqueQualifier": "-4711",
            "applicationName": application,
            "customerId": "C0abc",
        },
        "actor": actor,
        "ipAddress": "203.0.113.15",
        "events": list(events),
        **more,
    }


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_download_is_a_copy_of_a_document(read):
    (found,) = read(GoogleReports(), lines(activity(event("download", **DOCUMENT)))).events
    wanted = {
        "ts_us": 1_716_232_865_123_000,
        "time_basis": "record",
        "account": "google:jdoe@example.org",
        "aliases": "id:1042",
        "action": "download",
        "native_action": "download",
        "channel": "cloud",
        "object": "a plan",
        "object_id": "1AbC",
        "area": "ann@example.org",
        "address": "203.0.113.15",
        "organization": "C0abc",
        "record_id": "-4711",
        "stream": "google.drive",
    }
    assert {name: found[name] for name in wanted} == wanted
    document = ecs(found | {"file": "0" * 64, "path": "x"})
    assert document["user"] == {
        "id": "1042",
        "name": "jdoe",
        "email": "jdoe@example.org",
        "domain": "example.org",
    }
    assert document["file"]["name"] == "a plan"


@pytest.mark.parametrize(
    ("name", "more", "wanted"),
    [
        ("view", {}, ("read", "cloud", None)),
        ("print", {}, ("print", "print", None)),
        ("sync_item_content", {}, ("sync", "sync", None)),
        ("source_copy", {}, ("copy", "cloud", None)),
        ("email_as_attachment", {}, ("send", "mail", None)),
        ("trash", {}, ("delete", "cloud", None)),
        ("move", {"destination_folder_title": "old things"}, ("move", "cloud", "old things")),
        ("approval_requested", {}, ("other", "cloud", None)),
        (
            "change_user_access",
            {"target_user": "x@example.com", "old_value": ["none"], "new_value": ["can_edit"]},
            ("share", "share", "x@example.com"),
        ),
        (
            "change_user_access",
            {"target_user": "x@example.com", "old_value": ["can_edit"], "new_value": ["none"]},
            ("unshare", "share", "x@example.com"),
        ),
        (
            "change_user_access",
            {"old_value": ["can_dance"], "new_value": ["can_edit"]},
            ("other", "cloud", None),
        ),
        (
            "change_document_visibility",
            {"old_visibility": "private", "visibility": "people_with_link"},
            ("share", "share", ANYONE),
        ),
        (
            "change_document_visibility_hierarchy_reconciled",
            {"old_visibility": "private", "visibility": "public_on_the_web"},
            ("share", "share", ANYONE),
        ),
        (
            "change_document_visibility",
            {"old_visibility": "people_with_link", "visibility": "private"},
            ("unshare", "share", None),
        ),
        (
            "change_document_visibility",
            {
                "old_visibility": "private",
                "visibility": "public_in_the_domain",
                "target_domain": "example.org",
            },
            ("share", "share", "example.org"),
        ),
        (
            "shared_drive_membership_change",
            {"membership_change_type": "add_to_shared_drive", "target": "x@example.com"},
            ("share", "share", "x@example.com"),
        ),
        (
            "shared_drive_membership_change",
            {"membership_change_type": "remove_from_shared_drive", "target": "x@example.com"},
            ("unshare", "share", "x@example.com"),
        ),
        ("change_owner", {"new_owner": "x@example.com"}, ("share", "share", "x@example.com")),
    ],
)
def test_what_is_done_decides_action_channel_and_target(read, name, more, wanted):
    (found,) = read(GoogleReports(), lines(activity(event(name, **DOCUMENT | more)))).events
    assert (found["action"], found["channel"], found["target"]) == wanted
    if wanted[2] == "x@example.com":
        assert found["target_domains"] == "example.com"


def test_a_renamed_document_has_its_old_name_and_the_new_one(read):
    (found,) = read(GoogleReports(), lines(activity(event("rename", **DOCUMENT, old_value="secret")))).events
    assert (found["action"], found["object"], found["target"]) == ("rename", "secret", "a plan")


def test_events_of_one_record_are_its_parts(read):
    visible = {"old_visibility": "private", "visibility": "people_with_link"}
    changes = [
        event(f"change_document_{what}", **DOCUMENT | visible) for what in ("access_scope", "visibility")
    ]
    found = read(GoogleReports(), lines(activity(*changes), activity(event("view", **DOCUMENT)))).events
    assert [(e["record"], e["part"], e["action"]) for e in found] == [
        (1, 0, "other"),  # access scope and visibility tell one change of the link
        (1, 1, "share"),
        (2, 0, "read"),
    ]


@pytest.mark.parametrize(
    ("application", "name", "given", "wanted"),
    [
        ("login", "login_success", {}, ("logon", "signin", "success", "google.login")),
        ("login", "login_failure", {}, ("logon", "signin", "failure", "google.login")),
        ("login", "logout", {}, ("logoff", "signin", None, "google.login")),
        (
            "login",
            "login_challenge",
            {"login_challenge_status": "Incorrect"},
            ("other", "signin", "failure", "google.login"),
        ),
        ("admin", "CREATE_GROUP", {"GROUP_EMAIL": "g@example.org"}, ("other", "admin", None, "google.admin")),
        ("token", "authorize", {"app_name": "Files"}, ("other", "admin", None, "google.token")),
        (
            "takeout",
            "COMPLETED_USER_TAKEOUT",
            {"TAKEOUT_DESTINATION": "DROPBOX", "TAKEOUT_STATUS": "COMPLETED"},
            ("copy", "cloud", "success", "google.takeout"),
        ),
        ("takeout", "DOWNLOADED_USER_TAKEOUT", {}, ("download", "cloud", None, "google.takeout")),
        ("rules", "rule_match", {"resource_title": "a plan"}, ("detect", "cloud", None, "google.rules")),
    ],
)
def test_other_applications(read, application, name, given, wanted):
    (found,) = read(GoogleReports(), lines(activity(event(name, **given), application=application))).events
    assert (found["action"], found["channel"], found["outcome"], found["stream"]) == wanted


@pytest.mark.parametrize("actor", [{}, {"email": ""}, {"profileId": "105250506097979753968"}, "jdoe"])
def test_what_nobody_signed_in_for_is_out_of_scope(read, actor):
    assert read(GoogleReports(), lines(activity(event("view"), actor=actor))).aside == {
        SetAside.OUT_OF_SCOPE: 1
    }


def test_the_system_is_no_person(read):
    record = activity(event("delete", **DOCUMENT), actor={"callerType": "KEY", "key": "SYSTEM"})
    (found,) = read(GoogleReports(), lines(record)).events
    assert (found["account"], found["actor"]) == ("google:SYSTEM", "system")


def test_a_shared_drive_that_acts_for_itself_is_no_person(read):
    record = activity(event("move", **DOCUMENT, actor_is_collaborator_account=True))
    assert read(GoogleReports(), lines(record)).events[0]["actor"] == "service"


def test_a_shipper_writes_one_event_as_an_object(read):
    record = activity() | {"events": event("print", **DOCUMENT)}
    assert [found["action"] for found in read(GoogleReports(), lines(record)).events] == ["print"]


def test_pages_of_the_api_are_read(read, log_file):
    record = activity(event("view", **DOCUMENT))
    page = {
        "kind": "admin#reports#activities",
        "etag": '"a\\"b"',
        "items": [record] * 3,
        "nextPageToken": "A:1",
    }
    for data in (json.dumps(page).encode(), json.dumps(page, indent=2).encode(), lines(page, page)):
        assert GoogleReports().sniff(data, log_file(data))
        outcome = read(GoogleReports(), data)
        assert outcome.rejects == []
        assert len(outcome.events) == outcome.records == (6 if data.count(b"nextPageToken") == 2 else 3)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (activity(event("view")) | {"id": {"applicationName": "drive"}}, "no time"),
        (
            activity(event("view")) | {"id": {"time": "soon", "applicationName": "drive"}},
            "the time is not ISO 8601",
        ),
        (activity(), "no event"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_reject(read, record, reason):
    good = activity(event("view", **DOCUMENT))
    outcome = read(GoogleReports(), lines(good, record, good))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]
    assert len(outcome.events) == 2


def test_raw_records_are_found_again(log_file):
    file = log_file(lines(activity(event("view")), activity(event("print"))))
    ((number, raw),) = GoogleReports().raw(file.open(), file, frozenset({2}))
    assert (number, json.loads(raw)["events"][0]["name"]) == (2, "print")


def test_it_is_recognised_by_its_records(log_file):
    file = log_file(b"")
    keyless = {key: value for key, value in activity(event("view")).items() if key != "kind"}
    assert GoogleReports().sniff(lines(keyless), file)
    assert not GoogleReports().sniff(b'{"id":"x","kind":"drive#file","events":[]}\n', file)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "email", "time", "parameters", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "actor", "events", "ipAddress", "kind"]), ANYTHING))
def test_any_record_is_counted(read, record):
    read(GoogleReports(), lines(activity(event("view")), activity(event("view")) | record))


@given(
    st.lists(st.sampled_from([b"{", b"}", b'"id":', b"1", b"\n", b"\xff", b'"items":[', b"]"]), max_size=30)
)
def test_any_bytes_are_counted(read, pieces):
    read(GoogleReports(), lines(activity(event("view"))) + b"".join(pieces))
