"""What an ingest would read, without storing anything: for ``--dry-run``."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from custodes.lake.ledger import UNKNOWN, UNREADABLE
from custodes.lake.protected import Protection
from custodes.model.event import Channel, SetAside
from custodes.model.reading import FileRead
from custodes.pipeline.contents import READ_ERRORS
from custodes.pipeline.ingest import found_files
from custodes.pipeline.mappings import mappings_of
from custodes.pipeline.passing import Passing
from custodes.pipeline.progress import Silent
from custodes.sources.base import LogFile, ReadContext, Unreadable
from custodes.sources.registry import looks_like, recognise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from custodes.model.event import Batch
    from custodes.pipeline.progress import Progress
    from custodes.settings import Settings
    from custodes.sources.base import Source

__all__ = ["Survey", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the files hold. Duplicates are not looked for and hashes not taken (``sha256`` is empty).

    files:    one for each file found; "unknown" and "unreadable" with what is known of them
    accounts: distinct accounts that act
    people:   format of directories and HR lists -> distinct persons in these; one person may stand in several
    first_ts_us, last_ts_us: of all events; None without any
    channels: channel -> events; ``blind`` are channels without any · left_out: what is never read
    """

    files: tuple[FileRead, ...]
    accounts: int
    people: Mapping[str, int]
    first_ts_us: int | None
    last_ts_us: int | None
    channels: Mapping[str, int]
    left_out: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """Records in all files."""
        return sum(file.records for file in self.files)

    @property
    def blind(self) -> tuple[str, ...]:
        """Channels of which no event was met."""
        return tuple(c.value for c in Channel if c.value not in self.channels)


@dataclass(slots=True)
class _Met:
    """What was met so far, over all files."""

    accounts: set[str] = field(default_factory=set)
    people: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    channels: Counter[str] = field(default_factory=Counter)
    first: int | None = None
    last: int | None = None

    def see(self, events: pa.RecordBatch) -> None:
        """Take in events."""
        self.accounts.update(pc.unique(events.column("account")).to_pylist())
        for row in pc.value_counts(events.column("channel")).to_pylist():
            self.channels[row["values"]] += row["counts"]
        low, high = (int(x.as_py()) for x in pc.min_max(events.column("ts_us")).values())
        self.first = low if self.first is None else min(self.first, low)
        self.last = high if self.last is None else max(self.last, high)


def survey(
    paths: Sequence[Path], settings: Settings, progress: Progress | None = None, lake: Path | None = None
) -> Survey:
    """Read everything once and count. Raises InputError where a path does not exist.

    lake: whose kept mappings are used too

    Cost: as reading in an ingest; memory: a batch, and the names of accounts and persons.
    """
    ours: list[str] = []
    found = found_files(paths, left_out=ours)
    passing = Passing(found, progress or Silent())
    met = _Met()
    protection = Protection(settings.protected)
    context = ReadContext(zone=settings.time.info, dates=settings.time.dates)
    mappings = mappings_of(settings, lake)
    files = []
    for file in found:
        passing.begin(file)
        read = _one(file, protection, context, met, mappings)
        files.append(read)
        passing.records(read.records)
        passing.end()
    people = {name: len(persons) for name, persons in sorted(met.people.items())}
    return Survey(
        tuple(files), len(met.accounts), people, met.first, met.last, dict(met.channels), tuple(ours)
    )


def _one(
    file: LogFile | Unreadable,
    protection: Protection,
    context: ReadContext,
    met: _Met,
    mappings: Sequence[Source],
) -> FileRead:
    if isinstance(file, Unreadable):
        return _listed(file.path, UNREADABLE, file.reason)
    try:
        source = recognise(file, mappings)
        if source is None:
            return _listed(file.path, UNKNOWN, looks_like(file))
        return _counted(source, file, protection, context, met)
    except READ_ERRORS as error:
        return _listed(file.path, UNREADABLE, str(error))


def _listed(path: str, format: str, note: str) -> FileRead:
    return FileRead(path, format, "", 0, 0, 0, 0, {}, note)


def _counted(
    source: Source, file: LogFile, protection: Protection, context: ReadContext, met: _Met
) -> FileRead:
    sums: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    notes: list[str] = []
    with file.open() as stream:
        for batch in source.read(stream, file, context):
            if batch.directory:
                met.people[source.name].update(entry.person for entry in batch.directory)
            _sum(batch, protection, met, sums, aside, notes)
    return FileRead(
        path=file.path,
        format=source.name,
        sha256="",
        records=sums["records"],
        behind_events=sums["records"] - sums["rejects"] - sum(aside.values()),
        events=sums["events"],
        rejects=sums["rejects"],
        set_aside=dict(aside),
        note="; ".join(dict.fromkeys(notes)),
    )


def _sum(
    batch: Batch, protection: Protection, met: _Met, sums: Counter[str], aside: Counter[str], notes: list[str]
) -> None:
    sums["records"] += batch.records
    sums["rejects"] += sum(reject.record > 0 for reject in batch.rejects)
    notes += [*batch.warnings, *(reject.reason for reject in batch.rejects if reject.record == 0)]
    aside.update({SetAside(reason).value: n for reason, n in batch.set_aside.items()})
    if hidden := len(batch.context) - len(protection.context(batch.context)):
        aside.update({SetAside.CONTEXT.value: -hidden, SetAside.WITHHELD.value: hidden})
    if batch.events is not None and batch.events.num_rows:
        kept, withheld, _ = protection.withhold(batch.events)
        if withheld:
            aside[SetAside.WITHHELD.value] += withheld
        sums["events"] += kept.num_rows
        if kept.num_rows:
            met.see(kept)
