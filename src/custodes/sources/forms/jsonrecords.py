"""Records of a JSON file, one by one and in bounded memory, in each of the ways in which exports write them.

* *lines*: one object a line. A broken line is one lost record, and the next line is the next record
* *elements*: an array (pretty-printed or not), several arrays after one another, the pages of an API
  (``{"items":[…]}``), or objects that go over several lines: :mod:`custodes.sources.forms.jsonelements`

A record's number is that of its line among those that are not blank, or of its element.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from custodes.sources.forms.chunks import repaired
from custodes.sources.forms.jsonpages import page_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "BLOCK",
    "CUT",
    "Codec",
    "Lines",
    "Piece",
    "decoded",
    "is_lines",
    "line_blocks",
    "object_of",
    "one_by_one",
    "raws_of",
    "too_long",
]

BLOCK = 1024 * 1024
CUT = "the record is cut off: the file ends early"

T = TypeVar("T")


class Codec(Protocol[T]):
    """How records are decoded. ``mark``: a key, quoted, that every record has at its top: ``b'"CreationTime"'``."""

    mark: bytes

    def many(self, raws: list[bytes]) -> list[T]:
        """Decode well-formed records, or raise ValueError or RecursionError."""

    def one(self, raw: bytes) -> T:
        """Decode one with care, or raise ValueError with the reason: a clause without any content of it."""


@dataclass(slots=True)
class Piece(Generic[T]):
    """Some consecutive records.

    count:   how many there are
    numbers: the number of each that was read
    raws:    its bytes
    values:  what the codec made of it
    lost:    number and reason of each that was not read
    """

    count: int = 0
    numbers: list[int] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)
    values: list[T] = field(default_factory=list)
    lost: list[tuple[int, str]] = field(default_factory=list)


def decoded(codec: Codec[T], raws: list[bytes], before: int, max_record: int) -> Piece[T]:
    """Decode records whose framing is beyond doubt; ``before`` is the number of the record before them."""
    if len(max(raws, key=len, default=b"")) <= max_record:
        try:
            values = codec.many(raws)
        except (ValueError, RecursionError):
            pass
        else:
            return Piece(len(raws), list(range(before + 1, before + len(raws) + 1)), raws, values)
    return one_by_one(codec, raws, before, max_record)


def one_by_one(codec: Codec[T], raws: list[bytes], before: int, max_record: int) -> Piece[T]:
    """Decode each record by itself, so that a bad one is lost alone."""
    piece: Piece[T] = Piece()
    for number, raw in enumerate(raws, before + 1):
        piece.count += 1
        if len(raw) > max_record:
            piece.lost.append((number, too_long(max_record)))
            continue
        try:
            piece.values.append(codec.one(raw))
        except ValueError as error:
            piece.lost.append((number, str(error)))
        else:
            piece.numbers.append(number)
            piece.raws.append(raw)
    return piece


def raws_of(pieces: Iterable[Piece[T]], wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
    """Yield (record number, raw bytes) of the wanted records; what stands behind the last of them is not read."""
    last, count = max(wanted, default=0), 0
    for piece in pieces:
        for number, raw in zip(piece.numbers, piece.raws, strict=True):
            if number in wanted:
                yield number, raw.strip()
        count += piece.count
        if count >= last:
            return


def object_of(raw: bytes) -> dict[str, Any]:
    r"""Decode an object that only Python reads: NaN, lone surrogates, control characters in texts, Windows-1252.

    >>> object_of(b'{"a": NaN, "b": "caf\xe9"}')["b"]
    'café'
    """
    try:
        found = json.loads(repaired(raw)[0].decode(), strict=False)
    except (ValueError, RecursionError):
        raise ValueError("not a JSON object") from None
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 -- a codec's way to say that a record is lost
    return found


def too_long(max_record: int) -> str:
    """Return the reason of a record that is longer than allowed."""
    return f"the record is longer than {max_record:,} bytes"


def is_lines(head: bytes, mark: bytes) -> bool:
    r"""Say from the beginning of a file whether each line is a record; ``mark`` as in :class:`Codec`.

    >>> texts = b'{"a":1}\n{"a":2}\n', b'[{"a":1},', b'{\n "a": 1\n}', b'{"a":1,\n{"a":2}'
    >>> [is_lines(text, b'"a"') for text in texts]
    [True, False, False, True]
    """
    text = head.lstrip()
    if not text.startswith(b"{") or page_at(text, mark) is not None:
        return False
    first, *rest = [line.strip() for line in text.split(b"\n", 3)[:3] if line.strip()] or [b""]
    return first.endswith(b"}") or (len(first) > 1 and (not rest or rest[0].startswith(b"{")))


def line_blocks(chunks: Iterator[bytes], max_record: int) -> Iterator[bytes]:
    """Yield the text in blocks of whole lines, without the line end of the last.

    Of a line that is longer than ``max_record`` only so much is kept that it shows.
    """
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        end = chunk.rfind(b"\n")
        if end >= 0:
            yield b"".join([*held, chunk[:end]])
            held, size = [chunk[end + 1 :]], len(chunk) - end - 1
        elif size <= max_record:
            held.append(chunk)
            size += len(chunk)
        # else: the line is too long already, and its rest is not needed
    yield b"".join(held)


class Lines(Generic[T]):
    """The records of a file with one on each line; iterate once.

    notes: sentences about the file as a whole
    Memory: a few times the block of 1 MiB, or of ``max_record``. A longer line is left out without being held.
    """

    def __init__(self, chunks: Iterator[bytes], codec: Codec[T], max_record: int) -> None:
        self.notes: list[str] = []
        self._chunks = chunks
        self._codec = codec
        self._max = max_record
        self._count = 0

    def __iter__(self) -> Iterator[Piece[T]]:
        for block in line_blocks(self._chunks, self._max):
            yield self._piece(block)

    def _piece(self, data: bytes) -> Piece[T]:
        raws = [line for line in data.split(b"\n") if line and not line.isspace()]
        piece = decoded(self._codec, raws, self._count, self._max)
        self._count += piece.count
        return piece
