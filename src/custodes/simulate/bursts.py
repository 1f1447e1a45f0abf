"""What happens now and then, for good reasons: every single behaviour that planted people show, innocently.

Big copies before a field visit (at times packed first, or cleared away after), clean-ups, late weeks, documents sent
home, links for partners, searches through other teams' folders: each at about one in a few hundred working days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.daily import medium
from custodes.simulate.web import SHARING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from custodes.simulate.actions import Bools, Floats, Ints, Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["SORTS", "Sort", "bursts", "chosen", "late_weeks", "now_and_then"]


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of burst: one in ``every`` working days, of ``low`` to ``high`` actions (log-uniform).

    habit: whose square root raises the chance · only: people who have that habit at all
    pages: mean pages of one, of what is printed or copied
    own:   files of the usual places, else those of so many other teams as ``teams`` says, at random
    """

    kind: Kind
    habit: str
    every: int
    low: int
    high: int
    only: str | None = None
    own: bool = True
    teams: tuple[int, int] = (1, 1)
    pages: float = 0.0


SORTS = (
    Sort(Kind.USB_COPY, "usb", 160, 20, 200, "usb"),
    Sort(Kind.USB_COPY, "usb", 1500, 10, 60, "usb", own=False),
    Sort(Kind.DOWNLOAD, "fetch", 250, 25, 250),
    Sort(Kind.SYNC, "fetch", 280, 40, 400, "sync"),
    Sort(Kind.DELETE, "delete", 240, 30, 300),
    Sort(Kind.RENAME, "rename", 330, 15, 150),
    Sort(Kind.READ, "read", 280, 20, 140, own=False),
    Sort(Kind.DOWNLOAD, "fetch", 630, 15, 80, own=False),
    Sort(Kind.READ, "read", 1300, 30, 160, own=False, teams=(3, 9)),
    Sort(Kind.DOWNLOAD, "fetch", 2200, 20, 120, own=False, teams=(3, 6)),
    Sort(Kind.SHARE, "share", 330, 8, 40),
)


def bursts(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add them all. Cost: some twenty microseconds a burst, one in about thirty working days."""
    now_and_then(rng, log, where, store, SORTS)
    late_weeks(rng, log, where, store)
    _home_work(rng, log, where)


def now_and_then(
    rng: np.random.Generator, log: Log, where: Presence, store: Store, sorts: Iterable[Sort]
) -> None:
    """Add bursts of some sorts in a store."""
    for sort in sorts:
        chance = where.works / sort.every * np.sqrt(where.people.factor(sort.habit))[:, None]
        for person, day in chosen(rng, chance, _having(where, sort.only)):
            size = int(np.exp(rng.uniform(np.log(sort.low), np.log(sort.high))))
            _burst(rng, log, where, store, sort, person, day, size)


def _having(where: Presence, habit: str | None) -> Bools:
    """Return who has a habit; everybody where it is None."""
    return np.ones(len(where.people), bool) if habit is None else np.asarray(getattr(where.people, habit))


def chosen(rng: np.random.Generator, chance: Floats, who: Bools) -> Iterator[tuple[int, int]]:
    """Yield (person, day) with the given chances."""
    person, day = np.nonzero(rng.random(chance.shape) < chance * who[:, None])
    return zip(person.tolist(), day.tolist(), strict=True)


def _burst(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    sort: Sort,
    person: int,
    day: int,
    size: int,
) -> None:
    """Add one burst, over one to four days, one in ten of them in the evening."""
    who = np.full(size, person)
    when = day + rng.integers(0, rng.choice([1, 1, 2, 4]), size)
    teams = rng.integers(0, where.people.team.max() + 1, rng.integers(*sort.teams, endpoint=True))
    file = store.usual(rng, who) if sort.own else store.of_teams(rng, teams, size)
    late = bool(rng.random() < 0.1)
    to = np.where(rng.random(size) < 0.4, rng.choice([To.OUTSIDE, To.LINK]), To.INSIDE)
    at = where.second(rng, who, late=late)
    items = rng.poisson(sort.pages, size) + 1 if sort.pages else 0
    log.add(sort.kind, who, when, at, file=file, to=to, items=items)
    if sort.kind is Kind.USB_COPY:
        medium(rng, log, where, np.array([person]), np.array([day]), late=late)
        _around_a_copy(rng, log, where, who, when, file)


def _around_a_copy(
    rng: np.random.Generator, log: Log, where: Presence, who: Ints, when: Ints, file: Ints
) -> None:
    """Add what goes with a big copy at times: fetching, packing and renaming before it, clearing away after it."""
    fetched, packed, cleared = rng.random(3) < (0.4, 0.25, 0.15)
    if fetched:
        log.add(Kind.DOWNLOAD, who, when, where.second(rng, who), file=file)
    if packed:
        log.add(Kind.ARCHIVE, who[:1], when[:1], where.second(rng, who[:1]), file=file[:1])
        part = who[: len(who) // 4]
        log.add(Kind.RENAME, part, when[: len(part)], where.second(rng, part), file=file[: len(part)])
    if cleared:
        log.add(Kind.DELETE, who, when + 1, where.second(rng, who), file=file)


def late_weeks(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add two to five evenings of late work before a deadline, some with media, some with a sharing site."""
    for person, day in chosen(rng, where.works / 190, _having(where, None)):
        nights = day + np.arange(int(rng.integers(2, 6)))
        who = np.full(len(nights), person)
        log.add(Kind.LOGON, who, nights, where.second(rng, who, late=True))
        n = int(rng.integers(5, 40))
        some, on = np.full(n, person), rng.choice(nights, n)
        log.add(Kind.READ, some, on, where.second(rng, some, late=True), file=store.usual(rng, some))
        with_media, with_site = rng.random(2) < 0.3
        if with_media and where.people.usb[person]:
            log.add(Kind.USB_COPY, some, on, where.second(rng, some, late=True), file=store.usual(rng, some))
            medium(rng, log, where, who[:1], nights[:1], late=True)
        if with_site:
            few = some[: n // 3]
            at = where.second(rng, few, late=True)
            log.add(Kind.HTTP, few, on[: len(few)], at, to=rng.choice(SHARING, len(few)))


def _home_work(rng: np.random.Generator, log: Log, where: Presence) -> None:
    """Add documents sent to the own private address, to go on there over a weekend."""
    chance = where.works / 240 * np.sqrt(where.people.factor("home_mail"))[:, None]
    for person, day in chosen(rng, chance, where.people.writes_home):
        n = int(rng.integers(3, 18))
        who, when = np.full(n, person), day + rng.integers(0, 3, n)
        log.add(Kind.EMAIL, who, when, where.second(rng, who), to=To.HOME, items=rng.integers(1, 4, n))
