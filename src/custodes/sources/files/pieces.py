"""A file that is never whole anywhere: it is read forward, over pieces as they come."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["PieceStream"]


class PieceStream(io.RawIOBase):
    """A forward-only reader over pieces; ``close`` closes what they come from."""

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], None]) -> None:
        self._pieces = pieces
        self._close = close
        self._held = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with what is left of the piece in hand, or with the next."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._held:
            self._held = next(self._pieces, b"")
        taken = self._held[: len(view)]
        view[: len(taken)] = taken
        self._held = self._held[len(taken) :]
        return len(taken)

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes, at least one unless at the end; what was read is never lost to an error."""
        if size < 0:
            return self.readall()
        if not self._held and size:
            self._held = next(self._pieces, b"")
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def close(self) -> None:
        """Close what the pieces come from, once."""
        if not self.closed:
            self._close()
        super().close()
