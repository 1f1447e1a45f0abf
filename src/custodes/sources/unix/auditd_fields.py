"""The text of an audit record taken apart: fields, the quoted message within, hexadecimal texts, enriched names.

References: "Audit event fields" and "Audit record types" of linux-audit/audit-documentation; auditd.conf(5), "log_format".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from custodes.sources.moments import SECOND, Moment, epoch

__all__ = ["UNSET", "AuditLine", "audit_line"]

UNSET = frozenset({"4294967295", "-1", "unset", "?", "(null)", ""})
_HEAD = re.compile(
    r"(?:.*?[\s:])??(?:node=(?P<node>\S{1,255}) )?type=(?P<type>[A-Z0-9_]+|UNKNOWN\[\d+\]) "
    r"msg=audit\((?P<time>\d{1,12}\.\d{1,9}):(?P<serial>\d{1,20})\): ?(?P<rest>.*)",
    re.DOTALL,
)
_FIELD = re.compile(
    r"""(?<![\w\-])(?P<key>[A-Za-z][\w\-]*(?:\[\d+\])?)=(?P<value>"[^"]*"|'[^']*'|[^\s'"]+)"""
)
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
_UNREAD = frozenset({"PROCTITLE", "EOE", "SOCKADDR", "BPRM_FCAPS", "FD_PAIR", "MMAP"})
"""Records whose fields tell nothing of what is kept; ``proctitle`` is a command line."""
_UNTRUSTED = frozenset({"acct", "comm", "cwd", "exe", "file", "name", "path", "proctitle", "unit", "dir"})


class AuditLine(NamedTuple):
    """One record. ``names``: what the enriched format adds (``AUID="jdoe"``), by upper-case key."""

    when: Moment
    node: str
    kind: str
    serial: str
    fields: dict[str, str]
    names: dict[str, str]


def audit_line(text: str) -> AuditLine | None:
    r"""Take a line apart; None where it has no ``type=… msg=audit(time:serial)``.

    Raises TimeError where the time cannot be.

    >>> line = audit_line('type=CWD msg=audit(1716225665.123:7): cwd=2F7372762F61\x1dAUID="jdoe"')
    >>> line.kind, line.fields["cwd"], line.names["AUID"]
    ('CWD', '/srv/a', 'jdoe')
    """
    head = _HEAD.match(text)
    if head is None:
        return None
    said, _, enriched = head["rest"].partition("\x1d") if head["type"] not in _UNREAD else ("", "", "")
    fields: dict[str, str] = {}
    for key, value in _FIELD.findall(said):
        if key == "msg" and value.startswith("'"):
            for inner, of in _FIELD.findall(value[1:-1]):
                fields.setdefault(inner, _plain(inner, of))
        else:
            fields.setdefault(key, _plain(key, value))
    names = {key: value.strip("\"'") for key, value in _FIELD.findall(enriched)}
    return AuditLine(_time(head["time"]), head["node"] or "", head["type"], head["serial"], fields, names)


@lru_cache(1_000)
def _time(text: str) -> Moment:
    return epoch(text, SECOND)


def _plain(key: str, value: str) -> str:
    """Return a value without quotes; texts that a user chose stand in hexadecimal where they hold blanks or quotes."""
    if value[0] in "\"'":
        return value[1:-1]
    if key in _UNTRUSTED and len(value) > 2 and _HEX.fullmatch(value):
        return bytes.fromhex(value).decode("utf-8", "replace").replace("\0", " ").strip()
    return value
