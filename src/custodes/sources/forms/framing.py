"""A known format inside a frame: each outer record is unwrapped to one line, and the format's own source reads the lines.

Numbers, rejects and raw evidence are those of the outer records: what cannot be unwrapped is a reject, the whole
original record is the evidence, and events carry the name of the format within.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from custodes.model.event import Batch, Reject, SetAside
from custodes.sources.base import ReadContext
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.csvfile import CsvFile, raw_records
from custodes.sources.forms.frames import JsonFrame, TableFrame
from custodes.sources.forms.jsonfile import peek, reader
from custodes.sources.forms.jsonrecords import Lines, Piece, one_by_one, raws_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, Source
    from custodes.sources.forms.frames import Frame
    from custodes.sources.guide import Guide

__all__ = ["Framed", "framed", "unwrapped", "within"]

_MAX_RECORD = 16 * 1024 * 1024
_PENDING = 200_000  # records in a row without a line within, before the rest is only counted
_STEPS = 1_000_000  # changes of the distance between the two numbers that are remembered
_BEHIND = "it stands behind too many records without a log line in their frame"
_OVER = "the format within does not keep one record a line of its frame"


def unwrapped(frame: Frame, head: bytes) -> bytes:
    """Return the lines within the first records of a file."""
    lines = _Feed(_Outer(frame, io.BytesIO(head), _MAX_RECORD))
    return lines.read(len(head))


def within(frame: Frame, file: LogFile) -> LogFile:
    """Return the file as a source of the lines within sees it."""

    def opened() -> BinaryIO:
        return _Feed(_Outer(frame, file.open(), _MAX_RECORD))  # type: ignore[return-value]

    return replace(file, size=None, open=opened)


def framed(frame: Frame, inner: Source, text: bytes, file: LogFile) -> Framed | None:
    """Return the source of frame and format, or None where the format's records are not one a line.

    text: the lines within the beginning of the file, which ``inner`` has recognised
    """
    lines = [line.strip() for line in islice(io.BytesIO(text), 2)]
    first = [raw.strip() for _, raw in inner.raw(io.BytesIO(text), file, frozenset({1}))]
    for headers, line in enumerate(lines):
        if first[:1] == [line]:
            return Framed(frame, inner, headers)
    return Framed(frame, inner, 1) if len(lines) == 1 and not first else None


class Framed:
    """A source within a frame; a source itself. ``headers``: lines within that are a heading (a shipped CSV)."""

    name: str
    title: str
    guide: Guide

    def __init__(self, frame: Frame, inner: Source, headers: int) -> None:
        self.frame = frame
        self.inner = inner
        self.headers = headers
        self.name, self.title, self.guide = inner.name, inner.title, inner.guide

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the lines within the first records are of the format."""
        text = unwrapped(self.frame, head)
        return bool(text) and self.inner.sniff(text, within(self.frame, file))

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the outer records, in order."""
        outer = _Outer(self.frame, stream, context.max_record)
        feed = _Feed(outer, bounded=True)
        done = headers = self.headers
        behind = _BEHIND
        for batch in self.inner.read(feed, within(self.frame, file), context):  # type: ignore[arg-type]
            if done + batch.records > max(feed.lines, self.headers):
                behind = _OVER
                break
            done += batch.records
            numbered = feed.numbered(batch, done, self.headers)
            if headers and feed.lines:
                aside = Counter(numbered.set_aside)
                aside[SetAside.HEADER] += headers
                numbered = replace(numbered, records=numbered.records + headers, set_aside=dict(aside))
                headers = 0
            yield numbered
        yield from feed.rest(done if not headers else 0, behind)
        failure = (Reject(0, outer.failure),) if outer.failure else ()
        yield Batch(0, rejects=failure, warnings=outer.notes)

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted outer records, frame and all."""
        if isinstance(self.frame, TableFrame):
            yield from raw_records(stream, wanted)
            return
        yield from raws_of(_Outer(self.frame, stream, _MAX_RECORD), wanted)


