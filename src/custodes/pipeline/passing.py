"""Progress of an ingest: by the stored size of files, of which hashing is a tenth and reading the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.base import LogFile, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.pipeline.progress import Progress

__all__ = ["Passing"]

_HASHING = 0.1


class Passing:
    """Turns bytes as they pass into progress; the decompressed size is taken for the stored one where unknown."""

    def __init__(self, found: Sequence[LogFile | Unreadable], progress: Progress) -> None:
        self._progress = progress
        self._records = 0
        self._stored = 0.0
        self._scale = 1.0
        self._told = 0.0
        total = sum(file.stored_size for file in found if isinstance(file, LogFile))
        progress.phase("Reading logs", total, "B")

    def begin(self, file: LogFile | Unreadable) -> None:
        """Come to a file."""
        known = isinstance(file, LogFile)
        self._stored = float(file.stored_size) if isinstance(file, LogFile) else 0.0
        size = file.size if isinstance(file, LogFile) else 0
        self._scale = self._stored / size if known and size else 1.0
        self._told = 0.0

    def hashed(self, size: int) -> None:
        """Some bytes were hashed."""
        self._tell(size * self._scale * _HASHING, _HASHING)

    def read(self, size: int) -> None:
        """Some bytes were read by the source."""
        self._tell(size * self._scale * (1 - _HASHING), 1.0)

    def records(self, count: int) -> None:
        """A file is done; it had so many records."""
        self._records += count

    def end(self) -> None:
        """The file is done, however it went."""
        self._tell(self._stored, 1.0)

    def _tell(self, amount: float, limit: float) -> None:
        amount = min(amount, self._stored * limit - self._told)
        if amount > 0:
            self._told += amount
            self._progress.advance(amount, f"{self._records:,} records")
