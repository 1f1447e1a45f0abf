"""Hosting of code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.code.github import GitHub

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (GitHub(),)
"""In the order in which they are asked."""
