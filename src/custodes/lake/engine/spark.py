"""Spark as an engine: the same Ibis expressions, on this machine's cores or on a cluster that shares the lake's folder.

Spark reads the lake's Parquet files and computes; it writes into its spill folder alone. What is stored in the lake is
written by this process from Arrow batches, as with DuckDB. No Python runs on a cluster's workers, nothing is
downloaded, and no page is served.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import ibis

from custodes.errors import LakeError
from custodes.lake.engine.arrow import backend, location
from custodes.lake.engine.base import Engine
from custodes.lake.engine.session import LOCAL, running

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa

    from custodes.settings import Settings

__all__ = ["SparkEngine"]


class SparkEngine(Engine):
    """An :class:`~custodes.lake.engine.base.Engine` on Spark.

    Raises LakeError where pyspark or Java is missing, where a master does not answer or gives no worker within a
    minute, and where the workers do not share the lake's folder.
    """

    def __init__(self, settings: Settings, spill: Path) -> None:
        if find_spec("pyspark") is None:
            advice = "pip install 'custodes[spark]'"
            raise LakeError("Spark is not installed", place="pyspark", advice=advice)
        spark = running(settings.engine, spill)
        self._session = spark.session.newSession()  # names and options of its own, on the same workers
        self._con = backend(self._session, spark.folder)
        self._kept: list[Any] = []
        self._views = 0
        where = "on this machine" if settings.engine.name == LOCAL else f"at {settings.engine.name}"
        self.name = f"spark {self._con.version} {where}"

    def parquet(
        self, files: Sequence[Path], columns: Mapping[str, str], partition: Collection[str]
    ) -> ir.Table:
        """Return the rows of Parquet files as a table (see :class:`~custodes.lake.engine.base.Engine`)."""
        from ibis.backends.pyspark.datatypes import PySparkSchema

        schema = ibis.schema(columns)
        if not files:
            return ibis.memtable(schema.to_pyarrow().empty_table())
        folder = files[0].parents[len(partition)]
        reader = self._session.read.schema(PySparkSchema.from_ibis(schema))
        found = reader.option("basePath", _literal(folder)).parquet(*map(_literal, files))
        self._views += 1
        return self._view(f"part_{self._views}", found)

    def keep(self, name: str, rows: ir.Table) -> ir.Table:
        """Compute rows once, for many queries: in the workers' memory, and on their disks where they do not fit."""
        frame = self._con.frame(rows).persist()
        self._kept.append(frame)
        return self._view(name, frame)

    def union(self, tables: Sequence[ir.Table]) -> ir.Table:
        """Return the rows of all tables, as one expression."""
        return ibis.union(*tables)

    def batches(self, rows: ir.Table) -> pa.RecordBatchReader:
        """Return rows as batches, through files in the spill folder."""
        return self._con.to_pyarrow_batches(rows)

    def close(self) -> None:
        """Give back what this engine kept; Spark itself ends with the process (see the module session)."""
        for frame in self._kept:
            frame.unpersist()
        self._kept.clear()

    def _view(self, name: str, frame: Any) -> ir.Table:
        frame.createOrReplaceTempView(name)
        return self._con.table(name)


def _literal(path: Path) -> str:
    r"""Return a path as a location that Hadoop's globbing takes literally.

    >>> from pathlib import PurePosixPath
    >>> print(_literal(PurePosixPath("/a b/[1]")))
    file:/a b/\[1\]
    """
    return re.sub(r"([\\[\]{}*?])", r"\\\1", location(path))
