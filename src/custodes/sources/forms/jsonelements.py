"""The elements of JSON arrays, or objects that follow one another, in bounded memory.

Elements are framed by counting brackets and proven by decoding. Where one is so broken that it is not clear where the
next begins (a quote or a bracket is missing), reading goes on at the next object that has the codec's ``mark`` at its
top and can be read; what holds that key in between is counted as lost, and at least one record is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, TypeVar

from custodes.sources.forms.jsonpages import PAGE_END, page_at
from custodes.sources.forms.jsonrecords import BLOCK, CUT, Codec, Piece, decoded, one_by_one, too_long
from custodes.sources.forms.jsonresync import Seeker
from custodes.sources.forms.jsonscan import Scan

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Elements"]

_BETWEEN = re.compile(rb"[\s,]*")
_STRAY = re.compile(rb"(?:[\s,\]}]|\[\s*\])*")  # what may be passed over where nothing is open
_BRACKETS = (b"{", b"[")
_SMALL = 64 * 1024
_FIRST = 4 * 1024
_NO_OBJECT = "not a JSON object"
_NOT_CLEAR = "the element is broken: it is not clear where it ends"
_BESIDE = "lost together with the broken element before it"

T = TypeVar("T")


class Elements(Generic[T]):
    """The elements of a file; iterate once.

    notes: sentences about the file as a whole, complete when it was read to its end
    Cost: about 5 nanoseconds a byte and decoding; about a tenth of a millisecond for each broken element.
    Memory: a few times the block of 1 MiB, or of ``max_record``.
    """

    def __init__(self, chunks: Iterator[bytes], codec: Codec[T], max_record: int) -> None:
        self.notes: list[str] = []
        self._chunks = chunks
        self._codec = codec
        self._seeker = Seeker(codec.mark)
        self._max = max_record
        self._count = 0
        self._held = bytearray()  # begins where an element does
        self._open = False  # inside an array
        self._patience = (
            BLOCK  # an unfinished element so long is looked into for others; less in a damaged file
        )
        self._restart()

    def __iter__(self) -> Iterator[Piece[T]]:
        while True:
            if not self._open and not self._scanned:
                self._begin()
            if self._scanned < len(self._held):
                yield self._advance()
            elif not self._fill():
                yield self._last()
                if not self._held:
                    break
        if self._open:
            self.notes.append("the JSON array is not closed: the file was probably cut")

    def _fill(self) -> bool:
        """Hold one chunk more; False at the end."""
        chunk = next(self._chunks, b"")
        self._held += chunk
        return bool(chunk)

    def _restart(self, size: int = 0) -> None:
        """Let go of what was dealt with and scan anew from there: an element begins, or the file goes on."""
        del self._held[:size]
        self._scan = Scan()
        self._scanned = 0
        self._step = _FIRST  # doubles while all goes well
        self._look = self._patience

    def _begin(self) -> None:
        """Step into the next array or page of one, where one begins."""
        while len(self._held) < _SMALL and self._fill():
            pass
        del self._held[: _STRAY.match(self._held).end()]  # type: ignore[union-attr]
        start = 1 if self._held[:1] == b"[" else page_at(self._held, self._codec.mark)
        self._open = start is not None
        if start is not None:
            del self._held[:start]

    def _advance(self) -> Piece[T]:
        """Scan one step further and return the elements that end in it."""
        base, self._scanned = self._scanned, min(self._scanned + self._step, len(self._held))
        ends, depths = self._scan.ends(bytes(self._held[base : self._scanned]))
        whole = next((place for place, depth in enumerate(depths) if depth < 0), len(ends))
        raws, starts, place = self._cut([base + end for end in ends[:whole]])
        piece = decoded(self._codec, raws, self._count, self._max) if raws else Piece[T]()
        if piece.lost and (broken := self._swallowing(raws, piece)) is not None:
            piece = one_by_one(self._codec, raws[:broken], self._count, self._max)
            self._resync(piece, starts[broken], _NOT_CLEAR)
        elif whole < len(ends):
            self._close(piece, place, base + ends[whole])
        else:
            self._unfinished(piece, place)
        self._count += piece.count
        return piece

    def _unfinished(self, piece: Piece[T], start: int) -> None:
        """Keep what may go on in the next step, unless it is too long or holds other elements."""
        del self._held[:start]
        self._scanned -= start
        self._step = min(2 * self._step, BLOCK)
        if start:
            self._patience = min(2 * self._patience, BLOCK)
            self._look = self._patience
        if self._scanned > self._max:
            self._resync(piece, 0, too_long(self._max))
        elif self._scanned > self._look:
            self._look = 2 * self._scanned
            if self._seeker.count(bytes(self._held[: self._scanned])) > 1:
                self._resync(piece, 0, _NOT_CLEAR)

    def _cut(self, ends: list[int]) -> tuple[list[bytes], list[int], int]:
        """Return the elements, where each starts, and where the last one ends."""
        raws: list[bytes] = []
        starts: list[int] = []
        place = 0
        for end in ends:
            start = _BETWEEN.match(self._held, place).end()  # type: ignore[union-attr]
            raw = bytes(self._held[start:end])
            if raw[:1] not in _BRACKETS:  # numbers and texts stand before it
                bracket = min(raw.find(each) % (len(raw) + 1) for each in _BRACKETS)
                scalars = _scalars(raw[:bracket])
                raws += scalars
                starts += [start] * len(scalars)
                start, raw = start + bracket, raw[bracket:]
            raws.append(raw)
            starts.append(start)
            place = end
        return raws, starts, place

    def _swallowing(self, raws: list[bytes], piece: Piece[T]) -> int | None:
        """Return the place of the first element that could not be read and has the next one in it."""
        for number, _ in piece.lost:
            place = number - self._count - 1
            if len(raws[place]) <= self._max and self._seeker.another_in(raws[place]):
                return place
        return None

    def _close(self, piece: Piece[T], start: int, end: int) -> None:
        """Deal with a bracket that closes the array, or that nothing was opened for."""
        for _ in _scalars(bytes(self._held[start : end - 1])):
            _lose(piece, self._count, _NO_OBJECT)
        if self._held[end - 1 : end] == b"]" and self._open:
            self._open = False
            while len(self._held) - end < _SMALL and self._fill():
                pass
            if found := PAGE_END.match(self._held, end):
                end = found.end()
        while self._held[end : end + 1] == b"}":
            end += 1
        self._restart(end)

    def _last(self) -> Piece[T]:
        """Deal with what is left at the end of the file: nothing, or something unfinished."""
        piece: Piece[T] = Piece()
        rest = bytes(self._held).strip(b" \t\r\n,")
        if self._seeker.count(rest) > 1:
            self._resync(piece, 0, _NOT_CLEAR)
        else:
            for scalar in [rest] if rest[:1] in _BRACKETS else _scalars(rest):
                _lose(piece, self._count, CUT if scalar[:1] in _BRACKETS else _NO_OBJECT)
            self._restart(len(self._held))
        self._count += piece.count
        return piece

    def _resync(self, piece: Piece[T], start: int, reason: str) -> None:
        """Give up the element at ``start`` and go on at the next that can be read; count what is lost."""
        self._patience = _FIRST
        self._restart(start)
        lost, floor, size = 0, 1, _SMALL
        while True:
            sought = self._seeker.seek(self._held[:size].decode("latin-1"), floor)
            if sought.place is not None:
                self._restart(sought.place)
                return self._count_lost(piece, lost + sought.passed, reason)
            if size < len(self._held):
                size *= 4
                continue
            keep, counted = (
                (sought.keep, sought.passed - 1) if sought.passed else (len(self._held) - _SMALL, 0)
            )
            if len(self._held) - keep > self._max:
                keep, counted = len(self._held), sought.passed
            self._restart(max(0, keep))
            floor = 0 if keep > 0 else floor
            lost += counted
            if not self._fill():
                self._restart(len(self._held))
                return self._count_lost(piece, lost + sought.passed - counted, reason)

    def _count_lost(self, piece: Piece[T], lost: int, reason: str) -> None:
        _lose(piece, self._count, reason)
        for _ in range(lost - 1):
            _lose(piece, self._count, _BESIDE)


def _scalars(text: bytes) -> list[bytes]:
    """Return what stands between commas where elements should and are none."""
    return [token for token in text.split(b",") if token.strip()]


def _lose(piece: Piece[T], before: int, reason: str) -> None:
    """Add one record that cannot be read; ``before`` is the number of the record before the piece."""
    piece.count += 1
    piece.lost.append((before + piece.count, reason))
