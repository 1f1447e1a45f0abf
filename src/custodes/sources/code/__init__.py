"""Hosting of code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.code.github import GitHub
from custodes.sources.code.github_table import GitHubTable

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (GitHub(), GitHubTable())
"""In the order in which they are asked."""
