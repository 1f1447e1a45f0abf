"""Message traces: whose a mail is, in each report, and every record accounted for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.anything import VALUES

from custodes.sources.microsoft.message_trace import MessageTrace, MessageTraceTable

MAIL = {
    "Organization": "example.org",
    "MessageId": "<1@example.org>",
    "Received": "2024-03-04T10:00:00.1234567",
    "SenderAddress": "Jane@Example.org",
    "RecipientAddress": "bob@example.net",
    "Subject": "Plans",
    "Status": "Delivered",
    "ToIP": "203.0.113.9",
    "FromIP": None,
    "Size": 77,
    "MessageTraceId": "t1",
}


def lines(*records) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in records).encode()


def test_a_mail_sent(read):
    (event,) = read(MessageTrace(), lines(MAIL), zone="Asia/Tokyo").events
    expected = {
        "ts_us": 1_709_546_400_123_456,
        "time_basis": "format",
        "account": "mail:jane@example.org",
        "action": "send",
        "channel": "mail",
        "object": "Plans",
        "object_id": "<1@example.org>",
        "target": "bob@example.net",
        "target_domains": "example.net",
        "bytes": 77,
        "outcome": "success",
        "organization": "example.org",
        "record_id": "t1",
    }
    assert {key: event[key] for key in expected} == expected


WHOSE = {
    "in": (
        {"SenderAddress": "eve@example.net", "RecipientAddress": "jane@example.org"},
        ["receive mail:jane@example.org"],
    ),
    "within": (
        {"RecipientAddress": "bob@lab.example.org"},
        ["send mail:jane@example.org", "receive mail:bob@lab.example.org"],
    ),
    "another domain of the tenant, out": (
        {"Organization": "x.onmicrosoft.com"},
        ["send mail:jane@example.org"],
    ),
    "another domain of the tenant, in": (
        {"Organization": "x.onmicrosoft.com", "FromIP": "203.0.113.8", "ToIP": None},
        ["receive mail:bob@example.net"],
    ),
    "no organisation, one domain": (
        {"Organization": None, "RecipientAddress": "bob@example.org"},
        ["send mail:jane@example.org", "receive mail:bob@example.org"],
    ),
}


@pytest.mark.parametrize("case", WHOSE)
def test_whose_a_mail_is(case, read):
    changes, expected = WHOSE[case]
    events = read(MessageTrace(), lines({**MAIL, **changes})).events
    assert [f"{event['action']} {event['account']}" for event in events] == expected


def test_what_cannot_be_read_is_a_reject(read):
    outcome = read(
        MessageTrace(),
        lines(
            MAIL,
            {**MAIL, "SenderAddress": ""},
            {**MAIL, "RecipientAddress": "x"},
            {**MAIL, "Received": "4.3.2024"},
        ),
    )
    assert [(each.record, each.reason) for each in outcome.rejects] == [
        (2, "no sender"),
        (3, "no recipient"),
        (4, "the time is not ISO 8601"),
    ]


def test_a_report_of_the_portal(read):
    data = (
        b"origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,directionality\n"
        b"2024-03-04T10:00:00.1Z,jane@example.org,a@example.net##Receive;b@example.org##Receive,Plans,77,<1>,Originating\n"
        b"2024-03-04T10:00:01.1Z,eve@example.net,jane@example.org##Receive,Hello,77,<2>,Incoming\n"
    )
    outcome = read(MessageTraceTable(), data)
    assert [
        (event["record"], event["action"], event["account"], event["target"]) for event in outcome.events
    ] == [
        (1, "send", "mail:jane@example.org", "a@example.net;b@example.org"),
        (1, "receive", "mail:b@example.org", "b@example.org"),
        (2, "receive", "mail:jane@example.org", "jane@example.org"),
    ]


def test_what_the_cmdlet_writes_as_csv(read):
    row = ",".join("" if value is None else str(value) for value in MAIL.values())
    outcome = read(MessageTraceTable(), f"{','.join(MAIL)}\n{row}\n".encode())
    assert [event["action"] for event in outcome.events] == ["send"]


@given(st.dictionaries(st.sampled_from(tuple(MAIL)), VALUES, max_size=5))
def test_values_of_any_type_are_counted(read, changes):
    assert read(MessageTrace(), lines(MAIL, {**MAIL, **changes})).records == 2
