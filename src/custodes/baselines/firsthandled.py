"""Documents on the day on which they first came to a stage for a person: first fetched, first taken out.

Whoever works fetches the same documents again and again; whoever takes a whole area along touches each of them once.
"Distinct" does not add over days, first times do: over four weeks they say how many documents there were that were new.
What a person did under a former login is theirs, what an account's former owner did is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["first_handled", "first_names"]


def first_handled(panel: Panel, stage: str) -> NDArray[np.float32]:
    """Return persons × days: how many documents came to a stage for the first time for the person.

    Cost: one query, whose answer has a row for each person and day.
    """
    if panel.tables.handled is None:
        return np.zeros(panel.active.shape, np.float32)
    firsts = _firsts(panel, panel.tables.handled, stage)
    daily = firsts.group_by(["person", "day"]).aggregate(v=ibis._.count().cast("float32")).to_pyarrow()
    person, day = (daily[name].to_numpy().astype(np.int64) for name in ("person", "day"))
    return panel.scatter(person, day - panel.first_day, daily["v"].to_numpy())


def first_names(panel: Panel, stage: str, person: int, first: int, last: int) -> tuple[str, ...]:
    """Return the documents that :func:`first_handled` counts for a person from column ``first`` to ``last``, sorted."""
    handled = panel.tables.handled
    if handled is None:
        return ()
    firsts = _firsts(panel, handled.filter(handled.account.isin(panel.accounts_of(person))), stage)
    then = firsts.filter(
        (firsts.person == person) & firsts.day.between(first + panel.first_day, last + panel.first_day)
    )
    return tuple(sorted(then.to_pyarrow()["key"].to_pylist()))


def _firsts(panel: Panel, handled: ir.Table, stage: str) -> ir.Table:
    """Return person, key and the number of the day on which the document first came to a stage for the person."""
    names = ["account", "person", "low", "high"]
    spans = ibis.memtable(pa.table([list(c) for c in zip(*panel.owned, strict=True)], names=names))
    mine = handled.filter(handled.stage == stage).join(spans, "account")
    mine = mine.filter(mine.day.between(mine.low, mine.high))
    return mine.group_by(["person", "key"]).aggregate(day=mine.day.min())
