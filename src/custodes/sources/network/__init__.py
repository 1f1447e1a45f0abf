"""What is seen on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.network.zeek import ZeekJson
from custodes.sources.network.zeek_tsv import ZeekTsv

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (ZeekJson(), ZeekTsv())
"""In the order in which they are asked."""
