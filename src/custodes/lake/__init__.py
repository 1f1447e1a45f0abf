"""The event store: append, as-of reads, rejects. The only place that knows storage."""

from __future__ import annotations

from custodes.lake.engine import Engine, open_engine
from custodes.lake.store import Lake

__all__ = ["Engine", "Lake", "open_engine"]
