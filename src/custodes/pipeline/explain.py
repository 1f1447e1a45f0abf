"""Evidence for the people that are shown: trees, the events behind them, and a timeline to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import DAY_US, day_number, offsets
from custodes.baselines.destinations import Destinations
from custodes.baselines.expectation import band, expect, window_sums
from custodes.baselines.measures import categorised
from custodes.baselines.series import SERIES
from custodes.evidence.cited import CitedEvents
from custodes.evidence.tree import evidence_trees
from custodes.indicators.engine import findings, started
from custodes.model.review import Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from custodes.indicators import Indicator
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.model.evidence import Evidence
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.progress import Progress

__all__ = ["explain_people", "timelines"]

_MARGIN = 28  # days before a node's window that novelty looks back


def explain_people(
    lake: Lake,
    engine: Engine,
    a: Assessment,
    library: Sequence[Indicator],
    wanted: Sequence[tuple[int, int]],
    progress: Progress,
) -> dict[int, tuple[Evidence, ...]]:
    """Return the evidence of (person, week) pairs, with events. Cost: one query a node."""
    trees = evidence_trees(a.panel, library, findings(a.stages, wanted))
    if not trees:
        return {}
    progress.phase("Collecting the log lines", len(trees), "people")
    source = _source(lake, engine, a, trees)
    paths = lake.paths()
    explained = {}
    for person, nodes in trees.items():
        cited = CitedEvents(
            events=source.filter(source.person == person),
            firsts=_firsts(lake, engine, a, person),
            usual={
                (a.panel.weeks[w], h): bool(a.book.usual[person, w, h])
                for w in range(a.panel.n_weeks)
                for h in range(24)
            },
            paths=paths,
            zone=lake.settings.time.info,
        )
        explained[person] = tuple(cited.attach(node) for node in nodes)
        progress.advance(1)
    return explained


def _accounts_of(a: Assessment, person: int) -> list[tuple[str, int, int]]:
    """Return (account, first day, last day) of a person's accounts that occur in the measures."""
    name = a.panel.persons[person]
    low, high = a.panel.first_day, a.panel.last_day
    return [
        (account, max(low, day_number(first)), min(high, day_number(last)))
        for account in a.panel.accounts
        for owner, first, last in a.identity.spans(a.panel.spelling(account))
        if owner == name
    ]


def _source(lake: Lake, engine: Engine, a: Assessment, trees: Mapping[int, tuple[Evidence, ...]]) -> ir.Table:
    """Return one small table: categorised events of all shown people in the days their evidence speaks of."""
    spans = [
        (
            account,
            person,
            max(first, day_number(min(n.first for n in nodes))),
            min(last, day_number(max(n.last for n in nodes))),
        )
        for person, nodes in trees.items()
        for account, first, last in _accounts_of(a, person)
    ]
    shifts = offsets(lake.settings.time.info, *(lake.span() or (0, 0)))
    events = lake.events(engine)
    low = min(s[2] for s in spans) * DAY_US - DAY_US
    chosen = events.filter((events.ts_us >= low) & events.account.isin([s[0] for s in spans]))
    timed = categorised(chosen, Destinations(lake.settings, a.own), shifts)
    owners = engine.con.create_table(
        "shown_people",
        {
            "account": [s[0] for s in spans],
            "person": [s[1] for s in spans],
            "low": [s[2] for s in spans],
            "high": [s[3] for s in spans],
        },
        temp=True,
        overwrite=True,
    )
    joined = timed.join(owners, "account").filter(lambda t: t.day.between(t.low, t.high))
    return engine.con.create_table("shown_events", joined.drop("low", "high"), temp=True, overwrite=True)


def _firsts(lake: Lake, engine: Engine, a: Assessment, person: int) -> dict[tuple[str, str], int]:
    """Return (kind, key) -> day of the person's first touch, over all their accounts."""
    mine = {account for account, _, _ in _accounts_of(a, person)}
    table = lake.read(engine, "first_seen")
    rows = (
        table.filter(table.account.isin(sorted(mine)) & table.kind.isin(["area", "host", "mail"]))
        .to_pyarrow()
        .to_pylist()
    )
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["kind"], row["key"])
        first[key] = min(first.get(key, row["day"]), row["day"])
    return first


def timelines(
    a: Assessment,
    wanted: Mapping[int, str],
    weeks: range,
    marked: Mapping[int, Sequence[int]],
) -> dict[int, Timeline]:
    """Return a year of each shown person in one measure, with the usual band.

    wanted: person -> the measure of the first evidence told
    marked: person -> columns of weeks in which a review opened or stayed open
    """
    shown = range(max(weeks.start, weeks.stop - 53), weeks.stop)
    drawn = {}
    for measure in sorted(set(wanted.values())):
        series = a.book[measure]
        expected = expect(
            a.panel, series, 7, started(a.panel, SERIES[measure].settles), a.book.exposure(measure)
        )
        sums = window_sums(series, 7)[:, 6::7]
        silent = series.reshape(len(series), -1, 7).sum(axis=(0, 2)) == 0
        for person in (p for p, m in wanted.items() if m == measure):
            known = [expected.history[person, w] > 0 for w in shown]
            bands = [
                band(float(expected.mean[person, w]), float(expected.variance[person, w])) for w in shown
            ]
            drawn[person] = Timeline(
                measure=measure,
                unit=SERIES[measure].unit,
                weeks=tuple(a.panel.monday(w) for w in shown),
                observed=tuple(None if silent[w] else round(float(sums[person, w]), 3) for w in shown),
                low=tuple(b[0] if k else None for b, k in zip(bands, known, strict=True)),
                high=tuple(b[1] if k else None for b, k in zip(bands, known, strict=True)),
                peers=tuple(
                    float(np.round(expected.peers[person, w], 3)) if k else None
                    for w, k in zip(shown, known, strict=True)
                ),
                marked=tuple(a.panel.monday(w) for w in marked.get(person, ()) if w in shown),
            )
    return drawn
