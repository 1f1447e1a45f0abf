"""How long work tells where it is. The command line draws bars; a library call passes nothing."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "Silent"]


class Progress(Protocol):
    """What ingest and review call while they work."""

    def phase(self, title: str, total: float | None = None, unit: str = "") -> None:
        """Begin a phase; ``total`` in ``unit`` ("B" for bytes) where it is known."""

    def advance(self, amount: float, note: str = "") -> None:
        """Add to the running phase; ``note`` is shown beside it (a file's name, records so far)."""


class Silent:
    """Progress that shows nothing."""

    def phase(self, title: str, total: float | None = None, unit: str = "") -> None:
        """Begin a phase."""

    def advance(self, amount: float, note: str = "") -> None:
        """Add to the running phase."""
