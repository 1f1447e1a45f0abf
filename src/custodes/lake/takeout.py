"""What both kinds of purge do: rows out of a table's files, their files' counts, and every trace in the folders.

A record goes with all its events. The old Parquet files are deleted at once; Delta's log holds no column's values but
times, and of these too only what is left: it is closed by a checkpoint, and what stood before it is deleted.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from custodes.lake.delta import forget_log, parts_of
from custodes.lake.derived import DERIVED, MATCHES
from custodes.lake.journal import Change
from custodes.lake.ledger import Arrival, set_aside
from custodes.lake.rewrite import among, without
from custodes.lake.schemas import EVENTS, TABLES
from custodes.model.event import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.lake.journal import Journal
    from custodes.lake.store import Lake

    Found = Mapping[str, "Hit"]

__all__ = [
    "Hit",
    "Purged",
    "context_rows",
    "events_without",
    "forget_derived",
    "forget_reviews",
    "found_in",
    "ledger_rows",
    "rows_without",
    "sweep",
]


@dataclass(frozen=True, slots=True)
class Purged:
    """What was taken out: records and the events behind them."""

    records: int = 0
    events: int = 0


@dataclass(slots=True)
class Hit:
    """Records of one file: numbers, how many events are behind them, and their first and last time."""

    records: NDArray[np.int64]
    events: int = 0
    first: int = 0
    last: int = 0


def found_in(
    lake: Lake, columns: list[str], touched: Callable[[pa.RecordBatch], NDArray[np.bool_]]
) -> dict[str, Hit]:
    """Return SHA-256 of a file -> its records of which an event is ``touched``. Cost: two passes; memory: the records found."""
    numbers: dict[str, list[NDArray[np.int64]]] = defaultdict(list)
    for batch in _batches(lake, list(dict.fromkeys([*columns, "file", "record"]))):
        hit = touched(batch)
        if hit.any():
            for sha256, records in _by_file(batch.filter(pa.array(hit)), "record"):
                numbers[sha256].append(np.unique(records))
    found = {sha256: Hit(np.unique(np.concatenate(several))) for sha256, several in numbers.items()}
    of = {sha256: hit.records for sha256, hit in found.items()}
    for batch in _batches(lake, ["file", "record", "ts_us"]) if found else ():
        for sha256, times in _by_file(batch.filter(pa.array(among(batch, of))), "ts_us"):
            one = found[sha256]
            low, high = int(times.min()), int(times.max())
            one.first = min(one.first, low) if one.events else low
            one.last = max(one.last, high) if one.events else high
            one.events += len(times)
    return found


def _by_file(batch: pa.RecordBatch, column: str) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield each file of a batch and its values of a column."""
    files = batch.column("file").dictionary_encode()
    codes, values = files.indices.to_numpy(), batch.column(column).to_numpy()
    for code, sha256 in enumerate(files.dictionary.to_pylist()):
        yield sha256, values[codes == code]


def _batches(lake: Lake, columns: list[str]) -> Iterator[pa.RecordBatch]:
    for path in lake.parts(EVENTS.name):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(131_072, columns=columns)


def events_without(lake: Lake, staging: Path, found: Found) -> Change:
    """Return what takes the records found out of the events."""
    of = {sha256: hit.records for sha256, hit in found.items()}
    return rows_without(lake, EVENTS.name, staging, lambda rows: ~among(rows, of)) if found else Change()


def rows_without(
    lake: Lake, name: str, staging: Path, keep: Callable[[pa.RecordBatch], NDArray[np.bool_]]
) -> Change:
    """Return what takes the rows out of a table that ``keep`` says False for."""
    change = Change()
    for part in parts_of(lake.table(name)):
        changed, new = without(lake.table(name), part, staging / name, keep)
        if changed:
            change.removes.append(part)
            change.adds.extend([new] if new is not None else [])
    return change


def ledger_rows(lake: Lake, found: Found, reason: SetAside) -> list[Arrival]:
    """Return a row for each file that says by how much its counts change."""
    arrivals = lake.arrivals()
    latest = {a.sha256: a for a in arrivals if a.sha256}
    following = max((a.seq for a in arrivals), default=0) + 1
    rows = []
    for number, (sha256, hit) in enumerate(sorted(found.items()), following):
        row = replace(latest[sha256], records=0, behind_events=0, events=0, rejects=0, set_aside={}, spans={})
        row = set_aside(row, hit.records, hit.events, reason)
        rows.append(replace(row, seq=number, base=sha256, first_ts_us=hit.first, last_ts_us=hit.last))
    return rows


def context_rows(lake: Lake, gone: Mapping[str, int], reason: SetAside, after: int) -> list[Arrival]:
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
            set_aside={SetAside.CONTEXT.value: -count, reason.value: count},
            seq=number,
            base=sha256,
            first_ts_us=None,
            last_ts_us=None,
        )
        for number, (sha256, count) in enumerate(sorted(gone.items()), following)
    ]


def forget_derived(lake: Lake) -> None:
    """Remove the derived tables, each out of the way in one step, then for good. The next review computes them anew."""
    for name in (*DERIVED, MATCHES):
        table = lake.table(name)
        if table.exists():
            gone = lake.path / "staging" / f"gone-{uuid4().hex[:12]}"
            table.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def forget_reviews(lake: Lake, stays: Callable[[str], bool]) -> None:
    """Of those who were under review in earlier runs, remember only whom ``stays`` says True for."""
    path = lake.path / "reviews.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        for row in kept:
            row["under_review"] = [person for person in row["under_review"] if stays(person)]
    except (OSError, ValueError, TypeError, KeyError):
        path.unlink(missing_ok=True)  # what cannot be read tells nobody anything
        return
    new = path.with_suffix(".new")
    new.write_text(json.dumps(kept), encoding="utf-8")
    new.replace(path)


def sweep(lake: Lake, journal: Journal) -> None:
    """Delete every file that no table holds any more, what stands of it in Delta's logs, and what engines spilled."""
    journal.sweep()
    for name in TABLES:
        forget_log(lake.table(name))
    shutil.rmtree(lake.tmp, ignore_errors=True)  # what an engine that was killed may have left
    for month in lake.table(EVENTS.name).glob("month=*"):
        if not any(month.iterdir()):
            month.rmdir()
