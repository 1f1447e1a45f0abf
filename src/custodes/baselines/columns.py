"""Columns of the measures as triples: read several at a time, where they are not 0, and kept.

A query costs more than the few numbers of most measures, so the first that is asked for brings all others along.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.typing import NDArray

    from custodes.baselines.owners import Owners

__all__ = ["Columns"]

_TOGETHER = 8  # columns a query: so many numbers of 4 bytes a row of the table are in memory at a time
_NAMES = ("events", *(m.name for m in MEASURES))


class Columns:
    """The numbers of a table of measures by (person, day column). Memory: 12 bytes for each number that is not 0.

    measures: as :func:`custodes.baselines.measures.measure_table` makes them
    """

    def __init__(self, measures: ir.Table, owners: Owners) -> None:
        self._measures = measures
        self._owners = owners
        self._single = False  # whether there is but one label, so that no account has two rows of a day
        self._kept: dict[str, tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]] = {}

    def triples(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return (person, day column, value) of a column where it is not 0, account by account."""
        if name not in self._kept:
            self._read(name)
        person, day, value = self._kept[name]
        return person.astype(np.int64), day.astype(np.int64), value

    def by_hour(
        self, prefix: str
    ) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
        """Yield (hour, person, day column, value) of the 24 columns ``prefix00`` to ``prefix23``, a few a query.

        A day of several labels comes several times.
        """
        t = self._measures
        for start in range(0, 24, _TOGETHER):
            names = [f"{prefix}{hour:02d}" for hour in range(start, start + _TOGETHER)]
            chosen = t.filter(_some(t, names)).select("account", "day", *names)
            for hour, found in enumerate(self._triples(chosen, names), start):
                yield hour, *found

    def _read(self, name: str) -> None:
        """Read a column, and others with it; columns of nothing but 0 cost no reading."""
        if name not in _NAMES:
            self._keep([name])
            return
        t = self._measures
        left = [n for n in _NAMES if n not in self._kept]
        total = t.aggregate(**{n: t[n].sum() for n in left}, _labels=t.label.nunique())
        total = total.to_pyarrow().to_pylist()[0]
        self._single = total["_labels"] <= 1
        none = np.zeros(0, np.int32)
        self._kept.update({n: (none, none, np.zeros(0, np.float32)) for n in left if not total[n]})
        some = [n for n in left if total[n]]
        for start in range(0, len(some), _TOGETHER):
            self._keep(some[start : start + _TOGETHER])

    def _keep(self, names: Sequence[str]) -> None:
        for name, (person, day, value) in zip(names, self._together(names), strict=True):
            self._kept[name] = person.astype(np.int32), day.astype(np.int32), value

    def _together(
        self, names: Sequence[str]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
        """Return the triples of a few columns, one for each account and day, read with one query."""
        t = self._measures
        if self._single:
            chosen = t.filter(_some(t, names)).select(
                "account", "day", **{n: t[n].cast("float32") for n in names}
            )
            return self._triples(chosen, names)
        chosen = t.filter(_some(t, names)).group_by(["account", "day"])
        return self._triples(chosen.aggregate(**{n: t[n].sum().cast("float32") for n in names}), names)

    def _triples(
        self, table: ir.Table, names: Sequence[str]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
        rows: pa.Table = table.to_pyarrow()
        person, day = self._owners.place(rows)
        for name in names:
            value = rows[name].to_numpy()
            here = np.flatnonzero(value > 0)
            yield person[here], day[here], value[here].astype(np.float32)


def _some(t: ir.Table, names: Sequence[str]) -> ir.BooleanValue:
    """Say where any of some columns is above 0."""
    return functools.reduce(operator.or_, [t[name] > 0 for name in names])
