"""Compressed files read in place: gzip, and zip whose members are files of their own.

What is inflated is bounded: a stream that grows more than 1,000 times beyond 100 MiB, or beyond 1 TiB at all,
is cut with :class:`LimitError`. Everything before a damaged or missing end is delivered first; only then does
reading raise. Names inside an archive are labels: nothing is ever written where they point.

References: RFC 1952 (gzip: members may follow one another), APPNOTE.TXT 6.3.10 (zip).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["LimitError", "Members", "inflated"]

RATIO = 1000
FREE = 100 * 1024 * 1024  # below this any ratio is harmless
TOTAL = 1 << 40
_CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b"


class LimitError(OSError):
    """A compressed file inflates beyond what a log does."""


class _Stream(io.RawIOBase):
    """A forward-only reader over pieces; ``close`` closes what they come from."""

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], None]) -> None:
        self._pieces = pieces
        self._close = close
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._held:
            self._held = next(self._pieces, b"")
        taken = self._held[: len(view)]
        view[: len(taken)] = taken
        self._held = self._held[len(taken) :]
        return len(taken)

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes, at least one unless at the end; what was read is never lost to an error."""
        if size < 0:
            return self.readall()
        if not self._held and size:
            self._held = next(self._pieces, b"")
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def close(self) -> None:
        if not self.closed:
            self._close()
        super().close()


def inflated(stream: BinaryIO) -> BinaryIO:
    """Return the stream itself, or its decompressed content where it is gzip.

    Reading raises EOFError where a member ends early, zlib.error where it is damaged, LimitError for a bomb;
    always after everything readable was delivered.
    """
    return _as_binary(_Stream(_pieces(stream), stream.close))


def _as_binary(stream: _Stream) -> BinaryIO:
    return stream  # type: ignore[return-value]


def _exactly(stream: BinaryIO, size: int) -> bytes:
    """Read ``size`` bytes or up to the end."""
    held = b""
    while len(held) < size and (more := stream.read(size - len(held))):
        held += more
    return held


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    head = _exactly(stream, 2)
    if head == _GZIP:
        yield from _gzip_pieces(head, stream)
    elif head:
        yield head
    while piece := stream.read(_CHUNK):
        yield piece


def _gzip_pieces(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Inflate member after member; zero padding between or after members is skipped, as gzip(1) does."""
    data, read, written, members = head, len(head), 0, 0
    while True:
        data = data.lstrip(b"\0") if members else data
        while len(data) < 2 and (more := stream.read(_CHUNK)):
            read += len(more)
            data += more
            data = data.lstrip(b"\0") if members else data
        if not data:
            return
        if not data.startswith(_GZIP):
            raise zlib.error("there is something after the end of the gzip file that is not gzip")
        member = zlib.decompressobj(wbits=31)
        members += 1
        while not member.eof:
            piece = member.decompress(data, _CHUNK)
            data = member.unconsumed_tail
            if piece:
                written += len(piece)
                _check(read - len(data), written)
                yield piece
            elif not data and not member.eof:
                data = stream.read(_CHUNK)
                read += len(data)
                if not data:
                    raise EOFError("the gzip file ends early")
        data = member.unused_data


def _check(read: int, written: int) -> None:
    """Raise LimitError where ``read`` compressed bytes became too many."""
    if written > FREE and written > RATIO * max(read, 1):
        raise LimitError(f"it inflates to more than {RATIO:,} times its size, as a zip bomb does")
    if written > TOTAL:
        raise LimitError("it inflates to more than 1 TiB")


class Members:
    """The members of one zip file, in the order of their names.

    The archive is opened once and stays open while a member's ``open`` is referred to: reading the central
    directory again for each of 10,000 members would cost minutes.

    Raises zipfile.BadZipFile, OSError or LimitError (members that overlap or inflate beyond all measure).
    """

    def __init__(self, path: Path) -> None:
        self._size = path.stat().st_size
        self._zip = zipfile.ZipFile(path)
        self.infos = sorted(
            (info for info in self._zip.infolist() if not info.is_dir()), key=lambda info: info.filename
        )
        _check(self._size, sum(info.file_size for info in self.infos))

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """Open one member, decompressed; a member that is gzip itself is decompressed too."""
        try:
            inner: zipfile.ZipExtFile = self._zip.open(info)  # type: ignore[assignment]
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise OSError(f"the archive's member cannot be opened: {error}") from error
        return inflated(
            _as_binary(_Stream(_zip_pieces(inner, min(info.compress_size, self._size)), inner.close))
        )

    @staticmethod
    def modified(info: zipfile.ZipInfo, otherwise: datetime) -> datetime:
        """When the member was modified (zip has no zone; read as UTC), or ``otherwise`` for an impossible date."""
        try:
            return datetime(*info.date_time, tzinfo=UTC)
        except ValueError:
            return otherwise


def _zip_pieces(inner: zipfile.ZipExtFile, size: int) -> Iterator[bytes]:
    """Read a member of ``size`` compressed bytes."""
    written = 0
    while True:
        try:
            piece = inner.read1(_CHUNK)
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise EOFError("the archive's member is damaged or ends early") from error
        if not piece:
            return
        written += len(piece)
        _check(size, written)
        yield piece
