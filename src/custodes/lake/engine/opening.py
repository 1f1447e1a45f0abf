"""Opens the engine that the settings name. Spark is imported only where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.lake.engine.base import Engine
    from custodes.settings import Settings

__all__ = ["open_engine"]


def open_engine(settings: Settings, spill: Path) -> Engine:
    """Return the engine named by ``[engine] name``, spilling into ``spill``, a folder in the lake.

    Raises LakeError where it cannot start, with what is missing.
    """
    if settings.engine.name == "duckdb":
        from custodes.lake.engine.duck import DuckEngine

        return DuckEngine(settings, spill)
    from custodes.lake.engine.spark import SparkEngine

    return SparkEngine(settings, spill)
