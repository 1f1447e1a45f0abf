"""From a lake to the outcomes of its trials: brings the derived tables up to date, then lays scenarios over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.errors import UsageError

if TYPE_CHECKING:
    from custodes.lake import Lake
    from custodes.pipeline.progress import Progress
    from custodes.trials.power import Power

__all__ = ["tried"]


def tried(lake: Lake, seed: int, progress: Progress) -> Power:
    """Return what became of every scenario. Raises UsageError where nobody has a history to lay one over."""
    from custodes.cli.rules import told
    from custodes.lake.engine import open_engine
    from custodes.pipeline.assess import assess
    from custodes.pipeline.coverage import coverage
    from custodes.trials.power import power

    rules = told(lake.settings).indicators
    lake.check()
    with open_engine(lake.settings, lake.tmp) as engine:
        a = assess(lake, engine, rules, progress)
        if a is None:
            message = "the lake holds no event of a person yet"
            raise UsageError(message, place=str(lake.path), advice="custodes ingest PATH... --lake DIR")
        given = a.panel.tables.deliveries
        seen = [row.channel for row in coverage(lake, engine, rules, given) if row.first]
        found = power(a, rules, lake.settings, seen, seed=seed, progress=progress)
    if not found.people:
        message = "nobody has enough history yet to lay a scenario over"
        raise UsageError(message, place=str(lake.path), advice="nine weeks of logs are the least")
    return found
