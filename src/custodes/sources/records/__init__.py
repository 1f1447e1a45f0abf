"""Records offices, reading rooms and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.records.dated import Badges, Travel, Visitors
from custodes.sources.records.loans import LoanRegister
from custodes.sources.records.reading_room import ReadingRoom

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (ReadingRoom(), LoanRegister(), Visitors(), Travel(), Badges())
"""In the order in which they are asked."""
