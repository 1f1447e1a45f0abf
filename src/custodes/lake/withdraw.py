"""Single records taken out of the lake again, because a log that grew showed how they really end."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from custodes.lake.delta import parts_of
from custodes.lake.journal import Change
from custodes.lake.rewrite import among, without
from custodes.lake.schemas import EVENTS, REJECTS

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.lake.delta import Part
    from custodes.lake.store import Lake

__all__ = ["Withdrawals", "merge_changes", "stored_events"]


def stored_events(lake: Lake, sha256: str, record: int, first: int, last: int) -> pa.Table:
    """Return the stored events of one record, which lie between ``first`` and ``last``."""
    tables = [
        pq.read_table(
            lake.table(EVENTS.name) / part.path,
            filters=[("file", "==", sha256), ("record", "==", record)],
            schema=EVENTS.stored,
            partitioning=None,
        )
        for part in _between(lake, first, last)
    ]
    return pa.concat_tables(tables) if tables else EVENTS.stored.empty_table()


def _between(lake: Lake, first: int, last: int) -> list[Part]:
    parts = parts_of(lake.table(EVENTS.name))
    return [p for p in parts if p.first is None or p.last is None or (p.first <= last and p.last >= first)]


class Withdrawals:
    """Records to be taken out with the next commit."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._records: dict[str, set[int]] = defaultdict(set)
        self.files: set[str] = set()
        self._first: int | None = None
        self._last: int | None = None

    def add(self, sha256: str, record: int, events: pa.Table) -> None:
        """Take out a record; ``events`` are those stored of it."""
        self._records[sha256].add(record)
        for ts in events["ts_us"].to_pylist():
            self._touch(ts, ts)

    def add_files(self, files: set[str], first: int, last: int) -> None:
        """Take out everything of some files, whose events lie between ``first`` and ``last``."""
        self.files |= files
        self._touch(first, last)

    def _touch(self, first: int, last: int) -> None:
        self._first = first if self._first is None else min(self._first, first)
        self._last = last if self._last is None else max(self._last, last)

    def changes(self, staging: Path) -> dict[str, Change]:
        """Return what the commit does to events and rejects; new files are staged."""
        if not self._records and not self.files:
            return {}
        candidates = []
        if self._first is not None and self._last is not None:
            candidates = _between(self._lake, self._first, self._last)
        return {
            EVENTS.name: self._change(EVENTS.name, candidates, staging),
            REJECTS.name: self._change(REJECTS.name, parts_of(self._lake.table(REJECTS.name)), staging),
        }

    def _change(self, name: str, parts: list[Part], staging: Path) -> Change:
        change = Change()
        for part in parts:
            changed, new = without(self._lake.table(name), part, staging / name, self._keep)
            if changed:
                change.removes.append(part)
                change.adds.extend([new] if new is not None else [])
        return change

    def _keep(self, rows: pa.RecordBatch) -> NDArray[np.bool_]:
        keep = ~among(rows, {sha256: sorted(numbers) for sha256, numbers in self._records.items()})
        if self.files:
            keep &= ~np.asarray(pc.is_in(rows.column("file"), value_set=pa.array(sorted(self.files))))
        return keep


def merge_changes(*several: dict[str, Change]) -> dict[str, Change]:
    """Return changes that do all of several."""
    result: dict[str, Change] = {}
    for changes in several:
        for name, change in changes.items():
            old = result.setdefault(name, Change())
            old.adds.extend(change.adds)
            old.removes.extend(change.removes)
    return result
