"""GitHub Enterprise audit log with git events: JSON lines, or a JSON array as the API and the export give it.

Sample::

    {"@timestamp":1624445969188,"_document_id":"fXwGe7IW-BX8Ze64V_AORg","action":"git.clone","actor":"jdoe",
     "actor_ip":"203.0.113.15","org":"acme","repo":"acme/engine","repository":"acme/engine",
     "repository_public":false,"transport_protocol_name":"ssh","actor_location":{"country_code":"DE"}}

Each record is one event; times are milliseconds of UTC. A clone and a downloaded archive are a copy of the repository
on a device (``download``); a fetch brings an existing copy up to date and counts as opening it (``read``), since editors
fetch every few minutes. A record without an actor (an anonymous clone of a public repository) is nobody's and is out
of scope.

References: docs.github.com, "Audit log events for your enterprise" and "Using the audit log API for your enterprise".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from custodes.identity.accounts import canonical_account
from custodes.model.event import ANYONE, Action, Channel, SetAside
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import MILLISECOND, epoch
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["GitHub"]

_A, _C = Action, Channel
_KINDS = {
    "git.clone": (_A.DOWNLOAD, _C.CODE),
    "git.fetch": (_A.READ, _C.CODE),
    "git.push": (_A.UPDATE, _C.CODE),
    "repo.download_zip": (_A.DOWNLOAD, _C.CODE),
    "repo.create": (_A.CREATE, _C.CODE),
    "repo.destroy": (_A.DELETE, _C.CODE),
    "repo.rename": (_A.RENAME, _C.CODE),
    "repo.transfer": (_A.MOVE, _C.CODE),
    "repo.add_member": (_A.SHARE, _C.SHARE),
    "repo.remove_member": (_A.UNSHARE, _C.SHARE),
    "org.add_outside_collaborator": (_A.SHARE, _C.SHARE),
    "org.remove_outside_collaborator": (_A.UNSHARE, _C.SHARE),
    "user.login": (_A.LOGON, _C.SIGNIN),
    "org.sso_response": (_A.LOGON, _C.SIGNIN),
    "user.failed_login": (_A.LOGON, _C.SIGNIN),
}
"""What moves or opens code, or lets somebody in; everything else is administrative. See :func:`_kind` for visibility."""


class GitHub(JsonSource):
    """The audit log of a GitHub enterprise or organisation."""

    name = "github"
    title = "GitHub Enterprise audit log with git events (JSON)"
    mark = "@timestamp"
    guide = Guide(
        channels=(_C.CODE, _C.SHARE, _C.SIGNIN),
        becomes=(
            ("`git.clone`, `repo.download_zip`", "a repository downloaded"),
            ("`git.fetch`", "a repository read: editors fetch every few minutes"),
            ("`git.push`", "a repository changed"),
            ("`repo.access` to public, members and outside collaborators added", "a share"),
            ("`user.login`, `org.sso_response`, `user.failed_login`", "a sign-in"),
            ("everything else", "administrative; a record without an actor is out of scope"),
        ),
        switch_on=(
            "Stream the audit log of the enterprise with *git events* switched on, or export it (*Settings > Audit log > "
            "Export git events*) at least once a week: GitHub keeps clones, fetches and pushes for seven days.",
        ),
        blind=(
            "Which files of a repository were looked at on the web.",
            "Where a clone went from the device that it was taken to.",
        ),
        tested=Tested.RECORDS,
        references=(
            'docs.github.com, "Audit log events for your enterprise"',
            'docs.github.com, "Using the audit log API for your enterprise"',
        ),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it has @timestamp, a dotted action, and an organisation, repository or identifier of GitHub's."""
        action = record.get("action")
        known = any(key in record for key in ("org", "repo", "business", "_document_id"))
        return "@timestamp" in record and isinstance(action, str) and "." in action and known

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _found(record: Record) -> Found:
    action = _text(record, "action")
    if action is None:
        return "no action"
    when = epoch(record.get("@timestamp", record.get("created_at")), MILLISECOND)
    actor = _text(record, "actor")
    if actor is None:
        return SetAside.OUT_OF_SCOPE
    verb, channel = _kind(action, record.get("visibility"), record.get("previous_visibility"))
    repository = _text(record, "repo") or _text(record, "repository")
    bot = record.get("actor_is_bot") in (True, "true") or actor.endswith("[bot]")
    return Row(
        when=when,
        account=_account(actor),
        actor="service" if bot else "user",
        action=verb,
        native_action=action,
        channel=channel,
        object=repository,
        area=repository,
        target=_target(action, verb, record),
        address=_text(record, "actor_ip"),
        outcome="failure" if action == "user.failed_login" else None,
        organization=_text(record, "org"),
        record_id=_text(record, "_document_id"),
        stream="audit",
    )


def _kind(action: str, now: object, before: object) -> tuple[Action, Channel]:
    """Return action and channel; a repository that becomes public is shared with anybody."""
    if action == "repo.access":
        shared = now == "public" and before != "public"
        return (_A.SHARE, _C.SHARE) if shared else (_A.OTHER, _C.ADMIN)
    return _KINDS.get(action, (_A.OTHER, _C.ADMIN))


def _target(action: str, verb: Action, record: Record) -> str | None:
    """Say who was let in or put out: a login, or anybody."""
    if action == "repo.access" and verb is Action.SHARE:
        return ANYONE
    return _text(record, "user") if verb in (Action.SHARE, Action.UNSHARE) else None


@lru_cache(100_000)
def _account(login: str) -> str:
    return canonical_account("github", login)


def _text(record: Record, key: str) -> str | None:
    value = record.get(key)
    return (value.strip() or None) if isinstance(value, str) else None
