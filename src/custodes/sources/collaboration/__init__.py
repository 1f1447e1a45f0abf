"""Chats and wikis that people work together in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.collaboration.atlassian_organization import AtlassianOrganization
from custodes.sources.collaboration.confluence import Confluence
from custodes.sources.collaboration.slack import Slack

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (Slack(), Confluence(), AtlassianOrganization())
"""In the order in which they are asked."""
