"""One record of a Zeek log as a dictionary, whether it was written as JSON or as TSV: its stream, its fields, its time."""

from __future__ import annotations

import math
from typing import Any
from zoneinfo import ZoneInfo

from custodes.sources.moments import MILLISECOND, SECOND, Moment, TimeError, epoch, iso

__all__ = ["field", "number", "stream_of", "text", "texts", "when"]

_UTC = ZoneInfo("UTC")
_BY_FIELDS = (
    ("smb_files", frozenset({"uid", "action", "name"})),
    ("smb_mapping", frozenset({"uid", "share_type"})),
    ("smtp", frozenset({"uid", "trans_depth", "is_webmail"})),
    ("smtp", frozenset({"uid", "trans_depth", "helo"})),
    ("smtp", frozenset({"uid", "trans_depth", "last_reply"})),
    ("http", frozenset({"uid", "trans_depth", "request_body_len"})),
    ("http", frozenset({"uid", "trans_depth", "method"})),
    ("ftp", frozenset({"uid", "user", "command", "reply_code"})),
    ("ftp", frozenset({"uid", "password", "command"})),
    ("files", frozenset({"fuid", "seen_bytes"})),
)


def stream_of(record: dict[str, Any]) -> str:
    """Return the stream by the record's ``_path``, else by fields that no other stream has together; "" if unknown.

    >>> stream_of({"fuid": "F1", "seen_bytes": 3}), stream_of({"_path": "conn"}), stream_of({"uid": "C1"})
    ('files', 'conn', '')
    """
    said = record.get("_path")
    if isinstance(said, str) and said:
        return said
    keys = record.keys()
    found = next((stream for stream, needed in _BY_FIELDS if needed <= keys), "")
    if found == "smb_files" and not str(record.get("action", "")).startswith("SMB::"):
        return ""
    return found


def when(record: dict[str, Any]) -> Moment:
    """Read ``ts``: seconds since 1970, milliseconds (``JSON::TS_MILLIS``), or ISO 8601 in UTC. Raises TimeError."""
    value = record.get("ts")
    if isinstance(value, str) and "-" in value.strip()[1:]:
        return iso(value, _UTC, utc=True)
    try:
        large = value is not None and not isinstance(value, bool) and abs(float(value)) > 1e11
    except (TypeError, ValueError):
        raise TimeError("the time is not a number") from None
    return epoch(value, MILLISECOND if large else SECOND)


def field(record: dict[str, Any], name: str) -> Any:
    """Return a field of Zeek's dotted names, also where a shipper nested them or wrote "_" for the dot.

    >>> field({"id": {"orig_h": "192.0.2.1"}}, "id.orig_h"), field({"id_orig_h": "192.0.2.1"}, "id.orig_h")
    ('192.0.2.1', '192.0.2.1')
    """
    if name in record:
        return record[name]
    outer, _, inner = name.partition(".")
    nested = record.get(outer)
    if inner and isinstance(nested, dict):
        return nested.get(inner)
    return record.get(name.replace(".", "_")) if inner else None


def text(record: dict[str, Any], name: str) -> str | None:
    """Return a text that is not empty."""
    value = field(record, name)
    return (value.strip() or None) if isinstance(value, str) else None


def texts(record: dict[str, Any], name: str) -> list[str]:
    """Return the texts of a set or vector, or of one value."""
    value = field(record, name)
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def number(record: dict[str, Any], name: str) -> int | None:
    """Return a count."""
    value = field(record, name)
    plain = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return int(value) if plain else None
