"""Mails in Defender's table EmailEvents: sent, received, or both within the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.identity.accounts import canonical_account
from custodes.model.event import Action, Channel
from custodes.sources.microsoft.m365.fields import address_of, number_of
from custodes.sources.microsoft.m365.places import domain_of
from custodes.sources.microsoft.records import aliases, first
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found

__all__ = ["mail_of"]

_OUT, _WITHIN = ("outbound", "intra-org"), ("inbound", "intra-org")
_STOPPED = frozenset({"blocked", "failed", "dropped"})


def mail_of(said: Mapping[str, Any], when: Moment, tenant: str | None) -> Found:
    """Return the events of a mail to one recipient; ``EmailDirection`` says whose the two are."""
    sender = first(said, "senderfromaddress", "sendermailfromaddress")
    recipient = first(said, "recipientemailaddress")
    if not sender or not recipient:
        return "no sender" if not sender else "no recipient"
    action = first(said, "deliveryaction")
    common: dict[str, Any] = {
        "when": when,
        "channel": Channel.MAIL,
        "native_action": action,
        "organization": tenant,
        "object": first(said, "subject"),
        "object_id": first(said, "internetmessageid"),
        "items": number_of(said.get("attachmentcount")),
        "bytes": number_of(said.get("emailsize")),
        "outcome": None if not action else "failure" if action.lower() in _STOPPED else "success",
        "record_id": f"{first(said, 'networkmessageid') or ''}:{recipient.lower()}",
        "stream": "emailevents",
        "target": recipient,
    }
    direction = (first(said, "emaildirection") or "").lower()
    rows = []
    if direction in _OUT or direction not in _WITHIN:
        rows.append(
            Row(
                **common,
                action=Action.SEND,
                account=canonical_account("mail", sender),
                aliases=aliases("", first(said, "senderobjectid")),
                target_domains=domain_of(recipient),
                address=address_of(first(said, "senderipv4", "senderipv6") or ""),
            )
        )
    if direction in _WITHIN:
        account = canonical_account("mail", recipient)
        also = aliases("", first(said, "recipientobjectid"))
        rows.append(Row(**common, action=Action.RECEIVE, account=account, aliases=also, address=sender))
    return rows
