"""Drive log events as the Google admin console exports them: a table, one event a row.

Sample::

    Event,Description,Actor,Date,Document ID,Document type,Title,Visibility,Prior visibility,Owner,IP address,Target
    Download,jdoe@example.org downloaded an item,jdoe@example.org,2024-05-20T19:21:05Z,1AbC,PDF,plan,Private,,ann@example.org,203.0.113.15,

The older page calls the columns "Item name", "Event name", "User" and "Item Id". Names of events are words for people
("Link sharing visibility change"), in English where the console is. A time without a zone is local; dates are ISO 8601
or as the console shows them ("May 20, 2024, 7:21:05 PM"). "Description" repeats the row and is not kept.

References: support.google.com/a/answer/4579696, "Drive log events"; support.google.com/a/answer/6098147.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Channel, SetAside
from custodes.sources.fields import account_of, said
from custodes.sources.forms.products import TableSource
from custodes.sources.google.drive import drive_event, normalised
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import MONTHS, TimeError, iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["DriveTable"]

_NAMES = {
    "event": ("event", "event name"),
    "actor": ("actor", "user", "actor email"),
    "date": ("date",),
    "doc_id": ("document id", "item id"),
    "doc_title": ("title", "document title", "item name"),
    "visibility": ("visibility",),
    "old_visibility": ("prior visibility", "old visibility"),
    "owner": ("owner",),
    "address": ("ip address",),
    "target_user": ("target", "target user", "recipients"),
    "old_value": ("old value", "old values", "prior value"),
    "new_value": ("new value", "new values"),
    "visibility_change": ("visibility change",),
    "destination_folder_title": ("destination folder title",),
}
"""What a column is for: its name on the newer page, then others."""
_SHOWN = re.compile(
    r"([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d))?\s?([AP]M)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)


class DriveTable(TableSource):
    """Drive log events, exported from the admin console."""

    name = "google_console"
    title = "Google Drive log events exported from the admin console (CSV)"
    columns = tuple(name for names in _NAMES.values() for name in names)
    guide = Guide(
        channels=(Channel.CLOUD, Channel.SYNC, Channel.SHARE, Channel.PRINT, Channel.MAIL),
        becomes=(
            (
                "a row",
                "what the same event of the Reports API becomes; words it does not know are administrative",
            ),
            ("a row without an actor", "out of scope: nobody was signed in"),
        ),
        switch_on=(
            "Open *Reporting > Audit and investigation > Drive log events*, add all columns, and choose *Export all* "
            "(comma-separated). The console exports at most 100,000 rows; the Reports API has no such limit.",
            "Set the console to English and `[time] zone` to the zone in which it shows times.",
        ),
        blind=("What the columns that were left out would have said.",),
        tested=Tested.PAPER,
        references=("support.google.com/a/answer/4579696, Drive log events",),
    )

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether a header has an event, an actor, a date, an item and its visibility."""
        return all(names & set(_NAMES[key]) for key in ("event", "actor", "date", "doc_id", "visibility"))

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""

        def read(row: dict[str, str | None]) -> Found:
            given = {key: next((row[n] for n in names if row.get(n)), None) for key, names in _NAMES.items()}
            event = given["event"]
            if event is None:
                return "no event"
            when = _shown(given["date"], context.zone)
            actor = said(given["actor"])
            if actor is None or actor.lower() == "anonymous":
                return SetAside.OUT_OF_SCOPE
            return Row(
                when=when,
                account=account_of("google", actor),
                native_action=event,
                address=said(given["address"]),
                stream="drive",
                **drive_event(_api_name(event), given),
            )

        return read


_API = {
    "user_sharing_permissions_change": "change_user_access",
    "sharing_permissions_change": "change_user_access",
    "link_sharing_visibility_change": "change_document_visibility",
    "link_sharing_access_type_change": "change_document_access_scope",
    "emailed_as_attachment": "email_as_attachment",
    "item_content_downloaded": "download",
    "owner_changed": "change_owner",
    "deleted": "delete",
    "trashed": "trash",
}


def _api_name(event: str) -> str:
    name = normalised(event)
    return _API.get(name, name)


def _shown(date: str | None, zone: ZoneInfo) -> Moment:
    """Read a date in either form."""
    found = _SHOWN.fullmatch(date.strip()) if date else None
    if found is None:
        return iso(date, zone)
    month, day, year, hour, minute, second, half, offset = found.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise TimeError("impossible time")
        hours = hours % 12 + (12 if half == "PM" else 0)
    text = f"{year}-{MONTHS.get(month, 0):02d}-{int(day):02d}T{hours:02d}:{minute}:{second or '00'}{offset or ''}"
    return iso(text, zone)
