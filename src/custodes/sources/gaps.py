"""Holes in the numbers that a product gives its records: they say something about the log, never about a person."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Gaps"]


@dataclass(slots=True)
class Gaps:
    """Numbers as they pass, in runs without a hole; a run that begins anew or lower is no hole, but another beginning.

    >>> gaps = Gaps()
    >>> for first, last in ((1, 90), (91, 180), (200, 250), (1, 20)):
    ...     gaps.see(first, last)
    >>> gaps.note
    "the log's own numbers have 1 hole: 19 records are not in it (it was exported in part, overwritten or cleared)"
    """

    holes: int = 0
    missing: int = 0
    last: int | None = None

    def see(self, first: int, last: int) -> None:
        """Take the next run of numbers."""
        if self.last is not None and first > self.last + 1:
            self.holes += 1
            self.missing += first - self.last - 1
        self.last = last

    @property
    def note(self) -> str:
        """A sentence on the file as a whole; empty where there is no hole."""
        if not self.holes:
            return ""
        holes = "1 hole" if self.holes == 1 else f"{self.holes:,} holes"
        records = "1 record is" if self.missing == 1 else f"{self.missing:,} records are"
        return f"the log's own numbers have {holes}: {records} not in it (it was exported in part, overwritten or cleared)"
