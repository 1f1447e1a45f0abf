"""Slack audit log, as its API gives it: pages (``{"entries":[…]}``), an array, or one record a line.

Sample::

    {"id":"0123a45b-6c7d","date_create":1716232865,"action":"file_downloaded","actor":{"type":"user","user":{
     "id":"W0001","name":"Jane Doe","email":"jdoe@example.org"}},"entity":{"type":"file","file":{"id":"F0001",
     "name":"plan.pdf","filetype":"application/pdf","title":"plan"}},"context":{"location":{"type":"workspace",
     "id":"T0001","name":"Acme"},"ip_address":"203.0.113.15"}}

Each record is one event; times are seconds of UTC. Messages are not in this log, and what quotes one is not kept, nor are
private addresses of files, which may carry a token.

References: docs.slack.dev/reference/audit-logs-api/methods-actions-reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.model.event import ANYONE, Action, Channel
from custodes.sources.fields import account_of, aliases_of, inner, said, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import MILLISECOND, SECOND, epoch
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["Slack"]

_A, _C = Action, Channel
_KINDS = {
    "file_downloaded": (_A.DOWNLOAD, _C.MESSAGING),
    "file_downloaded_blocked": (_A.DOWNLOAD, _C.MESSAGING),
    "file_uploaded": (_A.UPLOAD, _C.MESSAGING),
    "file_shared": (_A.SHARE, _C.MESSAGING),
    "file_deleted": (_A.DELETE, _C.MESSAGING),
    "file_public_link_created": (_A.SHARE, _C.SHARE),
    "file_public_link_revoked": (_A.UNSHARE, _C.SHARE),
    "file_malicious_content_detected": (_A.DETECT, _C.MESSAGING),
    "workflow_responses_csv_download": (_A.DOWNLOAD, _C.MESSAGING),
    "user_login": (_A.LOGON, _C.SIGNIN),
    "user_login_failed": (_A.LOGON, _C.SIGNIN),
    "cli_login": (_A.LOGON, _C.SIGNIN),
    "user_logout": (_A.LOGOFF, _C.SIGNIN),
    "cli_logout": (_A.LOGOFF, _C.SIGNIN),
}
_OUTCOMES = {"user_login": "success", "user_login_failed": "failure", "file_downloaded_blocked": "failure"}
_EXPORT = (
    "_export_downloaded"  # an export of messages and files: manual_, scheduled_, channels_, manual_user_
)


class Slack(JsonSource):
    """The audit log of a Slack Enterprise organisation."""

    name = "slack"
    title = "Slack audit log (JSON)"
    mark = "date_create"
    guide = Guide(
        channels=(_C.MESSAGING, _C.SHARE, _C.SIGNIN),
        becomes=(
            ("`file_downloaded`, `file_uploaded`, `file_deleted`", "a file downloaded, uploaded, deleted"),
            ("`file_shared`", "a file shared in a channel"),
            ("`file_public_link_created`, `file_public_link_revoked`", "a link for anybody, or its end"),
            ("`…_export_downloaded`, `workflow_responses_csv_download`", "an export downloaded"),
            ("`user_login`, `user_login_failed`, `user_logout`", "a sign-in or sign-out"),
            ("everything else", "administrative"),
        ),
        switch_on=(
            "The audit log needs a Slack Enterprise plan; read `/audit/v1/logs` as an owner of the organisation.",
        ),
        blind=("What was written or pasted in messages.", "How large a file was."),
        tested=Tested.RECORDS,
        references=("docs.slack.dev, Audit Logs API methods and actions",),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it has an action, the second it was made, an actor and an entity or context."""
        told = isinstance(record.get("actor"), dict) and ("entity" in record or "context" in record)
        return told and "date_create" in record and isinstance(record.get("action"), str)

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _found(record: Record) -> Found:
    action = text(record.get("action"))
    if action is None:
        return "no action"
    when = _when(record)
    actor = inner(record, "actor")
    kind = text(actor.get("type")) or "user"
    user = inner(actor, kind)
    mail, identifier = said(user.get("email")), said(user.get("id"))
    context = inner(record, "context")
    exported = (_A.DOWNLOAD, _C.MESSAGING) if action.endswith(_EXPORT) else (_A.OTHER, _C.ADMIN)
    verb, channel = _KINDS.get(action, exported)
    return Row(
        when=when,
        account=account_of("slack", mail or identifier or said(user.get("name")) or "unknown"),
        aliases=aliases_of(("id", identifier)),
        actor="user" if kind == "user" and (mail or identifier) else "service",
        action=verb,
        native_action=action,
        channel=channel,
        **_object(record),
        area=text(inner(context, "location").get("name")),
        target=ANYONE if action == "file_public_link_created" else None,
        address=said(context.get("ip_address")),
        outcome=_OUTCOMES.get(action),
        organization=text(inner(context, "location").get("id")),
        record_id=text(record.get("id")),
        stream="audit",
    )


def _when(record: Record) -> Moment:
    """Return when it happened: what an anomaly is about has a time of its own, in milliseconds."""
    own = inner(record, "details").get("action_timestamp") if record.get("action") == "anomaly" else None
    return epoch(record.get("date_create"), SECOND) if own is None else epoch(own, MILLISECOND)


def _object(record: Record) -> dict[str, Any]:
    """Say which file, channel or user it was done to."""
    entity = inner(record, "entity")
    thing = inner(entity, text(entity.get("type")) or "")
    name = said(thing.get("name")) or said(thing.get("title")) or said(thing.get("email"))
    return {"object": name, "object_id": said(thing.get("id"))}
