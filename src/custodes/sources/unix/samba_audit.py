r"""Samba's module full_audit: what one line says, wherever it stands (syslog, or Samba's own log).

Samples (``full_audit:prefix = %u|%I|%S``; the default is ``%u|%I``)::

    jdoe|203.0.113.7|plans|openat|ok|r|/srv/plans/a.pdf
    jdoe|203.0.113.7|plans|renameat|ok|/srv/plans/b.pdf|/srv/plans/c.pdf
    jdoe|203.0.113.7|plans|unlinkat|fail (Permission denied)|/srv/plans/c.pdf

The prefix begins with the user; of its other parts one that is an address is the client's, and the last that is none is
the share. A file is told by ``openat`` (``r`` read, ``w`` written); ``create_file``, which also stands for every look at
a file's attributes, is read only in logs that hold no ``openat``. ``pread``, ``pwrite``, ``close`` and the like say
nothing further and are out of scope.

References: vfs_full_audit(8); source3/modules/vfs_full_audit.c; smb.conf(5), "VARIABLE SUBSTITUTIONS".
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.rows import Row
from custodes.sources.unix.logins import NOBODY, actor_of, address_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found

__all__ = ["Audit", "audit_event", "audit_of"]

_A, _C = Action, Channel
_PLAIN = {
    "rename": _A.RENAME,
    "renameat": _A.RENAME,
    "unlink": _A.DELETE,
    "unlinkat": _A.DELETE,
    "rmdir": _A.DELETE,
    "mkdir": _A.CREATE,
    "mkdirat": _A.CREATE,
    "link": _A.COPY,
    "linkat": _A.COPY,
    "offload_write_send": _A.COPY,
}
_OPENS = frozenset({"open", "openat"})
_SESSION = {"connect": "connect", "disconnect": "disconnect"}
_READ_DATA, _WRITE_DATA, _APPEND = 0x1, 0x2, 0x4
_GENERIC_READ, _GENERIC_WRITE = 0x80000000, 0x40000000
_NEW = frozenset({"create", "create_if", "overwrite", "overwrite_if", "supersede"})


class Audit(NamedTuple):
    """A line taken apart. ``more``: what the operation names, paths last."""

    user: str
    address: str | None
    share: str | None
    operation: str
    failed: bool
    more: tuple[str, ...]


def audit_of(text: str) -> Audit | None:
    r"""Take a line apart; None where it is none of full_audit.

    >>> audit_of("LAB\\jdoe|203.0.113.7|pc7|plans|unlinkat|fail (Access denied)|/srv/x").share
    'plans'
    >>> audit_of("a|b|c") is None
    True
    """
    words = text.strip().split("|")
    for at in range(1, min(len(words) - 1, 10)):
        result = words[at + 1]
        if (result == "ok" or result.startswith("fail (")) and words[at].replace("_", "").isalpha():
            prefix = words[:at]
            address = next((address_of(word) for word in prefix[1:] if _is_address(word)), None)
            others = [word for word in prefix[1:] if word and not _is_address(word)]
            share = others[-1] if others else None
            return Audit(prefix[0].strip(), address, share, words[at], result != "ok", tuple(words[at + 2 :]))
    return None


def audit_event(audit: Audit, when: Moment, host: str | None, *, opens: bool) -> Found:
    """Return the event; ``opens``: whether the log tells opened files by ``openat``."""
    operation, more = audit.operation, audit.more
    target = None
    channel = _C.FILE
    if operation in _PLAIN:
        action, path = _PLAIN[operation], more[0] if more else None
        target = more[1] if len(more) > 1 else None
    elif operation in _OPENS:
        action = _A.UPDATE if more[:1] == ("w",) else _A.READ
        path = "|".join(more[1:])
    elif operation == "create_file" and not opens:
        kind = _created(more)
        if kind is None:
            return SetAside.OUT_OF_SCOPE
        action, path = kind, "|".join(more[3:])
    elif operation in _SESSION:
        action, path, channel = _A.OTHER, audit.share or (more[0] if more else None), _C.SIGNIN
    else:
        return SetAside.OUT_OF_SCOPE
    nobody = audit.user.lower() in NOBODY
    return Row(
        when=when,
        account=machine(audit.address) if nobody else login(audit.user, "samba"),
        aliases=_windows(audit.user),
        actor="system" if nobody else actor_of(audit.user),
        action=action,
        native_action=operation,
        channel=channel,
        object=path or None,
        area=audit.share,
        target=target,
        host=host,
        address=audit.address,
        outcome="failure" if audit.failed else "success",
        stream="files",
    )


def _created(more: tuple[str, ...]) -> Action | None:
    """Say what ``create_file`` did by access mask, kind and disposition; None for a directory or a look at attributes."""
    if len(more) < 4 or more[1] != "file":
        return None
    try:
        mask = int(more[0], 16)
    except ValueError:
        return None
    if more[2] in _NEW and mask & (_WRITE_DATA | _APPEND | _GENERIC_WRITE):
        return _A.CREATE
    if mask & (_WRITE_DATA | _APPEND | _GENERIC_WRITE):
        return _A.UPDATE
    return _A.READ if mask & (_READ_DATA | _GENERIC_READ) else None


def _windows(user: str) -> str | None:
    return f"windows:{user.lower()}" if "\\" in user else None


@lru_cache(10_000)
def _is_address(text: str) -> bool:
    try:
        ip_address(address_of(text) or "")
    except ValueError:
        return False
    return True
