"""Microsoft 365 unified audit log: JSON lines, JSON arrays, API pages, and the Purview export as CSV.

Sample::

    {"CreationTime":"2020-02-07T16:44:07","Id":"ec04aa09-0a43-4879-cdc8-08d7abecf327","Operation":"FileDeleted",
     "RecordType":6,"UserType":0,"Workload":"OneDrive","ClientIP":"203.0.113.15","UserId":"jane@example.org",
     "ObjectId":"https://example-my.sharepoint.com/personal/jane_example_org/Documents/plan.docx",
     "SiteUrl":"https://example-my.sharepoint.com/personal/jane_example_org/",
     "SourceRelativeUrl":"Documents","SourceFileName":"plan.docx"}

Each record is one event. Times are UTC. Mail bodies and message texts are not in this log, and texts of DLP matches
are not read. A rejected record's content is not kept, since nobody can tell whether it touches a protected channel.

References: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema;
learn.microsoft.com/purview/audit-log-export-records (columns of the CSV export, limit of 50,000 rows).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from custodes.model.event import Batch, Reject
from custodes.sources.chunks import Chunks
from custodes.sources.jsonrecords import Lines, Piece
from custodes.sources.m365_events import events_of
from custodes.sources.m365_record import AuditCodec, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext

__all__ = ["Microsoft365"]


class Microsoft365:
    """The audit log as JSON."""

    name = "m365"
    title = "Microsoft 365 unified audit log (JSON)"

    def sniff(self, head: bytes, file: LogFile) -> bool:
        """Say whether the first whole record has this log's time and type."""
        text = b"".join(Chunks(io.BytesIO(head))).lstrip()
        return text.startswith((b"{", b"[")) and b'"CreationTime"' in text and b'"RecordType"' in text

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext) -> Iterator[Batch]:
        """Yield the records as events; ``record`` counts lines that are not blank, or elements of the array."""
        chunks = Chunks(stream)
        for piece in Lines(iter(chunks), AuditCodec(), context.max_record):
            yield _batch(piece)
        yield Batch(
            0,
            rejects=(Reject(0, chunks.failure),) if chunks.failure else (),
            warnings=(chunks.note,) if chunks.note else (),
        )

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted records."""
        for piece in Lines(iter(Chunks(stream)), AuditCodec(), 16 * 1024 * 1024):
            yield from ((number, raw) for number, raw in zip(piece.numbers, piece.raws, strict=True) if number in wanted)


def _batch(piece: Piece[Record]) -> Batch:
    events, faults = events_of(piece.numbers, piece.values)
    rejects = [Reject(number, reason) for number, reason in [*piece.lost, *faults]]
    return Batch(piece.count, events, tuple(sorted(rejects, key=lambda reject: reject.record)))
