r"""What every engine can do. All else is an Ibis expression, the same on each.

Engines differ, so expressions keep to what all of them agree on (tests/lake/test_engines.py runs one suite on both):

- whole numbers and text; time is an integer, and no engine's calendar or time zone is asked
- letters' case by classes (``[zZ]``), never by ``lower()`` or ``(?i)``: engines fold "İ" and "ſ" differently
- ``\z`` for the end of a text: ``$`` also stands before a last line's end in Java
- every order that decides what is shown names enough columns that no two rows are equal in them
- no ASOF join and no other thing that Spark refuses; what asks for one is written for DuckDB alone and says so
  (:mod:`custodes.lake.duplicates`, a part of ingest, which always runs on the machine that has the logs)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["Engine"]


class Engine(Protocol):
    """A context manager; what it made outside the tables of the lake is gone when it is closed.

    name: product, version and, of Spark, where it runs: as reviews quote it
    """

    name: str

    def parquet(
        self, files: Sequence[Path], columns: Mapping[str, str], partition: Collection[str]
    ) -> ir.Table:
        """Return the rows of Parquet files as a table.

        columns: name -> type in Ibis' words, in order · partition: those among them that stand in the folders'
        names, outermost first. No files give an empty table.
        """
        ...

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """Compute rows once, for many queries; they are kept under ``name`` until the engine is closed."""
        ...

    def union(self, tables: Sequence[ir.Table]) -> ir.Table:
        """Return the rows of all tables, which have the same columns."""
        ...

    def batches(self, rows: ir.Table) -> pa.RecordBatchReader:
        """Return rows as batches of exactly the types that the expression promises, never all in memory at once."""
        ...

    def close(self) -> None:
        """End the engine and remove what it spilled."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
