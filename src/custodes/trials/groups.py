"""Whom would the same rule list more often? An organisation in which nobody takes anything and people differ in kind.

Some always do six times as much as others; administrators open foreign folders all day; some work at night, three days a
week, begin, or leave. Each should be listed about as often as everybody else: none of it is news.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
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
    START,
    columns_of,
    drawn_counts,
    drawn_touches,
    entry,
    holidays,
    measures_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.model.person import DirectoryEntry

__all__ = ["GROUPS", "OTHERS", "GroupWorld", "group_world"]

GROUPS: Final[Mapping[str, float]] = {  # share of staff; the rest are the others
    "always six times as much": 0.05,
    "administrators": 0.03,
    "night shift": 0.05,
    "part-timers": 0.10,
    "joiners": 0.05,
    "leavers": 0.05,
}
OTHERS: Final = "others"
_ADMINISTER = {"renames": 8.0, "deletes": 8.0, "archives": 10.0, "logons": 4.0, "distinct_reads": 1.5}
_TIDY = {"distinct_downloads": 1.5, "deletes": 2.0, "renames": 1.5}  # in a leaver's last four weeks
_NOTICE = 42  # days before a last day that it is known


@dataclass(frozen=True)
class GroupWorld:
    """A panel, its directory, from which week on weeks are scored, and who belongs to which group (codes of persons).

    began: the column of the day on which each person begins; 0 long ago
    """

    panel: Panel
    identity: Identity
    first_scored: int
    members: Mapping[str, NDArray[np.bool_]]
    began: NDArray[np.int64]


def group_world(people: int, weeks: int, seed: int, *, first_scored: int = 26) -> GroupWorld:
    """Return an organisation of people of all :data:`GROUPS`. The same arguments give the same world.

    Memory: measures × people × days × 8 bytes (0.2 GiB for 1,000 people and 78 weeks).
    """
    rng = np.random.default_rng([seed, people])
    days = weeks * 7
    department = rng.integers(0, DEPARTMENTS, people)
    members = _members(rng, people)
    begins, ends = _spans(rng, members, days, first_scored * 7)
    number = np.arange(days)[None, :]
    here = (number >= begins[:, None]) & (number <= ends[:, None]) & ~holidays(rng, people, days)
    here &= ~members["part-timers"][:, None] | (number % 7 < 3)
    counts = {
        name: drawn_counts(rng, rate, _level(name, members, ends, days), here) for name, rate in RATES.items()
    }
    columns = _by_night(columns_of(rng, counts), members["night shift"])
    foreign = np.where(members["administrators"], 0.3, 0.004)
    touches = drawn_touches(rng, counts, department, here, foreign)
    entries = [_entry(i, int(department[i]), int(begins[i]), int(ends[i]), days) for i in range(people)]
    identity = Identity(entries)
    handled = drawn_documents(rng, columns)
    panel = build_panel(Tables(measures_of(columns, people, days), ibis.memtable(touches), handled), identity)
    if panel is None:
        message = "a world needs people who do something"
        raise ValueError(message)
    return GroupWorld(panel, identity, first_scored, members, begins)


def _members(rng: np.random.Generator, people: int) -> dict[str, NDArray[np.bool_]]:
    """Place everybody in one group; who is left belongs to the others."""
    order = rng.permutation(people)
    members, start = {}, 0
    for name, share in GROUPS.items():
        stop = start + round(share * people)
        members[name] = np.isin(np.arange(people), order[start:stop])
        start = stop
    return members | {OTHERS: np.isin(np.arange(people), order[start:])}


def _spans(
    rng: np.random.Generator, members: Mapping[str, NDArray[np.bool_]], days: int, first: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return everybody's first and last day; joiners begin, and leavers leave, in the second part."""
    people = len(members[OTHERS])
    begins = np.where(members["joiners"], rng.integers(first - 35, max(first - 34, days - 70), people), 0)
    ends = np.where(members["leavers"], rng.integers(first + 28, max(first + 29, days - 7), people), days)
    return begins, ends


def _level(
    name: str, members: Mapping[str, NDArray[np.bool_]], ends: NDArray[np.int64], days: int
) -> NDArray[np.float64]:
    """Return how busy everybody is with one thing on each day."""
    level = np.tile(RHYTHM, days // 7)[None, :].repeat(len(ends), axis=0)
    level[members["always six times as much"]] *= 6
    level[members["administrators"]] *= _ADMINISTER.get(name, 1.0)
    last = np.arange(days)[None, :] > ends[:, None] - 28
    return np.where(last & members["leavers"][:, None], level * _TIDY.get(name, 1.0), level)


def _by_night(
    columns: dict[str, NDArray[np.int64]], night: NDArray[np.bool_]
) -> dict[str, NDArray[np.int64]]:
    """Move the night shift's hours by twelve: what others do at ten in the morning they do at ten in the evening."""
    moved = {f"{name[0]}{(int(name[1:]) + 12) % 24:02d}": name for name in ("h10", "h20", "c10")}
    chosen = night[:, None]
    for name, of in moved.items():
        columns[name] = np.where(chosen, columns[of], 0)
    for of in moved.values():
        columns[of] = np.where(chosen, 0, columns[of])
    return columns


def _entry(number: int, department: int, begins: int, ends: int, days: int) -> DirectoryEntry:
    """Return somebody's line in the HR list."""
    plain = entry(number, department, begins)
    if ends >= days:
        return plain
    return replace(plain, notice=START + timedelta(ends - _NOTICE), last_day=START + timedelta(ends))
