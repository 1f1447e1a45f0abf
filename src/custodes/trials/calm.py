"""Organisations in which nobody takes anything: how many are named all the same?

Counts are drawn per person and day from habits, weekly rhythm, bursts and what happens to the organisation, and stand as
a panel at once: no log is written, so that many years of many people cost seconds. Nothing here knows how detection
works, and no world is fitted to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np

from custodes.baselines.panel import build_panel
from custodes.baselines.tables import Tables
from custodes.identity import Identity
from custodes.trials.documents import drawn_documents
from custodes.trials.drawn import (
    DEPARTMENTS,
    RATES,
    RHYTHM,
    columns_of,
    drawn_counts,
    drawn_touches,
    entry,
    holidays,
    measures_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["KINDS", "World", "calm_world"]

KINDS: Final = ("steady", "seasonal", "migration", "move", "heavy", "merger")
_MOVED = ("distinct_reads", "distinct_downloads", "renames", "deletes")


@dataclass(frozen=True)
class World:
    """A panel, its directory, and from which week on weeks are scored in trials."""

    kind: str
    panel: Panel
    identity: Identity
    first_scored: int


def calm_world(kind: str, people: int, weeks: int, seed: int, *, first_scored: int = 26) -> World:
    """Return an organisation of a kind (:data:`KINDS`). The same arguments give the same world.

    Memory: measures × people × days × 8 bytes (0.2 GiB for 1,000 people and 78 weeks).
    """
    rng = np.random.default_rng([seed, KINDS.index(kind), people])
    days = weeks * 7
    department = rng.integers(0, DEPARTMENTS, people)
    begins = np.zeros(people, np.int64)
    if kind == "merger":
        begins[people // 2 :] = (first_scored + (weeks - first_scored) // 2) * 7
    here = np.arange(days)[None, :] >= begins[:, None]
    here &= ~holidays(rng, people, days)
    level = _level(rng, kind, department, days, first_scored)
    counts = {
        name: drawn_counts(rng, rate, level[name in _MOVED], here, heavy=kind == "heavy")
        for name, rate in RATES.items()
    }
    columns = columns_of(rng, counts)
    touches = drawn_touches(rng, counts, department, here, 0.01 if kind == "move" else 0.004)
    entries = [entry(i, int(department[i]), int(begins[i])) for i in range(people)]
    identity = Identity(entries)
    handled = drawn_documents(rng, columns)
    panel = build_panel(Tables(measures_of(columns, people, days), ibis.memtable(touches), handled), identity)
    if panel is None:
        message = "a world needs people who do something"
        raise ValueError(message)
    return World(kind, panel, identity, first_scored)


def _level(
    rng: np.random.Generator, kind: str, department: NDArray[np.int64], days: int, first: int
) -> dict[bool, NDArray[np.float64]]:
    """Return how busy everybody is each day: of measures that move with a migration or a department, and of others."""
    calm = np.tile(RHYTHM, days // 7)[None, :].repeat(len(department), axis=0)
    calm *= np.exp(rng.normal(0, 0.08, days // 7)).repeat(7)[None, :]
    if kind == "seasonal":
        calm *= 1 + 0.5 * np.sin(2 * np.pi * (np.arange(days) + rng.integers(365)) / 365)
    moved = calm.copy()
    middle = (first + (days // 7 - first) // 2) * 7
    if kind == "migration":
        moved[:, middle + 2] *= 15
    if kind == "move":
        moved[np.ix_(department == 1, np.arange(middle, middle + 21))] *= 6
    return {True: moved, False: calm}
