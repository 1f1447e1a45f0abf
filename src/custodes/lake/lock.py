"""One writer per lake: a lock that the system itself takes back when its holder dies, so none is ever stale."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from custodes.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["writer_lock"]

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
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` (made where missing; it remains and holds nothing).

    Raises LakeError at once where another process holds it: an ingest may take hours, so waiting helps nobody.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        message = f"the lake cannot be written: {error.strerror or error}"
        raise LakeError(message, place=str(path.parent), advice="check the rights of this folder") from error
    try:
        try:
            _take(handle)
        except OSError as error:
            message = "another run is writing to this lake"
            raise LakeError(
                message, place=str(path.parent), advice="wait until it has ended, then try again"
            ) from error
        try:
            yield
        finally:
            _release(handle)
    finally:
        os.close(handle)
