"""GitHub Enterprise audit log with git events: JSON lines, or a JSON array as the API and the export give it.

Sample::

    {"@timestamp":1624445969188,"_document_id":"fXwGe7IW-BX8Ze64V_AORg","action":"git.clone","actor":"jdoe",
     "actor_ip":"203.0.113.15","org":"acme","repo":"acme/engine","repository":"acme/engine",
     "repository_public":false,"transport_protocol_name":"ssh","actor_location":{"country_code":"DE"}}

Each record is one event; times are milliseconds of UTC. A clone and a downloaded archive are a copy of the repository
on a device (``download``); a fetch brings an existing copy up to date and counts as opening it (``read``), since editors
fetch every few minutes. Git events are logged only where that is switched on, and are kept for seven days: stream or
export them. A record without an actor (an anonymous clone of a public repository) is nobody's and is out of scope.

References: docs.github.com, "Audit log events for your enterprise" and "Using the audit log API for your enterprise".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import pyarrow as pa

from custodes.model.event import Batch, Reject, SetAside
from custodes.sources.chunks import repaired
from custodes.sources.columns import YIELDED, events
from custodes.sources.github_record import Row, row_of
from custodes.sources.jsonfile import batches, is_json, peek, raws, reader, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.jsonrecords import Piece

__all__ = ["GitHub"]


class GitHub:
    """The audit log of a GitHub enterprise or organisation."""

    name = "github"
    title = "GitHub Enterprise audit log with git events (JSON)"

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the first records have @timestamp, a dotted action, and the actor or repository of GitHub's."""
        text = text_of(head)
        if not is_json(text):
            return False
        for piece in reader(text, iter([text]), _Codec(), len(text)):
            for record in piece.values:
                return _is_github(record)
        return False

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the records as events; ``record`` counts lines that are not blank, or array elements."""
        head, again = peek(stream)
        yield from batches(head, again, _Codec(), context.max_record, _batch)

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted records."""
        head, again = peek(stream)
        yield from raws(head, again, _Codec(), wanted)


class _Codec:
    """Decodes a record to a dictionary."""

    mark = b'"@timestamp"'

    def many(self, raws: list[bytes]) -> list[dict[str, Any]]:
        return [msgspec.json.decode(raw, type=dict[str, Any]) for raw in raws]

    def one(self, raw: bytes) -> dict[str, Any]:
        try:
            return msgspec.json.decode(repaired(raw)[0], type=dict[str, Any])
        except (ValueError, RecursionError):
            raise ValueError("not a JSON object") from None


def _is_github(record: dict[str, Any]) -> bool:
    action = record.get("action")
    known = any(key in record for key in ("org", "repo", "business", "_document_id"))
    return "@timestamp" in record and isinstance(action, str) and "." in action and known


def _batch(piece: Piece[dict[str, Any]]) -> Batch:
    """Turn decoded records into events, rejects, and what is nobody's."""
    rows: list[Row] = []
    numbers: list[int] = []
    rejects = [Reject(number, reason) for number, reason in piece.lost]
    nobody = 0
    for number, record in zip(piece.numbers, piece.values, strict=True):
        row = row_of(record)
        if isinstance(row, str):
            rejects.append(Reject(number, row))
        elif row is None:
            nobody += 1
        else:
            rows.append(row)
            numbers.append(number)
    rejects.sort(key=lambda reject: reject.record)
    aside = {SetAside.OUT_OF_SCOPE: nobody} if nobody else {}
    return Batch(piece.count, _events(rows, numbers) if rows else None, tuple(rejects), aside)


def _events(rows: list[Row], numbers: list[int]) -> pa.RecordBatch:
    columns = {
        name: pa.array(values, YIELDED.field(name).type)
        for name, values in zip(Row._fields, zip(*rows, strict=True), strict=True)
    }
    record = pa.array(numbers, YIELDED.field("record").type)
    return events(len(rows), source="github", stream="github.audit", part=0, record=record, **columns)
