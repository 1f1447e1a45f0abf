"""Lists of people: from HR and from directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.people.hr import HrList

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (HrList(),)
"""In the order in which they are asked."""
