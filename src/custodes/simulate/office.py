"""An office that works with removable media: what its innocent people do besides the common bursts.

Everything that the planted kinds of such an office are made of happens here for good reasons too: somebody uses media
for the first time and much of them, works in the evenings for weeks, looks for another job and stays or leaves, reads
what was published on a leak site, carries tools to other people's machines, sends a mail to everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import PROGRAM, Kind, To
from custodes.simulate.bursts import Sort, chosen
from custodes.simulate.daily import medium, spread
from custodes.simulate.web import JOBS, LEAK, SHARING, TOOLS, some_pages

if TYPE_CHECKING:
    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = [
    "MEDIA_SORTS",
    "circulars",
    "evening_weeks",
    "job_hunting",
    "new_to_media",
    "press",
    "programs",
    "tools_on_sticks",
]

MEDIA_SORTS = (
    Sort(
        Kind.USB_COPY, "usb", 1100, 20, 260, "usb", own=False, teams=(1, 3)
    ),  # a joint visit, an audit outside
    Sort(Kind.USB_COPY, "usb", 2600, 15, 150, "usb", own=False, teams=(3, 8)),  # a fair, a court, a training
)
"""What is taken along of other teams' documents."""


def new_to_media(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add people who use media for the first time: a visit or a hand-over, then now and then; one in twelve of the others."""
    people, days = where.people, where.days
    for person in np.flatnonzero(~people.usb & (rng.random(len(people)) < days / 1800)):
        start = int(rng.integers(days // 5, days))
        visit = where.from_day(int(person), start, start + int(rng.choice([0, 1, 3, 8])))
        after = where.from_day(int(person), start + 9, days - 1)
        after = after[rng.random(len(after)) < rng.choice([0.0, 0.03, 0.15])]
        if not len(visit):
            continue
        n = int(np.exp(rng.uniform(np.log(10), np.log(140))))
        when = np.concatenate([rng.choice(visit, n), np.repeat(after, rng.poisson(4, len(after)))])
        who = np.full(len(when), person)
        late = bool(rng.random() < 0.15)
        log.add(Kind.USB_COPY, who, when, where.second(rng, who, late=late), file=store.usual(rng, who))
        on = np.unique(when)
        medium(rng, log, where, np.full(len(on), person), on, late=late)


def evening_weeks(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add two to eight weeks of evening work, to one in ten people in 150 days, with media for those who use them."""
    people, days = where.people, where.days
    for person in np.flatnonzero(rng.random(len(people)) < days / 1500):
        start = int(rng.integers(days // 6, days))
        nights = where.from_day(int(person), start, start + int(rng.integers(14, 57)))
        nights = nights[rng.random(len(nights)) < rng.uniform(0.2, 0.7)]
        who = np.full(len(nights), person)
        log.add(Kind.LOGON, who, nights, where.second(rng, who, late=True))
        some, on = np.repeat(who, 3), np.repeat(nights, 3)
        log.add(Kind.HTTP, some, on, where.second(rng, some, late=True), to=some_pages(rng, some))
        if people.usb[person] and rng.random() < 0.5:
            mean = 2.5 * min(float(people.factor("usb")[person]), 4.0) * float(rng.lognormal(0.0, 0.9))
            n = rng.poisson(mean, len(nights))
            some, on = np.repeat(who, n), np.repeat(nights, n)
            file = store.usual(rng, some)
            log.add(Kind.USB_COPY, some, on, where.second(rng, some, late=True), file=file)
            used = np.unique(on)
            medium(rng, log, where, np.full(len(used), person), used, late=True)
        if rng.random() < 0.2:
            some, on = np.repeat(who, 2), np.repeat(nights, 2)
            at = where.second(rng, some, late=True)
            log.add(Kind.HTTP, some, on, at, to=rng.choice(SHARING, len(some)))


def job_hunting(rng: np.random.Generator, log: Log, where: Presence, _store: Store) -> None:
    """Add looks at job sites: everybody seldom; for weeks those who will leave, and as many who stay."""
    people, days = where.people, where.days
    person, day = spread(rng, np.asarray(where.works * 0.02, np.float64))
    log.add(Kind.HTTP, person, day, where.second(rng, person), to=rng.choice(JOBS, len(person)))
    for one in np.flatnonzero((people.last < days) | (rng.random(len(people)) < 0.1)):
        end = min(int(people.last[one]), days - 1) if people.last[one] < days else int(rng.integers(20, days))
        when = where.from_day(int(one), end - int(rng.integers(14, 70)), end)
        when = np.repeat(when, rng.poisson(1.5, len(when)))
        who = np.full(len(when), one)
        log.add(Kind.HTTP, who, when, where.second(rng, who), to=rng.choice(JOBS, len(who)))
        few = who[:: max(len(who) // 4, 1)]
        log.add(Kind.EMAIL, few, when[:: max(len(who) // 4, 1)], where.second(rng, few), to=To.RIVAL, items=1)


def press(rng: np.random.Generator, log: Log, where: Presence, _store: Store) -> None:
    """Add people who read on a leak site what the newspapers write about: single pages, now and then a long evening."""
    reads = rng.random(len(where.people)) < 0.06
    for person, day in chosen(rng, where.works / 60, reads):
        n = int(rng.choice([1, 1, 2, 3, 8]))
        who, late = np.full(n, person), bool(rng.random() < 0.3)
        at = where.second(rng, who, late=late)
        log.add(Kind.HTTP, who, np.full(n, day), at, to=int(LEAK[0]))


def tools_on_sticks(rng: np.random.Generator, log: Log, where: Presence, _store: Store) -> None:
    """Add tools on a stick, carried to somebody's machine: half of the administrators, on one in fifteen working days."""
    people = where.people
    carries = people.administers & (rng.random(len(people)) < 0.5)
    for person, day in chosen(rng, where.works / 15, carries):
        who, when = np.full(int(rng.integers(1, 6)), person), np.full(1, day)
        site = int(rng.choice(TOOLS))
        log.add(Kind.HTTP, who, np.full(len(who), day), where.second(rng, who), to=site)
        log.add(Kind.USB_COPY, who[:1], when, where.second(rng, who[:1]), file=PROGRAM)
        medium(rng, log, where, who[:1], when)
        host = int(rng.integers(0, len(people)))
        at = where.second(rng, who[:1])
        log.add(Kind.LOGON, who[:1], when, at, host=host)
        log.add(Kind.CONNECT, who[:1], when, at + 60, host=host)
        log.add(Kind.DISCONNECT, who[:1], when, at + 900, host=host)


def programs(rng: np.random.Generator, log: Log, where: Presence, _store: Store) -> None:
    """Add programs on media: of those who use media, on one in 250 working days, mostly one to three, at times daily for a week."""
    for person, day in chosen(rng, where.works / 250, where.people.usb):
        days = where.from_day(person, day, day + int(rng.choice([0, 0, 0, 1, 6])))
        when = np.repeat(days, rng.integers(1, 4, len(days)))
        who = np.full(len(when), person)
        log.add(Kind.USB_COPY, who, when, where.second(rng, who), file=PROGRAM)
        medium(rng, log, where, np.full(len(days), person), days)


def circulars(rng: np.random.Generator, log: Log, where: Presence, _store: Store) -> None:
    """Add mails to many colleagues at once: of anybody seldom, of heads of teams about once in six weeks."""
    people = where.people
    head = np.zeros(len(people), bool)
    head[np.unique(people.team, return_index=True)[1]] = True
    chance = np.asarray(where.works * np.where(head, 1 / 30, 1 / 500)[:, None], np.float64)
    for person, day in chosen(rng, chance, np.ones(len(people), np.bool_)):
        n = int(rng.integers(15, 90))
        who = np.full(n, person)
        at = np.repeat(where.second(rng, who[:1]), n) + rng.integers(0, 300, n)
        log.add(Kind.EMAIL, who, np.full(n, day), at, to=To.INSIDE, items=int(rng.integers(0, 2)))
