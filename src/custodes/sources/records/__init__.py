"""Records offices, reading rooms and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.records.reading_room import ReadingRoom

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (ReadingRoom(),)
"""In the order in which they are asked."""
