"""One record of the GitHub audit log: what was done, to which repository, by whom.

References: docs.github.com, "Audit log events for your enterprise".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from custodes.identity.accounts import canonical_account
from custodes.model.event import ANYONE, Action, Channel
from custodes.sources.times import FIRST_US, LAST_US

__all__ = ["Row", "row_of"]

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


class Row(NamedTuple):
    """The columns that differ between records."""

    ts_us: int
    account: str
    actor: str
    action: str
    native_action: str
    channel: str
    object: str | None
    area: str | None
    target: str | None
    address: str | None
    outcome: str | None
    record_id: str | None


def row_of(record: dict[str, Any]) -> Row | str | None:
    """Read one record: its columns, why there is no event, or None where it is nobody's."""
    action = _text(record, "action")
    if action is None:
        return "no action"
    ts_us = _time(record.get("@timestamp", record.get("created_at")))
    if isinstance(ts_us, str):
        return ts_us
    actor = _text(record, "actor")
    if actor is None:
        return None
    verb, channel = _kind(action, record.get("visibility"), record.get("previous_visibility"))
    repository = _text(record, "repo") or _text(record, "repository")
    bot = record.get("actor_is_bot") in (True, "true") or actor.endswith("[bot]")
    return Row(
        ts_us,
        _account(actor),
        "service" if bot else "user",
        verb.value,
        action,
        channel.value,
        repository,
        repository,
        _target(action, verb, record),
        _text(record, "actor_ip"),
        "failure" if action == "user.failed_login" else None,
        _text(record, "_document_id"),
    )


def _kind(action: str, now: object, before: object) -> tuple[Action, Channel]:
    """Return action and channel; a repository that becomes public is shared with anybody."""
    if action == "repo.access":
        shared = now == "public" and before != "public"
        return (_A.SHARE, _C.SHARE) if shared else (_A.OTHER, _C.ADMIN)
    return _KINDS.get(action, (_A.OTHER, _C.ADMIN))


def _target(action: str, verb: Action, record: dict[str, Any]) -> str | None:
    """Say who was let in or put out: a login, or anybody."""
    if action == "repo.access" and verb is Action.SHARE:
        return ANYONE
    return _text(record, "user") if verb in (Action.SHARE, Action.UNSHARE) else None


@lru_cache(100_000)
def _account(login: str) -> str:
    return canonical_account("github", login)


def _text(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return (value.strip() or None) if isinstance(value, str) else None


def _time(value: object) -> int | str:
    """Return microseconds UTC of milliseconds, or why there are none; some exports write numbers as texts.

    >>> _time(1624445969188), _time("1624445969188.000000"), _time(None), _time(12)
    (1624445969188000, 1624445969188000, 'no time', 'impossible time')
    """
    if value is None or value == "":
        return "no time"
    try:
        ts_us = int(float(value) * 1000) if isinstance(value, str) else int(value) * 1000  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return "the time is not a number of milliseconds"
    return ts_us if FIRST_US <= ts_us < LAST_US else "impossible time"
