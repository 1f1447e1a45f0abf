"""Evidence for the people that are shown: trees, the events behind them, and a timeline to draw."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import ibis
import numpy as np

from custodes.baselines.calendar import DAY_US, day_number, offsets
from custodes.baselines.destinations import Destinations
from custodes.baselines.expectation import bands, expect, window_sums
from custodes.baselines.known import ANYBODY, KINDS
from custodes.baselines.measures import categorised
from custodes.baselines.novelty import new_again
from custodes.baselines.series import series_of
from custodes.evidence.cited import CitedEvents
from custodes.evidence.marked import FOR_ALL, LATEST_FIRST, marked
from custodes.evidence.tree import evidence_trees
from custodes.indicators.engine import findings, started
from custodes.model.review import Timeline
from custodes.pipeline.sigma import sigma_events, sigma_reach_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa
    from numpy.typing import NDArray

    from custodes.indicators import Indicator
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.model.evidence import Evidence
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.progress import Progress

__all__ = ["explain_people", "timelines"]

_TOGETHER = 16  # people whose events are in memory at a time
_Owned = tuple[str, int, int]
_LONG_AGO = 0  # number of a day before all others
_ANYBODY = -1


def explain_people(
    lake: Lake,
    engine: Engine,
    a: Assessment,
    library: Sequence[Indicator],
    wanted: Sequence[tuple[int, int]],
    progress: Progress,
) -> dict[int, tuple[Evidence, ...]]:
    """Return the evidence of (person, week) pairs, with events. Cost: one query of the events, and a small one a person."""
    trees = evidence_trees(a.panel, library, findings(a.stages, wanted))
    if not trees:
        return {}
    progress.phase("Collecting the log lines", len(trees), "people")
    accounts = _accounts_of(a, trees)
    source, matches = _source(lake, engine, a, library, trees, accounts)
    firsts = _firsts(lake, engine, accounts)
    for person, kind, key in _known(a):
        if person in firsts:
            firsts[person][kind, key] = _LONG_AGO
    paths = lake.paths()
    here = _firsts_here(lake, engine, trees)
    if here:
        here |= {(kind, key): _LONG_AGO for person, kind, key in _known(a) if person == _ANYBODY}
    explained = {}
    everybody = list(trees)
    for persons in (everybody[i : i + _TOGETHER] for i in range(0, len(everybody), _TOGETHER)):
        events = _of(source, persons)
        matching = None if matches is None else _of(matches, persons)
        for person in persons:
            cited = CitedEvents(
                events=events[person],
                firsts=firsts[person],
                usual=_unusual(a, a.book.usual[person]),
                paths=paths,
                documents=functools.partial(a.book.documents, person),
                machines=functools.partial(a.book.machines, person),
                zone=lake.settings.time.info,
                usual_days=_unusual(a, a.book.usual_days[person]),
                firsts_here=here,
                again=frozenset((k, *one) for k in KINDS for one in new_again(a.panel, k, person)),
                matches=None if matching is None else matching[person],
            )
            explained[person] = tuple(cited.attach(node) for node in trees[person])
            progress.advance(1)
    return explained


def _unusual(a: Assessment, usual: NDArray[np.bool_]) -> dict[tuple[int, int], bool]:
    """Return (week, hour or day of the week) -> False where it was not usual; whatever is not named was."""
    return {(a.panel.weeks[w], at): False for w, at in np.argwhere(~usual).tolist()}


def _accounts_of(a: Assessment, persons: Iterable[int]) -> dict[int, list[_Owned]]:
    """Return person -> (account, first day, last day) of their accounts that occur in the measures. Cost: one pass."""
    codes = {a.panel.persons[person]: person for person in persons}
    low, high = a.panel.first_day, a.panel.last_day
    found: dict[int, list[_Owned]] = {person: [] for person in codes.values()}
    for account in a.panel.accounts:
        for owner, first, last in a.identity.spans(a.panel.spelling(account)):
            if owner in codes:
                owned = (account, max(low, day_number(first)), min(high, day_number(last)))
                found[codes[owner]].append(owned)
    return found


def _source(
    lake: Lake,
    engine: Engine,
    a: Assessment,
    library: Sequence[Indicator],
    trees: Mapping[int, tuple[Evidence, ...]],
    accounts: Mapping[int, Sequence[_Owned]],
) -> tuple[ir.Table, ir.Table | None]:
    """Return small tables: marked events of all shown people in the days their evidence speaks of, and those that Sigma rules count.

    A correlation looks further back than the days that are shown, also where the account was another person's then.
    """
    spans = [
        (
            account,
            person,
            max(first, day_number(min(n.first for n in nodes))),
            min(last, day_number(max(n.last for n in nodes))),
        )
        for person, nodes in trees.items()
        for account, first, last in accounts[person]
    ]
    shifts = offsets(lake.settings.time.info, *(lake.span() or (0, 0)))
    events = lake.events(engine)
    low = min(s[2] for s in spans) * DAY_US - DAY_US
    mine = events.filter(events.account.isin([s[0] for s in spans]))
    where = Destinations(lake.settings, a.own)
    timed = categorised(mine.filter(mine.ts_us >= low), where, shifts)
    further = categorised(mine.filter(mine.ts_us >= low - sigma_reach_us(library)), where, shifts)
    counted = sigma_events(further, library, {node.measure for nodes in trees.values() for node in nodes})
    owners = ibis.memtable(
        {
            "account": [s[0] for s in spans],
            "person": [s[1] for s in spans],
            "low": [s[2] for s in spans],
            "high": [s[3] for s in spans],
        },
        schema={"account": "string", "person": "int64", "low": "int64", "high": "int64"},
    )

    def kept(name: str, table: ir.Table, *, mark: bool) -> ir.Table:
        joined = table.join(owners, "account").filter(lambda t: t.day.between(t.low, t.high))
        measures = {n.measure for nodes in trees.values() for n in nodes}
        return engine.keep(name, marked(joined, measures, "person") if mark else joined.drop("low", "high"))

    shown = kept("shown_events", timed, mark=True)
    return shown, None if counted is None else kept("shown_matches", counted, mark=False)


def _of(table: ir.Table, persons: Sequence[int]) -> dict[int, pa.Table]:
    """Return each person's rows, latest first. Cost: a query."""
    rows = table.filter(table.person.isin(persons)).to_pyarrow()
    rows = rows.sort_by([("person", "ascending"), *LATEST_FIRST])
    begins, ends = (np.searchsorted(rows["person"].to_numpy(), persons, side=s) for s in ("left", "right"))
    of = zip(persons, begins.tolist(), ends.tolist(), strict=True)
    return {person: rows.slice(first, last - first).drop_columns(["person"]) for person, first, last in of}


