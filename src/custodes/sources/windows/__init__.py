"""Event logs of Windows: one noun for an event, made by each form, and one table of what an event means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.windows.logs import WindowsLogs

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (WindowsLogs(),)
"""In the order in which they are asked."""
