"""A records archive: what people do in reading rooms and at printers, day by day and now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.bursts import Sort
from custodes.simulate.code import CODE_RATES
from custodes.simulate.daily import spread

if TYPE_CHECKING:
    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = [
    "PRINT_SORTS",
    "PRINT_TIDYING",
    "RECORDS_RATES",
    "RECORDS_SORTS",
    "daily_prints",
    "daily_records",
    "digitisation",
    "evening_prints",
]

RECORDS_RATES = CODE_RATES
"""Documents beside the records are used as where programs are written: little."""

_PAGES = 6.0
_REPRODUCED = 9.0

RECORDS_SORTS = (
    Sort(Kind.ORDER, "read", 150, 10, 60),
    Sort(Kind.ORDER, "read", 400, 8, 40, own=False),
    Sort(Kind.ORDER, "read", 1300, 15, 90, own=False, teams=(3, 9)),  # a survey for an enquiry
    Sort(Kind.REPRODUCE, "fetch", 260, 5, 60, pages=_REPRODUCED),
    Sort(Kind.REPRODUCE, "fetch", 900, 5, 40, own=False, pages=_REPRODUCED),
    Sort(Kind.REPRODUCE, "fetch", 2500, 10, 50, own=False, teams=(2, 5), pages=_REPRODUCED),
)

PRINT_SORTS = (
    Sort(Kind.PRINT, "fetch", 130, 5, 40, pages=20.0),  # papers of a meeting
    Sort(Kind.PRINT, "fetch", 420, 20, 140, pages=10.0),  # an exhibition, a court file
    Sort(Kind.PRINT, "fetch", 900, 10, 60, own=False, teams=(1, 3), pages=12.0),
)

PRINT_TIDYING = ((Kind.PRINT, 5, 60, 0.5),)
"""What benign leavers print: certificates, their own work."""


def daily_records(rng: np.random.Generator, log: Log, where: Presence, shelf: Store) -> None:
    """Add orders from the own collections and some others, returned within days, and reproductions."""
    people = where.people
    base = where.works * where.busy
    person, day = spread(rng, base * (1.2 * people.factor("read"))[:, None])
    file = shelf.usual(rng, person)
    log.add(Kind.ORDER, person, day, where.second(rng, person), file=file)
    back = day + rng.integers(0, 6, len(day))
    log.add(Kind.RETURN, person, back, where.second(rng, person), file=file)
    person, day = spread(rng, base * (0.2 * people.factor("fetch"))[:, None])
    items = rng.poisson(_REPRODUCED, len(person)) + 1
    at = where.second(rng, person)
    log.add(Kind.REPRODUCE, person, day, at, file=shelf.usual(rng, person), items=items)


def daily_prints(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add what people print of documents."""
    mean = where.works * where.busy * (1.0 * where.people.factor("fetch"))[:, None]
    person, day = spread(rng, mean)
    items = rng.poisson(_PAGES, len(person)) + 1
    at = where.second(rng, person)
    log.add(Kind.PRINT, person, day, at, file=store.usual(rng, person), items=items)


def digitisation(rng: np.random.Generator, log: Log, where: Presence, shelf: Store) -> None:
    """Add that somebody goes through whole foreign series for weeks, to have them copied; one in 16 people in 150 days."""
    people, days = where.people, where.days
    for person in np.flatnonzero(rng.random(len(people)) < days / 2400):
        start = int(rng.integers(0, days))
        when = where.from_day(int(person), start, start + int(rng.integers(7, 40)))
        when = np.repeat(when, rng.poisson(rng.uniform(1, 8), len(when)))
        if not len(when):
            continue
        who = np.full(len(when), person)
        file = shelf.of_teams(rng, int(rng.integers(0, people.team.max() + 1)), len(when))
        log.add(Kind.ORDER, who, when, where.second(rng, who), file=file)
        items = rng.poisson(_REPRODUCED, len(who)) + 1
        log.add(Kind.REPRODUCE, who, when, where.second(rng, who), file=file, items=items)


def evening_prints(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add evenings before a deadline on which much is printed, for one in ten people in 150 days."""
    people, days = where.people, where.days
    for person in np.flatnonzero(rng.random(len(people)) < days / 1500):
        start = int(rng.integers(days // 6, days))
        nights = where.from_day(int(person), start, start + int(rng.integers(3, 40)))
        nights = nights[rng.random(len(nights)) < rng.uniform(0.2, 0.7)]
        n = rng.poisson(rng.uniform(2, 12), len(nights))
        who, on = np.full(int(n.sum()), person), np.repeat(nights, n)
        items = rng.poisson(_PAGES, len(who)) + 1
        file, at = store.usual(rng, who), where.second(rng, who, late=True)
        log.add(Kind.READ, who, on, at, file=file)
        log.add(Kind.PRINT, who, on, at + 60, file=file, items=items)
