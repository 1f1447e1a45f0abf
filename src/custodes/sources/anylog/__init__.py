"""Any log: exchange formats that many products write, and mappings for those that write their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.anylog.cef import Cef
from custodes.sources.anylog.ecs import Ecs
from custodes.sources.anylog.leef import Leef
from custodes.sources.anylog.mapped import shipped
from custodes.sources.anylog.ocsf import Ocsf
from custodes.sources.anylog.ocsfparquet import OcsfParquet

if TYPE_CHECKING:
    from custodes.sources.base import Source

__all__ = ["SOURCES"]

SOURCES: tuple[Source, ...] = (Ocsf(), OcsfParquet(), Ecs(), Cef(), Leef(), *shipped())
"""In the order in which they are asked."""
