"""One writer at a time, on every system: a lock that the system itself takes back when its holder dies, so none is ever stale."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from custodes.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["locked"]

_PAUSE = 0.02  # seconds between two tries

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _release(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock file ``path`` (made where missing; it remains and holds nothing).

    wait: seconds to try for while another process holds it; 0 for what may take hours, so that waiting helps nobody

    Raises LakeError where it stays taken, OSError where it cannot be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _try(handle, path, time.monotonic() + wait)
        try:
            yield
        finally:
            _release(handle)
    finally:
        os.close(handle)


def _try(handle: int, path: Path, until: float) -> None:
    while True:
        try:
            _take(handle)
        except OSError as error:
            if time.monotonic() >= until:
                message = "another run is writing to this lake"
                advice = "wait until it has ended, then try again"
                raise LakeError(message, place=str(path.parent), advice=advice) from error
            time.sleep(_PAUSE)
        else:
            return
