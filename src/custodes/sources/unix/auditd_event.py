"""The lines of one audit event to one event: who, which file, which way."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.rows import Row
from custodes.sources.unix.auditd_calls import ACTIONS, call_name, writes
from custodes.sources.unix.auditd_fields import UNSET
from custodes.sources.unix.logins import actor_of, address_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.rows import Found
    from custodes.sources.unix.auditd_fields import AuditLine

__all__ = ["audit_group"]

_A, _C = Action, Channel
_KINDS = {
    "USER_LOGIN": (_A.LOGON, _C.SIGNIN),
    "USER_LOGOUT": (_A.LOGOFF, _C.SIGNIN),
    **dict.fromkeys(
        (
            *("LOGIN", "USER_AUTH", "USER_ACCT", "USER_START", "USER_END", "USER_ERR", "USER_CHAUTHTOK"),
            *("CRED_ACQ", "CRED_DISP", "CRED_REFR", "GRP_AUTH", "ANOM_LOGIN_FAILURES"),
        ),
        (_A.OTHER, _C.SIGNIN),
    ),
}
_BY_SESSION = frozenset(
    {
        *_KINDS,
        *("SYSCALL", "USER_CMD", "USER_TTY", "TTY", "USER_MGMT", "USER_SELINUX_ERR", "USER_MAC_POLICY_LOAD"),
        *(
            "ADD_USER",
            "DEL_USER",
            "ADD_GROUP",
            "DEL_GROUP",
            "GRP_MGMT",
            "GRP_CHAUTHTOK",
            "ACCT_LOCK",
            "ACCT_UNLOCK",
        ),
        *("CONFIG_CHANGE", "ROLE_ASSIGN", "ROLE_REMOVE"),
    }
)
"""Records that tell what somebody's session did. Others tell of a process, by its own account."""
_OPENS = frozenset({"open", "openat", "openat2"})
_MEDIA = ("/media/", "/run/media/")
_AT_CWD = "ffffff9c"


def audit_group(lines: list[AuditLine]) -> Found:
    """Return the event of the lines of one time and serial."""
    lines = [line for line in lines if line.kind != "EOE"]
    if not lines:
        return SetAside.OUT_OF_SCOPE
    head = next((line for line in lines if line.kind == "SYSCALL"), lines[0])
    account, actor, aliases = _who(head)
    row = Row(
        when=head.when,
        account=account,
        aliases=aliases,
        actor=actor,
        action=_KINDS.get(head.kind, (_A.OTHER, _C.ADMIN))[0],
        native_action=head.kind.lower(),
        channel=_KINDS.get(head.kind, (_A.OTHER, _C.ADMIN))[1],
        host=head.node or None,
        process=_said(head, "exe") or (_said(head, "a0") if head.kind == "EXECVE" else None),
        address=address_of(head.fields.get("addr") or head.fields.get("src")),
        outcome=_outcome(head),
        record_id=head.serial,
        stream="log",
    )
    if head.kind == "SYSCALL":
        _add_file(row, head, lines)
    return row


def _add_file(row: Row, head: AuditLine, lines: list[AuditLine]) -> None:
    """Say which file a system call was about, and what it did with it."""
    name = call_name(
        head.fields.get("arch", ""), head.fields.get("syscall", ""), head.names.get("SYSCALL", "")
    )
    row.native_action = name or row.native_action
    action = ACTIONS.get(name)
    if action is None:
        return
    items = [line for line in lines if line.kind == "PATH" and line.fields.get("nametype") != "PARENT"]
    cwd = next((_said(line, "cwd") for line in lines if line.kind == "CWD"), None)
    if not items:
        return
    kinds = [line.fields.get("nametype", "NORMAL") for line in items]
    paths = [_path(line, cwd, head, name) for line in items]
    at = kinds.index("DELETE") if "DELETE" in kinds else 0
    if name in _OPENS and kinds[at] == "CREATE":
        action = _A.CREATE
    elif name in _OPENS and writes(name, head.fields):
        action = _A.UPDATE
    row.action, row.object = action, paths[at]
    if action in (_A.RENAME, _A.COPY) and "CREATE" in kinds:
        row.target = paths[kinds.index("CREATE")]
    places = [path for path in (row.object, row.target) if path]
    media = any(f"{place}/".startswith(_MEDIA) for place in places)
    row.channel = _C.REMOVABLE if media else _C.FILE


def _path(line: AuditLine, cwd: str | None, head: AuditLine, name: str) -> str | None:
    """Return a path, absolute where it is relative to the working directory."""
    path = _said(line, "name")
    if not path or path.startswith("/") or not cwd:
        return path
    if name.endswith(("at", "at2")) and head.fields.get("a0", _AT_CWD).lower()[-8:] != _AT_CWD:
        return path
    return posixpath.normpath(posixpath.join(cwd, path))


def _who(line: AuditLine) -> tuple[str, str, str | None]:
    """Return account, actor and aliases: the account that a record names, that signed in, or of the process."""
    auid, uid = line.fields.get("auid", ""), line.fields.get("uid", "")
    named = _said(line, "acct") or _said(line, "user")
    if named:
        number, word = (auid, "auid") if line.kind in _BY_SESSION else (uid, "uid")
        return login(named), actor_of(named), f"{word}:{number}" if number not in UNSET else None
    own = line.fields.get("id", "") if line.kind in ("USER_LOGIN", "USER_LOGOUT") else ""
    for number, key in (
        (own, "ID"),
        (auid if line.kind in _BY_SESSION else "", "AUID"),
        (uid, "UID"),
        (auid, "AUID"),
    ):
        if number not in UNSET:
            name = line.names.get(key, "")
            name = name if name.lower() not in UNSET and not name.startswith("unknown(") else ""
            name = name or ("root" if number == "0" else number)
            process = key == "UID"
            return login(name), "system" if process and number == "0" else actor_of(name), f"uid:{number}"
    return machine(line.node), "system", None


def _outcome(line: AuditLine) -> str | None:
    said = (line.fields.get("res") or line.fields.get("success") or "").lower()
    if said in ("success", "yes", "1"):
        return "success"
    return "failure" if said in ("failed", "no", "0") else None


def _said(line: AuditLine, key: str) -> str | None:
    value = line.fields.get(key)
    return None if value is None or value.lower() in UNSET else value
