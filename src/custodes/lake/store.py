"""The lake: a folder of Delta tables, opened for reading by anybody and for writing by one.

Tables are made when first written; reading one that is not there yet gives no rows.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from custodes.errors import LakeError
from custodes.lake.delta import columns_of, open_table, parts_of, version_of
from custodes.lake.journal import Journal
from custodes.lake.ledger import Arrival, StoredFile, merged
from custodes.lake.lock import locked
from custodes.lake.protected import Protection
from custodes.lake.purge import applied, purge_where_changed
from custodes.lake.schemas import CONTEXT, DECISIONS, DIRECTORY, EVENTS, FILES, REJECTS, TABLES
from custodes.lake.watermark import Watermark
from custodes.model.person import DirectoryEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import ibis.expr.types as ir

    from custodes.lake.engine import Engine
    from custodes.lake.takeout import Purged
    from custodes.settings import Settings

__all__ = ["FORMAT", "MARKER", "SETTINGS", "Lake"]

MARKER = "_custodes_lake"
SETTINGS = "custodes.toml"
"""The organisation's settings, which may lie in the folder before the lake is made."""
FORMAT = 2
"""Version of the lake's layout. A newer one is refused."""

_IBIS = {
    "long": "int64",
    "integer": "int32",
    "short": "int16",
    "byte": "int8",
    "double": "float64",
    "float": "float32",
}
"""Types whose name differs between Delta and Ibis."""


