"""The daily round: sign-ins, files, media, mails, pages, at each person's own rates and in their own places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.web import SHARING, some_pages

if TYPE_CHECKING:
    from custodes.simulate.actions import Floats, Ints, Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["Rates", "daily_round", "medium", "spread"]

_ROUND = (
    (Kind.READ, "read", 4.0, None),
    (Kind.MODIFY, "read", 1.2, None),
    (Kind.DOWNLOAD, "fetch", 0.7, None),
    (Kind.UPLOAD, "read", 0.4, None),
    (Kind.SYNC, "fetch", 0.5, "sync"),
    (Kind.DELETE, "delete", 0.25, None),
    (Kind.RENAME, "rename", 0.15, None),
    (Kind.ARCHIVE, "rename", 0.02, None),
)


@dataclass(frozen=True, slots=True)
class Rates:
    """Everyday work.

    files: kind, habit, mean per working day, the habit that somebody must have at all
    media: copies on a day on which media are used · pages, sharing_sites, shares: mean per working day
    mails: of all mails, as a factor · late: chance of a late evening a working day
    """

    files: tuple[tuple[Kind, str, float, str | None], ...] = _ROUND
    media: float = 4.0
    mails: float = 1.0
    pages: float = 5.0
    sharing_sites: float = 0.05
    shares: float = 0.06
    late: float = 0.03


def daily_round(
    rng: np.random.Generator,
    log: Log,
    where: Presence,
    store: Store,
    rates: Rates | None = None,
) -> None:
    """Add everyday work. Cost: linear in the actions."""
    people, rates = where.people, rates or Rates()
    base = where.works * where.busy
    for kind, habit, rate, only in rates.files:
        mean = base * rate * people.factor(habit)[:, None]
        if only is not None:
            mean = mean * getattr(people, only)[:, None]
        person, day = spread(rng, mean)
        log.add(kind, person, day, where.second(rng, person), file=store.usual(rng, person))
    _media(rng, log, where, store, base * rates.media)
    _signing_in(rng, log, where, rates.late)
    _mails(rng, log, where, base * rates.mails)
    _pages(rng, log, where, base, rates)
    person, day = spread(rng, base * rates.shares * people.factor("share")[:, None])
    to = rng.choice([To.INSIDE, To.OUTSIDE, To.LINK], len(person), p=[0.8, 0.14, 0.06])
    log.add(Kind.SHARE, person, day, where.second(rng, person), to=to, file=store.usual(rng, person))


def medium(
    rng: np.random.Generator, log: Log, where: Presence, person: Ints, day: Ints, *, late: bool = False
) -> None:
    """Add that a removable medium was connected and taken out."""
    at = where.second(rng, person, late=late)
    log.add(Kind.CONNECT, person, day, at)
    log.add(Kind.DISCONNECT, person, day, at + rng.integers(300, 5000, len(person)))


def spread(rng: np.random.Generator, mean: Floats) -> tuple[Ints, Ints]:
    """Return (person, day) of a Poisson number of actions for each."""
    counts = rng.poisson(mean)
    person, day = np.nonzero(counts)
    times = counts[person, day]
    return np.repeat(person, times), np.repeat(day, times)


def _media(rng: np.random.Generator, log: Log, where: Presence, store: Store, base: Floats) -> None:
    """Add copies to removable media: on one working day in four of those who use them at all."""
    people = where.people
    uses = (rng.random(base.shape) < 0.25) & people.usb[:, None]
    person, day = spread(rng, base * uses * people.factor("usb")[:, None])
    log.add(Kind.USB_COPY, person, day, where.second(rng, person), file=store.usual(rng, person))
    medium(rng, log, where, *np.unique(np.stack([person, day]), axis=1))


def _signing_in(rng: np.random.Generator, log: Log, where: Presence, late: float) -> None:
    """Add logons: own machines, shared ones of the department, others' for administrators; some late evenings."""
    people = where.people
    person, day = np.nonzero(where.works)
    begin = (people.begin[person] * 3600 + rng.normal(0, 900, len(person))).astype(np.int64)
    end = begin + (people.length[person] * 3600 + rng.normal(0, 1500, len(person))).astype(np.int64)
    log.add(Kind.LOGON, person, day, begin)
    log.add(Kind.SIGNIN, person, day, begin + 120)
    log.add(Kind.LOGOFF, person, day, np.maximum(end, begin + 1800))
    shared = rng.random(len(person)) < 0.03
    host = len(people) + people.department[person[shared]]
    log.add(Kind.LOGON, person[shared], day[shared], where.second(rng, person[shared]), host=host)
    who, when = spread(rng, np.asarray(where.works * 1.5 * people.administers[:, None], np.float64))
    log.add(Kind.LOGON, who, when, where.second(rng, who), host=rng.integers(0, len(people), len(who)))
    who, when = spread(
        rng, np.asarray(where.works * late * np.minimum(people.factor("late"), 6)[:, None], np.float64)
    )
    log.add(Kind.LOGON, who, when, where.second(rng, who, late=True))
    n = rng.poisson(2, len(who))
    who, when = np.repeat(who, n), np.repeat(when, n)
    log.add(Kind.HTTP, who, when, where.second(rng, who, late=True), to=some_pages(rng, who))


def _mails(rng: np.random.Generator, log: Log, where: Presence, base: Floats) -> None:
    """Add mails within, to partners outside, and to the own private address."""
    people = where.people
    home = people.factor("home_mail") * people.writes_home
    for to, rate, attached in ((To.INSIDE, 2.2, 0.35), (To.OUTSIDE, 0.8, 0.35), (To.HOME, 0.12, 0.6)):
        mean = base * rate * (home if to is To.HOME else people.factor("mail"))[:, None]
        person, day = spread(rng, mean)
        items = rng.poisson(attached, len(person))
        log.add(Kind.EMAIL, person, day, where.second(rng, person), to=to, items=items)


def _pages(rng: np.random.Generator, log: Log, where: Presence, base: Floats, rates: Rates) -> None:
    """Add visits to web sites; some visit file-sharing sites in the course of their work."""
    people = where.people
    person, day = spread(rng, base * rates.pages * people.factor("web")[:, None])
    log.add(Kind.HTTP, person, day, where.second(rng, person), to=some_pages(rng, person))
    person, day = spread(rng, base * rates.sharing_sites * people.factor("sharing_site")[:, None])
    log.add(Kind.HTTP, person, day, where.second(rng, person), to=rng.choice(SHARING, len(person)))
