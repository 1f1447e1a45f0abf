"""Taking out what newer entries of ``[protected]`` protect: from every table, and from every file on the disk.

Events go with their whole record and move to ``withheld`` in their file's counts; samples of rejects and raw records
kept as evidence go where they contain an entry, and decisions about a protected account; derived tables go altogether and are computed anew. The old Parquet
files are deleted at once, and Delta's log holds no column's values but times, so no trace is left there.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from custodes.lake.delta import parts_of
from custodes.lake.derived import DERIVED, MATCHES
from custodes.lake.journal import Change
from custodes.lake.ledger import Arrival, set_aside
from custodes.lake.rewrite import among, without
from custodes.lake.schemas import CITED, CONTEXT, DECISIONS, EVENTS, FILES, REJECTS
from custodes.lake.writer import write_rows, write_table
from custodes.model.event import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.lake.journal import Journal
    from custodes.lake.protected import Protection
    from custodes.lake.store import Lake

__all__ = ["Purged", "applied", "purge_protected", "purge_where_changed"]

_STATE = "protected.json"
_WITHHELD = "(withheld: it named a protected channel)"


@dataclass(frozen=True, slots=True)
class Purged:
    """What was taken out: records and the events behind them."""

    records: int = 0
    events: int = 0


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
    found = _found(lake, protection)
    stem = f"purge-{uuid4().hex[:12]}"
    changes = {
        EVENTS.name: _events(lake, journal.staging, found),
        REJECTS.name: _samples(lake, journal.staging, protection),
        CITED.name: _cited(lake, journal.staging, protection, found),
        DECISIONS.name: _decisions(lake, journal.staging, protection),
    }
    changes[CONTEXT.name], gone = _context(lake, journal.staging, protection)
    if found or gone:
        rows = [row.to_row() for row in (*_ledger(lake, found), *_ledger_of_context(lake, gone, len(found)))]
        changes[FILES.name] = Change(write_rows(journal.staging / FILES.name, FILES, stem, rows))
    if any(change.adds or change.removes for change in changes.values()):
        for name in (*DERIVED, MATCHES):
            _forget(lake, name)
        journal.commit(changes)
    journal.sweep()
    shutil.rmtree(lake.tmp, ignore_errors=True)  # what an engine that was killed may have spilled
    records = sum(len(hit.records) for hit in found.values()) + sum(gone.values())
    return Purged(records, sum(hit.events for hit in found.values()))


@dataclass(slots=True)
class _Hit:
    """Records of one file: numbers, how many events are behind them, and their first and last time."""

    records: NDArray[np.int64]
    events: int
    first: int
    last: int


def _found(lake: Lake, protection: Protection) -> dict[str, _Hit]:
    numbers: dict[str, set[int]] = defaultdict(set)
    columns = [
        *("account", "aliases", "object", "url", "area", "target", "target_domains", "address", "host"),
        *("object_id", "organization", "process"),
        *("file", "record"),
    ]
    for batch in _batches(lake, columns):
        hit = protection.touched(batch)
        if hit.any():
            chosen = batch.filter(pa.array(hit))
            for sha256, record in zip(chosen["file"].to_pylist(), chosen["record"].to_pylist(), strict=True):
                numbers[sha256].add(record)
    if not numbers:
        return {}
    found = {f: _Hit(np.array(sorted(several), np.int64), 0, 0, 0) for f, several in numbers.items()}
    of = {f: hit.records for f, hit in found.items()}
    for batch in _batches(lake, ["file", "record", "ts_us"]):
        chosen = batch.filter(pa.array(among(batch, of)))
        for sha256, ts in zip(chosen["file"].to_pylist(), chosen["ts_us"].to_pylist(), strict=True):
            hit_of = found[sha256]
            hit_of.first = min(hit_of.first, ts) if hit_of.events else ts
            hit_of.last = max(hit_of.last, ts) if hit_of.events else ts
            hit_of.events += 1
    return found


def _batches(lake: Lake, columns: list[str]) -> Iterator[pa.RecordBatch]:
    for path in lake.parts(EVENTS.name):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(131_072, columns=columns)


def _events(lake: Lake, staging: Path, found: Mapping[str, _Hit]) -> Change:
    of = {sha256: hit.records for sha256, hit in found.items()}
    return _without(lake, EVENTS.name, staging, lambda rows: ~among(rows, of)) if found else Change()


def _without(
    lake: Lake, name: str, staging: Path, keep: Callable[[pa.RecordBatch], NDArray[np.bool_]]
) -> Change:
    change = Change()
    for part in parts_of(lake.table(name)):
        changed, new = without(lake.table(name), part, staging / name, keep)
        if changed:
            change.removes.append(part)
            change.adds.extend([new] if new is not None else [])
    return change


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


def _cited(lake: Lake, staging: Path, protection: Protection, found: Mapping[str, _Hit]) -> Change:
    of = {sha256: hit.records for sha256, hit in found.items()}

    def keep(rows: pa.RecordBatch) -> NDArray[np.bool_]:
        raw = [protection.concerns(text.decode("utf-8", "replace")) for text in rows["raw"].to_pylist()]
        return ~(among(rows, of) | np.array(raw, np.bool_))

    return _without(lake, CITED.name, staging, keep)


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


def _ledger_of_context(lake: Lake, gone: Mapping[str, int], after: int) -> list[Arrival]:
    """Return a row for each file whose entries of context were taken out; ``after`` rows stand before these."""
    arrivals = lake.arrivals()
    latest = {a.sha256: a for a in arrivals if a.sha256}
    following = max((a.seq for a in arrivals), default=0) + 1 + after
    return [
        replace(
            latest[sha256],
            records=0,
            behind_events=0,
            events=0,
            rejects=0,
            spans={},
            set_aside={SetAside.CONTEXT.value: -count, SetAside.WITHHELD.value: count},
            seq=number,
            base=sha256,
            first_ts_us=None,
            last_ts_us=None,
        )
        for number, (sha256, count) in enumerate(sorted(gone.items()), following)
    ]


def _ledger(lake: Lake, found: Mapping[str, _Hit]) -> list[Arrival]:
    """Return a row for each file that says by how much its counts change."""
    arrivals = lake.arrivals()
    latest = {a.sha256: a for a in arrivals if a.sha256}
    following = max((a.seq for a in arrivals), default=0) + 1
    rows = []
    for number, (sha256, hit) in enumerate(sorted(found.items()), following):
        row = replace(latest[sha256], records=0, behind_events=0, events=0, rejects=0, set_aside={}, spans={})
        row = set_aside(row, hit.records, hit.events, SetAside.WITHHELD)
        rows.append(replace(row, seq=number, base=sha256, first_ts_us=hit.first, last_ts_us=hit.last))
    return rows


def _forget(lake: Lake, name: str) -> None:
    """Remove a derived table: out of the way in one step, then for good."""
    table = lake.table(name)
    if table.exists():
        gone = lake.path / "staging" / f"gone-{uuid4().hex[:12]}"
        table.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