class Lake:
    """One lake. ``path`` is its folder, ``settings`` what was given when it was opened."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._listed: tuple[int, tuple[DirectoryEntry, ...]] | None = None

    @classmethod
    def create(cls, path: Path, settings: Settings) -> Lake:
        """Make a lake (mode 0700 where the system has modes), or open the one that is there.

        Raises LakeError where the folder holds something else or cannot be made.
        """
        path = path.absolute()
        marker = path / MARKER
        if marker.exists():
            return cls.open(path, settings)
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(found.name != SETTINGS for found in path.iterdir()):
                raise LakeError(
                    "the folder is not empty and is no lake", place=str(path), advice="name another folder"
                )
            path.chmod(0o700)
            new = path / f"{MARKER}.{uuid4().hex[:8]}"
            made = datetime.now(UTC).isoformat(timespec="seconds")
            new.write_text(
                json.dumps({"format": FORMAT, "id": uuid4().hex, "made": made}) + "\n", encoding="utf-8"
            )
            new.replace(marker)
        except OSError as error:
            message = f"the lake cannot be made: {error.strerror or error}"
            raise LakeError(message, place=str(path), advice="check the folder and its rights") from error
        return cls.open(path, settings)

    @classmethod
    def open(cls, path: Path, settings: Settings) -> Lake:
        """Open a lake. A write that was decided but cut short is finished first, unless another run is writing.

        Raises LakeError where there is no lake, or one of a newer layout.
        """
        path = path.absolute()
        try:
            layout = int(json.loads((path / MARKER).read_text(encoding="utf-8"))["format"])
        except FileNotFoundError as error:
            raise LakeError(
                "there is no lake", place=str(path), advice="make one with `custodes ingest`"
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LakeError("the lake's marker cannot be read", place=str(path / MARKER)) from error
        if layout > FORMAT:
            raise LakeError(
                "the lake was written by a newer version", place=str(path), advice="update Custodes"
            )
        if layout < FORMAT:
            raise LakeError(
                "the lake was written by an older version, whose events say less",
                place=str(path),
                advice="read the logs into a new lake",
            )
        lake = cls(path, settings)
        if lake.journal.pending.exists() and os.access(path, os.W_OK):
            try:
                with lake.writing():
                    pass
            except LakeError as error:
                if "another run" not in error.message:
                    raise
        return lake

    def check(self) -> None:
        """Raise LakeError where files of the lake are missing or exchanged, or its ledger names other events.

        Cost: one look at every file's size; contents are not read.
        """
        advice = "restore the lake from a copy, or read the logs into a new one"
        for name in (EVENTS.name, DIRECTORY.name, CONTEXT.name, FILES.name, REJECTS.name, DECISIONS.name):
            for part in parts_of(self.table(name)):
                path = self.table(name) / part.path
                size = path.stat().st_size if path.is_file() else None
                if size != part.size:
                    what = "missing" if size is None else f"{size:,} bytes long, not {part.size:,}"
                    raise LakeError(f"a file of the lake is {what}", place=str(path), advice=advice)
        named, held = (
            sum(f.events for f in self.files()),
            sum(p.rows for p in parts_of(self.table(EVENTS.name))),
        )
        if named != held:
            message = f"the lake's ledger names {named:,} events, its table holds {held:,}"
            raise LakeError(message, place=str(self.table(EVENTS.name)), advice=advice)

    def discard(self) -> None:
        """Remove a lake that holds no event and no directory, and its folder unless settings lie in it."""
        with self.writing():
            if any(self.exists(spec.name) for spec in (EVENTS, DIRECTORY, CONTEXT)):
                return
            (self.path / MARKER).unlink()
        for found in self.path.iterdir():
            if found.is_dir():
                shutil.rmtree(found)
            elif found.name != SETTINGS:
                found.unlink()
        if not any(self.path.iterdir()):
            self.path.rmdir()

    @property
    def tmp(self) -> Path:
        """Folder for what the engine spills; pass it to :func:`open_engine`."""
        return self.path / "tmp"

    @property
    def journal(self) -> Journal:
        """The journal of this lake; write through :meth:`writing`."""
        return Journal(self.path)

    @contextmanager
    def writing(self) -> Iterator[Journal]:
        """Hold the writer's lock; what an earlier writer left unfinished is finished first."""
        with ExitStack() as held:
            try:
                held.enter_context(locked(self.path / "writer.lock"))
            except OSError as error:
                message = f"the lake cannot be written: {error.strerror or error}"
                advice = "check the rights of this folder"
                raise LakeError(message, place=str(self.path), advice=advice) from error
            journal = self.journal
            journal.recover()
            yield journal

    def table(self, name: str) -> Path:
        """Return the folder of a table, whether it exists yet or not."""
        return self.path / name

    def version(self, name: str = "events") -> int:
        """Return the version of a table, -1 where there is none yet."""
        return version_of(self.table(name))

    def parts(self, name: str) -> list[Path]:
        """Return the Parquet files of a table's current version."""
        return [self.table(name) / part.path for part in parts_of(self.table(name))]

    def read(self, engine: Engine, name: str) -> ir.Table:
        """Return a table (events, rejects, files, directory, cited, or a derived one that exists) as it is now."""
        columns = columns_of(self.table(name))
        if columns is None:
            if name not in TABLES:
                raise LakeError(f"the lake has no table '{name}'", place=str(self.path))
            return engine.parquet([], TABLES[name].types(), ())
        types = {column: _IBIS.get(kind, kind) for column, kind in columns.items()}
        table = open_table(self.table(name))
        partition = table.metadata().partition_columns if table is not None else []
        return engine.parquet(self.parts(name), types, partition)

    def events(self, engine: Engine) -> ir.Table:
        """Return all events: ``EVENT_SCHEMA`` and ``month``. An empty lake gives an empty table."""
        return self.read(engine, EVENTS.name)

    def directory(self) -> tuple[DirectoryEntry, ...]:
        """Return every entry of every list, in the order of arrival. Read once a version of the table."""
        version = self.version(DIRECTORY.name)
        if self._listed is None or self._listed[0] != version:
            rows = self.rows(DIRECTORY.name).sort_by([("seq", "ascending"), ("record", "ascending")])
            self._listed = version, tuple(_entries(rows))
        return self._listed[1]

    def arrivals(self) -> tuple[Arrival, ...]:
        """Return the ledger: one row per arrival of a file, ascending."""
        rows = self.rows(FILES.name).sort_by("seq").to_pylist()
        return tuple(Arrival.from_row(row) for row in rows)

    def files(self) -> tuple[StoredFile, ...]:
        """Return what was read of each file, over all ingests, by path."""
        return merged(self.arrivals())

    def span(self) -> tuple[int, int] | None:
        """Return the first and the last ``ts_us`` of all events; None while there are none."""
        parts = parts_of(self.table(EVENTS.name))
        firsts = [p.first for p in parts if p.first is not None]
        lasts = [p.last for p in parts if p.last is not None]
        return (min(firsts), max(lasts)) if firsts and lasts else None

    def paths(self) -> dict[str, str]:
        """Return SHA-256 -> path of every file that events may cite, grown ones under each of their hashes."""
        return {a.sha256: a.path for a in self.arrivals() if a.sha256}

    def exists(self, name: str) -> bool:
        """Say whether a table was ever written."""
        return self.version(name) >= 0

    def changed_since(self, seq: int) -> int | None:
        """Return the earliest ``ts_us`` that arrivals after number ``seq`` touched; None where they touched nothing."""
        return min(
            (a.first_ts_us for a in self.arrivals() if a.seq > seq and a.first_ts_us is not None),
            default=None,
        )

    @property
    def watermark(self) -> Watermark | None:
        """What the latest purge by date left behind; None where there was none."""
        return Watermark.of(self.path)

    def protect(self) -> None:
        """Take out what entries protect that are newer than the last ingest. Costs nothing where there are none."""
        protection = Protection(self.settings.protected)
        if protection.active and protection.hash != applied(self):
            with self.writing() as journal:
                purge_where_changed(self, journal, protection)

    def purge_protected(self) -> Purged:
        """Take out what the settings' ``[protected]`` protects (an ingest does so by itself when entries change)."""
        with self.writing() as journal:
            return purge_where_changed(self, journal, Protection(self.settings.protected), always=True)

    def rows(self, name: str) -> pa.Table:
        """Return all rows of a small unpartitioned table, in memory."""
        schema = TABLES[name].schema
        tables = [
            pq.read_table(path, schema=schema, partitioning=None, use_threads=False)
            for path in self.parts(name)
        ]
        return pa.concat_tables(tables) if tables else schema.empty_table()


def _entries(rows: pa.Table) -> Iterator[DirectoryEntry]:
    """Yield the entries of the directory's rows. Most accounts come again in every list, so each text is read once."""
    accounts = {text: tuple(json.loads(text)) for text in rows["accounts"].unique().to_pylist()}
    columns = {field.name: rows[field.name].to_pylist() for field in fields(DirectoryEntry)}
    columns["accounts"] = [accounts[text] for text in columns["accounts"]]
    yield from map(DirectoryEntry, *columns.values())
