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

from custodes.baselines.handled import FIRST_HANDLED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["first_handled", "first_names", "known_handled"]


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
    """Return person, key and the number of the day on which the document came to a stage as new for the person."""
    names = ["account", "person", "low", "high"]
    spans = ibis.memtable(pa.table([list(c) for c in zip(*panel.owned, strict=True)], names=names))
    mine = handled.filter(handled.stage == stage).join(spans, "account")
    mine = mine.filter(mine.day.between(mine.low, mine.high))
    firsts = mine.group_by(["person", "key"]).aggregate(day=mine.day.min())
    known = _known(panel, stage)
    if known is not None:
        firsts = firsts.anti_join(known, ["person", "key"])
    within = panel.tables.new_after
    if panel.last_day - panel.first_day <= within:
        return firsts
    days = mine.select("person", "key", "day").distinct()
    before = days.day.lag().over(group_by=[days.person, days.key], order_by=days.day)
    again = days.mutate(since=days.day - before)
    again = again.filter(again.since > within).select("person", "key", day=again.day)
    return firsts.select("person", "key", "day").union(again)


def _known(panel: Panel, stage: str) -> ir.Table | None:
    """Return (person, key) that had come to a stage before what lies before was purged."""
    code = {person: i for i, person in enumerate(panel.persons)}
    pairs = [(code[p], key) for p, key in panel.tables.known.get(stage, ()) if p in code]
    if not pairs:
        return None
    person, key = zip(*pairs, strict=True)
    return ibis.memtable(
        pa.table({"person": pa.array(person, pa.int64()), "key": pa.array(key, pa.string())})
    )


def known_handled(panel: Panel, before: int) -> Iterator[tuple[str, str, str]]:
    """Yield (person, stage, key) of documents that came to a stage before the day of number ``before``, and again since.

    They are not new at their first time since, as far as :attr:`~custodes.baselines.tables.Tables.new_after` goes.
    """
    if panel.tables.handled is None:
        return
    names = ["account", "person", "low", "high"]
    spans = ibis.memtable(pa.table([list(c) for c in zip(*panel.owned, strict=True)], names=names))
    for stage in dict.fromkeys(FIRST_HANDLED.values()):
        t = panel.tables.handled
        mine = t.filter(t.stage == stage).join(spans, "account")
        mine = mine.filter(mine.day.between(mine.low, mine.high))
        last, first = mine.day.max(where=mine.day < before), mine.day.min(where=mine.day >= before)
        ends = mine.group_by(["person", "key"]).aggregate(last=last, first=first)
        rows = ends.filter(ends.first.notnull()).to_pyarrow().to_pylist()
        known = set(panel.tables.known.get(stage, ()))
        for row in rows:
            person = panel.persons[row["person"]]
            old = row["last"] is not None and row["first"] - row["last"] <= panel.tables.new_after
            if old or (row["last"] is None and (person, row["key"]) in known):
                yield person, stage, row["key"]
