"""Microsoft's products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.microsoft.m365 import Microsoft365
from custodes.sources.microsoft.windows import WindowsLogs

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (Microsoft365(), WindowsLogs())
"""In the order in which they are asked."""
