"""Google Workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.google.console import DriveTable
from custodes.sources.google.reports import GoogleReports

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (GoogleReports(), DriveTable())
"""In the order in which they are asked."""
