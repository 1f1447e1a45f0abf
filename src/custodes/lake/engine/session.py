"""The one Spark of this process: started when first asked for, shared by engines of the same settings and lake.

A start costs ten seconds and more, and a command opens several engines. Its folder lies in the lake's spill folder and
goes when the process ends, or when other settings or another lake ask for a Spark of their own: one lake's rows never
lie in another's folder.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from custodes.errors import LakeError
from custodes.lake.engine import java
from custodes.lake.engine.arrow import location
from custodes.lake.engine.spill import spill_folder

if TYPE_CHECKING:
    from pathlib import Path

    from custodes import settings

__all__ = ["LOCAL", "Running", "end", "heap", "running"]

LOCAL = "spark-local"
_LEAST = 512  # MiB; Spark refuses less
_PATIENCE = 60.0  # seconds for a cluster to give this program a worker
_UNITS = {"K": 1 / 1024, "M": 1.0, "G": 1024.0, "T": 1024.0**2}  # MiB


@dataclass(frozen=True, slots=True)
class Running:
    """A Spark that runs: its session, its folder, and for which settings and spill folder it was started."""

    session: Any
    folder: Path
    engine: settings.Engine
    spill: Path


_held: list[Running] = []  # at most one


def running(engine: settings.Engine, spill: Path) -> Running:
    """Return the Spark of these settings for this spill folder; another one that runs is ended first.

    Raises LakeError where Java is missing, a master does not answer, or Spark does not start.
    """
    for held in _held:
        if (held.engine, held.spill) == (engine, spill) and held.folder.is_dir():
            return held
    end()
    memory = heap(engine.memory_limit)
    java.java_version()
    if engine.name != LOCAL:
        java.reach(engine.name)
    folder = spill_folder(spill)
    try:
        made = Running(java.begin(_options(engine, memory, folder), folder), folder, engine, spill)
        _held.append(made)
        if engine.name != LOCAL:
            _greet(made)
    except BaseException:
        end()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


@atexit.register
def end() -> None:
    """End Spark where it runs, and remove its folder. It runs at the end of the process by itself."""
    while _held:
        held = _held.pop()
        java.end(held.session)
        shutil.rmtree(held.folder, ignore_errors=True)


def heap(memory_limit: str) -> int:
    """Return a memory limit in MiB, for Spark's driver. Raises LakeError where Spark cannot take it.

    >>> heap("2GiB"), heap("1500 MB")
    (2048, 1430)
    """
    place = "[engine] memory_limit"
    found = re.fullmatch(r"([\d.]+) ?([KMGT])(i?)B", memory_limit)
    if found is None:
        advice = "write a size, like '4GiB'"
        raise LakeError("Spark takes no share of the machine's memory", place=place, advice=advice)
    size = float(found[1]) * _UNITS[found[2]]
    if not found[3]:  # decimal units
        size *= (1000 / 1024) ** " KMGT".index(found[2])
    if size < _LEAST:
        raise LakeError(f"Spark needs {_LEAST} MiB or more", place=place, advice="raise it for this engine")
    return int(size)


def _options(engine: settings.Engine, memory: int, folder: Path) -> dict[str, str]:
    """Return Spark's options: what all need, what only this machine needs, and last the user's own."""
    cores = engine.threads or os.cpu_count() or 1
    temporary = folder / "java"
    temporary.mkdir()
    options = {
        "spark.app.name": "custodes",
        "spark.master": f"local[{cores}]" if engine.name == LOCAL else engine.name,
        "spark.driver.memory": f"{memory}m",
        "spark.driver.maxResultSize": f"{memory}m",
        "spark.driver.defaultJavaOptions": f'"-Djava.io.tmpdir={temporary}" -XX:-UsePerfData',
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": location(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "true",
        "spark.sql.ansi.enabled": "true",  # what does not fit into a type is an error, as with DuckDB
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",
    }
    if engine.name == LOCAL:
        options |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(2 * cores),
        }
    return options | engine.spark


def _greet(made: Running) -> None:
    """Let the workers write a few rows that are then read here: are there any, and do they share the folder?"""
    context = made.session.sparkContext
    n = max(4, 2 * context.defaultParallelism)
    impatient = threading.Timer(_PATIENCE, context.cancelAllJobs)
    impatient.daemon = True
    impatient.start()
    folder, master = made.folder / "greeting", made.engine.name
    try:
        made.session.range(0, n, 1, n).write.parquet(location(folder))
    except Exception as error:
        waited = f"the cluster did nothing within {_PATIENCE:.0f} seconds"
        told = str(error).splitlines()[0][:200] if impatient.is_alive() else waited
        advice = (
            "see the master's page: are there workers with free cores and memory, and may they write here?"
        )
        raise LakeError(told, place=master, advice=advice) from error
    finally:
        impatient.cancel()
    if sum(pq.read_metadata(part).num_rows for part in folder.glob("part-*.parquet")) != n:
        advice = "mount it on every worker under the same path, for the same user"
        raise LakeError("Spark's workers do not share this folder", place=str(folder), advice=advice)
