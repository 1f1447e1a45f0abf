"""What a source is: one log format that is recognised by content and read into batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from custodes.model.event import Batch
    from custodes.sources.guide import Guide

__all__ = ["LogFile", "ReadContext", "Source", "Spread", "Unreadable"]


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file, or a member of an archive, that may hold a log.

    path:     as shown and stored: the path as given, inside an archive "a.zip!inner/b.csv"
    name:     last part of it, without ".gz"
    folder:   name of the folder it stands in ("LDAP"), empty at the top
    size:     bytes, decompressed where that is known without reading, else None
    stored_size: bytes on disk (compressed), for progress
    modified: modification time in UTC
    open:     opens the decompressed content from its beginning; reading may raise OSError, EOFError or
              zlib.error where the content ends early or a limit is passed
    """

    path: str
    name: str
    folder: str
    size: int | None
    stored_size: int
    modified: datetime
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that was found but cannot be opened; it is listed, and the rest goes on.

    path:   as shown and stored
    reason: one clause without the path: "permission denied", "it is encrypted"
    """

    path: str
    reason: str


class Spread(Protocol):
    """Other processes at work."""

    def __call__(
        self, source: str, file: LogFile, context: ReadContext, blocks: Iterator[bytes], /
    ) -> Iterator[Batch]:
        """Yield the batch of each block, in their order; the source is asked by its name."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a reader may need besides the file.

    zone: zone of local times that name none
    max_record: bytes; a longer line or record becomes a reject
    dates: "day-first" or "month-first", where the settings declare how lists of people write 03/04/2024
    spread: reads blocks of whole lines in other processes, in their order; None: this process reads them itself
    """

    zone: ZoneInfo
    max_record: int = 16 * 1024 * 1024
    dates: str = ""
    spread: Spread | None = None


class Source(Protocol):
    """One log format. ``name`` is stored with every event; ``title`` is for people, ``guide`` for who runs it."""

    name: str
    title: str
    guide: Guide

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the first (at most 64 KiB of) decompressed content is of this format."""

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the records in order, in batches of bounded size. Never raises for a bad record."""

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted records, for evidence."""
