"""What a file's content is: its hash, and which content the lake knows already that it is or continues.

The key of idempotence is the decompressed content up to an offset. While a file is hashed, the hash is noted at every
length that a known content has; where it agrees, the known content is a prefix: the file has grown.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

    from custodes.lake.ledger import Arrival
    from custodes.sources.base import LogFile

__all__ = ["READ_ERRORS", "Content", "Known", "first_bytes", "take"]

READ_ERRORS = (OSError, EOFError, zlib.error)
"""What reading a content may raise where it ends early or passes a limit."""

_HEAD = 4096
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """A content as far as it could be read.

    sha256, bytes: of the whole; head: SHA-256 of its first 4 KiB; closed: whether it ends with a line's end
    error:  why it could not be read further, or None
    same:   arrivals of exactly this content; base: the longest known content that it continues
    """

    sha256: str
    bytes: int
    head: str
    closed: bool
    error: Exception | None
    same: tuple[Arrival, ...]
    base: Arrival | None


class Known:
    """Contents that the lake has read, found by their first bytes so that few lengths need a look."""

    def __init__(self, arrivals: Iterable[Arrival]) -> None:
        self._by_head: dict[str, list[Arrival]] = defaultdict(list)
        self._short: set[int] = set()  # lengths below the head's
        self._replaced: set[tuple[str, int]] = set()
        for arrival in arrivals:
            self.add(arrival)

    def add(self, arrival: Arrival) -> None:
        """Take in a new arrival."""
        if arrival.sha256:
            self._by_head[arrival.head].append(arrival)
            self._replaced.update((file, last) for file, last in arrival.tail.get("replaced", ()))
            if arrival.bytes < _HEAD:
                self._short.add(arrival.bytes)

    def candidates(self, head: bytes) -> list[Arrival]:
        """Return the arrivals whose content may be, or begin, a content that begins with ``head``."""
        lengths = {n for n in self._short if n <= len(head)} | {min(len(head), _HEAD)}
        found = [
            a for n in lengths for a in self._by_head.get(_digest(head[:n]), ()) if min(a.bytes, _HEAD) == n
        ]
        return sorted(found, key=lambda a: a.bytes)

    def continuable(self, arrival: Arrival) -> bool:
        """Say whether all records of a content are still held: another that continued it may have replaced its last.

        What continues it too, but otherwise, is read as a log of its own; what both hold are duplicates.
        """
        return (arrival.tail.get("file"), arrival.tail.get("last")) not in self._replaced


def _is_list(arrival: Arrival) -> bool:
    """Say whether a content was a directory or dated context: a longer one is a list of its own, not a grown log."""
    return any(arrival.set_aside.get(kind) for kind in ("directory", "context"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def take(file: LogFile, known: Known, format: str, advance: Callable[[int], None]) -> Content:
    """Hash a content to its end. ``advance`` is told the bytes as they pass. Cost: one pass, a MiB of memory."""
    hashing = _Hashing(known, format)
    error: Exception | None = None
    try:
        with file.open() as stream:
            head, error = first_bytes(stream, _HEAD)
            hashing.begin(head)
            advance(len(head))
            while error is None and (chunk := stream.read(_CHUNK)):
                hashing.update(chunk)
                advance(len(chunk))
    except READ_ERRORS as problem:
        error = problem
    return hashing.end(error)


def first_bytes(stream: BinaryIO, size: int) -> tuple[bytes, Exception | None]:
    """Return the first bytes of a stream, and why there are no more where it is damaged before ``size``."""
    head = b""
    try:
        while len(head) < size and (more := stream.read(size - len(head))):
            head += more
    except READ_ERRORS as error:
        return head, error
    return head, None


class _Hashing:
    """A SHA-256 that is compared at every length a known content has."""

    def __init__(self, known: Known, format: str) -> None:
        self._known = known
        self._format = format
        self._sha = hashlib.sha256()
        self._total = 0
        self._last = b""
        self._head = _digest(b"")
        self._waiting: list[Arrival] = []
        self._met: list[Arrival] = []

    def begin(self, head: bytes) -> None:
        self._head = _digest(head)
        self._waiting = [a for a in self._known.candidates(head) if a.format == self._format]
        self.update(head)

    def update(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        start = 0
        while self._waiting and self._waiting[0].bytes <= self._total + len(chunk):
            arrival = self._waiting.pop(0)
            end = arrival.bytes - self._total
            self._sha.update(view[start:end])
            start = end
            if self._sha.copy().hexdigest() == arrival.sha256:
                self._met.append(arrival)
        self._sha.update(view[start:])
        self._total += len(chunk)
        self._last = chunk[-1:] or self._last

    def end(self, error: Exception | None) -> Content:
        whole = self._sha.hexdigest()
        met = [a for a in self._met if self._known.continuable(a) and not _is_list(a)]
        shorter = [a for a in met if a.sha256 != whole and a.bytes]
        return Content(
            sha256=whole,
            bytes=self._total,
            head=self._head,
            closed=self._last in (b"", b"\n"),
            error=error,
            same=tuple(a for a in self._met if a.sha256 == whole),
            base=max(shorter, key=lambda a: (a.bytes, a.seq), default=None),
        )
