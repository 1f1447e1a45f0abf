"""What all streams of Zeek have in common as events: the client's address, a machine as account, codes of replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from custodes.sources.network.parties import Party, machine
from custodes.sources.network.zeek_record import text, when
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.model.event import Action, Channel

__all__ = ["Record", "client", "outcome_of", "row"]

Record: TypeAlias = dict[str, Any]


def row(record: Record, who: Party, action: Action, channel: Channel, word: str | None, **more: Any) -> Row:
    """Return the event of a record, at its time and from its client."""
    return Row(
        when=when(record),
        account=who.account,
        actor=who.actor,
        action=action,
        channel=channel,
        native_action=word,
        address=text(record, "id.orig_h"),
        **more,
    )


def client(record: Record) -> Party:
    """Return the machine that asked."""
    return machine(text(record, "id.orig_h") or "")


def outcome_of(code: int | None) -> str | None:
    """Read a reply of FTP or SMTP: 2xx done, 4xx and 5xx refused, anything else under way."""
    if code is None:
        return None
    return {2: "success", 4: "failure", 5: "failure"}.get(code // 100)
