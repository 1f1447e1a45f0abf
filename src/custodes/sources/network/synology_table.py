r"""Synology DSM: the file transfer log as Log Center exports it, a CSV.

Sample::

    Log,Time,IP address,User,Event,File/Folder,File size,File name
    Windows file service,2024/05/20 17:30:01,192.0.2.17,ACME\jdoe,Read,File,24.23 KB,/plans/a.xlsx

Times are local to the NAS, year first, as DSM writes them unless somebody chose another order: that one is refused, since
3/4 may be March or April. The names of the columns are those of an English DSM.

References: kb.synology.com, "Log Center" (Export logs).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.sources.forms.products import TableSource
from custodes.sources.guide import Tested
from custodes.sources.moments import iso
from custodes.sources.network.synology import GUIDE, transfer

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["SynologyTable"]


class SynologyTable(TableSource):
    """The exported file transfer log of a Synology NAS."""

    name = "synology_table"
    title = "Synology file transfer log (CSV export)"
    columns = (
        "log",
        "time",
        "ip address",
        "ip",
        "user",
        "event",
        "file/folder",
        "file size",
        "size",
        "file name",
    )
    guide = replace(GUIDE, tested=Tested.PAPER)

    def is_header(self, names: frozenset[str]) -> bool:
        """Say whether the header has the columns of a transfer log."""
        return {"time", "user", "event", "file/folder", "file name"} <= names

    def reader(self, file: LogFile, context: ReadContext) -> Reader[dict[str, str | None]]:
        """Return the function that reads a row."""

        def read(row: dict[str, str | None]) -> Found:
            user, event, path = row["user"], row["event"], row["file name"]
            if not (user and user.strip() and event and path):
                return (
                    "no user" if not (user and user.strip()) else "no event" if not event else "no file name"
                )
            when = iso((row["time"] or "").replace("/", "-"), context.zone)
            address = row["ip address"] or row["ip"]
            size = row["file size"] or row["size"]
            folder = (row["file/folder"] or "").strip().lower() == "folder"
            return transfer(when, (row["log"] or "").strip(), event, path, user, address, size, folder=folder)

        return read
