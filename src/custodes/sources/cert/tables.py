"""Which CERT table a header belongs to, and what its rows mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["DIRECTORY", "PSYCHOMETRIC", "TABLES", "Table", "is_directory", "is_psychometric", "table_of"]

_Kind = tuple[str | None, str | None, str | None, str | None]
_COMMON = frozenset({"id", "date", "user", "pc"})
DIRECTORY = frozenset({"employee_name", "user_id"})
PSYCHOMETRIC = frozenset({"o", "c", "e", "a", "n"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    essential: columns without which it is not this table · optional: what releases add
    activities: the product's word, lower case -> what it is; "" for releases without the column
    content: True where the file has a column with contents, which is never kept, not even as a reject's sample
    """

    name: str
    essential: frozenset[str]
    optional: frozenset[str]
    activities: Mapping[str, tuple[Action, Channel, str]]
    content: bool = False

    def kind(self, activity: str = "", to_removable: str = "", from_removable: str = "") -> _Kind:
        """Say what a row is: action, channel, native_action, stream; action None where it has no activity.

        >>> TABLES[0].kind("File Copy", "True", "False")[:2]
        ('copy', 'removable')
        """
        known = self.activities.get(activity.strip().lower())
        if known is None:
            if not activity.strip():
                return None, None, None, None
            known = (Action.OTHER, Channel.ADMIN, activity.strip())
        action, channel, native = known
        if to_removable.strip().lower() == "true":
            action, channel = Action.COPY, Channel.REMOVABLE
        if from_removable.strip().lower() == "true":
            native += " from removable"
        stream = "device" if self.name == "logon" and channel is Channel.REMOVABLE else self.name
        return action.value, channel.value, native, f"cert.{stream}"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that are read."""
        return tuple(sorted((_COMMON | self.essential | self.optional) - {"content", "file_tree"}))


TABLES = (
    Table(
        "file",
        frozenset({"date", "user", "filename"}),
        frozenset({"activity", "to_removable_media", "from_removable_media", "content"}),
        {
            "": (Action.COPY, Channel.REMOVABLE, "File Copy"),
            "file open": (Action.READ, Channel.FILE, "File Open"),
            "file write": (Action.UPDATE, Channel.FILE, "File Write"),
            "file copy": (Action.COPY, Channel.FILE, "File Copy"),
            "file delete": (Action.DELETE, Channel.FILE, "File Delete"),
        },
        content=True,
    ),
    Table(
        "http",
        frozenset({"date", "user", "url"}),
        frozenset({"activity", "content"}),
        {
            "": (Action.VISIT, Channel.WEB, "WWW Visit"),
            "www visit": (Action.VISIT, Channel.WEB, "WWW Visit"),
            "www download": (Action.DOWNLOAD, Channel.WEB, "WWW Download"),
            "www upload": (Action.UPLOAD, Channel.WEB, "WWW Upload"),
        },
        content=True,
    ),
    Table(
        "email",
        frozenset({"date", "user", "to"}),
        frozenset({"cc", "bcc", "from", "activity", "size", "attachments", "attachment_count", "content"}),
        {
            "": (Action.SEND, Channel.MAIL, "Send"),
            "send": (Action.SEND, Channel.MAIL, "Send"),
            "view": (Action.RECEIVE, Channel.MAIL, "View"),
        },
        content=True,
    ),
    Table(
        "logon",
        frozenset({"date", "user", "activity"}),
        frozenset({"file_tree"}),
        {
            "logon": (Action.LOGON, Channel.SIGNIN, "Logon"),
            "logoff": (Action.LOGOFF, Channel.SIGNIN, "Logoff"),
            "connect": (Action.MOUNT, Channel.REMOVABLE, "Connect"),
            "disconnect": (Action.UNMOUNT, Channel.REMOVABLE, "Disconnect"),
        },
    ),
)
"""The tables, the most telling header first. ``logon`` and ``device`` have the same header: the row decides."""


def table_of(columns: Collection[str]) -> Table | None:
    """Return the table that has these (normalised) columns, or None.

    >>> table_of(["date", "user", "pc", "activity", "id"]).name
    'logon'
    >>> table_of(["date", "user", "colour", "activity"]) is None
    True
    """
    names = frozenset(columns)
    for table in TABLES:
        if table.essential <= names <= table.essential | table.optional | _COMMON:
            return table
    return None


def is_directory(columns: Collection[str]) -> bool:
    """Say whether the columns are those of ``LDAP/YYYY-MM.csv``."""
    return frozenset(columns) >= DIRECTORY and not is_psychometric(columns)


def is_psychometric(columns: Collection[str]) -> bool:
    """Say whether the columns are those of a personality test, which is never read."""
    return frozenset(columns) >= PSYCHOMETRIC and "user_id" in columns
