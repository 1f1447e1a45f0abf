"""CSV files as Arrow columns of text with exact record numbers; rows that cannot be split become rejects.

Clean blocks go through Arrow's parser, all columns as text, never guessed; what needs care goes through
:mod:`custodes.sources.forms.csvcareful`. An empty value is null. The record number counts data rows after the header.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from custodes.model.event import Reject
from custodes.sources.forms.chunks import Chunks, repaired, sample_of
from custodes.sources.forms.csvcareful import Record, careful_records, wrong_width
from custodes.sources.forms.csvframe import BLOCK, Block, Frames, line_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custodes.sources.base import ReadContext

__all__ = ["CsvFile", "Rows", "columns_of", "delimited", "raw_records"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some consecutive data rows.

    records: how many were consumed
    numbers: int64, the record number of each row of ``table``
    table:   the wanted columns as text, null where empty or where the file has no such column
    rejects: rows that could not be split; one with record 0 where the file ends early
    headers: repeated headers left out
    notes:   sentences about the file as a whole
    """

    records: int
    numbers: pa.Int64Array
    table: pa.RecordBatch
    rejects: tuple[Reject, ...] = ()
    headers: int = 0
    notes: tuple[str, ...] = ()


def columns_of(head: bytes) -> tuple[str, ...]:
    r"""Return the normalised column names of a CSV file from its first bytes; empty where there are none.

    >>> columns_of(b"id, Date ,user\n1,2,3\n")
    ('id', 'date', 'user')
    """
    return delimited(head)[0]


_BLANK = b"\xef\xbb\xbf \t\r\n"


@lru_cache(maxsize=4)
def delimited(head: bytes) -> tuple[tuple[str, ...], str]:
    r"""Return the normalised column names of a table from its first bytes, and what separates its values.

    Remembered, since every source of tables asks it of the same file.

    >>> delimited(b"id;Date\n1;2\n")
    (('id', 'date'), ';')
    >>> delimited(b'{"SamAccountName":"jdoe","SID":1}')[0]
    ()
    """
    if head.lstrip(_BLANK).startswith(b"{"):  # JSON, whose commas separate other things
        return (), ","
    frames = Frames(Chunks(io.BytesIO(head)), 64 * 1024)
    return _normal(frames.header), frames.delimiter


def _normal(header: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().strip("\ufeff").lower() for name in header)


class CsvFile:
    """One CSV file, read once from its beginning.

    columns: the normalised names in the header (trimmed, lower case); empty where the file is
    block:   bytes that are parsed at a time
    """

    def __init__(self, stream: BinaryIO, context: ReadContext, *, block: int = BLOCK) -> None:
        self._chunks = Chunks(stream)
        self._frames = Frames(self._chunks, context.max_record, block)
        self.columns = _normal(self._frames.header)

    def rows(self, wanted: Sequence[str], *, samples: bool = False) -> Iterator[Rows]:
        """Yield the data rows; of each only the ``wanted`` columns (normalised names).

        samples: keep the first characters of a row that cannot be split; not for files that may hold secrets
        Cost: about 1 CPU second per 300 MB of clean data. Memory: a few times the block of 4 MiB.
        """
        reader = _Reader(self._frames.header, self._frames.delimiter, tuple(wanted), samples=samples)
        for piece in self._frames:
            yield reader.block(piece.data) if isinstance(piece, Block) else reader.records(piece)
        yield reader.last(self._chunks)


