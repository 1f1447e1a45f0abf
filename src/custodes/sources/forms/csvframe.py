"""Where records of a CSV file begin and end, in bounded memory, also where quotes stand in the wrong place.

A record is one line, or several where a quoted value holds line ends (RFC 4180). Data is cut into blocks of whole
records. In a *clean* block every quote opens or closes a value as the standard says, so that a fast parser cannot
disagree with us; any other stretch is split by the careful reader in :mod:`custodes.sources.forms.csvcareful`.

Both ways number records alike, so that a file that grew keeps its numbers. Blank lines are no records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.sources.forms.chunks import repaired
from custodes.sources.forms.csvcareful import MOST, Record, careful_records, split_record
from custodes.sources.forms.delimiter import delimiter_of, preamble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from custodes.sources.forms.chunks import Chunks

__all__ = ["BLOCK", "Block", "Frames", "line_spans"]

BLOCK = 4 * 1024 * 1024
"""Bytes that are parsed at a time: large enough for Arrow to be fast, small beside a record's limit."""
_LF, _CR, _QUOTE = b'\n\r"'


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole records whose framing is beyond doubt, ended by LF or CR LF (the last one perhaps by neither)."""

    data: bytes


class Frames:
    """The header and, once, the records of a CSV file: clean blocks, and lists of records where care was needed.

    header: the values of the first record, as written; empty where there is none
    delimiter: what separates values, as the header shows (:mod:`custodes.sources.forms.delimiter`)
    Cost: for a clean block two passes over its bytes where it holds quotes, else one.
    """

    def __init__(self, chunks: Chunks, max_record: int, block: int = BLOCK) -> None:
        self._source = chunks
        self._chunks = iter(chunks)
        self._max = max_record
        self._size = min(block, max(max_record, 1024))
        self._held = bytearray()
        self._ended = False
        self._cut = b""
        self.header = self._first()

    def _first(self) -> tuple[str, ...]:
        """Take the header off the front, and what spreadsheets and PowerShell write above it."""
        declared = ""
        while True:
            end = self._held.find(b"\n")
            if end < 0 and not self._ended and len(self._held) <= self._max:
                self._fill(len(self._held) + 1)
                continue
            line = bytes(self._held if end < 0 else self._held[:end])
            del self._held[: len(line) + 1]
            above = preamble(line.strip(b"\r"))
            if above:
                declared = above
            if (line.strip(b"\r") and above is None) or (self._ended and not self._held):
                break
        header = repaired(line.rstrip(b"\r"))[0].decode() if line and above is None else ""
        self.delimiter = declared or delimiter_of(header)
        return tuple(split_record(header, self.delimiter)[0]) if header else ()

    def _fill(self, size: int) -> None:
        """Hold at least ``size`` bytes, or all that is left."""
        while len(self._held) < size and not self._ended:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._ended = True
                if self._source.failure:  # the last line is not whole, however whole it looks
                    last = self._held.rfind(b"\n") + 1
                    self._cut = bytes(self._held[last:])
                    del self._held[last:]
            else:
                self._held += chunk

    def __iter__(self) -> Iterator[Block | list[Record]]:
        want = self._size
        while True:
            self._fill(want)
            if not self._held:
                if self._cut.strip(b"\r"):
                    yield [Record(self._cut[:1024], "the record is cut off: the file ends early")]
                return
            data = bytes(self._held)
            end = self._clean(data)
            if end and _fits(data, end, self._max):
                del self._held[:end]
                yield Block(data[:end])
                want = self._size
                continue
            records, used = careful_records(
                data, len(self.header), self._max, ended=self._ended, delimiter=self.delimiter
            )
            if records:
                yield records
            del self._held[:used]
            if len(self._held) > self._max and not used:
                yield [self._skip()]
            want = self._size if used else 2 * len(self._held)

    def _clean(self, data: bytes) -> int:
        """Return the end of the clean block the data begins with, of a bounded number of lines; 0 without one."""
        end = clean_end(data, len(self.header), ended=self._ended, delimiter=self.delimiter)
        if data.count(b"\n", 0, end) <= MOST:
            return end
        lines = np.flatnonzero(np.frombuffer(data, np.uint8, count=end) == _LF)
        return clean_end(
            data[: int(lines[MOST - 1]) + 1], len(self.header), ended=False, delimiter=self.delimiter
        )

    def _skip(self) -> Record:
        """Leave out one line that is longer than any record may be, in bounded memory."""
        raw = bytes(self._held[:1024])
        while (end := self._held.find(b"\n")) < 0 and not self._ended:
            self._held.clear()
            self._fill(1)
        del self._held[: len(self._held) if end < 0 else end + 1]
        return Record(raw, f"the line is longer than {self._max:,} bytes")


def clean_end(data: bytes, width: int, *, ended: bool, delimiter: str = ",") -> int:
    r"""Return how much of the data, from its beginning, is whole records framed as RFC 4180 says; 0 if doubtful.

    >>> clean_end(b'1,"a\nb"\n2,"c\n', 2, ended=False)
    8
    >>> clean_end(b'1,5" disk\n', 2, ended=False)
    0
    """
    end = len(data) if ended else data.rfind(b"\n") + 1
    if data.find(b'"', 0, end) >= 0:
        end = _quoted_end(data, end, width, ord(delimiter))
    if data.find(b"\r", 0, end) >= 0 and data.count(b"\r", 0, end) != data.count(b"\r\n", 0, end):
        return 0
    return end


def _quoted_end(data: bytes, end: int, width: int, delimiter: int) -> int:
    """Find the end of the last record before ``end`` whose quotes are balanced, where all are well placed."""
    held = np.frombuffer(data, np.uint8, count=end)
    quotes = np.flatnonzero(held == _QUOTE)
    while end and (inside := int(np.searchsorted(quotes, end))) % 2:
        end = data.rfind(b"\n", 0, int(quotes[inside - 1])) + 1
    quotes = quotes[: int(np.searchsorted(quotes, end))]
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, held[np.maximum(opening - 1, 0)], _LF)
    after = np.where(closing + 1 < end, held[np.minimum(closing + 1, len(held) - 1)], _LF)
    placed = (
        np.isin(before, (delimiter, _LF, _QUOTE)).all()
        and np.isin(after, (delimiter, _LF, _CR, _QUOTE)).all()
    )
    return end if placed and not _holds_records(held[:end], quotes, width, delimiter) else 0


def _holds_records(held: np.ndarray, quotes: np.ndarray, width: int, delimiter: int) -> bool:
    """Say whether a line inside a quoted value could be a record of its own: then care is needed."""
    ends = np.flatnonzero(held == _LF)
    before = np.searchsorted(quotes, ends)
    inner = np.flatnonzero((before[1:] == before[:-1]) & (before[1:] % 2 == 1))
    if not len(inner):
        return False
    commas = np.searchsorted(np.flatnonzero(held == delimiter), ends)
    return bool((commas[inner + 1] - commas[inner] == width - 1).any())


def line_spans(data: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    r"""Return where each line of a well-framed block begins and ends, without its line end; blank lines are none.

    None where a quoted value holds a line's end, so that a record is more than a line.

    >>> [spans.tolist() for spans in line_spans(b'1,"ab"\r\n\n2,c')]
    [[0, 9], [6, 12]]
    >>> line_spans(b'1,"a\nb"')
    """
    held = np.frombuffer(data, np.uint8)
    lines = np.flatnonzero(held == _LF)
    quotes = np.flatnonzero(held == _QUOTE)
    if len(quotes) and (np.searchsorted(quotes, lines) % 2).any():
        return None
    begins = np.concatenate(([0], lines + 1))
    ends = np.append(lines, len(held))
    carriage = (ends > begins) & (held[np.maximum(ends - 1, 0)] == _CR) if len(held) else ends > begins
    ends = ends - carriage
    filled = ends > begins
    return begins[filled], ends[filled]


def _fits(data: bytes, end: int, max_record: int) -> bool:
    """Say whether no record in the data up to ``end`` can be longer than allowed."""
    if end <= max_record:
        return True
    if data.find(b'"', 0, end) >= 0:
        return False
    ends = np.flatnonzero(np.frombuffer(data, np.uint8, count=end) == _LF)
    return int(np.diff(ends, prepend=-1, append=end).max()) - 1 <= max_record
