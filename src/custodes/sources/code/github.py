"""GitHub audit log with git events: JSON lines, or a JSON array as the API, the stream and the export give it.

Sample::

    {"@timestamp":1624445969188,"_document_id":"fXwGe7IW-BX8Ze64V_AORg","action":"git.clone","actor":"jdoe",
     "actor_ip":"203.0.113.15","org":"acme","repo":"acme/engine","repository":"acme/engine",
     "repository_public":false,"transport_protocol_name":"ssh","actor_location":{"country_code":"DE"}}

Each record is one event; times are milliseconds of UTC. The export of an organisation says ``created_at`` where others
say ``@timestamp``, and keeps details in ``data``. A clone and a downloaded archive are a copy of the repository
on a device (``download``); a fetch brings an existing copy up to date and counts as opening it (``read``), since editors
fetch every few minutes. A record without an actor (an anonymous clone of a public repository) is nobody's and is out
of scope.

References: docs.github.com, "Audit log events for your enterprise" and "Using the audit log API for your enterprise".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.model.event import ANYONE, Action, Channel, SetAside
from custodes.sources.fields import account_of, aliases_of, inner, said, text
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import MILLISECOND, epoch, iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["GitHub", "github_event"]

_A, _C = Action, Channel
_KINDS = {
    "git.clone": (_A.DOWNLOAD, _C.CODE),
    "git.fetch": (_A.READ, _C.CODE),
    "git.push": (_A.UPDATE, _C.CODE),
    "repo.download_zip": (_A.DOWNLOAD, _C.CODE),
    "migration.download": (_A.DOWNLOAD, _C.CODE),
    "packages.package_published": (_A.UPLOAD, _C.CODE),
    "packages.package_version_published": (_A.UPLOAD, _C.CODE),
    "gist.create": (_A.CREATE, _C.CODE),
    "gist.update": (_A.UPDATE, _C.CODE),
    "gist.destroy": (_A.DELETE, _C.CODE),
    "repo.create": (_A.CREATE, _C.CODE),
    "repo.destroy": (_A.DELETE, _C.CODE),
    "repo.rename": (_A.RENAME, _C.CODE),
    "repo.transfer": (_A.MOVE, _C.CODE),
    "repo.pages_public": (_A.SHARE, _C.SHARE),
    "repo.add_member": (_A.SHARE, _C.SHARE),
    "repo.remove_member": (_A.UNSHARE, _C.SHARE),
    "org.add_outside_collaborator": (_A.SHARE, _C.SHARE),
    "org.remove_outside_collaborator": (_A.UNSHARE, _C.SHARE),
    "user.login": (_A.LOGON, _C.SIGNIN),
    "org.sso_response": (_A.LOGON, _C.SIGNIN),
    "user.failed_login": (_A.LOGON, _C.SIGNIN),
}
"""What moves or opens code, or lets somebody in; everything else is administrative. See :func:`_kind` for visibility."""


_OPENS = ("repo.access", "gist.visibility_change")
_UTC = ZoneInfo("UTC")
_KNOWN = (
    "org",
    "repo",
    "business",
    "_document_id",
    "actor_location",
    "actor_ip",
    "public_repo",
    "operation_type",
)


class GitHub(JsonSource):
    """The audit log of a GitHub enterprise or organisation."""

    name = "github"
    title = "GitHub audit log with git events (JSON)"
    mark = "action"
    guide = Guide(
        channels=(_C.CODE, _C.SHARE, _C.SIGNIN),
        becomes=(
            ("`git.clone`, `repo.download_zip`", "a repository downloaded"),
            ("`git.fetch`", "a repository read: editors fetch every few minutes"),
            ("`git.push`", "a repository changed"),
            ("gists and packages", "made, changed, deleted, or published"),
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
        """Say whether it has a time as a number, a dotted action, an actor, and something else that only GitHub writes."""
        action, time = record.get("action"), record.get("@timestamp", record.get("created_at"))
        known = any(key in record for key in _KNOWN)
        return isinstance(time, int) and isinstance(action, str) and "." in action and known

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return github_event


def github_event(record: Record) -> Found:
    """Return the event of a record; ``record`` may be a row of a table, in texts."""
    action = said(record.get("action")) if isinstance(record.get("action"), str) else None
    if action is None:
        return "no action"
    when = _when(record)
    actor = said(record.get("actor"))
    if actor is None:
        return SetAside.OUT_OF_SCOPE
    told = {**inner(record, "data"), **record}
    verb, channel = _kind(action, told)
    repository = text(told.get("repo")) or text(told.get("repository"))
    bot = told.get("actor_is_bot") in (True, "true") or actor.endswith("[bot]")
    mail = text(told.get("external_identity_nameid"))
    return Row(
        when=when,
        account=account_of("github", actor),
        aliases=aliases_of(
            ("id", text(told.get("actor_id"))), ("mail", mail if mail and "@" in mail else None)
        ),
        actor="service" if bot else "user",
        action=verb,
        native_action=action,
        channel=channel,
        object=repository,
        area=repository,
        target=_target(action, verb, told),
        address=text(told.get("actor_ip")),
        outcome="failure" if action == "user.failed_login" else None,
        organization=text(told.get("org")),
        record_id=text(record.get("_document_id")),
        stream="audit",
    )


def _when(record: Record) -> Moment:
    """Return the time: milliseconds, or the text of the table."""
    time = record.get("@timestamp", record.get("created_at"))
    written = isinstance(time, str) and not time.strip().isdecimal()
    return iso(time, _UTC, utc=True) if written else epoch(time, MILLISECOND)


def _kind(action: str, told: Record) -> tuple[Action, Channel]:
    """Return action and channel; a repository or gist that becomes public is shared with anybody."""
    if action in _OPENS:
        shared = told.get("visibility") == "public" and told.get("previous_visibility") != "public"
        return (_A.SHARE, _C.SHARE) if shared else (_A.OTHER, _C.ADMIN)
    return _KINDS.get(action, (_A.OTHER, _C.ADMIN))


def _target(action: str, verb: Action, told: Record) -> str | None:
    """Say who was let in or put out: a login, or anybody."""
    if verb is Action.SHARE and (action in _OPENS or action == "repo.pages_public"):
        return ANYONE
    return text(told.get("user")) if verb in (Action.SHARE, Action.UNSHARE) else None
