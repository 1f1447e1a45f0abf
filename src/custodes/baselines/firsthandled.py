"""Documents on the day on which they first came to a stage for an account: first fetched, first taken out.

Whoever works fetches the same documents again and again; whoever takes a whole area along touches each of them once.
"Distinct" does not add over days, first times do: over four weeks they say how many documents there were that were new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import numpy as np

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["first_handled", "first_names"]


def first_handled(panel: Panel, stage: str) -> NDArray[np.float32]:
    """Return persons × days: how many documents came to a stage for the first time for one of the person's accounts.

    Cost: one query, whose answer has a row for each account and day.
    """
    if panel.tables.handled is None:
        return np.zeros(panel.active.shape, np.float32)
    firsts = _firsts(panel.tables.handled, stage)
    daily = firsts.group_by(["account", "day"]).aggregate(v=ibis._.count().cast("float32"))
    return panel.scatter(*panel.place(daily.to_pyarrow()))


def first_names(panel: Panel, stage: str, person: int, first: int, last: int) -> tuple[str, ...]:
    """Return the documents that :func:`first_handled` counts for a person from column ``first`` to ``last``, sorted."""
    handled = panel.tables.handled
    if handled is None:
        return ()
    firsts = _firsts(handled.filter(handled.account.isin(panel.accounts_of(person))), stage)
    then = firsts.filter(firsts.day.between(first + panel.first_day, last + panel.first_day))
    return tuple(sorted(then.to_pyarrow()["key"].unique().to_pylist()))


def _firsts(handled: ir.Table, stage: str) -> ir.Table:
    """Return account, key and the day on which the document first came to a stage."""
    mine = handled.filter(handled.stage == stage)
    return mine.group_by(["account", "key"]).aggregate(day=mine.day.min())