class _Reader:
    """Turns pieces of one file into rows and keeps count."""

    def __init__(
        self, header: tuple[str, ...], delimiter: str, wanted: tuple[str, ...], *, samples: bool
    ) -> None:
        self._delimiter = delimiter
        names = _normal(header)
        self._width = len(header)
        self._wanted = wanted
        self._places = [names.index(name) if name in names else None for name in wanted]
        self._header = [header[place].strip() if place is not None else None for place in self._places]
        self._samples = samples
        self._count = 0
        self._repaired = 0

    def block(self, data: bytes) -> Rows:
        """Read a clean block with Arrow."""
        text, repairs = repaired(data)
        invalid: list[csv.InvalidRow] = []
        kept = [f"c{place}" for place in self._places if place is not None]

        def skip(row: csv.InvalidRow) -> str:
            invalid.append(row)
            return "skip"

        table = csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(
                use_threads=False,
                block_size=max(len(text) + 1, 1024),
                column_names=[f"c{place}" for place in range(self._width)],
            ),
            parse_options=csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=skip
            ),
            convert_options=csv.ConvertOptions(
                include_columns=kept or ["c0"],
                column_types=dict.fromkeys(kept or ["c0"], pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        ).combine_chunks()
        if any("\n" in row.text for row in invalid):  # here a wrong quote may have swallowed lines
            found, _ = careful_records(data, self._width, len(data), ended=True, delimiter=self._delimiter)
            return self.records(found)
        self._repaired += repairs
        records = table.num_rows + len(invalid)
        numbers = np.arange(1, records + 1)
        if invalid:
            numbers = np.delete(numbers, [row.number - 1 for row in invalid])
        rejects = tuple(
            self._reject(
                row.number, wrong_width(row.actual_columns, self._width), row.text.encode("utf-8", "replace")
            )
            for row in invalid
        )
        columns = [
            _one(table[f"c{place}"]) if place is not None else pa.nulls(table.num_rows, pa.string())
            for place in self._places
        ]
        return self._rows(records, numbers, columns, rejects)

    def records(self, records: list[Record]) -> Rows:
        """Read records that were split with care."""
        numbers: list[int] = []
        rejects: list[Reject] = []
        for number, record in enumerate(records, 1):
            self._repaired += repaired(record.raw)[1]
            if record.fault:
                rejects.append(self._reject(number, record.fault, record.raw))
            else:
                numbers.append(number)
        good = [record.values for record in records if not record.fault]
        columns = [
            pa.array([None if place is None else values[place] or None for values in good], pa.string())
            for place in self._places
        ]
        return self._rows(len(records), np.array(numbers, np.int64), columns, tuple(rejects))

    def last(self, chunks: Chunks) -> Rows:
        """Return what is to be said at the end of the file."""
        notes = [chunks.note] if chunks.note else []
        if self._repaired:
            lines = f"{self._repaired:,} lines are" if self._repaired > 1 else "1 line is"
            notes.append(f"{lines} not UTF-8 and read as Windows-1252")
        rejects = (Reject(0, chunks.failure),) if chunks.failure else ()
        columns = [pa.array([], pa.string()) for _ in self._wanted]
        table = pa.RecordBatch.from_arrays(columns, names=list(self._wanted))
        return Rows(0, pa.array([], pa.int64()), table, rejects, notes=tuple(notes))

    def _rows(
        self, records: int, numbers: np.ndarray, columns: list[pa.Array], rejects: tuple[Reject, ...]
    ) -> Rows:
        table = pa.RecordBatch.from_arrays(columns, names=list(self._wanted))
        where = pa.array(numbers + self._count, pa.int64())
        self._count += records
        repeated = self._repeated(table)
        if repeated is None:
            return Rows(records, where, table, rejects)
        keep = pc.invert(repeated)
        return Rows(
            records, where.filter(keep), table.filter(keep), rejects, headers=pc.sum(repeated).as_py()
        )

    def _repeated(self, table: pa.RecordBatch) -> pa.BooleanArray | None:
        """Mark rows that repeat the header, as files that were put together have them."""
        found = None
        for name, column in zip(self._header, table.columns, strict=True):
            if name is None:
                continue
            same = pc.fill_null(pc.equal(column, name), False)
            found = same if found is None else pc.and_(found, same)
            if not pc.any(found).as_py():
                return None
        return found

    def _reject(self, number: int, reason: str, raw: bytes) -> Reject:
        return Reject(self._count + number, reason, sample_of(raw) if self._samples else "")


def _one(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def raw_records(
    stream: BinaryIO, wanted: frozenset[int], max_record: int = 16 * 1024 * 1024
) -> Iterator[tuple[int, bytes]]:
    """Yield (number, raw bytes) of the wanted data rows, as UTF-8 where the file is UTF-16."""
    frames = Frames(Chunks(stream), max_record)
    width, count, last = len(frames.header), 0, max(wanted, default=0)
    numbers = np.array(sorted(wanted), np.int64)
    for piece in frames:
        if count >= last:
            return
        data = piece.data if isinstance(piece, Block) else b""
        spans = line_spans(data) if data else None
        if spans is None:
            records = (
                careful_records(data, width, len(data), ended=True, delimiter=frames.delimiter)[0]
                if isinstance(piece, Block)
                else piece
            )
            yield from ((n, record.raw) for n, record in enumerate(records, count + 1) if n in wanted)
            count += len(records)
            continue
        begins, ends = spans
        here = numbers[(numbers > count) & (numbers <= count + len(begins))]
        yield from ((int(n), data[begins[n - count - 1] : ends[n - count - 1]]) for n in here)
        count += len(begins)
