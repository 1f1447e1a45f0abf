"""The embedded engine: Ibis on DuckDB with a memory limit, spilling into the lake and reaching nothing else."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import ibis

from custodes.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    import ibis.expr.types as ir

    from custodes.settings import Settings

__all__ = ["Engine", "quoted"]

_STALE = 86_400.0


def quoted(text: str) -> str:
    """Return a text as a literal of SQL.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def _exact(path: Path) -> str:
    """Return a path that the engine's globbing takes literally."""
    text = path.as_posix()
    return quoted("".join(f"[{c}]" if c in "[*?" else c for c in text))


def _folder(spill: Path) -> Path:
    """Make a folder of one's own to spill into: in the lake, else, where that cannot be written, a temporary one."""
    own = spill / f"spill-{uuid4().hex[:12]}"
    try:
        own.mkdir(parents=True, mode=0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="custodes-spill-"))
    _sweep(spill)
    return own


def _sweep(folder: Path) -> None:
    """Remove what engines that were killed left behind a day ago or earlier."""
    for path in folder.glob("spill-*"):
        if path.stat().st_mtime < time.time() - _STALE:
            shutil.rmtree(path, ignore_errors=True)


class Engine:
    """A context manager around an Ibis backend (``con``). It may read and write inside the lake only.

    ``spill`` is the folder for what does not fit into the memory limit; a folder of its own is made in it, or in the
    system's folder for temporary files where the lake cannot be written, and removed at the end. Raises LakeError where the engine cannot start.
    """

    def __init__(self, settings: Settings, spill: Path) -> None:
        self._lake = spill.parent
        self._spill = _folder(spill)
        options: dict[str, Any] = {
            "memory_limit": settings.engine.memory_limit,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
        if settings.engine.threads:
            options["threads"] = settings.engine.threads
        try:
            self.con = ibis.duckdb.connect(temp_directory=str(self._spill), **options)
            self.sql(
                f"SET allowed_directories=[{quoted(str(self._lake))}, {_exact(self._lake)}, {quoted(str(self._spill))}]; SET enable_external_access=false; "
                "SET TimeZone='UTC'; SET enable_progress_bar=false"
            )
        except Exception as error:
            message = f"the engine did not start: {error}"
            raise LakeError(message, place=str(spill), advice="check [engine] in the settings") from error
        self.name = f"duckdb {self.con.version}"
        self._views = 0

    def sql(self, statement: str) -> Any:
        """Run a statement of the engine's own SQL and return its relation (for what Ibis cannot say)."""
        return self.con.con.execute(statement)

    def parquet(
        self, files: Sequence[Path], columns: Mapping[str, str], partition: Mapping[str, str]
    ) -> ir.Table:
        """Return the rows of Parquet files as a table.

        columns: name -> type in the engine's words, in order · partition: those among them that stand in the
        folders' names. No files give an empty table.
        """
        self._views += 1
        name = f"part_{self._views}"
        if files:
            types = ", ".join(f"{quoted(n)}: {t}" for n, t in partition.items())
            hive = (
                f", hive_partitioning=true, hive_types={{{types}}}"
                if partition
                else ", hive_partitioning=false"
            )
            chosen = ", ".join(f'"{c}"' for c in columns)
            listed = ", ".join(_exact(path) for path in files)
            source = f"SELECT {chosen} FROM read_parquet([{listed}]{hive})"  # noqa: S608 -- all parts are quoted
        else:
            chosen = ", ".join(f'CAST(NULL AS {t}) AS "{n}"' for n, t in columns.items())
            source = f"SELECT {chosen} WHERE false"
        self.sql(f"CREATE TEMP VIEW {name} AS {source}")
        return self.con.table(name)

    def close(self) -> None:
        """End the engine and remove what it spilled."""
        self.con.disconnect()
        shutil.rmtree(self._spill, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
