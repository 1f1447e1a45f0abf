"""Servers and services of Unix systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.unix.cups import CupsPages

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (CupsPages(),)
"""In the order in which they are asked."""
