"""Compressed files read in place: gzip, and zip whose members are files of their own.

What is inflated is bounded: a stream that grows more than 1,000 times beyond 100 MiB, or beyond 1 TiB at all,
is cut with :class:`LimitError`. Everything before a damaged or missing end is delivered first; only then does
reading raise. Names inside an archive are labels: nothing is ever written where they point.

References: RFC 1952 (gzip: members may follow one another), APPNOTE.TXT 6.3.10 (zip).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from custodes.sources.files.pieces import PieceStream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LimitError", "Members", "inflated"]

RATIO = 1000
FREE = 100 * 1024 * 1024  # below this any ratio is harmless
TOTAL = 1 << 40
_CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b"
_EARLY = "the gzip file ends early"


class LimitError(OSError):
    """A compressed file inflates beyond what a log does."""


def inflated(stream: BinaryIO) -> BinaryIO:
    """Return the stream itself, or its decompressed content where it is gzip.

    Reading raises EOFError where a member ends early, zlib.error where it is damaged, LimitError for a bomb;
    always after everything readable was delivered.
    """
    return _as_binary(PieceStream(_pieces(stream), stream.close))


def _as_binary(stream: PieceStream) -> BinaryIO:
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
    """Inflate member after member; zero padding between or after members is skipped, as gzip(1) does.

    The checksum is compared after the content was delivered: the zlib module's own check would lose it.
    """
    source = _Fed(head, stream)
    written = members = 0
    while True:
        if members:
            source.skip_zeros()
        if not source.have(1):
            return
        source.skip_header()
        member, crc, size = zlib.decompressobj(wbits=-zlib.MAX_WBITS), 0, 0
        members += 1
        while True:
            before = member.copy()
            try:
                piece = member.decompress(source.data, _CHUNK)
            except zlib.error:
                yield from _up_to_the_damage(before, source.data)
                raise
            source.data = member.unconsumed_tail
            if piece:
                written += len(piece)
                size += len(piece)
                crc = zlib.crc32(piece, crc)
                _check(source.read - len(source.data), written)
                yield piece
            if member.eof:
                break
            if not source.data and not source.have(1):
                raise EOFError(_EARLY)
        source.data = member.unused_data
        if source.take(8) != struct.pack("<II", crc, size & 0xFFFFFFFF):
            raise zlib.error("the gzip file's checksum is not that of its content")


def _up_to_the_damage(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Inflate byte by byte what one call loses altogether."""
    for at in range(len(data)):
        try:
            piece = member.decompress(data[at : at + 1], _CHUNK)
        except zlib.error:
            return
        if piece:
            yield piece


class _Fed:
    """Compressed bytes in hand, filled from a stream as needed."""

    def __init__(self, data: bytes, stream: BinaryIO) -> None:
        self.data = data
        self.read = len(data)
        self._stream = stream

    def have(self, size: int) -> bool:
        """Fill up to ``size`` bytes; False where the stream ends before."""
        while len(self.data) < size and (more := self._stream.read(_CHUNK)):
            self.read += len(more)
            self.data += more
        return len(self.data) >= size

    def take(self, size: int) -> bytes:
        """Return ``size`` bytes. Raises EOFError where there are fewer."""
        if not self.have(size):
            raise EOFError(_EARLY)
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def skip_zeros(self) -> None:
        self.data = self.data.lstrip(b"\0")
        while not self.data and self.have(1):
            self.data = self.data.lstrip(b"\0")

    def skip_header(self) -> None:
        """Pass over a member's header (RFC 1952, 2.3)."""
        if not self.have(2) or not self.data.startswith(_GZIP):
            raise zlib.error("there is something after the end of the gzip file that is not gzip")
        fixed = self.take(10)
        method, flags = fixed[2], fixed[3]
        if method != 8:
            raise zlib.error("the gzip file uses an unknown method of compression")
        if flags & 4:
            self.take(int.from_bytes(self.take(2), "little"))
        for text in (8, 16):  # name, comment: to the next zero
            while flags & text and self.take(1) != b"\0":
                pass
        if flags & 2:
            self.take(2)


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
            (info for info in self._zip.infolist() if not info.filename.endswith("/")),
            key=lambda info: info.filename,
        )
        _check(self._size, sum(info.file_size for info in self.infos))

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """Open one member, decompressed; a member that is gzip itself is decompressed too."""
        try:
            inner: zipfile.ZipExtFile = self._zip.open(info)  # type: ignore[assignment]
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise OSError(f"the archive's member cannot be opened: {error}") from error
        # both would cut or lose what is readable: a forged size, and the check of a sum at the end
        vars(inner).update(_left=TOTAL, _expected_crc=None)
        pieces = _zip_pieces(inner, min(info.compress_size, self._size), info)
        return inflated(_as_binary(PieceStream(pieces, inner.close)))

    @staticmethod
    def modified(info: zipfile.ZipInfo, otherwise: datetime) -> datetime:
        """When the member was modified (zip has no zone; read as UTC), or ``otherwise`` for an impossible date."""
        try:
            return datetime(*info.date_time, tzinfo=UTC)
        except ValueError:
            return otherwise


def _zip_pieces(inner: zipfile.ZipExtFile, size: int, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Read a member of ``size`` compressed bytes; its size and sum are compared after it was delivered."""
    written = crc = 0
    damaged = "the archive's member is damaged or ends early"
    while True:
        try:
            piece = inner.read1(_CHUNK)
        except (zipfile.BadZipFile, EOFError, ValueError) as error:
            raise EOFError(damaged) from error
        if not piece:
            break
        written += len(piece)
        crc = zlib.crc32(piece, crc)
        _check(size, written)
        yield piece
    if (written, crc) != (info.file_size, info.CRC):
        raise EOFError(damaged)
