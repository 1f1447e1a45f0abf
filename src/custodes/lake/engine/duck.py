"""The embedded engine: Ibis on DuckDB with a memory limit, spilling into the lake and reaching nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from custodes.errors import LakeError
from custodes.lake.engine.base import Engine
from custodes.lake.engine.spill import spill_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    import ibis.expr.types as ir

    from custodes.settings import Settings

__all__ = ["DuckEngine", "quoted"]

_SQL = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "int8": "TINYINT",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "float64": "DOUBLE",
    "float32": "FLOAT",
    "binary": "BLOB",
}
"""Types in Ibis' words -> in DuckDB's."""


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


class DuckEngine(Engine):
    """An :class:`~custodes.lake.engine.base.Engine` inside this process. It may read and write inside the lake only.

    ``spill`` is the folder for what does not fit into the memory limit; a folder of its own is made in it, or in the
    system's folder for temporary files where the lake cannot be written, and removed at the end. Raises LakeError
    where the engine cannot start.
    """

    def __init__(self, settings: Settings, spill: Path) -> None:
        self._lake = spill.parent
        self._spill = spill_folder(spill)
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
        self._made = 0

    def sql(self, statement: str) -> Any:
        """Run a statement of the engine's own SQL and return its relation (for what Ibis cannot say)."""
        return self.con.con.execute(statement)

    def parquet(
        self, files: Sequence[Path], columns: Mapping[str, str], partition: Collection[str]
    ) -> ir.Table:
        """Return the rows of Parquet files as a table (see :class:`~custodes.lake.engine.base.Engine`)."""
        name = self._name("part")
        if files:
            types = ", ".join(f"{quoted(n)}: {_SQL[columns[n]]}" for n in partition)
            hive = (
                f", hive_partitioning=true, hive_types={{{types}}}"
                if partition
                else ", hive_partitioning=false"
            )
            chosen = ", ".join(f'"{c}"' for c in columns)
            listed = ", ".join(_exact(path) for path in files)
            source = f"SELECT {chosen} FROM read_parquet([{listed}]{hive})"  # noqa: S608 -- all parts are quoted
        else:
            chosen = ", ".join(f'CAST(NULL AS {_SQL[t]}) AS "{n}"' for n, t in columns.items())
            source = f"SELECT {chosen} WHERE false"
        self.sql(f"CREATE TEMP VIEW {name} AS {source}")
        return self.con.table(name)

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """Compute rows once, for many queries."""
        return self.con.create_table(name, rows, temp=True, overwrite=True)

    def union(self, tables: Sequence[ir.Table]) -> ir.Table:
        """Return the rows of all tables, each computed on its own first.

        DuckDB 1.5.6 never ends a union of aggregates over 3.5 million events.
        """
        return ibis.union(*(self.keep(self._name("united"), table) for table in tables))

    def batches(self, rows: ir.Table) -> pa.RecordBatchReader:
        """Return rows as batches of the types that Ibis promises.

        DuckDB sums whole numbers to 128 bits; Ibis calls them int64 without converting, and whoever takes its word
        reads the two halves of each number as two rows.
        """
        reader = self.con.to_pyarrow_batches(rows)
        converted = (batch.cast(reader.schema) for batch in reader)
        return pa.RecordBatchReader.from_batches(reader.schema, converted)

    def close(self) -> None:
        """End the engine and remove what it spilled."""
        self.con.disconnect()
        shutil.rmtree(self._spill, ignore_errors=True)

    def _name(self, of: str) -> str:
        self._made += 1
        return f"{of}_{self._made}"
