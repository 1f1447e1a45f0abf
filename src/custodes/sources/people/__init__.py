"""Lists of people: from HR and from directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.people.directories import AdUsers, EntraUsers
from custodes.sources.people.hr import HrList
from custodes.sources.people.ldif import Ldif
from custodes.sources.people.staff import StaffList

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (HrList(), AdUsers(), EntraUsers(), Ldif(), StaffList())
"""In the order in which they are asked."""
