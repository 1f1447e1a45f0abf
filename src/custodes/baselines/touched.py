"""Touches of single things: who used which area, host, or outside domain on which day.

A mail to several domains is stored once, under all of them joined by ";"; here each of them is a thing of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.firsts import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["FLAT", "Touches", "touches_of"]

FLAT = frozenset({"host", "medium", "mail", "guest"})
"""Kinds whose things have no folders above them, and count once a day however often they were used."""
_JOINED = frozenset({"mail", "guest"})


@dataclass(frozen=True)
class Touches:
    """One row per person, day and thing.

    person, day, key: codes (day is a column of the panel) · n: distinct objects; 1 for kinds in :data:`FLAT`
    names: the key's name
    """

    person: NDArray[np.int64]
    day: NDArray[np.int64]
    key: NDArray[np.int64]
    n: NDArray[np.float32]
    names: Sequence[str]


def touches_of(panel: Panel, kind: str) -> Touches:
    """Return the touches of one kind. Cost: once a query, and for kinds in :data:`FLAT` a sort."""
    return panel.once(f"touches of {kind}", lambda: _read(panel, kind))


def _read(panel: Panel, kind: str) -> Touches:
    person, day, key, n, names = panel.touches(kind)
    if kind not in FLAT:
        return Touches(person, day, key, n, names)
    rows, single, names = (
        _apart(key, names) if kind in _JOINED else (np.arange(len(key), dtype=np.int64), key, names)
    )
    people, days = len(panel.persons), panel.n_weeks * 7
    once = distinct((single * people + person[rows]) * days + day[rows])
    left, day = np.divmod(once, days)
    single, person = np.divmod(left, people)
    return Touches(person, day, single, np.ones(len(once), np.float32), names)


def _apart(
    key: NDArray[np.int64], names: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[str]]:
    """Take joined keys apart: the row each part came from, its code, and the codes' names.

    >>> rows, single, names = _apart(np.array([1, 0]), ["a.test", "a.test;b.test"])
    >>> rows.tolist(), [names[i] for i in single]
    ([0, 0, 1], ['a.test', 'b.test', 'a.test'])
    """
    parts = [name.split(";") for name in names]
    codes: dict[str, int] = {}
    flat = np.array([codes.setdefault(part, len(codes)) for of in parts for part in of], np.int64)
    width = np.array([len(of) for of in parts], np.int64)
    start = np.cumsum(width) - width
    repeat = width[key] if len(key) else np.zeros(0, np.int64)
    rows = np.repeat(np.arange(len(key), dtype=np.int64), repeat)
    offset = np.arange(len(rows)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    single = flat[start[key[rows]] + offset] if len(rows) else np.zeros(0, np.int64)
    return rows, single, list(codes)
