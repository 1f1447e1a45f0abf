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

from typing import TYPE_CHECKING, BinaryIO

from custodes.model.event import Batch, Channel, Reject, SetAside
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.csvfile import CsvFile, raw_records
from custodes.sources.forms.jsonfile import batches, is_json, peek, raws
from custodes.sources.forms.jsonrecords import Lines, decoded, is_lines
from custodes.sources.forms.spread import by_lines, together
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.m365.events import events_of
from custodes.sources.microsoft.m365.framing import COLUMN, is_audit
from custodes.sources.microsoft.m365.record import AuditCodec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.csvfile import Rows
    from custodes.sources.forms.jsonrecords import Piece
    from custodes.sources.microsoft.m365.record import Record

__all__ = ["Microsoft365"]

_CUT_AT = 50_000
_CUT = "the export has exactly 50,000 rows: it was probably cut there; export a shorter period"


class Microsoft365:
    """The audit log, as JSON or inside the column AuditData of a CSV."""

    name = "m365"
    title = "Microsoft 365 unified audit log (JSON, or the Purview export as CSV)"
    guide = Guide(
        channels=(
            *(Channel.CLOUD, Channel.SYNC, Channel.SHARE, Channel.MAIL, Channel.REMOVABLE, Channel.PRINT),
            *(Channel.WEB, Channel.FILE, Channel.MESSAGING, Channel.SIGNIN, Channel.ADMIN),
        ),
        becomes=(
            (
                "file operations of SharePoint and OneDrive",
                "a file read, fetched, synchronised, changed, moved, shared",
            ),
            ("`Send` and item operations of Exchange", "a mail sent, read, moved or deleted"),
            (
                "endpoint DLP (`FileCopiedToRemovableMedia`, `FilePrinted`, `FileUploadedToCloud`)",
                "a copy, a print, an upload",
            ),
            ("sign-ins of Entra, Teams, DLP matches", "a sign-in, a message's event, a match"),
            ("every other operation", "administrative, under its own name"),
            (
                "a record without an account",
                "of `Not Available`, which is nobody; without an identifier, out of scope",
            ),
        ),
        switch_on=(
            "In the Purview portal *Audit > New search*, then *Export*: a CSV whose column `AuditData` holds the record.",
            "The portal cuts an export at 50,000 rows without a word: export by day, or use `Search-UnifiedAuditLog` with "
            "`-SessionCommand ReturnLargeSet`, or the Office 365 Management Activity API.",
            "Endpoint DLP must be switched on for removable media, printing and uploads; mail sent is recorded from "
            "certain licences on.",
        ),
        blind=(
            "Mail bodies, message texts, and recipients of a mail that was sent.",
            "What happens on devices without endpoint DLP.",
        ),
        tested=Tested.RECORDS,
        references=(
            "learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema",
            "learn.microsoft.com/purview/audit-log-export-records",
        ),
    )

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the header has the column AuditData, or the first records CreationTime and RecordType."""
        return is_audit(head)

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the records as events; ``record`` counts lines that are not blank, array elements, or data rows."""
        head, again = peek(stream)
        if not is_json(head):
            yield from _read_csv(again, context)
            return
        if is_lines(head, AuditCodec.mark):
            yield from by_lines(self, Chunks(again), file, context, apart=True)
            return
        yield from batches(head, again, AuditCodec(), context.max_record, _batch)

    def block(self, data: bytes, file: LogFile, context: ReadContext, /) -> Batch:
        """Read a block of whole lines."""
        return together(_batch(piece) for piece in Lines(iter([data]), AuditCodec(), context.max_record))

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted records; of a CSV, the whole row."""
        head, again = peek(stream)
        if not is_json(head):
            yield from raw_records(again, wanted)
            return
        yield from raws(head, again, AuditCodec(), wanted)


def _batch(piece: Piece[Record]) -> Batch:
    """Turn decoded records into events and rejects."""
    made = events_of(piece.numbers, piece.values)
    rejects = [Reject(number, reason) for number, reason in [*piece.lost, *made.faults]]
    aside = {SetAside.OUT_OF_SCOPE: made.empty} if made.empty else {}
    return Batch(piece.count, made.events, tuple(sorted(rejects, key=lambda reject: reject.record)), aside)


def _read_csv(stream: BinaryIO, context: ReadContext) -> Iterator[Batch]:
    """Read the column AuditData of each data row."""
    count = 0
    for rows in CsvFile(stream, context).rows([COLUMN]):
        count += rows.records - rows.headers
        yield _rows(rows, context.max_record)
    if count == _CUT_AT:
        yield Batch(0, warnings=(_CUT,))


def _rows(rows: Rows, max_record: int) -> Batch:
    """Turn some data rows into events and rejects."""
    where = rows.numbers.to_pylist()
    texts = rows.table[COLUMN].to_pylist()
    empty = [
        Reject(number, "no AuditData") for number, text in zip(where, texts, strict=True) if text is None
    ]
    where = [number for number, text in zip(where, texts, strict=True) if text is not None]
    piece = decoded(AuditCodec(), [text.encode() for text in texts if text is not None], 0, max_record)
    piece.numbers = [where[number - 1] for number in piece.numbers]
    piece.lost = [(where[number - 1], reason) for number, reason in piece.lost]
    batch = _batch(piece)
    return Batch(
        rows.records,
        batch.events,
        tuple(sorted((*rows.rejects, *empty, *batch.rejects), key=lambda reject: reject.record)),
        {**batch.set_aside, SetAside.HEADER: rows.headers} if rows.headers else batch.set_aside,
        warnings=rows.notes,
    )
