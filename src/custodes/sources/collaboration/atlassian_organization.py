"""Audit log of an Atlassian organisation (Guard), as its API gives it: what users did in Confluence Cloud, too.

Sample (pages: ``{"data":[…],"meta":{…},"links":{…}}``)::

    {"id":"6f1b","type":"events","attributes":{"time":"2024-05-20T19:21:05.873Z","action":"confluence_page_viewed",
     "actor":{"id":"5f2c","name":"Jane Doe","email":"jdoe@example.org"},"context":[{"id":"4711","type":"page",
     "attributes":{"name":"Plan"}}],"container":[{"id":"c1","type":"site","attributes":{"siteName":"acme"}}],
     "location":{"ip":"203.0.113.15"}}}

Each record is one event; times are UTC. What an action does is read off its words, as in Confluence's own log.

References: developer.atlassian.com/cloud/admin/organization/rest/api-group-events; support.atlassian.com,
"Track organization activities from the audit log".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.model.event import Channel
from custodes.sources.collaboration.confluence_words import DOCUMENTS, kind_of
from custodes.sources.fields import account_of, aliases_of, inner, items_of, said, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["AtlassianOrganization"]

_UTC = ZoneInfo("UTC")


class AtlassianOrganization(JsonSource):
    """The audit log of an Atlassian organisation."""

    name = "atlassian_organization"
    title = "Atlassian organisation audit log (Guard, JSON)"
    mark = "attributes"
    guide = Guide(
        channels=(Channel.CLOUD, Channel.SHARE, Channel.SIGNIN),
        becomes=(
            ("pages and attachments viewed, exported, downloaded, changed", "a read, a download, a change"),
            ("permissions and public links", "a share or its end"),
            ("sign-ins", "a sign-in"),
            ("everything else", "administrative"),
        ),
        switch_on=(
            "Subscribe to Atlassian Guard, switch on *user-created activity* in the audit log's settings, and read "
            "`/admin/v1/orgs/ORG/events` at least every 180 days.",
        ),
        blind=("What users did on pages, without user-created activity.",),
        tested=Tested.PAPER,
        references=("developer.atlassian.com, Organizations REST API, Events",),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it is an event with an action, a time and an actor among its attributes."""
        told = inner(record, "attributes")
        named = isinstance(told.get("action"), str) and isinstance(told.get("actor"), dict)
        return record.get("type") in ("events", "event") and named and "time" in told

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _found(record: Record) -> Found:
    told = inner(record, "attributes")
    native = text(told.get("action"))
    if native is None:
        return "no action"
    action, channel, outcome = kind_of(native)
    actor = inner(told, "actor")
    identifier, mail = said(actor.get("id")), said(actor.get("email"))
    things = items_of(told.get("context"))
    first = next((each for each in things if each.get("type") in DOCUMENTS), things[0] if things else {})
    place = next(iter(items_of(told.get("container"))), {})
    return Row(
        when=iso(text(told.get("time")), _UTC, utc=True),
        account=account_of("confluence", identifier or mail or "unknown"),
        aliases=aliases_of(("id", identifier), ("mail", mail)),
        actor="user" if identifier or mail else "system",
        action=action,
        native_action=native,
        channel=channel,
        object=_name(first),
        object_id=said(first.get("id")),
        area=_name(place),
        address=said(inner(told, "location").get("ip")),
        outcome=outcome,
        organization=said(place.get("id")),
        record_id=text(record.get("id")),
        stream="events",
    )


def _name(thing: Record) -> str | None:
    """Return what a thing is called."""
    told = inner(thing, "attributes")
    return next((name for key in ("name", "title", "siteName") if (name := said(told.get(key)))), None)
