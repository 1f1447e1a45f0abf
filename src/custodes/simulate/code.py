"""An organisation that writes programs: what its people do with repositories, day by day and now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.bursts import Sort, chosen
from custodes.simulate.daily import Rates, spread

if TYPE_CHECKING:
    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["CODE_RATES", "CODE_SORTS", "CODE_TIDYING", "access_given", "daily_code", "joiners", "reviewers"]

CODE_RATES = Rates(
    files=(
        (Kind.READ, "read", 3.0, None),
        (Kind.MODIFY, "read", 1.0, None),
        (Kind.DOWNLOAD, "fetch", 0.5, None),
        (Kind.UPLOAD, "read", 0.4, None),
        (Kind.SYNC, "fetch", 0.4, "sync"),
        (Kind.DELETE, "delete", 0.2, None),
        (Kind.RENAME, "rename", 0.12, None),
        (Kind.ARCHIVE, "rename", 0.02, None),
    ),
    media=0.0,
    mails=0.0,
    pages=0.0,
    sharing_sites=0.0,
)
"""Work with documents, beside the code; what its logs do not show is left out."""

_DAILY = (
    # kind, habit, mean per working day of those who write code
    (Kind.FETCH, "read", 4.0),
    (Kind.PUSH, "read", 2.0),
    (Kind.CLONE, "fetch", 0.12),
    (Kind.ZIP, "fetch", 0.02),
)

CODE_SORTS = (
    Sort(Kind.CLONE, "fetch", 200, 4, 25, "codes"),  # a new computer, a broken checkout
    Sort(Kind.CLONE, "fetch", 450, 3, 12, "codes", own=False),
    Sort(Kind.CLONE, "fetch", 1100, 8, 45, "codes", own=False, teams=(3, 9)),  # a search through everything
    Sort(Kind.FETCH, "read", 250, 15, 80, "codes", own=False),
    Sort(Kind.ZIP, "fetch", 500, 2, 30, "codes"),
    Sort(Kind.ZIP, "fetch", 1200, 2, 40, "codes", own=False, teams=(1, 7)),
)

CODE_TIDYING = ((Kind.CLONE, 3, 20, 0.6), (Kind.ZIP, 1, 8, 0.3), (Kind.PUSH, 5, 30, 0.6))
"""What benign leavers do with repositories: hand over, take what they wrote themselves and may take."""


def daily_code(rng: np.random.Generator, log: Log, where: Presence, shelf: Store) -> None:
    """Add everyday work on the repositories of the own team and some others."""
    people = where.people
    base = where.works * where.busy
    for kind, habit, rate in _DAILY:
        person, day = spread(rng, base * (rate * people.factor(habit) * (people.codes + 0.03))[:, None])
        log.add(kind, person, day, where.second(rng, person), file=shelf.usual(rng, person))


def joiners(rng: np.random.Generator, log: Log, where: Presence, shelf: Store) -> None:
    """Add that whoever joins clones all that the team has within the first days."""
    people = where.people
    for person in np.flatnonzero((people.first > 0) & people.codes):
        when = where.from_day(int(person), int(people.first[person]), int(people.first[person]) + 6)
        if len(when):
            who = np.full(int(rng.integers(5, 25)), person)
            file = shelf.usual(rng, who)
            log.add(Kind.CLONE, who, rng.choice(when, len(who)), where.second(rng, who), file=file)


def reviewers(rng: np.random.Generator, log: Log, where: Presence, shelf: Store) -> None:
    """Add people whose work is to look into everybody's repositories: security, builds, licences; one in 25."""
    people = where.people
    looks = people.codes & (rng.random(len(people)) < 0.06)
    person, day = spread(rng, where.works * where.busy * (0.9 * looks)[:, None])
    file = rng.integers(0, shelf.folders * shelf.per_folder, len(person))
    log.add(Kind.CLONE, person, day, where.second(rng, person), file=file)


def access_given(rng: np.random.Generator, log: Log, where: Presence, shelf: Store) -> None:
    """Add that people let others into their repositories, and now and then publish one, as was decided."""
    everybody = np.ones(len(where.people), bool)
    for kind, every in ((Kind.INVITE, 120), (Kind.PUBLISH, 1800)):
        for person, day in chosen(rng, where.works / every, everybody):
            n = int(rng.integers(1, 5)) if kind is Kind.INVITE else int(rng.choice([1, 1, 2]))
            who = np.full(n, person)
            log.add(kind, who, np.full(n, day), where.second(rng, who), file=shelf.usual(rng, who))
