r"""EVTX files: 64 KiB chunks behind a header of 4 KiB, each readable by itself.

So a file is read some chunks at a time, in bounded memory and by several processes, and a damaged chunk is lost alone.
The records of a chunk are counted from their frames (``**\0\0``, size, identifier), so that every record has its number
whether or not its content can be read; the package ``evtx`` reads the contents.

References: github.com/libyal/libevtx, "Windows XML Event Log (EVTX) format".
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections import defaultdict, deque
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.gaps import Gaps

__all__ = ["MAGIC", "Contents", "blocks", "contents", "xml_records"]

MAGIC = b"ElfFile\0"
_CHUNK_MAGIC = b"ElfChnk\0"
_FRAME = struct.Struct("<4sIQ")
_RECORD_MAGIC = b"\x2a\x2a\0\0"
_HEADER, _CHUNK, _FIRST = 4096, 64 * 1024, 512
_AT_ONCE, _BLOCK, _MOST = 32, 2 * 1024 * 1024, 256
"""Chunks that are read at once; bytes, or chunks, that are one block."""
_DAMAGED = "the record is damaged"


class Contents(NamedTuple):
    """What a block of chunks holds.

    records: how many · numbers, texts: of those that were read, as JSON · lost: number and reason of the others; number 0
    where it is not known which they are
    """

    records: int
    numbers: list[int]
    texts: list[str]
    lost: list[tuple[int, str]]


def blocks(stream: BinaryIO, failure: list[str], gaps: Gaps) -> Iterator[bytes]:
    """Yield some whole chunks at a time, without what they do not use.

    ``failure`` takes why reading ended early, ``gaps`` the records' own numbers as each chunk's head tells them.

    The last chunk may be cut off: it is read as if zeros followed.
    """
    parts = _read(stream, failure)
    if len(next(parts, b"")) < _HEADER:
        failure.append("the file ends in its header")
        return
    held: list[bytes] = []
    size = 0
    for data in parts:
        if len(data) % _CHUNK:
            failure.append("the file ends in the middle of a chunk")
        for at in range(0, len(data), _CHUNK):
            used = _used(data, at)
            _number(used, gaps)
            held += (len(used).to_bytes(4, "little"), used)
            size += len(used)
        if size >= _BLOCK or len(held) >= 2 * _MOST:
            yield b"".join([MAGIC, *held])
            held, size = [], 0
    yield b"".join([MAGIC, *held])


def _used(data: bytes, at: int) -> bytes:
    """Return a chunk as far as its records go; one that is not whole stays as it is."""
    end = int.from_bytes(data[at + 48 : at + 52], "little")
    whole = data[at : at + 8] == _CHUNK_MAGIC and _FIRST <= end <= _CHUNK
    return data[at : at + end] if whole else data[at : at + _CHUNK]


def _number(chunk: bytes, gaps: Gaps) -> None:
    """Note which identifiers a chunk holds; what cannot be (a damaged head, an empty chunk) is passed over."""
    if chunk[:8] == _CHUNK_MAGIC:
        first, last = struct.unpack_from("<QQ", chunk, 24)
        if 0 < first <= last < first + _CHUNK:
            gaps.see(first, last)


def _chunks(block: bytes) -> list[bytes]:
    """Take a block apart, each chunk at its full length again."""
    found: list[bytes] = []
    place = len(MAGIC)
    while place < len(block):
        end = place + 4 + int.from_bytes(block[place : place + 4], "little")
        found.append(block[place + 4 : end].ljust(_CHUNK, b"\0"))
        place = end
    return found


def _read(stream: BinaryIO, failure: list[str]) -> Iterator[bytes]:
    """Yield the header, then as much as a block holds each time; the last is shorter."""
    wanted = _HEADER
    while True:
        parts: list[bytes] = []
        left, ended = wanted, False
        while left and not ended:
            try:
                part = stream.read(left)
            except (OSError, EOFError, zlib.error) as error:
                failure.append(_clause(error))
                part = b""
            parts.append(part)
            left -= len(part)
            ended = not part
        if data := b"".join(parts):
            yield data
        if ended:
            return
        wanted = _AT_ONCE * _CHUNK


def _clause(error: Exception) -> str:
    known = isinstance(error, OSError) and error.strerror
    return f"it cannot be read on: {str(known).lower()}" if known else "it cannot be read on: it is damaged"


def _header(chunks: int) -> bytes:
    """Return a file's header, whatever the one of the file has become."""
    start = MAGIC + struct.pack("<QQQIHHHH", 0, max(chunks - 1, 0), 1, 128, 1, 3, _HEADER, chunks & 0xFFFF)
    start = start.ljust(120, b"\0")
    return (start + struct.pack("<II", 0, zlib.crc32(start))).ljust(_HEADER, b"\0")


