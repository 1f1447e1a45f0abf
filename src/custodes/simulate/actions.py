"""What simulated people do, as one array: who, when, what, to which file, where to, and on which machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ACTION", "PROGRAM", "Actions", "Bools", "Floats", "Ints", "Kind", "Log", "To"]

Ints: TypeAlias = "NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.float64]"
Bools: TypeAlias = "NDArray[np.bool_]"
Actions: TypeAlias = "NDArray[np.void]"


class Kind(IntEnum):
    """One line of one log."""

    LOGON = 0
    LOGOFF = 1
    CONNECT = 2
    DISCONNECT = 3
    USB_COPY = 4
    HTTP = 5
    EMAIL = 6
    READ = 7
    MODIFY = 8
    DOWNLOAD = 9
    SYNC = 10
    UPLOAD = 11
    DELETE = 12
    RENAME = 13
    SHARE = 14
    ARCHIVE = 15
    SIGNIN = 16
    CLONE = 17
    FETCH = 18
    PUSH = 19
    ZIP = 20  # a repository, downloaded as an archive
    PUBLISH = 21  # a repository was made public
    INVITE = 22  # somebody was let into a repository
    ORDER = 23  # an item of the records was given out to a reader
    RETURN = 24
    REPRODUCE = 25  # an item of the records was copied for a reader
    PRINT = 26


class To(IntEnum):
    """Who a mail or a share goes to."""

    INSIDE = 0
    OUTSIDE = 1
    HOME = 2  # the person's own private address
    LINK = 3  # a link that anybody can open
    RIVAL = 4  # another firm, which may be a next employer


PROGRAM = -2
"""Stands for a file that is a program and lies in no store."""

ACTION = np.dtype(
    [
        *(("day", np.int32), ("second", np.int32), ("person", np.int32), ("file", np.int32)),
        *(("host", np.int32), ("to", np.int16), ("items", np.int16), ("kind", np.int8)),
    ]
)
"""``file``: number in the store, -1 none, :data:`PROGRAM` · ``to``: a :class:`To`, or a number of ``web.ALL_SITES`` · ``items``: attachments, pages
``host``: number of a machine; a person's own has the person's number, -1 stands for it."""


@dataclass
class Log:
    """Collects actions. ``add`` broadcasts; ``done`` returns them by day and second."""

    parts: list[Actions] = field(default_factory=list)

    def add(
        self,
        kind: Kind,
        person: Ints,
        day: Ints,
        second: Ints,
        *,
        file: Ints | int = -1,
        to: Ints | int = 0,
        items: Ints | int = 0,
        host: Ints | int = -1,
    ) -> None:
        """Add actions of one kind. Seconds beyond midnight fall on the day after."""
        rows = np.zeros(len(person), ACTION)
        at = np.maximum(second, 0)
        rows["person"], rows["day"], rows["kind"] = person, day + at // 86_400, kind
        rows["second"] = at % 86_400
        rows["file"], rows["to"], rows["items"], rows["host"] = file, to, items, host
        self.parts.append(rows)

    def done(self) -> Actions:
        """Return everything in the order of time; among equals in the order in which it was added."""
        rows = np.concatenate(self.parts) if self.parts else np.zeros(0, ACTION)
        self.parts.clear()
        order = np.argsort(rows["day"].astype(np.int64) * 86_400 + rows["second"], kind="stable")
        return rows[order]
