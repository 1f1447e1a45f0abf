"""Squid's access log in its three formats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.unix.squid import Squid

NATIVE = (
    "1716225665.123    456 203.0.113.7 TCP_MISS/200 48213 GET http://example.org/a.pdf?key=secret jdoe "
    "HIER_DIRECT/198.51.100.9 application/pdf"
)
COMBINED = (
    '203.0.113.7 - jdoe [20/May/2024:19:21:05 +0200] "GET http://example.org/a.pdf HTTP/1.1" 200 48213 "-" "a "b"" '
    "TCP_MISS:HIER_DIRECT"
)
COMMON = COMBINED.replace(' "-" "a "b""', "")


@pytest.mark.parametrize("line", [NATIVE, COMBINED, COMMON])
def test_a_request(read, line):
    (event,) = read(Squid(), line.encode()).events
    wanted = {
        "account": "squid:jdoe",
        "action": "visit",
        "channel": "web",
        "object": "http://example.org/a.pdf",
        "target": "example.org",
        "target_domains": "example.org",
        "bytes": 48213,
        "address": "203.0.113.7",
        "outcome": "success",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert event["ts_us"] // 1_000_000 == 1_716_225_665


@pytest.mark.parametrize(
    ("line", "account", "action", "thing", "outcome"),
    [
        (NATIVE.replace("GET", "POST"), "squid:jdoe", "upload", "http://example.org/a.pdf", "success"),
        (
            "1716225665.123 456 203.0.113.7 TCP_TUNNEL/200 9 CONNECT example.org:443 - HIER_DIRECT/198.51.100.9 -",
            "host:203.0.113.7",
            "visit",
            "https://example.org",
            "success",
        ),
        (
            "1716225665.123 0 2001:db8::7 TCP_DENIED/407 9 GET http://u:pw@example.org/ - HIER_NONE/- text/html",
            "host:2001:db8::7",
            "visit",
            "http://example.org/",
            "failure",
        ),
        (
            NATIVE.replace("jdoe", "lab%5cjdoe"),
            "squid:lab\\jdoe",
            "visit",
            "http://example.org/a.pdf",
            "success",
        ),
    ],
)
def test_other_requests(read, line, account, action, thing, outcome):
    (event,) = read(Squid(), line.encode()).events
    assert (event["account"], event["action"], event["object"], event["outcome"]) == (
        account,
        action,
        thing,
        outcome,
    )


def test_what_is_no_request(read, log_file):
    nothing = (
        "1716225665.123 0 127.0.0.1 NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -"
    )
    outcome = read(Squid(), f"{NATIVE}\n{nothing}\nother\n{COMMON.replace('May', 'Foo')}".encode())
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert [(r.record, r.reason) for r in outcome.rejects] == [
        (3, "the line is of none of Squid's three formats"),
        (4, "impossible time"),
    ]
    apache = b'203.0.113.7 - - [20/May/2024:19:21:05 +0200] "GET /a HTTP/1.1" 200 5\n'
    assert not Squid().sniff(apache, log_file(b""))
    file = log_file(NATIVE.encode())
    assert list(Squid().raw(file.open(), file, frozenset({1}))) == [(1, NATIVE.encode())]


@given(st.lists(st.sampled_from([NATIVE, COMMON, "\n", " ", '"', "http://[", "[", "-", "\xff"]), max_size=30))
def test_any_text_is_counted(read, pieces):
    read(Squid(), (NATIVE + "\n" + "".join(pieces)).encode("latin-1"))


def test_what_may_be_a_secret_in_an_address_is_not_kept(read):
    line = (
        "1716225665.123 456 203.0.113.7 TCP_MISS/200 48213 GET {} jdoe HIER_DIRECT/198.51.100.9 text/html\n"
    )
    asked = (
        "http://u:pw@example.org/a;jsessionid=secret",
        "http://example.org/a%3Ftoken=secret",
        "http://example.org/a@b",
    )
    events = read(Squid(), "".join(map(line.format, asked)).encode()).events
    assert [event["object"] for event in events] == [
        "http://example.org/a",
        "http://example.org/a",
        "http://example.org/a@b",
    ]
    assert {event["target"] for event in events} == {"example.org"}
