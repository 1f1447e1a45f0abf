"""Okta System Log, as its API gives it: a JSON array, or one record a line.

Sample::

    {"uuid":"faf7398a-4f77-11ea-97fb-5925e98228bd","published":"2024-05-20T19:21:05.843Z","eventType":"user.session.start",
     "actor":{"id":"00u1abc","type":"User","alternateId":"jdoe@example.org","displayName":"Jane Doe"},
     "client":{"ipAddress":"203.0.113.15"},"outcome":{"result":"SUCCESS"},"target":[{"type":"AppInstance",
     "id":"0oa1","displayName":"Files"}]}

Each record is one event; times are UTC. ``target`` is the application that was signed in to. A sign-in with an unknown
login still names it. What was typed, tokens and session identifiers are not kept.

References: developer.okta.com/docs/reference/api/system-log; developer.okta.com/docs/reference/api/event-types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.model.event import Action, Channel
from custodes.sources.fields import account_of, aliases_of, inner, items_of, said, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["Okta", "okta_event"]

_UTC = ZoneInfo("UTC")
_KINDS = {
    "user.session.start": Action.LOGON,
    "user.authentication.sso": Action.LOGON,
    "user.session.end": Action.LOGOFF,
    "user.authentication.slo": Action.LOGOFF,
}
_SIGNIN = (
    "user.authentication.",
    "user.session.",
    "user.mfa.",
    "policy.evaluate_",
    "app.oauth2.",
    "security.threat",
)
_OUTCOMES = {"SUCCESS": "success", "ALLOW": "success", "FAILURE": "failure", "DENY": "failure"}
_NOBODY = "unknown"


class Okta(JsonSource):
    """The system log of an Okta organisation."""

    name = "okta"
    title = "Okta System Log (JSON)"
    mark = "eventType"
    guide = Guide(
        channels=(Channel.SIGNIN,),
        becomes=(
            (
                "`user.session.start`, `user.authentication.sso`",
                "a sign-in, the second to the application named",
            ),
            ("`user.session.end`, `user.authentication.slo`", "a sign-out"),
            (
                "other steps of a sign-in and evaluations of policies",
                "kept beside the sign-ins, never scored",
            ),
            ("everything else", "administrative"),
        ),
        switch_on=("Read `/api/v1/logs` at least every 90 days, as JSON: Okta keeps the log no longer.",),
        blind=("What was done in an application after the sign-in.",),
        tested=Tested.RECORDS,
        references=(
            "developer.okta.com, System Log API",
            "developer.okta.com, Event types",
        ),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it has a dotted event type, the time it was published, an actor and an identifier."""
        kind = record.get("eventType")
        dotted = isinstance(kind, str) and "." in kind
        return dotted and "published" in record and "uuid" in record and isinstance(record.get("actor"), dict)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return okta_event


def okta_event(record: Record) -> Found:
    """Return the event of a record of the system log."""
    kind = text(record.get("eventType"))
    if kind is None:
        return "no event type"
    when = iso(text(record.get("published")), _UTC, utc=True)
    actor = inner(record, "actor")
    identifier, login = said(actor.get("id")), said(actor.get("alternateId"))
    person = (text(actor.get("type")) or "User") == "User"
    signin = kind.startswith(_SIGNIN)
    apps = [said(each.get("displayName")) for each in items_of(record.get("target")) if _is_app(each)]
    return Row(
        when=when,
        account=account_of("okta", login or identifier or _NOBODY),
        aliases=aliases_of(("id", identifier)),
        actor="user" if person and (login or identifier) else "system",
        action=_KINDS.get(kind, Action.OTHER),
        native_action=kind,
        channel=Channel.SIGNIN if signin else Channel.ADMIN,
        target=";".join(app for app in apps if app) or None,
        address=said(inner(record, "client").get("ipAddress")),
        outcome=_OUTCOMES.get((text(inner(record, "outcome").get("result")) or "").upper()),
        record_id=text(record.get("uuid")),
        stream="system",
    )


def _is_app(target: Record) -> bool:
    return target.get("type") in ("AppInstance", "AppUser")
