"""Keycloak: its log as text and JSON, and the events of its API."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.identity_providers.keycloak import KeycloakLog
from custodes.sources.identity_providers.keycloak_events import pairs
from custodes.sources.identity_providers.keycloak_json import KeycloakEvents, KeycloakJsonLog

OLD = (
    "2024-05-20 19:21:05,403 DEBUG [org.keycloak.events] (default task-1) type=LOGIN, realmId=my realm, clientId=files, "
    "userId=8f14e45f, ipAddress=203.0.113.15, redirect_uri=https://files.example.org/in?code=secret, username=jdoe"
)
NEW = (
    '2024-05-20 19:21:05,403 WARN  [org.keycloak.events] (executor-thread-1) type="LOGIN_ERROR", realmId="acme", '
    'clientId="files", userId="null", ipAddress="203.0.113.15", error="user_not_found", username="x, type=LOGOUT"'
)
ADMIN = (
    "2024-05-20 19:21:05,403 DEBUG [org.keycloak.events] (default task-9) operationType=CREATE, realmId=acme, "
    "clientId=c1, userId=8f14e45f, ipAddress=203.0.113.15, resourceType=USER, resourcePath=users/0797"
)
BOOT = (
    "2024-05-20 19:20:01,001 INFO  [org.keycloak.services] (main) KC-SERVICES0050: Initializing master realm"
)
TRACE = "java.lang.IllegalStateException: no\n\tat org.example.A.b(A.java:1)\nCaused by: x.Y\n"


def test_a_sign_in(read):
    (event,) = read(KeycloakLog(), OLD.encode(), zone="Europe/Berlin").events
    wanted = {
        "ts_us": 1_716_225_665_403_000,
        "time_basis": "setting",
        "account": "keycloak:jdoe",
        "aliases": "id:8f14e45f",
        "actor": "user",
        "action": "logon",
        "native_action": "LOGIN",
        "channel": "signin",
        "outcome": "success",
        "target": "files",
        "url": "https://files.example.org/in",
        "address": "203.0.113.15",
        "organization": "my realm",
        "stream": "keycloak.events",
    }
    assert {name: event[name] for name in wanted} == wanted


def test_a_failed_sign_in_whatever_was_typed(read):
    (event,) = read(KeycloakLog(), NEW.encode()).events
    assert (event["native_action"], event["outcome"]) == ("LOGIN_ERROR", "failure")
    assert event["account"] == "keycloak:x, type=LOGOUT"


def test_nobody_is_no_person(read):
    nobody = NEW.replace(', username="x, type=LOGOUT"', "")
    (event,) = read(KeycloakLog(), nobody.encode()).events
    assert (event["account"], event["actor"]) == ("keycloak:unknown", "system")


def test_a_client_is_a_service(read):
    (event,) = read(KeycloakLog(), OLD.replace("=LOGIN,", "=CLIENT_LOGIN,").encode()).events
    assert (event["account"], event["actor"]) == ("keycloak:files", "service")


def test_what_an_administrator_does(read):
    (event,) = read(KeycloakLog(), ADMIN.encode()).events
    found = (event["action"], event["channel"], event["native_action"], event["object"], event["account"])
    assert found == ("other", "admin", "CREATE-USER", "users/0797", "keycloak:8f14e45f")


def test_other_lines_are_out_of_scope_and_broken_ones_rejects(read):
    data = f"{BOOT}\n{TRACE}\n{OLD}\nwhat is this\n{OLD.replace('2024-05-20', '2024-13-20')}\n"
    outcome = read(KeycloakLog(), data.encode())
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 4}
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (6, "not a line of a Keycloak log"),
        (7, "impossible time"),
    ]
    assert len(outcome.events) == 1


@pytest.mark.parametrize("before", ["keycloak-1  | ", "May 20 19:21:06 idp1 kc.sh[77]: "])
def test_what_a_container_or_syslog_put_before_is_passed_over(read, log_file, before):
    data = (before + OLD).encode()
    assert KeycloakLog().sniff(data, log_file(data))
    assert len(read(KeycloakLog(), data).events) == 1


def test_raw_lines_are_found_again(log_file):
    file = log_file(f"{BOOT}\n{OLD}\n".encode())
    assert list(KeycloakLog().raw(file.open(), file, frozenset({2}))) == [(2, OLD.encode())]


def test_other_logs_are_not_taken(log_file):
    other = b"2024-05-20 19:20:01,001 INFO  [org.example.Files] (main) started\n"
    assert not KeycloakLog().sniff(other, log_file(b""))


@pytest.mark.parametrize(
    "text", [" " * 60_000, "a=" * 30_000, 'a="' * 20_000, ", a=" * 15_000, 'a="\\' * 15_000]
)
def test_hostile_texts_take_no_time(text):
    start = time.perf_counter()
    pairs(f"type=LOGIN, x={text}")
    KeycloakLog().is_line(text)
    assert time.perf_counter() - start < 2


EVENT = {
    "time": 1_716_232_865_403,
    "type": "LOGIN",
    "realmId": "acme",
    "clientId": "files",
    "userId": "8f14e45f",
    "ipAddress": "203.0.113.15",
    "details": {"username": "jdoe@example.org", "redirect_uri": "https://files.example.org/"},
}
ADMIN_EVENT = {
    "time": 1_716_232_865_403,
    "realmId": "acme",
    "authDetails": {"realmId": "master", "clientId": "c", "userId": "8f14e45f", "ipAddress": "203.0.113.15"},
    "operationType": "UPDATE",
    "resourceType": "USER",
    "resourcePath": "users/0797",
    "representation": '{"email":"secret@example.org"}',
}


def test_events_of_the_api(read, log_file):
    data = json.dumps([EVENT, ADMIN_EVENT], indent=1).encode()
    assert KeycloakEvents().sniff(data, log_file(data))
    login, admin = read(KeycloakEvents(), data).events
    assert (login["account"], login["aliases"]) == (
        "keycloak:jdoe@example.org",
        "id:8f14e45f;mail:jdoe@example.org",
    )
    assert (login["action"], login["ts_us"], login["url"]) == (
        "logon",
        1_716_232_865_403_000,
        "https://files.example.org/",
    )
    assert (admin["native_action"], admin["channel"], admin["address"]) == (
        "UPDATE-USER",
        "admin",
        "203.0.113.15",
    )
    assert "secret" not in repr(admin)


def test_events_without_time_or_type_are_rejects(read):
    data = json.dumps([EVENT, EVENT | {"time": None}, EVENT | {"type": None}]).encode()
    outcome = read(KeycloakEvents(), data)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (2, "no time"),
        (3, "no type of event"),
    ]


def test_the_log_in_json(read, log_file):
    message = OLD.partition(") ")[2]
    line = {"timestamp": "2024-05-20T19:21:05.403Z", "loggerName": "org.keycloak.events", "message": message}
    other = line | {"loggerName": "org.keycloak.services", "message": "started"}
    data = "\n".join(json.dumps(each) for each in (other, line)).encode()
    assert KeycloakJsonLog().sniff(data, log_file(data))
    outcome = read(KeycloakJsonLog(), data)
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert [event["account"] for event in outcome.events] == ["keycloak:jdoe"]


@given(
    st.lists(
        st.sampled_from([OLD, NEW, ADMIN, " ", "\n", "=", '"', ", a=", "\udce4", "2024-05-20"]), max_size=12
    )
)
def test_any_bytes_are_counted(read, pieces):
    data = "".join(pieces).encode("utf-8", "surrogateescape")
    read(KeycloakLog(), data)


@given(
    st.dictionaries(
        st.sampled_from([*EVENT, "operationType"]),
        st.none() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_any_event_is_counted(read, record):
    read(KeycloakEvents(), json.dumps([EVENT, EVENT | record]).encode())
