"""What is seen on the wire, and file servers that come as a box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.network.qnap import QnapLog
from custodes.sources.network.qnap_table import QnapTable
from custodes.sources.network.synology import SynologyLog
from custodes.sources.network.synology_table import SynologyTable
from custodes.sources.network.zeek import ZeekJson
from custodes.sources.network.zeek_tsv import ZeekTsv

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (
    ZeekJson(),
    ZeekTsv(),
    SynologyLog(),
    SynologyTable(),
    QnapLog(),
    QnapTable(),
)
"""In the order in which they are asked."""
