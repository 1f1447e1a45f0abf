"""Taking out what is older than a day: from every table, and from every file on the disk.

Events go with their whole record and are *purged* in their file's counts from then on; so do the raw records kept of
them, decisions that hold no longer, and all that was derived. A reject has no time, so the samples of every file that
held something older go, and of every file read before that day. The list of people and the paths of logs stay.
"""

from __future__ import annotations

from collections import Counter
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
from custodes.lake.writer import write_rows, write_table
from custodes.model.decision import Outcome
from custodes.model.event import SetAside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.lake.journal import Journal
    from custodes.lake.store import Lake
    from custodes.lake.takeout import Hit
    from custodes.lake.watermark import Watermark

__all__ = ["purge_older"]


def purge_older(
    lake: Lake,
    journal: Journal,
    mark: Watermark,
    *,
    known: Iterable[tuple[str, str, str]],
    seen: Collection[str],
) -> Purged:
    """Take out everything older than ``mark``, which is written first: a purge that is cut short can be repeated.

    known: (person, kind, key) that the kept days name and that were not new then · seen: persons of the kept days

    Cost: two passes over all events; memory: the numbers of the records found.
    """
    mark.save(lake.path)
    found = found_in(lake, ["ts_us"], mark.older)
    stem = f"purge-{uuid4().hex[:12]}"
    staging = journal.staging
    rows = [dict(zip(KNOWN.schema.names, one, strict=True)) for one in sorted(set(known))]
    changes = {
        EVENTS.name: events_without(lake, staging, found),
        REJECTS.name: _samples(lake, staging, mark),
        CITED.name: _cited(lake, staging, found),
        DECISIONS.name: _decisions(lake, staging, mark, seen),
        KNOWN.name: Change(
            write_rows(staging / KNOWN.name, KNOWN, stem, rows), parts_of(lake.table(KNOWN.name))
        ),
    }
    changes[CONTEXT.name], entries = _context(lake, staging, mark)
    rows_of_files = ledger_rows(lake, found, SetAside.PURGED)
    rows_of_files += context_rows(lake, entries, SetAside.PURGED, len(found))
    ledger = [row.to_row() for row in rows_of_files]
    changes[FILES.name] = Change(write_rows(staging / FILES.name, FILES, stem, ledger))
    forget_derived(lake)
    journal.commit(changes)
    under_review = {r.person for r in mark.account.reviews} if mark.account is not None else set()
    forget_reviews(lake, under_review.__contains__)
    sweep(lake, journal)
    records = sum(len(hit.records) for hit in found.values()) + entries.total()
    return Purged(records, sum(hit.events for hit in found.values()))


def _samples(lake: Lake, staging: Path, mark: Watermark) -> Change:
    """Empty the samples of rejects that may be older."""
    arrivals = lake.arrivals()
    old = {
        a.seq
        for a in arrivals
        if a.ingested_at[:10] < mark.before.isoformat()
        or (a.first_ts_us is not None and a.first_ts_us < mark.before_us)
        or a.set_aside.get(SetAside.PURGED)
    }
    change = Change()
    for part in parts_of(lake.table(REJECTS.name)):
        path = lake.table(REJECTS.name) / part.path
        rows = pq.read_table(path, schema=REJECTS.schema, partitioning=None)
        pairs = zip(rows["seq"].to_pylist(), rows["sample"].to_pylist(), strict=True)
        clean = ["" if seq in old else sample for seq, sample in pairs]
        if clean != rows["sample"].to_pylist():
            at = rows.schema.get_field_index("sample")
            table = rows.set_column(at, rows.schema.field(at), pa.array(clean, pa.string()))
            change.removes.append(part)
            change.adds.extend(write_table(staging / REJECTS.name, f"purge-{uuid4().hex[:12]}", table))
    return change


def _cited(lake: Lake, staging: Path, found: dict[str, Hit]) -> Change:
    of = {sha256: hit.records for sha256, hit in found.items()}
    return rows_without(lake, CITED.name, staging, lambda rows: ~among(rows, of)) if found else Change()


def _context(lake: Lake, staging: Path, mark: Watermark) -> tuple[Change, Counter[str]]:
    """Take out dated context that ended before; return also file -> how many entries."""
    gone = Counter[str]()

    def keep(rows: pa.RecordBatch) -> NDArray[np.bool_]:
        return np.array([last >= mark.before for last in rows["last"].to_pylist()], np.bool_)

    for path in lake.parts(CONTEXT.name):
        rows = pq.read_table(path, schema=CONTEXT.schema, partitioning=None).to_pylist()
        gone.update(row["file"] for row in rows if row["last"] < mark.before)
    return rows_without(lake, CONTEXT.name, staging, keep), gone


def _decisions(lake: Lake, staging: Path, mark: Watermark, seen: Collection[str]) -> Change:
    """Take out older decisions: those that clear as soon as they hold no longer, referrals once nothing is kept of the person."""

    def stays(row: dict[str, object]) -> bool:
        if row["decided_on"] >= mark.before:  # type: ignore[operator]
            return True
        if row["outcome"] == Outcome.REFER.value:
            return row["person"] in seen
        return row["until"] is not None and row["until"] >= mark.before  # type: ignore[operator]

    def keep(rows: pa.RecordBatch) -> NDArray[np.bool_]:
        return np.array([stays(row) for row in rows.to_pylist()], np.bool_)

    return rows_without(lake, DECISIONS.name, staging, keep)
