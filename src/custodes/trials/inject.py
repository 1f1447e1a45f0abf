"""Lays scenarios over people's own histories: rows added to measures, touches and handled documents, never to a lake.

Whatever is added stands at the person's own most usual hour, on days on which they worked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa

from custodes.baselines.handled import COLLECTED, DELETED, STAGED, TAKEN
from custodes.baselines.measures import HOURS, MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.baselines.tables import Tables
    from custodes.trials.scenarios import Scenario

__all__ = ["Case", "added", "draw"]

_COLUMNS = ("account", "day", "label", "events", *(m.name for m in MEASURES), *HOURS)


_STAGES = (
    (COLLECTED, frozenset({"distinct_downloads", "syncs"})),
    (STAGED, frozenset({"renames"})),
    (TAKEN, frozenset({"copies_removable", "shares_outside", "uploads_web", "prints"})),
    (DELETED, frozenset({"deletes"})),
)
"""The stages that a document goes through, and the counts that say so."""


@dataclass(frozen=True, slots=True)
class Case:
    """One injection: whose account, the columns of the panel's days it uses, and how many documents go on each."""

    scenario: Scenario
    size: float
    person: int
    account: str
    days: tuple[int, ...]
    documents: tuple[int, ...]


def draw(
    rng: np.random.Generator,
    panel: Panel,
    scenario: Scenario,
    size: float,
    people: Sequence[tuple[int, str]],
    first: int,
) -> list[Case]:
    """Return a case for each of ``people`` (code, account) who worked long enough after day column ``first``."""
    found = []
    for person, account in people:
        worked = np.flatnonzero(panel.active[person])
        later = worked[worked >= first]
        span = len(worked) if scenario.from_start else scenario.days
        if len(later) < max(span, 1) and not scenario.from_start:
            continue
        begin = 0 if scenario.from_start else int(rng.integers(0, len(later) - span + 1))
        days = worked if scenario.from_start else later[begin : begin + span]
        if not len(days):
            continue
        each = _spread(rng, max(1, round(scenario.documents * size)), len(days), every=scenario.from_start)
        found.append(Case(scenario, size, person, account, tuple(map(int, days)), tuple(map(int, each))))
    return found


def _spread(rng: np.random.Generator, total: int, days: int, *, every: bool) -> NDArray[np.int64]:
    """Spread so many documents over days; ``every``: so many on each of them."""
    if every:
        return np.full(days, total, np.int64)
    spread: NDArray[np.int64] = rng.multinomial(total, np.full(days, 1 / days)).astype(np.int64)
    return spread


def added(rng: np.random.Generator, panel: Panel, cases: Sequence[Case]) -> Tables:
    """Return the panel's tables with the cases laid over them. Cost: rows of the cases."""
    measures, touches = panel.tables.measures, panel.tables.touches
    hours = _usual_hours(measures, [case.account for case in cases])
    rows, touched = [], []
    foreign = _folders(touches)
    for case in cases:
        for day, n in zip(case.days, case.documents, strict=True):
            rows.append(_row(case, panel.first_day + day, n, hours.get(case.account, 10)))
            touched += _touched(rng, case, panel.first_day + day, n, foreign)
    more = ibis.memtable(pa.Table.from_pylist(rows, schema=_schema(measures)))
    tables = replace(panel.tables, measures=ibis.union(measures.select(*more.columns), more))
    if touched:
        extra = ibis.memtable(pa.Table.from_pylist(touched, schema=_touch_schema(touches)))
        tables = replace(tables, touches=ibis.union(touches.select(*extra.columns), extra))
    documents = [
        row for number, case in enumerate(cases) for row in _handled(case, number, panel.first_day, hours)
    ]
    if documents and tables.handled is not None:
        handled = tables.handled
        extra = ibis.memtable(pa.Table.from_pylist(documents, schema=_nullable(handled)))
        tables = replace(tables, handled=ibis.union(handled.select(*extra.columns), extra))
    return tables


def _row(case: Case, day: int, n: int, hour: int) -> dict[str, object]:
    share = n / max(1, sum(case.documents))
    row: dict[str, object] = dict.fromkeys(_COLUMNS, 0)
    total = 0
    for name, count in case.scenario.counts.items():
        value = round(count * case.size * (share if not case.scenario.from_start else 1))
        row[name] = value
        total += value if not name.startswith("bytes") else 0
    for name, count in case.scenario.daily.items():
        row[name] = count if n else 0
    events = max(total, 1) if n else 0
    return row | {
        "account": case.account,
        "day": day,
        "label": "",
        "events": events,
        f"h{hour:02d}": events,
        f"c{hour:02d}": events,
    }


def _handled(
    case: Case, number: int, first_day: int, hours: Mapping[str, int]
) -> Iterator[dict[str, object]]:
    """Yield what is done to each document, each another one: a row a stage, a minute apart, in the order of stages."""
    done = [stage for stage, by in _STAGES if not by.isdisjoint(case.scenario.counts)]
    so_far = 0
    for day, n in zip(case.days, case.documents, strict=True):
        begun = ((first_day + day) * 86_400 + hours.get(case.account, 10) * 3600) * 10**6
        for document in range(so_far, so_far + n):
            name = f"laid over {number}-{document}"
            for minute, stage in enumerate(done):
                at, renamed = begun + minute * 60 * 10**6, stage == STAGED
                yield {
                    "account": case.account,
                    "day": first_day + day,
                    "key": name,
                    "stage": stage,
                    "link": f"{name}b" if renamed else None,
                    "first_us": at,
                    "last_us": at,
                }
                name = f"{name}b" if renamed else name
        so_far += n


def _touched(
    rng: np.random.Generator, case: Case, day: int, n: int, folders: Sequence[str]
) -> list[dict[str, object]]:
    """Return touches of folders that are new to most: spread over at most twelve folders of the organisation."""
    many = round(n * case.scenario.foreign)
    if not many or not folders:
        return []
    some = rng.choice(len(folders), min(12, len(folders), many), replace=False)
    each = rng.multinomial(many, np.full(len(some), 1 / len(some)))
    kinds = ("area", "moved") if case.scenario.moves else ("area",)
    return [
        {"account": case.account, "day": day, "kind": kind, "key": folders[i], "n": int(k)}
        for i, k in zip(some, each, strict=True)
        if k
        for kind in kinds
    ]


def _folders(touches: ir.Table) -> list[str]:
    """Return the folders of the organisation, sorted."""
    t = touches.filter(touches.kind == "area").select("key").distinct().to_pyarrow()
    return sorted(t["key"].to_pylist())


def _usual_hours(measures: ir.Table, accounts: Sequence[str]) -> dict[str, int]:
    """Return the hour in which each account does most."""
    mine = measures.filter(measures.account.isin(sorted(set(accounts))))
    names = [f"h{hour:02d}" for hour in range(24)]
    rows = mine.group_by("account").aggregate(**{n: mine[n].sum() for n in names}).to_pyarrow().to_pylist()
    return {row["account"]: int(np.argmax([row[n] for n in names])) for row in rows}


def _schema(measures: ir.Table) -> pa.Schema:
    return _nullable(measures, _COLUMNS)


def _touch_schema(touches: ir.Table) -> pa.Schema:
    return _nullable(touches, ("account", "day", "kind", "key", "n"))


def _nullable(table: ir.Table, names: Sequence[str] = ()) -> pa.Schema:
    """Return some columns of a table, or all, as Arrow has them, each of them nullable."""
    schema = table.schema().to_pyarrow()
    return pa.schema([schema.field(name).with_nullable(True) for name in names or schema.names])
