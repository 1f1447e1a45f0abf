"""A file of JSON records, whatever product wrote it: its beginning, its reader, its batches, its raw records."""

from __future__ import annotations

import codecs
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from custodes.model.event import Batch, Reject
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.jsonelements import Elements
from custodes.sources.forms.jsonrecords import Lines, is_lines, raws_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from custodes.sources.forms.jsonrecords import Codec, Piece

__all__ = ["batches", "is_json", "peek", "raws", "reader", "text_of", "typeless"]

_HEAD = 64 * 1024
_MAX_RECORD = 16 * 1024 * 1024

T = TypeVar("T")


class _Again:
    """A stream whose beginning was read already; what ended it early is raised behind that."""

    def __init__(self, head: bytes, stream: BinaryIO, failure: Exception | None) -> None:
        self._head = head
        self._stream = stream
        self._failure = failure

    def read(self, size: int = -1) -> bytes:
        if self._head:
            taken = self._head if size < 0 else self._head[:size]
            self._head = self._head[len(taken) :]
            return taken
        if self._failure:
            raise self._failure
        return self._stream.read(size)


def peek(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the beginning of the text and a stream that starts with it, without PowerShell's "#TYPE" line."""
    head, failure = b"", None
    try:
        while len(head) < _HEAD and (more := stream.read(_HEAD - len(head))):
            head += more
    except (OSError, EOFError, zlib.error) as error:
        failure = error
    head = typeless(head)
    return text_of(head), _Again(head, stream, failure)  # type: ignore[return-value]


def typeless(head: bytes) -> bytes:
    """Leave out the line that Export-Csv of Windows PowerShell writes first."""
    text = head.removeprefix(codecs.BOM_UTF8)
    return text.partition(b"\n")[2] if text.startswith(b"#TYPE ") else head


def text_of(head: bytes) -> bytes:
    """Return the beginning of a file as text in UTF-8, whatever it was written in."""
    return b"".join(Chunks(io.BytesIO(head))).lstrip()


def is_json(text: bytes) -> bool:
    """Say whether a text begins as JSON objects or arrays do."""
    return text.startswith((b"{", b"["))


def reader(text: bytes, chunks: Iterator[bytes], codec: Codec[T], max_record: int) -> Lines[T] | Elements[T]:
    """Return the reader of a file's records, chosen by the beginning of its text."""
    return (Lines if is_lines(text, codec.mark) else Elements)(chunks, codec, max_record)


def batches(
    head: bytes, stream: BinaryIO, codec: Codec[T], max_record: int, batch: Callable[[Piece[T]], Batch]
) -> Iterator[Batch]:
    """Yield what ``batch`` makes of each piece of records, then what is to be said of the file as a whole."""
    chunks = Chunks(stream)
    pieces = reader(head, iter(chunks), codec, max_record)
    for piece in pieces:
        if piece.count:
            yield batch(piece)
    notes = [chunks.note] if chunks.note else []
    failure = (Reject(0, chunks.failure),) if chunks.failure else ()
    yield Batch(0, rejects=failure, warnings=(*notes, *pieces.notes))


def raws(
    head: bytes, stream: BinaryIO, codec: Codec[T], wanted: frozenset[int]
) -> Iterator[tuple[int, bytes]]:
    """Yield (record number, raw bytes) of the wanted records; what stands behind the last of them is not read."""
    yield from raws_of(reader(head, iter(Chunks(stream)), codec, _MAX_RECORD), wanted)
