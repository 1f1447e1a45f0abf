"""Microsoft's products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.microsoft.defender import Defender
from custodes.sources.microsoft.defender_csv import DefenderTable
from custodes.sources.microsoft.entra_csv import EntraTable
from custodes.sources.microsoft.entra_signin import EntraLogs
from custodes.sources.microsoft.log_analytics import LogAnalytics
from custodes.sources.microsoft.m365.audit import Microsoft365
from custodes.sources.microsoft.message_trace import MessageTrace, MessageTraceTable

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (
    *(Microsoft365(), EntraLogs(), EntraTable(), MessageTrace(), MessageTraceTable()),
    *(Defender(), DefenderTable(), LogAnalytics()),
)
"""In the order in which they are asked."""
