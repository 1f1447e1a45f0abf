"""Logs into the lake: find, recognise, hash, read, append. The first half of a scan.

Files are committed in groups, each wholly or not at all, so a run that is ended (Ctrl-C, kill -9, a power cut) loses
at most the group it was at, and the next run goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from custodes.errors import CustodesError, InputError
from custodes.lake.append import Group
from custodes.lake.compact import compact
from custodes.lake.ledger import UNKNOWN, UNREADABLE, Arrival
from custodes.lake.protected import Protection
from custodes.lake.purge import purge_where_changed
from custodes.model.event import SetAside
from custodes.model.reading import FileRead
from custodes.pipeline.barrier import Barrier
from custodes.pipeline.contents import READ_ERRORS, Known, take
from custodes.pipeline.mappings import keep_mappings, mappings_of
from custodes.pipeline.passing import Passing
from custodes.pipeline.progress import Silent
from custodes.pipeline.reading import FileReading, ReadsOtherwise
from custodes.sources.base import LogFile, ReadContext, Unreadable
from custodes.sources.files.walk import walk
from custodes.sources.registry import looks_like, recognise
from custodes.sources.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from custodes.lake.store import Lake
    from custodes.pipeline.contents import Content
    from custodes.pipeline.progress import Progress
    from custodes.settings import Settings
    from custodes.sources.base import Source

__all__ = ["IngestResult", "found_files", "ingest"]

_CHANGED = "it changed while it was read; run again when it is at rest"


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What one run did.

    files:        each file that was not known, with what this run added (of a grown file: only what is new)
    events_added: events stored by this run, less those that a grown log showed to be cut
    already:      paths whose content the lake held; nothing was added for them
    purged:       events taken out because ``[protected]`` has new entries
    left_out:     names of what is never read: ``answers*`` files, lakes, own outputs
    """

    files: tuple[FileRead, ...]
    events_added: int
    already: tuple[str, ...]
    purged: int = 0
    left_out: tuple[str, ...] = ()


def ingest(
    paths: Sequence[Path], lake: Lake, settings: Settings, progress: Progress | None = None
) -> IngestResult:
    """Read every known log below the paths and append what is new.

    Raises InputError where a path does not exist or nothing at all could be read, UsageError for a mapping that cannot be
    used, LakeError where another run is writing. Memory: about 1 GiB, whatever the size of the files.
    """
    ours: list[str] = []
    found = found_files(paths, lake.path, left_out=ours)
    mappings = mappings_of(settings, lake.path)
    with lake.writing() as journal:
        lake.check()
        keep_mappings(settings, lake.path)
        protection = Protection(settings.protected)
        purged = purge_where_changed(lake, journal, protection)
        barrier = Barrier(protection, lake.watermark)
        passing = Passing(found, progress or Silent())
        with Workers() as workers:
            run = _Run(Group(lake, journal), settings, barrier, passing, workers, mappings)
            try:
                for file in found:
                    run.take(file)
                run.group_done()
            finally:
                run.group.abandon()
        compact(lake, journal)
    result = replace(run.result(), purged=purged.events, left_out=tuple(ours))
    if not result.already and all(f.format in (UNKNOWN, UNREADABLE) for f in result.files):
        raise _nothing(paths, result)
    return result


def found_files(
    paths: Sequence[Path], *exclude: Path, left_out: list[str] | None = None
) -> list[LogFile | Unreadable]:
    """Return the files below the paths; ``left_out`` takes what is never read. Raises InputError for a missing path."""
    for path in paths:
        if not path.exists():
            raise InputError("the path does not exist", place=str(path), advice="check its spelling")
    return list(walk(paths, exclude=[path for path in exclude if path.exists()], left_out=left_out))


_TOLD = 20


def _nothing(paths: Sequence[Path], result: IngestResult) -> InputError:
    place = ", ".join(str(path) for path in paths)
    if not result.files:
        return InputError(
            "there is no file to read", place=place, advice="name a folder or a file that holds logs"
        )
    told = [f"{file.path}: {file.note or file.format}" for file in result.files[:_TOLD]]
    rest = len(result.files) - len(told)
    message = "\n  ".join([f"none of {len(result.files):,} files could be read", *told])
    message += f"\n  and {rest:,} more" if rest else ""
    return InputError(message, place=place, advice="see the list of formats in the manual")


