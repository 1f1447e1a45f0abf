"""Code: where it is hosted, and its history itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.code.git_history import GitHistory
from custodes.sources.code.github import GitHub
from custodes.sources.code.github_table import GitHubTable

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (GitHub(), GitHubTable(), GitHistory())
"""In the order in which they are asked."""