def contents(block: bytes) -> Contents:
    """Read a block: at once where all is well, else chunk by chunk."""
    chunks = _chunks(block)
    frames = [_frames(chunk) for chunk in chunks]
    count = sum(len(one) for one in frames if isinstance(one, list))
    if all(isinstance(one, list) for one in frames):
        texts = [text for _, text in _parsed(chunks, skip=False)] if count else []
        if len(texts) == count:
            return Contents(count, list(range(1, count + 1)), texts, [])
    whole = Contents(0, [], [], [])
    for chunk in chunks:
        whole = _with_chunk(whole, chunk)
    return whole


def _with_chunk(before: Contents, chunk: bytes) -> Contents:
    """Add what can be read of a chunk: each record by its identifier, in the order of their frames."""
    frames = _frames(chunk)
    known = frames if isinstance(frames, list) else frames.identifiers
    lost = before.lost + ([] if isinstance(frames, list) else [(0, frames.reason)])
    read: defaultdict[int, deque[str]] = defaultdict(deque)
    for identifier, text in _parsed([chunk], skip=True) if known else ():
        read[identifier].append(text)
    numbers, texts = list(before.numbers), list(before.texts)
    for number, identifier in enumerate(known, before.records + 1):
        if read[identifier]:
            numbers.append(number)
            texts.append(read[identifier].popleft())
        else:
            lost.append((number, _DAMAGED))
    return Contents(before.records + len(known), numbers, texts, lost)


class _Broken(NamedTuple):
    """A chunk whose frames end early."""

    identifiers: list[int]
    reason: str


def _frames(chunk: bytes) -> list[int] | _Broken:
    """Return the identifiers of a chunk's records. A chunk that was never used is empty."""
    if chunk[:8] != _CHUNK_MAGIC:
        unused = not chunk.strip(b"\0")
        return [] if unused else _Broken([], "a chunk is damaged: its records are lost")
    end = min(int.from_bytes(chunk[48:52], "little"), _CHUNK)
    found: list[int] = []
    place = _FIRST
    while place < end:
        magic, size, identifier = _FRAME.unpack_from(chunk, min(place, _CHUNK - _FRAME.size))
        if magic != _RECORD_MAGIC or size < 28 or place + size > _CHUNK:
            return _Broken(found, "a chunk is damaged: the rest of its records is lost")
        found.append(identifier)
        place += size
    return found


def _parsed(chunks: list[bytes], *, skip: bool, form: str = "records_json") -> list[tuple[int, str]]:
    """Return (identifier, content) of the records that the package can read; ``skip``: go on behind one it cannot."""
    from evtx import PyEvtxParser  # late: only who has such files pays for it

    found: list[tuple[int, str]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            file = io.BytesIO(b"".join([_header(len(chunks)), *chunks]))
            parser = PyEvtxParser(file, number_of_threads=1, skip_errors=skip)
            for record in getattr(parser, form)():
                found.append((record["event_record_id"], record["data"]))  # noqa: PERF401 -- what came before an error stays
        except (RuntimeError, OSError, ValueError):
            pass
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # what the package's Rust raises; no Exception
                raise
    return found


def xml_records(block: bytes) -> tuple[int, dict[int, str]]:
    """Return how many records a block holds, and those that can be read by their numbers, as the XML that Windows shows."""
    found: dict[int, str] = {}
    count = 0
    for chunk in _chunks(block):
        frames = _frames(chunk)
        known = frames if isinstance(frames, list) else frames.identifiers
        read = dict(_parsed([chunk], skip=True, form="records")) if known else {}
        found |= {n: read[one] for n, one in enumerate(known, count + 1) if one in read}
        count += len(known)
    return count, found
