"""What a Sigma rule may ask of an event: the columns that events hold, and what can be read off them.

A rule is written against the fields of a product; :mod:`~custodes.indicators.sigma.products` maps those to the names
here. A field that is not here is not held, and the rule that asks for it is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import ibis

from custodes.indicators.sigma.refusal import UnsupportedError
from custodes.model.event import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ibis.expr.types as ir

__all__ = ["ACCOUNT", "FIELDS", "KEYWORD_FIELDS", "Field", "Kind", "field_of"]

ACCOUNT = "login"
"""The field that says whose event it is; a correlation groups by it."""

_SUBJECTS = (Channel.MAIL.value, Channel.MESSAGING.value)


class Kind(StrEnum):
    """What a field holds, and so what can be asked of it."""

    TEXT = "text"
    LIST = "list"  # several texts, joined by ";"
    NUMBER = "number"
    HOUR = "hour"  # of the time of the event, in the organisation's zone
    OUTCOME = "outcome"  # "success" or null: failed actions count for nobody


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event.

    of: from a table of categorised events to a column, null where the event's log does not say it
    """

    kind: Kind
    of: Callable[[ir.Table], ir.Column]


def _column(name: str) -> Callable[[ir.Table], ir.Column]:
    return lambda t: t[name]


def _object(t: ir.Table) -> ir.StringColumn:
    """Return what was acted on; the subjects of mails and messages are never searched."""
    return ibis.ifelse(t.channel.isin(_SUBJECTS), ibis.null("string"), t.object)


def _name(text: ir.StringColumn) -> ir.StringColumn:
    return text.re_extract(r"[^/\\]*$", 0).nullif("")


def _extension(text: ir.StringColumn) -> ir.StringColumn:
    return text.re_extract(r"\.([^./\\?#]+)$", 1).nullif("")


def _workload(t: ir.Table) -> ir.StringColumn:
    """Return Microsoft's word for the part of the audit log; OneDrive is told from SharePoint by its host."""
    own = t.area.contains("-my.sharepoint.").fill_null(False)
    return ibis.cases(
        ((t.stream == "m365.sharepoint") & own, "OneDrive"),
        (t.stream == "m365.sharepoint", "SharePoint"),
        (t.stream == "m365.exchange", "Exchange"),
        (t.stream == "m365.entra", "AzureActiveDirectory"),
        (t.stream == "m365.endpoint", "Endpoint"),
        (t.stream == "m365.teams", "MicrosoftTeams"),
    )


_PLAIN = ("action", "native_action", "channel", "area", "host", "address", "label", "source", "stream")

FIELDS: Mapping[str, Field] = {name: Field(Kind.TEXT, _column(name)) for name in _PLAIN} | {
    "account": Field(Kind.TEXT, _column("account")),
    ACCOUNT: Field(Kind.TEXT, lambda t: t.account.re_extract(r"(?s)^[^:]*:(.*)$", 1)),
    "object": Field(Kind.TEXT, _object),
    "object.name": Field(Kind.TEXT, lambda t: _name(_object(t))),
    "object.extension": Field(Kind.TEXT, lambda t: _extension(_object(t))),
    "target": Field(Kind.LIST, _column("target")),
    "target.name": Field(Kind.TEXT, lambda t: _name(t.target)),
    "target_domains": Field(Kind.LIST, _column("target_domains")),
    "destination": Field(Kind.TEXT, _column("category")),
    "workload": Field(Kind.TEXT, _workload),
    "outcome": Field(Kind.OUTCOME, _column("outcome")),
    "items": Field(Kind.NUMBER, _column("items")),
    "bytes": Field(Kind.NUMBER, _column("bytes")),
    "time": Field(Kind.HOUR, _column("hour")),
}
"""Every field by the name that rules for ``product: custodes`` use."""

KEYWORD_FIELDS = ("native_action", "object", "area", "target", "host", "label")
"""Where a value without a field is looked for: what an event says of the act, never who did it."""

_NEVER_HELD: Mapping[str, str] = {
    "Image": "events name no process",
    "ParentImage": "events name no process",
    "CommandLine": "events hold no command line",
    "EventID": "events hold the product's word in native_action, no event number",
    "Subject": "subjects of mails are never searched",
    "email.subject": "subjects of mails are never searched",
    "c-useragent": "events hold no user agent",
    "SiteUrl": "use area, which begins with the site's host",
}
"""Why some fields that rules often ask for are not held."""


def field_of(name: str) -> Field:
    """Return a field of events. Raises UnsupportedError for one that events do not hold."""
    if name not in FIELDS:
        message = f"events have no field '{name}'"
        raise UnsupportedError(
            message, _NEVER_HELD.get(name, "docs/sigma.md lists the fields that can be asked")
        )
    return FIELDS[name]
