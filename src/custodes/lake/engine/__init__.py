"""Engines: what reads the lake's tables and computes over them. DuckDB inside this process, or Spark.

Expressions are written once, in Ibis; an engine says where they run (:mod:`custodes.lake.engine.base`).
"""

from custodes.lake.engine.base import Engine
from custodes.lake.engine.opening import open_engine

__all__ = ["Engine", "open_engine"]