class _Outer:
    """The outer records in pieces; iterate once. ``failure`` and ``notes`` are of the file as a whole."""

    def __init__(self, frame: Frame, stream: BinaryIO, max_record: int) -> None:
        self.failure = ""
        self.notes: tuple[str, ...] = ()
        self.close = getattr(stream, "close", lambda: None)
        self._frame = frame
        self._stream = stream
        self._max = max_record

    def __iter__(self) -> Iterator[Piece[bytes]]:
        if isinstance(self._frame, TableFrame):
            yield from self._table(self._frame)
            return
        pieces: Iterator[Piece[bytes]]
        if isinstance(self._frame, JsonFrame):
            head, again = peek(self._stream)
            chunks = Chunks(again)
            found = reader(head, iter(chunks), self._frame, self._max)
        else:
            chunks = Chunks(self._stream)
            found = Lines(iter(chunks), self._frame, self._max)
        pieces = iter(found)
        yield from pieces
        self.failure = chunks.failure
        self.notes = (*((chunks.note,) if chunks.note else ()), *found.notes)

    def _table(self, frame: TableFrame) -> Iterator[Piece[bytes]]:
        count = 0
        for rows in CsvFile(self._stream, ReadContext(ZoneInfo("UTC"), self._max)).rows((frame.column,)):
            piece: Piece[bytes] = Piece(rows.records)
            split = {reject.record for reject in rows.rejects}
            piece.lost = [(reject.record, reject.reason) for reject in rows.rejects if reject.record]
            for number, value in zip(
                rows.numbers.to_pylist(), rows.table[frame.column].to_pylist(), strict=True
            ):
                one = one_by_one(frame, [(value or "").encode()], number - 1, self._max)
                piece.numbers += one.numbers
                piece.values += one.values
                piece.lost += one.lost
            known = {*piece.numbers, *split, *(number for number, _ in piece.lost)}
            repeated = [n for n in range(count + 1, count + rows.records + 1) if n not in known]
            piece.lost += [(number, "the header once more") for number in repeated]
            piece.lost.sort()
            count += rows.records
            self.failure = next((r.reason for r in rows.rejects if not r.record), self.failure)
            self.notes += rows.notes
            yield piece


class _Feed(io.RawIOBase):
    """The lines within, as a file; it remembers which outer record each came from.

    lines: how many were given out
    bounded: end where too many records in a row hold no line; ``rest`` then counts what follows
    """

    def __init__(self, outer: _Outer, *, bounded: bool = False) -> None:
        self.lines = 0
        self._outer = outer
        self._pieces = iter(outer)
        self._bounded = bounded
        self._held = b""
        self._lost: list[tuple[int, str]] = []
        self._starts = [1]  # from this line on …
        self._shifts = [0]  # … the outer number is greater by this

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self.readall()
        while not self._held and (not self._bounded or len(self._lost) < _PENDING):
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._take(piece)
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        taken = self.read(len(view))
        view[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        if not self.closed:
            self._outer.close()
        super().close()

    def _take(self, piece: Piece[bytes]) -> None:
        self._lost += piece.lost
        for line, number in (
            enumerate(piece.numbers, self.lines + 1) if piece.lost or self._moved(piece) else ()
        ):
            if number - line != self._shifts[-1]:
                self._starts.append(line)
                self._shifts.append(number - line)
        self.lines += len(piece.numbers)
        if len(self._starts) > 2 * _STEPS:
            del self._starts[:_STEPS], self._shifts[:_STEPS]
        self._held = b"".join(line + b"\n" for line in piece.values)

    def _moved(self, piece: Piece[bytes]) -> bool:
        return bool(piece.numbers) and piece.numbers[0] - self.lines - 1 != self._shifts[-1]

    def _number(self, line: int) -> int:
        return line + self._shifts[max(bisect_right(self._starts, line) - 1, 0)]

    def numbered(self, batch: Batch, done: int, headers: int) -> Batch:
        """Return a batch of the inner source in the numbers of the outer records; lines up to ``done`` are behind it."""
        lost: list[tuple[int, str]] = []
        if batch.records:
            upto = self._number(done)
            place = bisect_right(self._lost, (upto, ""))
            lost, self._lost = self._lost[:place], self._lost[place:]
        events = batch.events
        if len(self._starts) == 1 and not headers and not lost:
            return batch
        rejects = [
            replace(reject, record=self._number(reject.record + headers)) if reject.record else reject
            for reject in batch.rejects
        ]
        rejects += [Reject(number, reason) for number, reason in lost]
        rejects.sort(key=lambda reject: reject.record)
        if events is not None:
            events = self._renumbered(events, headers)
        return replace(batch, records=batch.records + len(lost), events=events, rejects=tuple(rejects))

    def _renumbered(self, events: pa.RecordBatch, headers: int) -> pa.RecordBatch:
        lines = events.column("record").to_numpy() + headers
        places = np.maximum(np.searchsorted(self._starts, lines, side="right") - 1, 0)
        columns = dict(zip(events.schema.names, events.columns, strict=True))
        columns["record"] = pa.array(lines + np.array(self._shifts)[places], pa.int64())
        if columns["also"].null_count < len(columns["also"]):
            columns["also"] = pa.array(
                [
                    also and ";".join(str(self._number(int(number) + headers)) for number in also.split(";"))
                    for also in columns["also"].to_pylist()
                ],
                pa.string(),
            )
        return pa.RecordBatch.from_arrays(list(columns.values()), schema=events.schema)

    def rest(self, done: int, behind: str) -> Iterator[Batch]:
        """Yield what the inner source did not account for: lost records behind its last, and what it did not read."""
        over = [(self._number(line), _OVER) for line in range(done + 1, self.lines + 1)]
        lost = sorted([*self._lost, *over])
        self._lost = []
        if lost:
            yield Batch(len(lost), rejects=tuple(Reject(number, reason) for number, reason in lost))
        for piece in self._pieces:
            lost = sorted([*piece.lost, *((number, behind) for number in piece.numbers)])
            yield Batch(piece.count, rejects=tuple(Reject(number, reason) for number, reason in lost))