class _Run:
    """One ingest while it runs."""

    def __init__(
        self,
        group: Group,
        settings: Settings,
        barrier: Barrier,
        passing: Passing,
        workers: Workers,
        mappings: Sequence[Source],
    ) -> None:
        self.group = group
        self._workers = workers
        self._mappings = mappings
        self._passing = passing
        self._known = Known(group.held)
        self._listed = {(a.path, a.format, a.note) for a in group.held if not a.sha256}
        self._barrier = barrier
        self._context = ReadContext(zone=settings.time.info, dates=settings.time.dates)
        self._already: list[str] = []
        self._files: list[Arrival] = []

    def take(self, found: LogFile | Unreadable) -> None:
        """Take one file, and commit the group when it is full."""
        self._passing.begin(found)
        if isinstance(found, Unreadable):
            self._list(found.path, UNREADABLE, found.reason)
        else:
            self._file(found)
        self._passing.end()
        if self.group.full:
            self.group_done()

    def group_done(self) -> None:
        """Commit what was gathered."""
        self._files += self.group.commit()

    def result(self) -> IngestResult:
        """Return what the run did."""
        files = tuple(_read(arrival) for arrival in self._files)
        return IngestResult(files, sum(f.events for f in files), tuple(self._already))

    def _file(self, file: LogFile) -> None:
        try:
            source = recognise(file, self._mappings)
            if source is None:
                self._list(file.path, UNKNOWN, looks_like(file))
                return
            content = take(file, self._known, source.name, self._passing.hashed)
        except READ_ERRORS as error:
            self._list(file.path, UNREADABLE, str(error))
            return
        if _is_known(content, file):
            self._already.append(file.path)
            return
        self._read(source, file, content)

    def _read(self, source: Source, file: LogFile, content: Content) -> None:
        base = content.base
        if self.group.holds(content.sha256) or (base is not None and self.group.holds(base.sha256)):
            self.group_done()  # what it continues must be in the lake; what was dropped must not take it along
        try:
            reading, arrival = self._through(source, file, content)
            if arrival is not None:
                self.group.add_arrival(arrival, reading.repeats.windows)
        except CustodesError:
            raise
        except Exception as error:  # noqa: BLE001 -- a reader promises not to raise; if it does, the rest goes on
            self._withdraw(
                file, content, f"its reader failed ({type(error).__name__}: {error}); please report it"
            )
            return
        if arrival is None:
            self._withdraw(file, content, _CHANGED)
            return
        self._known.add(arrival)
        self._passing.records(arrival.records)

    def _through(self, source: Source, file: LogFile, content: Content) -> tuple[FileReading, Arrival | None]:
        context = self._workers.help_with(file, self._context)
        try:
            reading = FileReading(self.group, self._barrier, file, content)
            return reading, reading.run(source, context, self._passing.read)
        except ReadsOtherwise:
            self.group.drop(content.sha256)
            self.group_done()
            reading = FileReading(self.group, self._barrier, file, content, anew=True)
            return reading, reading.run(source, context, self._passing.read)

    def _withdraw(self, file: LogFile, content: Content, note: str) -> None:
        """Take back what was read of a file, and list it instead."""
        self.group.drop(content.sha256)
        self._list(file.path, UNREADABLE, note)

    def _list(self, path: str, format: str, note: str) -> None:
        """List a file that was not read, unless the ledger says the same of it already."""
        arrival = Arrival(self.group.number(), path, path.rpartition("/")[2], format, "", "", 0, note=note)
        if (path, format, note) in self._listed:
            self._files.append(arrival)
            return
        self._listed.add((path, format, note))
        self.group.add_arrival(arrival)


def _is_known(content: Content, file: LogFile) -> bool:
    """Say whether this content adds nothing. A directory under another name is a statement of its own."""
    statements = [a for a in content.same if a.set_aside.get(SetAside.DIRECTORY.value)]
    if statements:
        return any(a.name == file.name for a in statements)
    return bool(content.same)


def _read(arrival: Arrival) -> FileRead:
    return FileRead(
        path=arrival.path,
        format=arrival.format,
        sha256=arrival.sha256,
        records=arrival.records,
        behind_events=arrival.behind_events,
        events=arrival.events,
        rejects=arrival.rejects,
        set_aside=dict(arrival.set_aside),
        note=arrival.note,
    )
