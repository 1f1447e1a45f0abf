"""Organisations in which nobody takes anything: how many are named all the same?

Counts are drawn per person and day from habits, weekly rhythm, bursts and what happens to the organisation, and stand as
a panel at once: no log is written, so that many years of many people cost seconds. Nothing here knows how detection
works, and no world is fitted to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pyarrow as pa

from custodes.baselines.calendar import day_number
from custodes.baselines.measures import HOURS, MEASURES
from custodes.baselines.panel import build_panel
from custodes.identity import Identity
from custodes.model.person import DirectoryEntry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["KINDS", "World", "calm_world"]

KINDS: Final = ("steady", "seasonal", "migration", "move", "heavy", "merger")
_START = date(2023, 1, 2)  # a Monday
_RHYTHM = (1.0, 1.05, 1.0, 1.0, 0.85, 0.06, 0.04)
_DEPARTMENTS = 8
_RATES = {  # actions a person and working day, before habits
    "distinct_reads": 9.0,
    "distinct_downloads": 1.2,
    "deletes": 0.5,
    "renames": 0.3,
    "distinct_removable": 0.15,
    "mails_personal": 0.06,
    "shares": 0.12,
    "syncs": 0.3,
    "visits_sharing": 0.08,
    "archives": 0.03,
    "logons": 2.0,
}
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
    department = rng.integers(0, _DEPARTMENTS, people)
    begins = np.zeros(people, np.int64)
    if kind == "merger":
        begins[people // 2 :] = (first_scored + (weeks - first_scored) // 2) * 7
    here = np.arange(days)[None, :] >= begins[:, None]
    here &= ~_holidays(rng, people, days)
    level = _level(rng, kind, department, days, first_scored)
    counts = {
        name: _counts(rng, kind, rate, people, level[name in _MOVED], here) for name, rate in _RATES.items()
    }
    columns = _columns(rng, counts)
    touches = _touches(rng, counts, department, here, moved=kind == "move")
    entries = [_entry(i, int(department[i]), int(begins[i])) for i in range(people)]
    identity = Identity(entries)
    panel = build_panel(_table(columns, people, days), ibis.memtable(touches), identity)
    if panel is None:
        message = "a world needs people who do something"
        raise ValueError(message)
    return World(kind, panel, identity, first_scored)


def _level(
    rng: np.random.Generator, kind: str, department: NDArray[np.int64], days: int, first: int
) -> dict[bool, NDArray[np.float64]]:
    """Return how busy everybody is each day: of measures that move with a migration or a department, and of others."""
    calm = np.tile(_RHYTHM, days // 7)[None, :].repeat(len(department), axis=0)
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


def _counts(
    rng: np.random.Generator,
    kind: str,
    rate: float,
    people: int,
    level: NDArray[np.float64],
    here: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Draw one measure: habits differ between people, days between days, and now and then there is a burst."""
    spread, unrest = (0.25, 0.15) if kind == "heavy" else (0.6, 0.6)
    habit = rng.gamma(spread, 1 / spread, (people, 1))
    day = rng.gamma(unrest, 1 / unrest, level.shape)
    burst = np.where(rng.random(level.shape) < 0.006, rng.lognormal(2.3, 0.7, level.shape), 1.0)
    drawn: NDArray[np.int64] = rng.poisson(rate * habit * day * burst * level) * here
    return drawn


def _columns(rng: np.random.Generator, counts: dict[str, NDArray[np.int64]]) -> dict[str, NDArray[np.int64]]:
    """Return every stored measure that follows from the drawn ones."""
    shape = counts["logons"].shape
    columns = counts | {
        "copies_removable": _again(rng, counts["distinct_removable"], 0.1),
        "mounts_removable": (counts["distinct_removable"] > 0)
        + rng.binomial(1, 0.03, shape) * (counts["logons"] > 0),
        "bytes_removable": counts["distinct_removable"] * rng.integers(10_000, 3_000_000, shape),
        "attached_personal": counts["mails_personal"] * 2,
        "bytes_personal": counts["mails_personal"] * rng.integers(10_000, 3_000_000, shape),
        "downloads": _again(rng, counts["distinct_downloads"], 0.2) + counts["syncs"],
        "shares_outside": rng.binomial(counts["shares"], 0.3),
    }
    columns["events"] = sum(counts.values(), np.zeros(shape, np.int64))
    evening = rng.binomial(columns["events"], 0.02)
    return columns | {"h10": columns["events"] - evening, "h20": evening, "c10": columns["downloads"]}


