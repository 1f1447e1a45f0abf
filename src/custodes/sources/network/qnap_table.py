"""QNAP QTS and QuTS: the system connection log as a CSV.

Sample::

    Date,Time,Users,Source IP,Computer name,Connection type,Accessed resources,Action
    2024-05-20,20:24:24,jdoe,192.0.2.33,PC-17,1,plans/a.pdf,2

Where the log was converted to CSV by the NAS, connection type and action are numbers, which the manual explains; QuLog
Center writes words. Times are local to the NAS.

References: QNAP Turbo NAS Software User Manual, "System Logs", "Syslog Client Management" (table of codes).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.sources.forms.products import TableSource
from custodes.sources.guide import Tested
from custodes.sources.moments import iso
from custodes.sources.network.qnap import GUIDE, access

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["QnapTable"]

_WAYS = ("UNKNOWN", "SAMBA", "FTP", "HTTP", "NFS", "AFP", "TELNET", "SSH", "ISCSI")
_ACTIONS = (
    *("UNKNOWN", "DEL", "READ", "WRITE", "OPEN", "MKDIR", "NFSMOUNT_SUCC", "NFSMOUNT_FAIL", "RENAME"),
    *("LOGIN_FAIL", "LOGIN_SUCC", "LOGOUT", "NFSUMOUNT", "COPY", "MOVE", "ADD"),
)


class QnapTable(TableSource):
    """The exported connection log of a QNAP NAS."""

    name = "qnap_table"
    title = "QNAP connection log (CSV)"
    columns = (
        *("date", "time", "users", "user", "source ip", "computer name"),
        *("connection type", "accessed resources", "action"),
    )
    guide = replace(GUIDE, tested=Tested.PAPER)

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether the header has the columns of a connection log."""
        return {"date", "time", "source ip", "accessed resources", "action"} <= names

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""

        def read(row: dict[str, str | None]) -> Found:
            said = {key: value.strip() for key, value in row.items() if value and value.strip().strip("-")}
            when = iso(f"{said.get('date', '')} {said.get('time', '')}".replace("/", "-"), context.zone)
            return access(
                when,
                said.get("users") or said.get("user"),
                said.get("source ip"),
                said.get("computer name"),
                _word(said.get("connection type"), _WAYS),
                said.get("accessed resources"),
                _word(said.get("action"), _ACTIONS),
                nas=None,
            )

        return read


def _word(text: str | None, codes: tuple[str, ...]) -> str | None:
    """Return the word of a code; a word stays.

    >>> _word("2", _ACTIONS), _word("Read", _ACTIONS), _word("99", _ACTIONS)
    ('READ', 'Read', '99')
    """
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 2 or int(text) >= len(codes):
        return text
    return codes[int(text)]
