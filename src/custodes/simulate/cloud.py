"""An organisation whose documents are in the cloud only: what its innocent people do besides the common bursts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.bursts import Sort, chosen
from custodes.simulate.daily import Rates, spread

if TYPE_CHECKING:
    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["CLOUD_RATES", "CLOUD_SORTS", "evening_files", "new_device", "shared_home"]

CLOUD_RATES = Rates(
    files=(
        (Kind.READ, "read", 7.0, None),
        (Kind.MODIFY, "read", 2.5, None),
        (Kind.DOWNLOAD, "fetch", 0.9, None),
        (Kind.UPLOAD, "read", 0.8, None),
        (Kind.SYNC, "fetch", 1.5, "sync"),
        (Kind.DELETE, "delete", 0.3, None),
        (Kind.RENAME, "rename", 0.25, None),
        (Kind.ARCHIVE, "rename", 0.03, None),
    ),
    shares=0.15,
)

CLOUD_SORTS = (
    Sort(Kind.DOWNLOAD, "fetch", 250, 25, 250),
    Sort(Kind.SYNC, "fetch", 280, 40, 400, "sync"),
    Sort(Kind.DELETE, "delete", 240, 30, 300),
    Sort(Kind.RENAME, "rename", 330, 15, 150),
    Sort(Kind.ARCHIVE, "rename", 900, 3, 12),
    Sort(Kind.READ, "read", 260, 20, 140, own=False),
    Sort(Kind.DOWNLOAD, "fetch", 500, 15, 80, own=False),
    Sort(Kind.READ, "read", 1300, 30, 160, own=False, teams=(3, 9)),
    Sort(Kind.DOWNLOAD, "fetch", 2200, 20, 120, own=False, teams=(3, 6)),
    Sort(Kind.SHARE, "share", 260, 8, 60),
)
"""What happens now and then in the cloud."""


def new_device(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add new computers: all favourites are synchronised within one to three days; one in eight people in 150 days."""
    people, days = where.people, where.days
    for person in np.flatnonzero(rng.random(len(people)) < days / 1200):
        start = int(rng.integers(0, days))
        when = where.from_day(int(person), start, start + int(rng.integers(0, 3)))
        if len(when):
            n = int(np.exp(rng.uniform(np.log(60), np.log(700))))
            who = np.full(n, person)
            file = store.usual(rng, who)
            log.add(Kind.SYNC, who, rng.choice(when, n), where.second(rng, who), file=file)


def shared_home(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add files shared with the own private address or by open links, to read on a train or show at home."""
    people = where.people
    often = where.works * 0.02 * people.factor("home_mail")[:, None] * people.writes_home[:, None]
    person, day = spread(rng, often)
    to = rng.choice([To.HOME, To.LINK], len(person), p=[0.7, 0.3])
    log.add(Kind.SHARE, person, day, where.second(rng, person), to=to, file=store.usual(rng, person))
    for one, day_of_it in chosen(rng, where.works / 300, people.writes_home):
        n = int(rng.integers(4, 30))
        who, when = np.full(n, one), day_of_it + rng.integers(0, 3, n)
        log.add(Kind.SHARE, who, when, where.second(rng, who), to=To.HOME, file=store.usual(rng, who))


def evening_files(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    kinds: tuple[tuple[Kind, float], ...] = ((Kind.READ, 8.0), (Kind.DOWNLOAD, 5.0)),
) -> None:
    """Add weeks of evenings with the own files, to one in ten people in 150 days. kinds: with means an evening."""
    people, days = where.people, where.days
    for person in np.flatnonzero(rng.random(len(people)) < days / 1500):
        start = int(rng.integers(days // 6, days))
        nights = where.from_day(int(person), start, start + int(rng.integers(10, 50)))
        nights = nights[rng.random(len(nights)) < rng.uniform(0.2, 0.7)]
        who = np.full(len(nights), person)
        log.add(Kind.SIGNIN, who, nights, where.second(rng, who, late=True))
        much = float(rng.lognormal(0.0, 0.9))  # some only look something up, some finish a project
        for kind, mean in kinds:
            n = rng.poisson(mean * much, len(nights))
            who, on = np.full(int(n.sum()), person), np.repeat(nights, n)
            log.add(kind, who, on, where.second(rng, who, late=True), file=store.usual(rng, who))
