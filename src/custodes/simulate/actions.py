"""What simulated people do, as one array: who, when, what, to which file, and where to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ACTION", "Kind", "Log"]


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


ACTION = np.dtype(
    [("person", np.int32), ("day", np.int32), ("second", np.int32), ("kind", np.int8)]
    + [("file", np.int32), ("where", np.int32), ("items", np.int16), ("own_host", np.bool_)]
)
"""``file``: number in the store, -1 none · ``where``: site, or class of recipient · ``items``: attachments."""


@dataclass
class Log:
    """Collects actions. ``add`` broadcasts; ``done`` returns them by day and second."""

    parts: list[NDArray[np.void]] = field(default_factory=list)

    def add(  # noqa: PLR0913 -- one argument a column
        self,
        kind: Kind,
        person: NDArray[np.int64],
        day: NDArray[np.int64],
        second: NDArray[np.int64],
        *,
        file: NDArray[np.int64] | int = -1,
        where: NDArray[np.int64] | int = 0,
        items: NDArray[np.int64] | int = 0,
        own_host: NDArray[np.bool_] | bool = True,
    ) -> None:
        """Add actions of one kind."""
        rows = np.zeros(len(person), ACTION)
        rows["person"], rows["day"], rows["kind"] = person, day, kind
        rows["second"] = np.clip(second, 0, 86_399)
        rows["file"], rows["where"], rows["items"], rows["own_host"] = file, where, items, own_host
        self.parts.append(rows)

    def done(self) -> NDArray[np.void]:
        """Return everything in the order of time."""
        rows = np.concatenate(self.parts) if self.parts else np.zeros(0, ACTION)
        return rows[np.lexsort((rows["kind"], rows["second"], rows["day"]))]
