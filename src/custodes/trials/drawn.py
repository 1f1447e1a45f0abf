"""What people of a made-up organisation do, drawn as counts a person and day: no log is written.

Habits differ between people, days between days, and now and then there is a burst. Nothing here knows how detection
works, and nothing is fitted to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pyarrow as pa

from custodes.baselines.calendar import day_number
from custodes.baselines.measures import HOURS, MEASURES
from custodes.model.person import DirectoryEntry

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

__all__ = [
    "DEPARTMENTS",
    "RATES",
    "RHYTHM",
    "START",
    "columns_of",
    "drawn_counts",
    "drawn_touches",
    "entry",
    "holidays",
    "measures_of",
]

START: Final = date(2023, 1, 2)  # a Monday
RHYTHM: Final = (1.0, 1.05, 1.0, 1.0, 0.85, 0.06, 0.04)
DEPARTMENTS: Final = 8
RATES: Final = {  # actions a person and working day, before habits
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


def drawn_counts(
    rng: np.random.Generator,
    rate: float,
    level: NDArray[np.float64],
    here: NDArray[np.bool_],
    *,
    heavy: bool = False,
) -> NDArray[np.int64]:
    """Draw one measure: habits differ between people, days between days, and now and then there is a burst.

    rate: actions a person and working day · level: persons × days, how busy they are · here: persons × days
    heavy: days differ a hundredfold
    """
    spread, unrest = (0.25, 0.15) if heavy else (0.6, 0.6)
    habit = rng.gamma(spread, 1 / spread, (len(level), 1))
    day = rng.gamma(unrest, 1 / unrest, level.shape)
    burst = np.where(rng.random(level.shape) < 0.006, rng.lognormal(2.3, 0.7, level.shape), 1.0)
    drawn: NDArray[np.int64] = rng.poisson(rate * habit * day * burst * level) * here
    return drawn


def columns_of(
    rng: np.random.Generator, counts: dict[str, NDArray[np.int64]]
) -> dict[str, NDArray[np.int64]]:
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


def drawn_touches(
    rng: np.random.Generator,
    counts: dict[str, NDArray[np.int64]],
    department: NDArray[np.int64],
    here: NDArray[np.bool_],
    foreign: float | NDArray[np.float64],
) -> pa.Table:
    """Return which folders were touched: mostly the own favourites, now and then a new one, seldom a foreign one.

    foreign: share of touches that go to a department drawn at random, of everybody or of each person
    """
    person, day = np.nonzero((counts["distinct_reads"] > 0) & here)
    person, day = person.repeat(2), day.repeat(2)
    own = rng.integers(0, 400, (len(department), 8))
    folder = own[person, rng.zipf(1.6, len(person)) % 8]
    new = rng.random(len(person)) < 0.02
    folder[new] = rng.integers(0, 400, int(new.sum()))
    of = department[person]
    away = rng.random(len(person)) < np.broadcast_to(foreign, len(department))[person]
    of = np.where(away, rng.integers(0, DEPARTMENTS, len(person)), of)
    n = 1 + rng.poisson(counts["distinct_reads"][person, day] / 2)
    taken = rng.binomial(n, 0.15)
    key = [f"dep{d}/folder{f}" for d, f in zip(of.tolist(), folder.tolist(), strict=True)]
    account = [f"cert:P{p:05d}" for p in person.tolist()]
    number = pa.array(day + day_number(START), pa.int32())
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


def measures_of(columns: dict[str, NDArray[np.int64]], people: int, days: int) -> ir.Table:
    """Return the table of stored measures, a row for each person and day with anything."""
    busy = columns["events"].reshape(-1) > 0
    account = np.repeat(np.array([f"cert:P{i:05d}" for i in range(people)]), days)[busy]
    day = np.tile(np.arange(days) + day_number(START), people)[busy]
    nothing = np.zeros(int(busy.sum()), np.int64)
    names = [*(m.name for m in MEASURES), *HOURS, "events"]
    values = {n: columns[n].reshape(-1)[busy].astype(np.int64) if n in columns else nothing for n in names}
    whole = {"account": account, "day": pa.array(day, pa.int32()), "label": [""] * len(account), **values}
    return ibis.memtable(pa.table(whole))


def holidays(rng: np.random.Generator, people: int, days: int) -> NDArray[np.bool_]:
    """Return who is away: five weeks a year in two or three pieces."""
    away = np.zeros((people, days), np.bool_)
    for length in (14, 14, 7):
        begin = rng.integers(0, days, (people, max(1, days // 365)))
        for k in range(begin.shape[1]):
            at = np.arange(days)[None, :] - begin[:, k, None]
            away |= (at >= 0) & (at < length)
    return away


def entry(number: int, department: int, begins: int) -> DirectoryEntry:
    """Return somebody's line in the HR list. begins: day of the world on which they begin; 0 long ago."""
    name = f"P{number:05d}"
    start = START + timedelta(begins) if begins else START - timedelta(1000)
    return DirectoryEntry(
        name, "hr", None, accounts=(f"cert:{name}",), department=f"dep{department}", start=start
    )
