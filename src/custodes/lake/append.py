"""A group: what several files add, gathered and then committed to all tables at once."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.lake.characters import without_nul
from custodes.lake.delta import guard
from custodes.lake.duplicates import find_duplicates, overlaps
from custodes.lake.journal import Change
from custodes.lake.ledger import chain_of, set_aside
from custodes.lake.rewrite import among, rewritten
from custodes.lake.schemas import CONTEXT, DIRECTORY, EVENTS, FILES, REJECTS
from custodes.lake.withdraw import Withdrawals, merge_changes, stored_events
from custodes.lake.writer import EventWriter, write_rows
from custodes.model.event import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custodes.lake.delta import Part
    from custodes.lake.duplicates import Windows
    from custodes.lake.journal import Journal
    from custodes.lake.ledger import Arrival
    from custodes.lake.schemas import TableSpec
    from custodes.lake.store import Lake
    from custodes.model.context import ContextEntry
    from custodes.model.event import Reject
    from custodes.model.person import DirectoryEntry

__all__ = ["Group"]

_STORED = EVENTS.stored
_PLAIN = pa.schema([f for f in _STORED if f.name != "file"])
_FILE_AT = _STORED.get_field_index("file")
_EVENTS = 1_000_000  # events after which a group is committed
_FILES = 1_000
_REJECTS = 100_000


class Group:
    """Rows of several files on their way into the lake. Nothing is seen by a reader before ``commit``.

    held: the ledger as it stands in the lake

    Memory: the writer's buffers, and the rejects and directory entries of one group.
    """

    def __init__(self, lake: Lake, journal: Journal) -> None:
        self.lake = lake
        self._journal = journal
        self.held = list(lake.arrivals())
        self._next = max((arrival.seq for arrival in self.held), default=0) + 1
        self._begin()

    def _begin(self) -> None:
        self.stem = f"{self._next:08d}-{uuid4().hex[:8]}"
        self.staging = self._journal.staging
        self._writer = EventWriter(self.staging / EVENTS.name, self.stem)
        self.arrivals: list[Arrival] = []
        self._taken: set[str] = set()
        self._rejects: list[dict[str, Any]] = []
        self._directory: list[dict[str, Any]] = []
        self._context: list[dict[str, Any]] = []
        self._events = 0
        self._dropped: set[str] = set()
        self._repeats: dict[str, Windows] = {}
        self._withdrawals: dict[str, list[tuple[str, int, pa.Table]]] = {}
        self._leaving: dict[str, tuple[set[str], int, int]] = {}

    @property
    def full(self) -> bool:
        """Whether the group should be committed now (asked between two files)."""
        return self._events >= _EVENTS or len(self.arrivals) >= _FILES or len(self._rejects) >= _REJECTS

    def number(self) -> int:
        """Return the next arrival's number."""
        self._next += 1
        return self._next - 1

    def add_events(self, events: pa.RecordBatch | pa.Table, sha256: str) -> None:
        """Take events of one file: ``EVENT_SCHEMA`` without ``file``."""
        columns = [without_nul(events.column(f.name)) for f in _PLAIN]
        zeros = pa.array(np.zeros(events.num_rows, np.int32))
        columns.insert(_FILE_AT, pa.DictionaryArray.from_arrays(zeros, pa.array([sha256])))
        fields = [
            pa.field(old.name, column.type, nullable=old.nullable)
            for old, column in zip(_STORED, columns, strict=True)
        ]
        with guard(self.lake.path):
            self._writer.add(pa.table(columns, schema=pa.schema(fields)))
        self._events += events.num_rows

    def add_rejects(self, rejects: Iterable[Reject], seq: int, sha256: str, path: str) -> None:
        """Take records that could not be read."""
        self._rejects += [{"seq": seq, "file": sha256, "path": path} | asdict(r) for r in rejects]

    def empty_samples(self, sha256: str) -> None:
        """Keep nothing of what a file's rejects said."""
        for row in self._rejects:
            if row["file"] == sha256:
                row["sample"] = ""

    def add_directory(self, entries: Iterable[DirectoryEntry], seq: int, sha256: str) -> None:
        """Take entries of a directory."""
        self._directory += [_directory_row(entry, seq, sha256) for entry in entries]

    def add_context(self, entries: Iterable[ContextEntry], seq: int, sha256: str) -> None:
        """Take entries of dated context."""
        self._context += [asdict(entry) | {"seq": seq, "file": sha256} for entry in entries]

    def add_arrival(self, arrival: Arrival, repeats: Windows | None = None) -> None:
        """Take the row of a file that was read to its end; ``repeats`` are windows in which it may hold a record twice.

        Raises ValueError where a record is unaccounted for; then nothing is taken.
        """
        if not arrival.balanced():
            message = f"{arrival.records} records are not {arrival.behind_events} behind events and "
            message += f"{arrival.rejects} rejects and {sum(arrival.set_aside.values())} set aside"
            raise ValueError(message)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self.arrivals.append(replace(arrival, ingested_at=now))
        self._taken.add(arrival.sha256)
        if repeats:
            self._repeats[arrival.sha256] = repeats

    def drop(self, sha256: str) -> None:
        """Forget everything taken from a file of this group whose arrival was not added."""
        self._dropped.add(sha256)
        self._withdrawals.pop(sha256, None)
        self._leaving.pop(sha256, None)
        self._rejects = [row for row in self._rejects if row["file"] != sha256]
        self._directory = [row for row in self._directory if row["file"] != sha256]
        self._context = [row for row in self._context if row["file"] != sha256]

    def stored(self, base: Arrival, sha256: str, record: int) -> pa.Table:
        """Return the stored events of one record of a content that ``base`` is or continues."""
        holders = [a for a in self.held if a.sha256 == sha256] or [base]
        spans = [(a.first_ts_us, a.last_ts_us) for a in holders if a.first_ts_us is not None]
        if not spans:
            return EVENTS.stored.empty_table()
        first, last = min(s[0] for s in spans), max(s[1] for s in spans if s[1] is not None)
        return stored_events(self.lake, sha256, record, first, last)

    def withdraw(self, sha256: str, record: int, events: pa.Table, *, by: str) -> None:
        """Take a stored record out when the content ``by`` is committed; ``events`` are those stored of it."""
        self._withdrawals.setdefault(by, []).append((sha256, record, events))

    def withdraw_files(self, files: set[str], first: int, last: int, *, by: str) -> None:
        """Take out all stored of some contents, between two times, when the content ``by`` is committed."""
        self._leaving[by] = (files, first, last)

    def holds(self, sha256: str) -> bool:
        """Say whether a content is in this group, taken or dropped, and not yet committed."""
        return sha256 in self._dropped or sha256 in self._taken

    def commit(self) -> list[Arrival]:
        """Commit everything gathered to all tables at once, begin anew, and return the rows as committed."""
        with guard(self.lake.path):
            return self._commit()

    def _commit(self) -> list[Arrival]:
        parts = self._without_duplicates(self._without_dropped(self._writer.close()))
        added = {
            EVENTS.name: Change(parts),
            REJECTS.name: self._small(REJECTS, self._rejects),
            DIRECTORY.name: self._small(DIRECTORY, self._directory),
            CONTEXT.name: self._small(CONTEXT, self._context),
            FILES.name: self._small(FILES, [arrival.to_row() for arrival in self.arrivals]),
        }
        withdrawals = Withdrawals(self.lake)
        for several in self._withdrawals.values():
            for sha256, record, events in several:
                withdrawals.add(sha256, record, events)
        for files, first, last in self._leaving.values():
            withdrawals.add_files(files, first, last)
        self._journal.commit(merge_changes(added, withdrawals.changes(self.staging)))
        committed = self.arrivals
        self.held += committed
        self._begin()
        return committed

    def _without_dropped(self, parts: list[Part]) -> list[Part]:
        if not self._dropped:
            return parts
        dropped = pa.array(sorted(self._dropped))
        return rewritten(
            self.staging / EVENTS.name,
            parts,
            lambda rows: ~np.asarray(pc.is_in(rows.column("file"), value_set=dropped)),
        )

    def _without_duplicates(self, parts: list[Part]) -> list[Part]:
        """Set duplicates aside: their events are left out, and their files' rows say how many."""
        windows = overlaps(self.arrivals, self.held, self._repeats)
        if not windows:
            return parts
        staged = self.staging / EVENTS.name
        chains = {a.sha256: chain_of(a, self.held) for a in self.arrivals if a.base}
        leaving = set().union(*(files for files, _, _ in self._leaving.values()))
        found = find_duplicates(self.lake, staged, parts, self.arrivals, windows, chains, leaving)
        if not found:
            return parts
        self.arrivals = [
            set_aside(a, found[a.sha256].records, found[a.sha256].events, SetAside.DUPLICATE)
            if a.sha256 in found
            else a
            for a in self.arrivals
        ]
        numbers = {sha256: duplicates.records for sha256, duplicates in found.items()}
        return rewritten(staged, parts, lambda rows: ~among(rows, numbers))

    def abandon(self) -> None:
        """Close what is open; nothing is committed."""
        self._writer.abandon()

    def _small(self, spec: TableSpec, rows: list[dict[str, Any]]) -> Change:
        return Change(write_rows(self.staging / spec.name, spec, self.stem, rows))


def _directory_row(entry: DirectoryEntry, seq: int, sha256: str) -> dict[str, Any]:
    return asdict(entry) | {"seq": seq, "file": sha256, "accounts": json.dumps(entry.accounts)}
