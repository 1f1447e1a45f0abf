"""Raw records that a review cites, kept so that the evidence outlives the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from custodes.lake.journal import Change
from custodes.lake.schemas import CITED
from custodes.lake.writer import write_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from custodes.lake.journal import Journal
    from custodes.lake.store import Lake

__all__ = ["KEPT_BYTES", "RawRecord", "keep_cited", "kept_records"]

KEPT_BYTES = 64 * 1024
"""Of a longer record the beginning is kept; its hash is of the whole."""

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it stood in its log.

    raw:    at most ``KEPT_BYTES`` of it, contents of messages left out
    bytes:  its whole length · sha256: of the whole record as it stood in the log
    """

    raw: bytes
    bytes: int
    sha256: str


def kept_records(lake: Lake, wanted: Collection[Key]) -> dict[Key, RawRecord]:
    """Return those of the wanted (SHA-256 of the file, record number) that are kept already."""
    found = {}
    for row in lake.rows(CITED.name).to_pylist():
        key = (row["file"], row["record"])
        if key in wanted:
            found[key] = RawRecord(row["raw"], row["bytes"], row["sha256"])
    return found


def keep_cited(lake: Lake, journal: Journal, records: Mapping[Key, RawRecord]) -> None:
    """Keep raw records, those apart that are kept already. Use under the writer's lock."""
    known = kept_records(lake, records.keys())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        {"file": f, "record": n, "raw": r.raw, "bytes": r.bytes, "sha256": r.sha256, "cited_at": now}
        for (f, n), r in sorted(records.items())
        if (f, n) not in known
    ]
    staged = write_rows(journal.staging / CITED.name, CITED, f"cited-{uuid4().hex[:12]}", rows)
    journal.commit({CITED.name: Change(staged)})
