"""What changes: a migration and an audit for many at once, people who change project, people who leave; and machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To

if TYPE_CHECKING:
    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["change_of_project", "organisation_days", "services", "tidy_up"]


_TIDYING = ((Kind.DELETE, 20, 250, 0.8), (Kind.DOWNLOAD, 5, 60, 0.6), (Kind.USB_COPY, 5, 120, 0.5))
# kind, least and most, share of the leavers who do it


def organisation_days(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    kinds: tuple[Kind, Kind] = (Kind.DOWNLOAD, Kind.READ),
) -> None:
    """Add a migration day on which everybody fetches their files, and an audit week of one department."""
    people, days = where.people, where.days
    day = int(rng.integers(days // 3, days))
    there = np.flatnonzero(where.works[:, day])
    who = np.repeat(there, rng.poisson(25, len(there)))
    when = np.full(len(who), day)
    log.add(kinds[0], who, when, where.second(rng, who), file=store.usual(rng, who))
    audit = int(rng.integers(days // 3, max(days - 6, days // 3 + 1)))
    asked = np.flatnonzero(people.department == rng.integers(0, people.department.max() + 1))
    who = np.repeat(asked, rng.poisson(30, len(asked)))
    when = np.minimum(audit + rng.integers(0, 5, len(who)), days - 1)
    log.add(kinds[1], who, when, where.second(rng, who), file=store.usual(rng, who))


def change_of_project(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    of: tuple[Kind, Kind, Kind, Kind] = (Kind.READ, Kind.MODIFY, Kind.DOWNLOAD, Kind.UPLOAD),
) -> None:
    """Add ten weeks of broad reading, then of work, in another team's folders; three in twenty people in 150 days."""
    people, days = where.people, where.days
    kinds = np.array(of)
    for mover in np.flatnonzero(rng.random(len(people)) < days / 1000):
        start = int(rng.integers(0, days))
        present = where.from_day(int(mover), start, start + 70)
        when = np.repeat(present, rng.poisson(3.0, len(present)))
        if not len(when):
            continue
        who = np.full(len(when), mover)
        team = int(rng.integers(0, people.team.max() + 1))
        file, at = store.of_teams(rng, team, len(when)), where.second(rng, who)
        kind = rng.choice(kinds, len(when), p=[0.75, 0.1, 0.12, 0.03])
        for one in dict.fromkeys(of):
            chosen = kind == one
            log.add(one, who[chosen], when[chosen], at[chosen], file=file[chosen])


def tidy_up(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    habits: tuple[tuple[Kind, int, int, float], ...] = _TIDYING,
) -> None:
    """Add what benign leavers do in their last three weeks: hand over, delete, take private pictures and contacts."""
    people, days = where.people, where.days
    for leaver in np.flatnonzero(people.last < days):
        last = int(people.last[leaver])
        when = where.from_day(int(leaver), last - 21, last)
        if not len(when):
            continue
        for kind, low, high, share in habits:
            if rng.random() < share:
                n = int(np.exp(rng.uniform(np.log(low), np.log(high))))
                who = np.full(n, leaver)
                at, on = where.second(rng, who), rng.choice(when, n)
                log.add(kind, who, on, at, file=store.usual(rng, who))
        n = int(rng.poisson(4))
        who, items = np.full(n, leaver), rng.integers(0, 3, n)
        log.add(Kind.EMAIL, who, rng.choice(when, n), where.second(rng, who), to=To.HOME, items=items)


def services(
    rng: np.random.Generator, log: Log, where: Presence, store: Store, kind: Kind = Kind.READ
) -> None:
    """Add what machines do at night: an indexer and a backup open many files of every department."""
    n, days = len(where.people), where.days
    for number, nightly in ((0, 40), (1, 120)):
        when = np.repeat(np.arange(days), nightly)
        file = rng.integers(0, store.folders * store.per_folder, len(when))
        who = np.full(len(when), n + number)
        log.add(kind, who, when, rng.integers(3600, 4 * 3600, len(when)), file=file)
