"""Message trace of Exchange Online: which mail went from whom to whom. JSON, and the CSV of portal or PowerShell.

Samples::

    {"Organization":"example.org","MessageId":"<1@example.org>","Received":"2024-03-04T10:00:00.1","SenderAddress":
     "jane@example.org","RecipientAddress":"bob@example.net","Subject":"Plans","Status":"Delivered","ToIP":"203.0.113.9",
     "FromIP":null,"Size":22704,"MessageTraceId":"a6f6"}
    origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,directionality

A trace has a record for each recipient. One whose sender is the organisation's is a mail sent; one whose recipient is the
organisation's is a mail received; within the organisation it is both. Which domains are the organisation's is said by
``Organization`` or ``directionality``; where neither is there, by the addresses of the servers: Exchange leaves ``ToIP``
empty for mail that came in, ``FromIP`` for mail that went out. Times are UTC.

References: learn.microsoft.com/powershell/module/exchange/get-messagetracev2; learn.microsoft.com/exchange/monitoring/
trace-an-email-message/message-trace-modern-eac; learn.microsoft.com/graph/api/resources/exchangemessagetrace.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.fields import account_of
from custodes.sources.forms.products import JsonSource, Record, TableSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.m365.fields import address_of, number_of
from custodes.sources.microsoft.m365.places import domain_of
from custodes.sources.microsoft.records import first
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["MessageTrace", "MessageTraceTable"]

_UTC = ZoneInfo("UTC")
_NAMES = {
    "time": ("received", "receiveddatetime", "origin_timestamp_utc", "date_time_utc", "origin_timestamp"),
    "sender": ("senderaddress", "sender_address", "sender"),
    "to": ("recipientaddress", "recipient_address", "recipient_status", "recipient"),
    "subject": ("subject", "message_subject"),
    "size": ("size", "total_bytes"),
    "message": ("messageid", "message_id"),
    "trace": ("messagetraceid", "network_message_id", "id"),
    "status": ("status",),
    "from_ip": ("fromip", "original_client_ip"),
    "to_ip": ("toip",),
    "organization": ("organization",),
    "direction": ("directionality",),
}
"""What each is called in the API, in Graph, and in the portal's reports."""
_FAILED = frozenset({"failed", "quarantined", "filteredasspam", "expanded", "rejected"})
_GUIDE = Guide(
    channels=(Channel.MAIL,),
    becomes=(
        ("a record whose sender is the organisation's", "a mail sent to that recipient"),
        ("a record whose recipient is the organisation's", "a mail received"),
        ("a mail within the organisation", "both"),
    ),
    switch_on=(
        "Run `Get-MessageTraceV2` and write its result as CSV or JSON, or start a message trace in the Exchange admin "
        "centre (*Mail flow > Message trace*) and download its report.",
        "Exchange keeps traces for 90 days: fetch them monthly.",
    ),
    blind=(
        "What a mail or its attachments held, and how many attachments it had.",
        "That several records are one mail: each recipient has a record of their own (the mail's identifier is the same).",
    ),
    tested=Tested.RECORDS,
    references=(
        "learn.microsoft.com/powershell/module/exchange/get-messagetracev2",
        "learn.microsoft.com/exchange/monitoring/trace-an-email-message/message-trace-modern-eac",
        "learn.microsoft.com/graph/api/resources/exchangemessagetrace",
    ),
)


class MessageTrace(JsonSource):
    """The trace as JSON."""

    name = "message_trace"
    title = "Exchange Online message trace (JSON)"
    mark = "MessageTraceId"
    guide = _GUIDE

    def is_record(self, record: Record) -> bool:
        """Say whether an object has the identifier of a trace, a sender and a recipient."""
        return all(key in record for key in ("MessageTraceId", "SenderAddress", "RecipientAddress"))

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _record


class MessageTraceTable(TableSource):
    """The trace as CSV."""

    name = "message_trace_csv"
    title = "Exchange Online message trace (CSV of the portal or of Get-MessageTrace)"
    columns = tuple(dict.fromkeys(name for names in _NAMES.values() for name in names))
    guide = _GUIDE

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether the header is that of a trace, whichever report."""
        cmdlet = {"received", "senderaddress", "recipientaddress"} <= names
        report = {"sender_address", "message_subject"} <= names and bool(names & set(_NAMES["time"]))
        return cmdlet or report

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""
        return _found


def _record(record: Record) -> Found:
    return _found({key.lower(): value for key, value in record.items()})


def _found(said: Mapping[str, Any]) -> Found:
    part = {name: first(said, *keys) for name, keys in _NAMES.items()}
    when = iso(part["time"], _UTC, utc=True)
    sender, recipients = part["sender"], _recipients(part["to"])
    if not sender or not recipients:
        return "no sender" if not sender else "no recipient"
    subject, status = part["subject"], (part["status"] or "").replace(" ", "").lower()
    common: dict[str, Any] = {
        "when": when,
        "channel": Channel.MAIL,
        "native_action": part["status"],
        "object": subject,
        "object_id": part["message"],
        "organization": part["organization"],
        "bytes": number_of(part["size"]),
        "outcome": "failure" if status in _FAILED else "success" if status else None,
        "record_id": part["trace"],
        "stream": "mail",
    }
    rows = []
    out, received = _direction(part, sender, recipients)
    if out:
        domains = {domain for each in recipients if (domain := domain_of(each))}
        rows.append(
            Row(
                **common,
                account=account_of("mail", sender),
                action=Action.SEND,
                target=";".join(recipients),
                target_domains=";".join(sorted(domains)),
                address=address_of(part["from_ip"] or ""),
            )
        )
    rows += [
        Row(
            **common,
            account=account_of("mail", each),
            action=Action.RECEIVE,
            target=each,
            address=sender,
            client=address_of(part["from_ip"] or ""),
        )
        for each in received
    ]
    return rows or SetAside.OUT_OF_SCOPE


def _recipients(text: str | None) -> list[str]:
    """Return the addresses of one recipient, or of a report's "a@x.org##Receive, Deliver;b@y.org##…".

    >>> _recipients("a@x.org##Receive, Deliver;b@y.org##Receive"), _recipients("a@x.org")
    (['a@x.org', 'b@y.org'], ['a@x.org'])
    """
    names = (each.partition("##")[0].strip() for each in re.split(r"[;|]", text or ""))
    return list(dict.fromkeys(name for name in names if "@" in name))


def _direction(part: Mapping[str, str | None], sender: str, recipients: list[str]) -> tuple[bool, list[str]]:
    """Return whether the organisation sent it, and which of the recipients are the organisation's."""
    own = (part["organization"] or "").lower()
    ours = [each for each in recipients if own and _within(each, own)]
    if ours or (own and _within(sender, own)):  # else the tenant has further domains
        return _within(sender, own), ours
    direction = (part["direction"] or "").lower()
    if direction in ("incoming", "inbound") or (not direction and part["from_ip"] and not part["to_ip"]):
        return False, recipients
    same = domain_of(sender)
    return True, [each for each in recipients if same and domain_of(each) == same]


def _within(address: str, own: str) -> bool:
    domain = domain_of(address) or ""
    return domain == own or domain.endswith("." + own)