def _again(rng: np.random.Generator, counts: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Return counts of actions where some things are acted on twice."""
    twice: NDArray[np.int64] = counts + rng.binomial(counts, share)
    return twice


def _touches(
    rng: np.random.Generator,
    counts: dict[str, NDArray[np.int64]],
    department: NDArray[np.int64],
    here: NDArray[np.bool_],
    *,
    moved: bool,
) -> pa.Table:
    """Return which folders were touched: mostly the own favourites, now and then a new one, seldom a foreign one."""
    person, day = np.nonzero((counts["distinct_reads"] > 0) & here)
    person, day = person.repeat(2), day.repeat(2)
    own = rng.integers(0, 400, (len(department), 8))
    folder = own[person, rng.zipf(1.6, len(person)) % 8]
    new = rng.random(len(person)) < 0.02
    folder[new] = rng.integers(0, 400, int(new.sum()))
    of = department[person]
    foreign = rng.random(len(person)) < (0.01 if moved else 0.004)
    of = np.where(foreign, rng.integers(0, _DEPARTMENTS, len(person)), of)
    n = 1 + rng.poisson(counts["distinct_reads"][person, day] / 2)
    taken = rng.binomial(n, 0.15)
    key = [f"dep{d}/folder{f}" for d, f in zip(of.tolist(), folder.tolist(), strict=True)]
    account = [f"cert:P{p:05d}" for p in person.tolist()]
    number = pa.array(day + day_number(_START), pa.int32())
    every = pa.table(
        {
            "account": account,
            "day": number,
            "kind": ["area"] * len(key),
            "key": key,
            "n": pa.array(n, pa.int64()),
        }
    )
    took = every.set_column(2, "kind", [["moved"] * len(key)]).set_column(4, "n", pa.array(taken, pa.int64()))
    both = pa.concat_tables([every, took.filter(pa.array(taken > 0))])
    return (
        both.group_by(["account", "day", "kind", "key"])
        .aggregate([("n", "sum")])
        .rename_columns(["account", "day", "kind", "key", "n"])
    )


def _table(columns: dict[str, NDArray[np.int64]], people: int, days: int) -> ibis.expr.types.Table:
    busy = columns["events"].reshape(-1) > 0
    account = np.repeat(np.array([f"cert:P{i:05d}" for i in range(people)]), days)[busy]
    day = np.tile(np.arange(days) + day_number(_START), people)[busy]
    nothing = np.zeros(int(busy.sum()), np.int64)
    names = [*(m.name for m in MEASURES), *HOURS, "events"]
    values = {n: columns[n].reshape(-1)[busy].astype(np.int64) if n in columns else nothing for n in names}
    whole = {"account": account, "day": pa.array(day, pa.int32()), "label": [""] * len(account), **values}
    return ibis.memtable(pa.table(whole))


def _holidays(rng: np.random.Generator, people: int, days: int) -> NDArray[np.bool_]:
    """Return who is away: five weeks a year in two or three pieces."""
    away = np.zeros((people, days), np.bool_)
    for length in (14, 14, 7):
        begin = rng.integers(0, days, (people, max(1, days // 365)))
        for k in range(begin.shape[1]):
            at = np.arange(days)[None, :] - begin[:, k, None]
            away |= (at >= 0) & (at < length)
    return away


def _entry(number: int, department: int, begins: int) -> DirectoryEntry:
    name = f"P{number:05d}"
    start = _START + timedelta(begins) if begins else _START - timedelta(1000)
    return DirectoryEntry(
        name, "hr", None, accounts=(f"cert:{name}",), department=f"dep{department}", start=start
    )
