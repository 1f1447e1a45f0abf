"""The tables of a lake and their columns. ``events`` is ``EVENT_SCHEMA`` with the partition ``month``."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from custodes.model.event import EVENT_SCHEMA

__all__ = [
    "CITED",
    "CONTEXT",
    "DECISIONS",
    "DIRECTORY",
    "EVENTS",
    "FILES",
    "KNOWN",
    "MONTH",
    "REJECTS",
    "TABLES",
    "TableSpec",
]

MONTH = "month"
"""Partition of events: "YYYY-MM" of ``ts_us`` in UTC."""

_IBIS = {"bool": "boolean", "date32[day]": "date", "double": "float64"}
"""Types whose name differs between Arrow and Ibis."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One Delta table: its name (the folder in the lake), all its columns, and the partition columns among them."""

    name: str
    schema: pa.Schema
    partition: tuple[str, ...] = ()

    @property
    def stored(self) -> pa.Schema:
        """Columns that stand in the Parquet files (a partition column stands in the folder's name only)."""
        return pa.schema([f for f in self.schema if f.name not in self.partition])

    def types(self) -> dict[str, str]:
        """Return column -> type in Ibis' words.

        >>> EVENTS.types()["ts_us"]
        'int64'
        """
        return {f.name: _IBIS.get(str(f.type), str(f.type)) for f in self.schema}


EVENTS = TableSpec("events", EVENT_SCHEMA.append(pa.field(MONTH, pa.string(), nullable=False)), (MONTH,))

FILES = TableSpec(
    "files",
    pa.schema(
        [
            pa.field("seq", pa.int64(), nullable=False),  # number of the arrival, ascending, never used twice
            pa.field("path", pa.string(), nullable=False),
            pa.field("name", pa.string(), nullable=False),  # last part of the path
            pa.field("format", pa.string(), nullable=False),  # source, or "unknown", "unreadable"
            pa.field("sha256", pa.string(), nullable=False),  # of the decompressed content; "" where not read
            pa.field("head", pa.string(), nullable=False),  # SHA-256 of its first bytes: finds candidates
            pa.field("bytes", pa.int64(), nullable=False),  # length of the decompressed content
            # what this arrival added; a grown file's row is the difference to the row of ``base``
            pa.field("records", pa.int64(), nullable=False),
            pa.field("behind_events", pa.int64(), nullable=False),
            pa.field("events", pa.int64(), nullable=False),
            pa.field("rejects", pa.int64(), nullable=False),
            pa.field("set_aside", pa.string(), nullable=False),  # JSON: reason -> records
            pa.field("note", pa.string(), nullable=False),
            # growth
            pa.field(
                "base", pa.string(), nullable=False
            ),  # sha256 of the shorter content it continues, or ""
            pa.field(
                "totals", pa.string(), nullable=False
            ),  # JSON: what the source counted over the whole content
            pa.field("tail", pa.string(), nullable=False),  # JSON: the last record, see pipeline.growth
            # when
            pa.field("first_ts_us", pa.int64()),  # of the events it added; null: none
            pa.field("last_ts_us", pa.int64()),
            pa.field("spans", pa.string(), nullable=False),  # JSON: stream -> [first, last] of them
            pa.field("ingested_at", pa.string(), nullable=False),  # ISO, UTC
        ]
    ),
)

REJECTS = TableSpec(
    "rejects",
    pa.schema(
        [
            pa.field("seq", pa.int64(), nullable=False),
            pa.field("file", pa.string(), nullable=False),
            pa.field("path", pa.string(), nullable=False),
            pa.field("record", pa.int64(), nullable=False),
            pa.field("reason", pa.string(), nullable=False),
            pa.field("sample", pa.string(), nullable=False),
        ]
    ),
)

DIRECTORY = TableSpec(
    "directory",
    pa.schema(
        [
            pa.field("seq", pa.int64(), nullable=False),
            pa.field("file", pa.string(), nullable=False),
            pa.field("person", pa.string(), nullable=False),
            pa.field("snapshot", pa.string(), nullable=False),
            pa.field("known_from", pa.date32()),
            pa.field("listed_on", pa.date32()),
            pa.field("name", pa.string(), nullable=False),
            pa.field("email", pa.string(), nullable=False),
            pa.field("accounts", pa.string(), nullable=False),  # JSON array
            pa.field("manager", pa.string(), nullable=False),
            pa.field("team", pa.string(), nullable=False),
            pa.field("department", pa.string(), nullable=False),
            pa.field("role", pa.string(), nullable=False),
            pa.field("start", pa.date32()),
            pa.field("notice", pa.date32()),
            pa.field("last_day", pa.date32()),
            pa.field("complete", pa.bool_(), nullable=False),
            pa.field("record", pa.int64(), nullable=False),
        ]
    ),
)

CONTEXT = TableSpec(
    "context",
    pa.schema(
        [
            pa.field("seq", pa.int64(), nullable=False),
            pa.field("file", pa.string(), nullable=False),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("person", pa.string(), nullable=False),  # as the list names them
            pa.field("first", pa.date32(), nullable=False),
            pa.field("last", pa.date32(), nullable=False),
            pa.field("about", pa.string(), nullable=False),
            pa.field("record", pa.int64(), nullable=False),
        ]
    ),
)
"""Shown, never scored: see ``custodes.lake.context``."""

CITED = TableSpec(
    "cited",
    pa.schema(
        [
            pa.field("file", pa.string(), nullable=False),
            pa.field("record", pa.int64(), nullable=False),
            pa.field("raw", pa.binary(), nullable=False),  # at most 64 KiB of the record
            pa.field("bytes", pa.int64(), nullable=False),  # the record's whole length
            pa.field("sha256", pa.string(), nullable=False),  # of the whole record
            pa.field("cited_at", pa.string(), nullable=False),
        ]
    ),
)

DECISIONS = TableSpec(
    "decisions",
    pa.schema(
        [
            pa.field("seq", pa.int64(), nullable=False),  # 1, 2, 3 … in the order in which they were made
            pa.field("person", pa.string(), nullable=False),
            pa.field("outcome", pa.string(), nullable=False),
            pa.field("reason", pa.string(), nullable=False),
            pa.field("decided_on", pa.date32(), nullable=False),
            pa.field("by", pa.string(), nullable=False),
            pa.field("until", pa.date32()),
            pa.field("score", pa.float64()),
            pa.field("week", pa.date32()),
            pa.field("stages", pa.string(), nullable=False),  # JSON array
            pa.field("indicators", pa.string(), nullable=False),  # JSON: id -> bans
            pa.field("recorded", pa.string(), nullable=False),  # ISO, UTC
        ]
    ),
)

KNOWN = TableSpec(
    "known",
    pa.schema(
        [
            pa.field("person", pa.string(), nullable=False),  # "" for somebody, whoever it was
            pa.field("kind", pa.string(), nullable=False),
            pa.field("key", pa.string(), nullable=False),
        ]
    ),
)
"""What was not new any more when everything older was purged. It names only what the events that are left name too."""

TABLES = {spec.name: spec for spec in (EVENTS, FILES, REJECTS, DIRECTORY, CONTEXT, CITED, DECISIONS, KNOWN)}
