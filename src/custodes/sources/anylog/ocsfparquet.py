"""OCSF events in Parquet, as Amazon Security Lake keeps them.

Sample: a file of Parquet whose columns are ``class_uid``, ``activity_id``, ``time``, ``metadata``, ``actor`` … with the
nested columns as structs. A row is a record; the raw record of a row is its JSON.

Parquet is read from its end, so the file is copied to a temporary one first: it costs its size on disk.

References: docs.aws.amazon.com, "Open Cybersecurity Schema Framework (OCSF) in Security Lake"; schema.ocsf.io.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from contextlib import contextmanager
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from custodes.model.event import Batch, Reject
from custodes.sources.anylog.ocsf import GUIDE
from custodes.sources.anylog.ocsfmap import event_of
from custodes.sources.rows import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext

__all__ = ["OcsfParquet"]

_MAGIC = b"PAR1"
_ROWS = 2_000
_CHUNK = 1024 * 1024
_FAILURES = (pa.ArrowException, OSError, MemoryError, ValueError, TypeError, KeyError, OverflowError)
_DAMAGED = "the Parquet file is damaged"


class OcsfParquet:
    """Actions of people in OCSF events of any producer, in Parquet."""

    name = "ocsf-parquet"
    title = "OCSF events (Parquet)"
    guide = GUIDE

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether it is Parquet with a class and an activity."""
        if not head.startswith(_MAGIC):
            return False
        try:
            with file.open() as stream, _copied(stream) as (copy, _):
                names = set(parquet.ParquetFile(copy).schema_arrow.names)
        except _FAILURES:
            return False
        return "class_uid" in names and bool(names & {"activity_id", "type_uid"})

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the rows; ``record`` counts them."""
        count = 0
        failure = ""
        with _copied(stream) as (copy, early):
            try:
                for rows in _batches(copy):
                    yield _batch(rows, count, context, self.name)
                    count += rows.num_rows
            except _FAILURES:
                failure = _DAMAGED
        failure = early or failure
        yield Batch(0, rejects=(Reject(0, failure),) if failure else ())

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, the row as JSON) of the wanted rows."""
        count, last = 0, max(wanted, default=0)
        with _copied(stream) as (copy, _):
            try:
                for rows in _batches(copy):
                    for place in (
                        n - count - 1 for n in sorted(wanted) if count < n <= count + rows.num_rows
                    ):
                        (row,) = rows.slice(place, 1).to_pylist()
                        yield (
                            count + place + 1,
                            json.dumps(_plain(row), ensure_ascii=False).encode("utf-8", "replace"),
                        )
                    count += rows.num_rows
                    if count >= last:
                        return
            except _FAILURES:
                return


def _batches(copy: IO[bytes]) -> Iterator[pa.RecordBatch]:
    return parquet.ParquetFile(copy).iter_batches(batch_size=_ROWS, use_threads=False)  # type: ignore[no-any-return]


def _batch(rows: pa.RecordBatch, before: int, context: ReadContext, source: str) -> Batch:
    numbers, values, lost = [], [], []
    for place in range(rows.num_rows):  # by itself, so that a text that is not UTF-8 loses its row alone
        try:
            values += rows.slice(place, 1).to_pylist()
            numbers.append(before + place + 1)
        except (ValueError, OverflowError):
            lost.append((before + place + 1, "a value of the row cannot be read"))
    plain = [_plain(value) for value in values]
    return batch_of(
        rows.num_rows, numbers, plain, lost, lambda record: event_of(record, context.zone), source
    )


def _plain(value: Any) -> Any:
    """Return a row as JSON would hold it: times as ISO 8601, tables as objects."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        if value and all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return {str(key): _plain(each) for key, each in value}
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


@contextmanager
def _copied(stream: BinaryIO) -> Iterator[tuple[IO[bytes], str]]:
    """Copy a stream to a file that can be read from its end; say why it ended early, if it did."""
    failure = ""
    with tempfile.TemporaryFile() as copy:
        while True:
            try:
                chunk = stream.read(_CHUNK)
            except (OSError, EOFError, zlib.error) as error:
                failure = f"it cannot be read on: {(getattr(error, 'strerror', '') or str(error)).lower()}"
                break
            if not chunk:
                break
            copy.write(chunk)
        copy.seek(0)
        yield copy, failure
