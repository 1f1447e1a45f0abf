"""Arrow in and out of Spark. Ibis' own way leads through pandas, where whole numbers with nulls become fractions."""

from __future__ import annotations

import contextlib
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from custodes.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["backend", "failing", "location"]

_CHUNK = 100_000  # rows in memory at a time


def location(path: Path) -> str:
    """Return a path as Hadoop reads one: it takes percent signs as they stand.

    >>> from pathlib import PurePosixPath
    >>> location(PurePosixPath("/a b/50%"))
    'file:/a b/50%'
    """
    text = path.as_posix()
    return f"file:{text}" if text.startswith("/") else f"file:/{text}"


@contextlib.contextmanager
def failing(place: Path) -> Iterator[None]:
    """Turn what Spark raises while it computes into a LakeError that tells its cause in a line."""
    from py4j.protocol import Py4JError
    from pyspark.errors import AnalysisException, ParseException, PySparkException

    try:
        yield
    except (AnalysisException, ParseException):
        raise  # an expression of ours that Spark refuses: a fault to be reported, not a state of the lake
    except (Py4JError, PySparkException) as error:
        text = str(getattr(error, "java_exception", None) or error)
        told = " ".join(text.splitlines()[0].split())[:300] if text else type(error).__name__
        short = "OutOfMemory" in text or "maxResultSize" in text
        advice = (
            "raise [engine] memory_limit in custodes.toml"
            if short
            else "see whether Spark's workers can read the lake's folder and have room in it; --verbose shows more"
        )
        raise LakeError(f"Spark failed: {told}", place=str(place), advice=advice) from error


class _Arrow:
    """What replaces Ibis' own methods; ``spill`` is a folder that Spark's workers and this process share."""

    _session: Any
    spill: Path

    def to_pyarrow(
        self, expr: Any, /, *, params: Any = None, limit: int | str | None = None, **_: Any
    ) -> Any:
        """Return a result in memory."""
        table = expr.as_table()
        with failing(self.spill):
            rows = self.frame(table, params, limit).toArrow()
        return expr.__pyarrow_result__(rows.cast(table.schema().to_pyarrow()))

    def to_pyarrow_batches(
        self,
        expr: Any,
        /,
        *,
        params: Any = None,
        limit: int | str | None = None,
        chunk_size: int = _CHUNK,
        **_: Any,
    ) -> pa.RecordBatchReader:
        """Return a result a batch at a time, in its order, through files: it need not fit into memory."""
        table = expr.as_table()
        folder = self.spill / f"rows-{uuid4().hex[:12]}"
        written = self._write(self.frame(table, params, limit), folder)
        schema = table.schema().to_pyarrow()
        return pa.RecordBatchReader.from_batches(schema, _read(folder, schema, written, chunk_size))

    def frame(self, table: Any, params: Any = None, limit: int | str | None = None) -> Any:
        """Return an expression as a data frame of Spark."""
        this: Any = self
        this._run_pre_execute_hooks(table)  # noqa: SLF001 -- of the class that this is mixed into
        return self._session.sql(this.compile(table, params=params, limit=limit))

    def _write(self, frame: Any, folder: Path) -> int:
        """Write a data frame as Parquet, and return how many rows Spark says it wrote."""
        from pyspark.sql import Observation
        from pyspark.sql.functions import count, lit

        seen = Observation()
        with failing(self.spill):
            frame.observe(seen, count(lit(1)).alias("n")).write.parquet(location(folder))
            return int(seen.get["n"])

    def _register_in_memory_table(self, op: Any) -> None:
        from ibis.backends.pyspark.datatypes import PySparkSchema

        rows = op.data.to_pyarrow(op.schema)
        frame = self._session.createDataFrame(rows, schema=PySparkSchema.from_ibis(op.schema))
        frame.createOrReplaceTempView(op.name)

    def _make_memtable_finalizer(self, _: str) -> None:
        """Such tables end with the session."""


def _read(folder: Path, schema: pa.Schema, written: int, chunk: int) -> Iterator[pa.RecordBatch]:
    """Yield what was written, file by file in order, and remove it. Raises LakeError where rows are missing."""
    found = 0
    try:
        for path in sorted(folder.glob("part-*.parquet")):
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(chunk, use_threads=False):
                    found += batch.num_rows
                    yield batch.cast(schema)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if found != written:
        raise LakeError(
            f"Spark wrote {written:,} rows, and {found:,} arrived here",
            place=str(folder),
            advice="its workers must share the lake's folder with this machine, under the same path",
        )


@cache
def _backend_class() -> type[Any]:
    """Return Ibis' backend with the methods above in place of its own."""
    from ibis.backends.pyspark import Backend

    return type("Backend", (_Arrow, Backend), {})


def backend(session: Any, spill: Path) -> Any:
    """Return an Ibis backend on a session of Spark."""
    made = _backend_class()()
    made.spill = spill
    made.do_connect(session)
    return made
