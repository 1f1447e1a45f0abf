"""The three shapes in which products write logs: JSON records, lines of text, tables. A source names itself and says what
one record means; everything else (encodings, framing, numbering, bounded memory, evidence) is here.

A subclass gives ``name``, ``title``, ``guide``, how it is recognised, and ``reader``: a function from one record to what
it found, made anew for each file, so that it may keep what earlier records of the file said.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeAlias, TypeVar

import msgspec

from custodes.model.event import Batch, Reject, SetAside
from custodes.sources.forms.chunks import Chunks, repaired
from custodes.sources.forms.csvfile import CsvFile, columns_of, raw_records
from custodes.sources.forms.jsonfile import batches, is_json, peek, raws, reader, text_of
from custodes.sources.forms.jsonrecords import Lines, is_lines, object_of, raws_of
from custodes.sources.forms.spread import by_lines, together
from custodes.sources.rows import batch_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.jsonrecords import Piece
    from custodes.sources.guide import Guide
    from custodes.sources.rows import Reader

__all__ = ["JsonSource", "LineSource", "Record", "TableSource"]

Record: TypeAlias = dict[str, Any]
T = TypeVar("T")
_MAX_RECORD = 16 * 1024 * 1024
_FIRST = 20  # records that are looked at before a file is said not to be of a format


class _Product(ABC, Generic[T]):
    """What all three have in common."""

    name: str
    title: str
    guide: Guide

    @abstractmethod
    def reader(self, file: LogFile, context: ReadContext) -> Reader[T]:
        """Return the function that reads one record of this file.

        Where it is one and the same function each time, it keeps nothing of earlier records, and several processes may
        read parts of the file at once.
        """

    def _apart(self, file: LogFile, context: ReadContext) -> bool:
        return self.reader(file, context) is self.reader(file, context)

    def _batch(self, piece: Piece[T], one: Reader[T]) -> Batch:
        return batch_of(piece.count, piece.numbers, piece.values, piece.lost, one, self.name)


class JsonSource(_Product[Record]):
    """JSON objects: one a line, in arrays, or as pages of an API. ``mark``: a key that every record has at its top."""

    mark: str

    @abstractmethod
    def is_record(self, record: Record) -> bool:
        """Say whether an object is a record of this product, by keys and values that no other product's has."""

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether one of the first records is of this product."""
        text = text_of(head)
        if not is_json(text) or f'"{self.mark}"'.encode() not in text:
            return False
        looked = 0
        for piece in reader(text, iter([text]), self._codec(), len(text)):
            for record in piece.values:
                if self.is_record(record):
                    return True
                looked += 1
                if looked == _FIRST:
                    return False
        return False

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the records; ``record`` counts lines that are not blank, or elements of arrays."""
        head, again = peek(stream)
        if is_lines(head, self._codec().mark):
            yield from by_lines(self, Chunks(again), file, context, apart=self._apart(file, context))
            return
        one = self.reader(file, context)
        yield from batches(head, again, self._codec(), context.max_record, lambda p: self._batch(p, one))

    def block(self, data: bytes, file: LogFile, context: ReadContext, /) -> Batch:
        """Read a block of whole lines."""
        one = self.reader(file, context)
        return together(self._batch(p, one) for p in Lines(iter([data]), self._codec(), context.max_record))

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted records."""
        head, again = peek(stream)
        yield from raws(head, again, self._codec(), wanted)

    def _codec(self) -> _Objects:
        return _Objects(self.mark)


class _Objects:
    """Decodes records to dictionaries."""

    def __init__(self, mark: str) -> None:
        self.mark = f'"{mark}"'.encode()
        self._one = msgspec.json.Decoder(dict[str, Any])

    def many(self, raws: list[bytes]) -> list[Record]:
        decode = self._one.decode
        return [decode(raw) for raw in raws]

    def one(self, raw: bytes) -> Record:
        try:
            return self._one.decode(raw)
        except (ValueError, RecursionError):
            return object_of(raw)


class LineSource(_Product[str]):
    """Lines of text. A line is one record; the reader may join several to one event (``SetAside.JOINED``)."""

    longest: int = 64 * 1024
    """Bytes; a longer line is a reject before any pattern sees it."""

    @abstractmethod
    def is_line(self, line: str) -> bool:
        """Say whether a line is of this product, by what no other product's has."""

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether one of the first lines is of this product; JSON that quotes such a line is not."""
        text = text_of(head)
        if text.startswith(b"{"):
            return False
        lines = [line for line in text.split(b"\n")[: 4 * _FIRST] if line.strip()][:_FIRST]
        return any(self.is_line(_text(line)) for line in lines if len(line) <= self.longest)

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the lines; ``record`` counts those that are not blank."""
        chunks = Chunks(stream)
        if self._apart(file, context):
            yield from by_lines(self, chunks, file, context, apart=True)
            return
        one = self.reader(file, context)
        for p in self.pieces(chunks, context):
            if p.count:
                yield self._batch(p, one)
        failure = (Reject(0, chunks.failure),) if chunks.failure else ()
        yield Batch(0, rejects=failure, warnings=(chunks.note,) if chunks.note else ())

    def pieces(self, chunks: Iterable[bytes], context: ReadContext) -> Lines[str]:
        """Return the lines, some at a time, as they are numbered and decoded."""
        return Lines(iter(chunks), _Texts(self.longest), context.max_record)

    def block(self, data: bytes, file: LogFile, context: ReadContext, /) -> Batch:
        """Read a block of whole lines."""
        one = self.reader(file, context)
        return together(self._batch(p, one) for p in self.pieces([data], context))

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted lines."""
        yield from raws_of(Lines(iter(Chunks(stream)), _Texts(_MAX_RECORD), _MAX_RECORD), wanted)


class _Texts:
    """Decodes lines to texts."""

    mark = b""

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def many(self, raws: list[bytes]) -> list[str]:
        if len(max(raws, key=len, default=b"")) > self._longest:
            raise ValueError("one is too long")
        return [_text(raw) for raw in raws]

    def one(self, raw: bytes) -> str:
        if len(raw) > self._longest:
            raise ValueError(f"the line is longer than {self._longest:,} bytes")
        return _text(raw)


def _text(raw: bytes) -> str:
    return (raw if raw.isascii() else repaired(raw)[0]).decode().rstrip("\r")


class TableSource(_Product[dict[str, str | None]]):
    """A table with a header. ``columns``: the normalised names (trimmed, lower case) that the reader uses.

    A value that is empty, or a column that the file does not have, is None.
    """

    columns: tuple[str, ...]

    @abstractmethod
    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether a header is of this product, by normalised names that no other product's has together."""

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the header is of this product."""
        return self.is_header(frozenset(columns_of(head)))

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the data rows; ``record`` counts them after the header."""
        one = self.reader(file, context)
        for rows in CsvFile(stream, context).rows(self.columns):
            numbers = rows.numbers.to_pylist()
            lost = [(reject.record, reject.reason) for reject in rows.rejects]
            made = batch_of(rows.records, numbers, rows.table.to_pylist(), lost, one, self.name)
            aside = dict(made.set_aside)
            if rows.headers:
                aside[SetAside.HEADER] = rows.headers
            yield Batch(made.records, made.events, made.rejects, aside, warnings=rows.notes)

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)
