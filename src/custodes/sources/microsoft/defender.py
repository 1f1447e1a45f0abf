r"""Microsoft Defender's advanced hunting tables as JSON: what the streaming API hands on, or bare rows.

Samples::

    {"time":"2024-03-04T10:02:00Z","tenantId":"0e1d","category":"AdvancedHunting-DeviceFileEvents","properties":{
     "Timestamp":"2024-03-04T10:00:00.0259186Z","ActionType":"FileCreated","DeviceId":"de65","DeviceName":"pc-7",
     "FileName":"plan.docx","FolderPath":"E:\\plan.docx","InitiatingProcessAccountName":"jdoe","ReportId":112}}
    {"Timestamp":"2024-03-04T10:00:00Z","ActionType":"UsbDriveMounted","DeviceName":"pc-7"}

A row is one event at its own Timestamp (``time`` is when it was handed on), a mail within the organisation two. Tables of
inventory and of processes are administrative. Command lines are not read.

References: learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables; learn.microsoft.com/defender-xdr/streaming-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from custodes.model.event import Channel
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.defender_rows import found_of
from custodes.sources.microsoft.defender_tables import table_of
from custodes.sources.microsoft.records import first
from custodes.sources.moments import iso

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["BECOMES", "BLIND", "CHANNELS", "REFERENCES", "Defender"]

_UTC = ZoneInfo("UTC")
_PREFIX = "AdvancedHunting-"
_C = Channel
CHANNELS = (_C.FILE, _C.REMOVABLE, _C.PRINT, _C.MAIL, _C.WEB, _C.CLOUD, _C.SHARE, _C.SIGNIN, _C.ADMIN)
BECOMES = (
    ("`DeviceFileEvents`", "a file on a device made, changed, renamed, deleted, or fetched from the web"),
    ("`DeviceEvents` of removable media, printing, opened addresses", "a mount, a copy, a print, a visit"),
    ("`DeviceLogonEvents`, `IdentityLogonEvents`", "a sign-in"),
    ("`DeviceNetworkEvents` of a browser", "a visit to a website; of other programs, administrative"),
    (
        "`EmailEvents`",
        "a mail sent, received, or both; attachments and links of the same mail are out of scope",
    ),
    ("`CloudAppEvents`", "what the unified audit log says of the same action"),
    ("`AlertInfo`, `AlertEvidence`", "another product's policy matched"),
    ("every other row", "administrative, under its own name"),
)
BLIND = (
    "What was in a file, and whether a file made on a drive letter was on removable media: only device control says so.",
    "Most reading of files: Defender records what is made, changed, renamed and deleted.",
)
REFERENCES = (
    "learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables",
    "learn.microsoft.com/defender-xdr/streaming-api",
)


class Defender(JsonSource):
    """The tables as JSON."""

    name = "defender"
    title = "Microsoft Defender advanced hunting tables (JSON of the streaming API)"
    mark = "Timestamp"
    guide = Guide(
        channels=CHANNELS,
        becomes=BECOMES,
        switch_on=(
            "In the Defender portal *Settings > Microsoft Defender XDR > Streaming API*, to a storage account: "
            "`DeviceFileEvents`, `DeviceEvents`, `DeviceLogonEvents`, `EmailEvents`, `CloudAppEvents`.",
            "Removable media need device control with auditing of file writes.",
            "Of a result of the hunting API take the rows inside `Results`, one a line.",
        ),
        blind=BLIND,
        tested=Tested.RECORDS,
        references=REFERENCES,
    )

    def is_record(self, record: Record) -> bool:
        """Say whether an object is a row in its envelope, or a row whose columns are those of a table."""
        category, inner = record.get("category"), record.get("properties")
        if isinstance(category, str) and isinstance(inner, dict):
            return category.startswith(_PREFIX)
        return "Timestamp" in record and table_of(frozenset(map(str.lower, record))) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""
        return _found


def _found(record: Record) -> Found:
    inner = record.get("properties")
    row: dict[str, Any] = inner if isinstance(inner, dict) else record
    said = {key.lower(): value for key, value in row.items()}
    category = first(record, "category") if row is inner else None
    if category is not None and not category.startswith(_PREFIX):
        return "not of an advanced hunting table"
    table = category.removeprefix(_PREFIX) if category else table_of(frozenset(said))
    if table is None:
        return "not of a known advanced hunting table"
    when = iso(first(said, "timestamp") or first(record, "time"), _UTC, utc=True)
    return found_of(table, said, when, first(record, "tenantId"))
