r"""Results of advanced hunting as the CSV that the Defender portal exports.

Sample (of DeviceFileEvents; the export does not name its table)::

    Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,SHA256,FileSize,PreviousFileName,InitiatingProcessAccountName
    "Mar 4, 2024 10:00:00 AM",de65,pc-7,FileCreated,plan.docx,E:\\plan.docx,ab12,7,,jdoe

Times are ISO 8601 in UTC, or as in the sample in the zone that is set in the portal: then the settings' zone is taken.
The export keeps the columns that the query asked for: take all of a table.

References: learn.microsoft.com/defender-xdr/advanced-hunting-query-results.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.sources.files.walk import head_of
from custodes.sources.forms.csvfile import columns_of
from custodes.sources.forms.products import TableSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.microsoft.defender import BECOMES, BLIND, CHANNELS, REFERENCES
from custodes.sources.microsoft.defender_rows import found_of
from custodes.sources.microsoft.defender_tables import table_of
from custodes.sources.moments import MONTHS, TimeError, iso

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["DefenderTable"]

_UTC = ZoneInfo("UTC")
_HEAD = 64 * 1024
_SHOWN = re.compile(
    r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4})[, ] ?(\d{1,2}):(\d\d):(\d\d(?:\.\d{1,9})?)[ \u202f]([AP]M)", re.ASCII
)
_WHO = ("accountname", "accountdomain", "accountsid", "accountupn", "accountobjectid")


class DefenderTable(TableSource):
    """The tables as CSV."""

    name = "defender_csv"
    title = "Microsoft Defender advanced hunting results (CSV of the portal)"
    columns = (
        *(
            "timestamp",
            "deviceid",
            "devicename",
            "actiontype",
            "filename",
            "folderpath",
            "sha256",
            "sha1",
            "filesize",
        ),
        *(
            "previousfilename",
            "previousfolderpath",
            "fileoriginurl",
            "sensitivitylabel",
            "additionalfields",
            "reportid",
        ),
        *(prefix + name for prefix in ("", "initiatingprocess", "request") for name in _WHO),
        *(
            "initiatingprocessfilename",
            "initiatingprocessfolderpath",
            "requestprotocol",
            "requestsourceip",
            "remoteip",
        ),
        *("remoteurl", "url", "ipaddress", "accountdisplayname", "accountid", "accounttype", "application"),
        *("raweventdata", "objectname", "objectid", "title", "alertid", "servicesource", "networkmessageid"),
        *("internetmessageid", "senderfromaddress", "sendermailfromaddress", "senderobjectid", "senderipv4"),
        *(
            "senderipv6",
            "recipientemailaddress",
            "recipientobjectid",
            "subject",
            "deliveryaction",
            "emaildirection",
        ),
        *("emailsize", "attachmentcount"),
    )
    guide = Guide(
        channels=CHANNELS,
        becomes=BECOMES,
        switch_on=(
            "In the Defender portal *Hunting > Advanced hunting*, ask for a whole table of a period and *Export*.",
            "An export holds at most 100,000 rows (30,000 in older portals): shorten the period.",
        ),
        blind=BLIND,
        tested=Tested.PAPER,
        references=("learn.microsoft.com/defender-xdr/advanced-hunting-query-results", *REFERENCES[:1]),
    )

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether the columns are those of a table of advanced hunting."""
        return "timestamp" in names and table_of(names) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row; the header says of which table."""
        try:
            names = frozenset(columns_of(head_of(file, _HEAD)))
        except OSError:
            names = frozenset()
        table = table_of(names) or "unknown"

        def found(row: dict[str, str | None]) -> Found:
            return found_of(table, row, _time(row["timestamp"], context.zone), None)

        return found


def _time(text: str | None, zone: ZoneInfo) -> Moment:
    """Read a time in either form.

    >>> _time("Mar 4, 2024 1:00:00 PM", ZoneInfo("UTC"))[:3] == _time("2024-03-04T13:00:00Z", ZoneInfo("UTC"))[:3]
    False
    >>> _time("Mar 4, 2024 1:00:00 PM", ZoneInfo("UTC")).ts_us == _time("2024-03-04T13:00:00Z", ZoneInfo("UTC")).ts_us
    True
    """
    shown = _SHOWN.fullmatch((text or "").strip())
    if shown is None:
        return iso(text, _UTC, utc=True)
    month, day, year, hour, minute, second, half = shown.groups()
    if month not in MONTHS or not 1 <= int(hour) <= 12:
        raise TimeError("impossible time")
    hours = int(hour) % 12 + (12 if half == "PM" else 0)
    return iso(f"{year}-{MONTHS[month]:02d}-{int(day):02d}T{hours:02d}:{minute}:{second}", zone)
