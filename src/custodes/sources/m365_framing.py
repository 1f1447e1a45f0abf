"""How a Microsoft 365 audit export is put together: which of its forms it is, and whether it is one at all."""

from __future__ import annotations

import codecs
import io
import json
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from custodes.sources.chunks import Chunks
from custodes.sources.csvfile import columns_of
from custodes.sources.jsonelements import Elements
from custodes.sources.jsonrecords import Lines, is_lines
from custodes.sources.m365_record import AuditCodec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.m365_record import Record

__all__ = ["COLUMN", "is_audit", "is_json", "peek", "records"]

COLUMN = "auditdata"
_HEAD = 64 * 1024
_KEYS = frozenset({"CreationTime", "RecordType"})


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
    head = _typeless(head)
    return _text(head), _Again(head, stream, failure)  # type: ignore[return-value]


def _typeless(head: bytes) -> bytes:
    """Leave out the line that Export-Csv of Windows PowerShell writes first."""
    text = head.removeprefix(codecs.BOM_UTF8)
    return text.partition(b"\n")[2] if text.startswith(b"#TYPE ") else head


def _text(head: bytes) -> bytes:
    return b"".join(Chunks(io.BytesIO(head))).lstrip()


def is_json(text: bytes) -> bool:
    """Say whether a text begins as JSON objects or arrays do."""
    return text.startswith((b"{", b"["))


def records(text: bytes, chunks: Iterator[bytes], max_record: int) -> Lines[Record] | Elements[Record]:
    """Return the reader of JSON records, chosen by the beginning of the text."""
    return (Lines if is_lines(text) else Elements)(chunks, AuditCodec(), max_record)


def is_audit(head: bytes) -> bool:
    r"""Say whether a file is such an export: by the column AuditData, or by two keys of its first whole records.

    Where no record is whole within the head, the keys must stand anywhere in it.

    >>> is_audit(b'{"CreationTime":"2020-02-07T16:44:07","RecordType":6}\n'), is_audit(b'RecordId,AuditData\n')
    (True, True)
    >>> is_audit(b'{"TimeGenerated":"2021-08-02T13:32:07Z","RecordType":"50"}\n')
    False
    """
    text = _text(_typeless(head))
    if not is_json(text):
        return COLUMN in columns_of(text)
    whole = False
    for piece in (Lines if is_lines(text) else Elements)(iter([text]), _KeyCodec(), len(text)):
        for keys in piece.values:
            if keys >= _KEYS:
                return True
            whole = True
    return not whole and all(re.search(rf'"{key}"\s*:'.encode(), text) for key in _KEYS)


class _KeyCodec:
    """Decodes a record to its keys."""

    mark = AuditCodec.mark

    def many(self, raws: list[bytes]) -> list[frozenset[str]]:
        return [self.one(raw) for raw in raws]

    def one(self, raw: bytes) -> frozenset[str]:
        try:
            return frozenset(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
        except (ValueError, RecursionError):
            pass
        try:
            return frozenset(json.loads(raw))
        except (TypeError, RecursionError) as error:
            raise ValueError("not a JSON object") from error
