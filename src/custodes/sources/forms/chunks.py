"""Bytes of a text file in UTF-8, chunk by chunk, whatever encoding it was written in and however it ends.

UTF-16 (by its byte order mark, or by the zeros that ASCII has in it) is transcoded, a byte order mark is taken
away, and a file that ends its lines with a lone carriage return gets line feeds. A stream that fails in the middle
ends there, and :attr:`Chunks.failure` says why: what came before is kept.
"""

from __future__ import annotations

import codecs
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Chunks", "repaired", "sample_of"]

_SIZE = 1024 * 1024
_SAMPLE = 200


class Chunks:
    """Iterate once over the chunks of a stream (none empty).

    failure: why the stream ended early, one clause; empty while or when all is well
    note:    a sentence about the encoding, empty for UTF-8
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.failure = ""
        self.note = ""

    def __iter__(self) -> Iterator[bytes]:
        chunks = self._raw()
        head = b""
        for chunk in chunks:
            head += chunk
            if len(head) >= 64 * 1024:
                break
        encoding = encoding_of(head)
        if encoding == "utf-8":
            rest = _joined(head.removeprefix(codecs.BOM_UTF8), chunks)
        else:
            self.note = f"the file is in {encoding.upper()} and was read as such"
            rest = _transcoded(_joined(head, chunks), encoding)
        lone = b"\r" in head and b"\n" not in head and encoding == "utf-8"
        yield from (chunk.replace(b"\r", b"\n") for chunk in rest) if lone else rest

    def _raw(self) -> Iterator[bytes]:
        while True:
            try:
                chunk = self._stream.read(_SIZE)
            except (OSError, EOFError, zlib.error) as error:
                self.failure = _clause(error)
                return
            if not chunk:
                return
            yield chunk


def _joined(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from chunks


def _transcoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        if text := decoder.decode(chunk).removeprefix("\ufeff"):
            yield text.encode("utf-8", "replace")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "replace")


def _clause(error: Exception) -> str:
    if isinstance(error, zlib.error) and "Error -" in str(error):
        return "the compressed file is damaged"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read on: {error.strerror.lower()}"
    return str(error) or "it cannot be read on"


def encoding_of(head: bytes) -> str:
    """Say how a text is encoded: "utf-8" (also ASCII and anything unknown), "utf-16-le" or "utf-16-be".

    >>> encoding_of("id,date".encode("utf-16")), encoding_of("id,date".encode("utf-16-be")), encoding_of(b"id")
    ('utf-16-le', 'utf-16-be', 'utf-8')
    """
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = head[0:400:2], head[1:400:2]
    for zero, other, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        starts = zero[:4] == b"\0\0\0\0" and other[:4].isascii() and 0 not in other[:4]
        if starts and zero.count(0) > len(zero) / 2 and other.count(0) < len(other) / 10:
            return encoding
    return "utf-8"


def repaired(data: bytes) -> tuple[bytes, int]:
    r"""Return valid UTF-8 and the number of lines that were not: those are read as Windows-1252.

    The five bytes that Windows-1252 leaves undefined are read as Latin-1.

    >>> repaired(b"caf\xc3\xa9\ncaf\xe9\n")
    (b'caf\xc3\xa9\ncaf\xc3\xa9\n', 1)
    """
    if data.isascii():
        return data, 0
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return data, 0
    lines, count = data.split(b"\n"), 0
    for place, line in enumerate(lines):
        try:
            line.decode()
        except UnicodeDecodeError:
            lines[place] = _from_windows(line).encode()
            count += 1
    return b"\n".join(lines), count


def _from_windows(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in line)


def sample_of(raw: bytes) -> str:
    r"""Return the first 200 characters with control characters escaped, for a reject.

    >>> sample_of(b"a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    text = raw[: 4 * _SAMPLE].decode("utf-8", "replace")[:_SAMPLE]
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)[
        :_SAMPLE
    ]
