"""Taking out what newer entries of ``[protected]`` protect: from every table, and from every file on the disk.

Events go with their whole record and move to ``withheld`` in their file's counts; samples of rejects and raw records
kept as evidence go where they contain an entry, and decisions about a protected account; derived tables go altogether and are computed anew. The old Parquet
files are deleted at once, and Delta's log holds no column's values but times, so no trace is left there.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from custodes.lake.delta import parts_of
from custodes.lake.journal import Change
from custodes.lake.rewrite import among
from custodes.lake.schemas import CITED, CONTEXT, DECISIONS, EVENTS, FILES, KNOWN, REJECTS
from custodes.lake.takeout import (
    Purged,
    context_rows,
    events_without,
    forget_derived,
    forget_reviews,
    found_in,
    ledger_rows,
    rows_without,
    sweep,
)
from custodes.lake.watermark import Watermark
from custodes.lake.writer import write_rows, write_table
from custodes.model.event import SetAside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.lake.journal import Journal
    from custodes.lake.protected import Protection
    from custodes.lake.store import Lake
    from custodes.lake.takeout import Hit

__all__ = ["Purged", "applied", "purge_protected", "purge_where_changed"]

_STATE = "protected.json"
_NAMING = (
    *("account", "aliases", "object", "object_id", "url", "area", "target", "target_domains"),
    *("address", "host", "organization", "process"),
)
_WITHHELD = "(withheld: it named a protected channel)"


def applied(lake: Lake) -> str:
    """Return the hash of the entries under which the lake was last written; empty for none."""
    try:
        return str(json.loads((lake.path / _STATE).read_text(encoding="utf-8"))["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def purge_where_changed(
    lake: Lake, journal: Journal, protection: Protection, *, always: bool = False
) -> Purged:
    """Purge if the entries differ from those of the last writer, or ``always``. Use under the writer's lock."""
    state, known = lake.path / _STATE, applied(lake)
    if known == protection.hash and not always:
        return Purged()
    purged = purge_protected(lake, journal, protection) if protection.active else Purged()
    new = state.with_suffix(".new")
    new.write_text(json.dumps({"hash": protection.hash}) + "\n", encoding="utf-8")
    new.replace(state)
    return purged


def purge_protected(lake: Lake, journal: Journal, protection: Protection) -> Purged:
    """Take out everything that ``protection`` protects. Cost: a pass over all events; memory: the records found."""
    found = found_in(lake, list(_NAMING), protection.touched)
    stem = f"purge-{uuid4().hex[:12]}"
    changes = {
        EVENTS.name: events_without(lake, journal.staging, found),
        REJECTS.name: _samples(lake, journal.staging, protection),
        CITED.name: _cited(lake, journal.staging, protection, found),
        DECISIONS.name: _decisions(lake, journal.staging, protection),
        KNOWN.name: _known(lake, journal.staging, protection),
    }
    changes[CONTEXT.name], gone = _context(lake, journal.staging, protection)
    if found or gone:
        ledger = ledger_rows(lake, found, SetAside.WITHHELD)
        ledger += context_rows(lake, gone, SetAside.WITHHELD, len(found))
        rows = [row.to_row() for row in ledger]
        changes[FILES.name] = Change(write_rows(journal.staging / FILES.name, FILES, stem, rows))
    if any(change.adds or change.removes for change in changes.values()):
        forget_derived(lake)
        journal.commit(changes)
    _remembered(lake, protection)
    sweep(lake, journal)
    records = sum(len(hit.records) for hit in found.values()) + sum(gone.values())
    return Purged(records, sum(hit.events for hit in found.values()))


def _samples(lake: Lake, staging: Path, protection: Protection) -> Change:
    change = Change()
    for part in parts_of(lake.table(REJECTS.name)):
        rows = pq.read_table(lake.table(REJECTS.name) / part.path, schema=REJECTS.schema, partitioning=None)
        samples = rows["sample"].to_pylist()
        clean = ["" if protection.concerns(sample) else sample for sample in samples]
        if clean != samples:
            at = rows.schema.get_field_index("sample")
            table = rows.set_column(at, rows.schema.field(at), pa.array(clean, pa.string()))
            change.removes.append(part)
            change.adds.extend(write_table(staging / REJECTS.name, f"purge-{uuid4().hex[:12]}", table))
    return change


def _cited(lake: Lake, staging: Path, protection: Protection, found: Mapping[str, Hit]) -> Change:
    of = {sha256: hit.records for sha256, hit in found.items()}

    def keep(rows: pa.RecordBatch) -> NDArray[np.bool_]:
        raw = [protection.concerns(text.decode("utf-8", "replace")) for text in rows["raw"].to_pylist()]
        return ~(among(rows, of) | np.array(raw, np.bool_))

    return rows_without(lake, CITED.name, staging, keep)


def _remembered(lake: Lake, protection: Protection) -> None:
    """Forget the reviews of protected accounts: in the account that an earlier purge kept, and in what a review compares with."""

    def stays(person: str) -> bool:
        return not protection.is_account(person) and not protection.is_account(f":{person}")

    mark = Watermark.of(lake.path)
    if mark is not None and mark.account is not None and mark.account != mark.account.of(stays):
        replace(mark, account=mark.account.of(stays)).save(lake.path)
    forget_reviews(lake, stays)


def _known(lake: Lake, staging: Path, protection: Protection) -> Change:
    """Take out what is kept as known before an earlier purge (:data:`custodes.lake.schemas.KNOWN`)."""

    def keep(rows: pa.RecordBatch) -> NDArray[np.bool_]:
        pairs = zip(rows["person"].to_pylist(), rows["key"].to_pylist(), strict=True)
        gone = [protection.concerns(key) or protection.is_account(person) for person, key in pairs]
        return ~np.array(gone, np.bool_)

    return rows_without(lake, KNOWN.name, staging, keep)


def _decisions(lake: Lake, staging: Path, protection: Protection) -> Change:
    """Take out decisions about a protected account, and the reasons that contain an entry."""
    change = Change()
    for part in parts_of(lake.table(DECISIONS.name)):
        path = lake.table(DECISIONS.name) / part.path
        rows = pq.read_table(path, schema=DECISIONS.schema, partitioning=None).to_pylist()
        clean = [
            row | {"reason": _WITHHELD} if protection.concerns(row["reason"]) else row
            for row in rows
            if not protection.is_account(row["person"]) and not protection.is_account(f":{row['person']}")
        ]
        if clean != rows:
            change.removes.append(part)
            stem = f"purge-{uuid4().hex[:12]}"
            change.adds.extend(write_rows(staging / DECISIONS.name, DECISIONS, stem, clean))
    return change


def _context(lake: Lake, staging: Path, protection: Protection) -> tuple[Change, dict[str, int]]:
    """Take out dated context of protected accounts; return also file -> how many entries."""
    change, gone = Change(), Counter[str]()
    for part in parts_of(lake.table(CONTEXT.name)):
        path = lake.table(CONTEXT.name) / part.path
        rows = pq.read_table(path, schema=CONTEXT.schema, partitioning=None).to_pylist()
        clean = [row for row in rows if not protection.is_context(row["person"], row["about"])]
        if len(clean) < len(rows):
            gone.update(row["file"] for row in rows)
            gone.subtract(row["file"] for row in clean)
            change.removes.append(part)
            stem = f"purge-{uuid4().hex[:12]}"
            change.adds.extend(write_rows(staging / CONTEXT.name, CONTEXT, stem, clean))
    return change, {file: count for file, count in gone.items() if count}