def _firsts(
    lake: Lake, engine: Engine, accounts: Mapping[int, Sequence[_Owned]]
) -> dict[int, dict[tuple[str, str], int]]:
    """Return person -> (kind, key) -> day of the person's first touch, over all their accounts. Cost: one query."""
    persons: dict[str, set[int]] = {}
    for person, owned in accounts.items():
        for account, _, _ in owned:
            persons.setdefault(account, set()).add(person)
    table = lake.read(engine, "first_seen")
    kinds = table.kind.isin(["area", "host", "mail", "guest"])
    rows = table.filter(table.account.isin(sorted(persons)) & kinds).to_pyarrow()
    first: dict[int, dict[tuple[str, str], int]] = {person: {} for person in accounts}
    for row in rows.to_pylist():
        key = (row["kind"], row["key"])
        for person in persons[row["account"]]:
            first[person][key] = min(first[person].get(key, row["day"]), row["day"])
    return first


def _firsts_here(
    lake: Lake, engine: Engine, trees: Mapping[int, tuple[Evidence, ...]]
) -> dict[tuple[str, str], int]:
    """Return (kind, key) -> day on which anybody first touched it; empty where no evidence asks for it."""
    if not any(node.measure in FOR_ALL for nodes in trees.values() for node in nodes):
        return {}
    table = lake.read(engine, "first_seen")
    chosen = table.filter(table.kind.isin(["host", "mail"])).group_by(["kind", "key"])
    rows = chosen.aggregate(day=table.day.min()).to_pyarrow().to_pylist()
    return {(row["kind"], row["key"]): row["day"] for row in rows}


def _known(a: Assessment) -> Iterator[tuple[int, str, str]]:
    """Yield (person's code, -1 for anybody; kind; key) of what was not new any more before a purge."""
    code = {person: i for i, person in enumerate(a.panel.persons)} | {ANYBODY: _ANYBODY}
    for kind, pairs in a.panel.tables.known.items():
        yield from ((code[person], kind, key) for person, key in pairs if person in code)


def timelines(
    a: Assessment,
    wanted: Mapping[int, str],
    weeks: range,
    marked: Mapping[int, Sequence[int]],
) -> dict[int, Timeline]:
    """Return a year of each shown person in one measure, with the usual band.

    A week is None where the measure's sources delivered nothing; where they did and nothing of it occurred, it is 0.

    wanted: person -> the measure of the first evidence told
    marked: person -> columns of weeks in which a review opened or stayed open
    """
    shown = range(max(weeks.start, weeks.stop - 53), weeks.stop)
    drawn = {}
    for measure in sorted(set(wanted.values())):
        series = a.book[measure]
        days = window_sums(series, 7)
        on = started(a.panel, series_of(measure).settles)
        expected = expect(a.panel, series, 7, on, a.book.exposure(measure), days)
        sums = days[:, 6::7]
        silent = ~a.panel.silence.delivered(series_of(measure).channels, a.panel.n_weeks)
        silent &= ~series.reshape(len(series), -1, 7).any(axis=(0, 2))  # on days off some work all the same
        for person in (p for p, m in wanted.items() if m == measure):
            known = [expected.history[person, w] > 0 for w in shown]
            weekly = (
                x[person, shown.start : shown.stop].astype(float) for x in (expected.mean, expected.variance)
            )
            low, high = (x.tolist() for x in bands(*weekly))
            drawn[person] = Timeline(
                measure=measure,
                unit=series_of(measure).unit,
                weeks=tuple(a.panel.monday(w) for w in shown),
                observed=tuple(None if silent[w] else round(float(sums[person, w]), 3) for w in shown),
                low=tuple(x if k else None for x, k in zip(low, known, strict=True)),
                high=tuple(x if k else None for x, k in zip(high, known, strict=True)),
                peers=tuple(
                    float(np.round(expected.peers[person, w], 3)) if k else None
                    for w, k in zip(shown, known, strict=True)
                ),
                marked=tuple(a.panel.monday(w) for w in marked.get(person, ()) if w in shown),
            )
    return drawn
