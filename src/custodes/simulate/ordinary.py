"""What ordinary people do: the daily round, and every single behaviour that planted people show too.

Big copies before a field visit, clean-ups, late weeks, private mail, sharing sprees, searches through other teams'
folders: all of them happen to innocent people, at rates of about one in a few hundred working days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["SITES", "bursts", "daily_round", "medium", "organisation_days", "tidy_up"]

SITES = (
    "intranet.sim.example news.example weather.example wiki.example maps.example search.example shop.example "
    "forum.example docs.example video.example dropbox.com wetransfer.com pastebin.com"
).split()
SHARING = (10, 11)

_ROUND = (
    (Kind.READ, "read", 4.0, None),
    (Kind.MODIFY, "read", 1.2, None),
    (Kind.DOWNLOAD, "fetch", 0.7, None),
    (Kind.UPLOAD, "read", 0.4, None),
    (Kind.SYNC, "fetch", 0.5, "sync"),
    (Kind.DELETE, "delete", 0.25, None),
    (Kind.RENAME, "rename", 0.15, None),
    (Kind.USB_COPY, "usb", 1.0, "usb"),
)
_BURSTS = (
    # kind, habit, one in so many working days, smallest, largest, only people with, usual files
    (Kind.USB_COPY, "usb", 110, 20, 180, "usb", True),
    (Kind.DOWNLOAD, "fetch", 170, 25, 250, None, True),
    (Kind.SYNC, "fetch", 190, 40, 400, "sync", True),
    (Kind.DELETE, "delete", 160, 30, 300, None, True),
    (Kind.RENAME, "rename", 220, 15, 150, None, True),
    (Kind.READ, "read", 190, 20, 140, None, False),
    (Kind.DOWNLOAD, "fetch", 420, 15, 80, None, False),
    (Kind.SHARE, "share", 220, 8, 40, None, True),
)


def _spread(rng: np.random.Generator, mean: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (person, day) of a Poisson number of actions for each."""
    counts = rng.poisson(mean)
    person, day = np.nonzero(counts)
    times = counts[person, day]
    return np.repeat(person, times), np.repeat(day, times)


def daily_round(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add everyday work: sign-ins, files, mails, pages."""
    people = where.people
    base = where.works * where.busy
    for kind, habit, rate, only in _ROUND:
        mean = base * rate * people.factor(habit)[:, None]
        if only is not None:
            mean = mean * getattr(people, only)[:, None]
        if kind is Kind.USB_COPY:
            mean = mean * 4 * (rng.random(mean.shape) < 0.25)  # noqa: PLR2004 -- one working day in four
        person, day = _spread(rng, mean)
        log.add(kind, person, day, where.second(rng, person), file=store.usual(rng, person))
        if kind is Kind.USB_COPY:
            medium(log, rng, where, *np.unique(np.stack([person, day]), axis=1))
    _signing_in(rng, log, where)
    _mails_and_pages(rng, log, where, base)


def medium(log: Log, rng: np.random.Generator, where: Presence, person: NDArray[np.int64], day: NDArray[np.int64], *, late: bool = False) -> None:
    """Add that a removable medium was connected and taken out."""
    at = where.second(rng, person, late=late)
    log.add(Kind.CONNECT, person, day, at)
    log.add(Kind.DISCONNECT, person, day, at + rng.integers(300, 5000, len(person)))


def _signing_in(rng: np.random.Generator, log: Log, where: Presence) -> None:
    people = where.people
    person, day = np.nonzero(where.works)
    begin = (people.begin[person] * 3600 + rng.normal(0, 900, len(person))).astype(np.int64)
    own = rng.random(len(person)) > 0.03  # noqa: PLR2004 -- meeting rooms and borrowed machines
    log.add(Kind.LOGON, person, day, begin, own_host=own)
    log.add(Kind.SIGNIN, person, day, begin + 120)
    log.add(Kind.LOGOFF, person, day, begin + (people.length[person] * 3600).astype(np.int64), own_host=own)
    late = where.works * 0.03 * np.minimum(people.factor("late"), 6)[:, None]
    for _ in range(1):
        some, when = _spread(rng, late)
        log.add(Kind.LOGON, some, when, where.second(rng, some, late=True))
        n = rng.poisson(2, len(some))
        log.add(Kind.HTTP, np.repeat(some, n), np.repeat(when, n), where.second(rng, np.repeat(some, n), late=True), where=rng.integers(0, 10, int(n.sum())))


def _mails_and_pages(rng: np.random.Generator, log: Log, where: Presence, base: NDArray[np.float64]) -> None:
    people = where.people
    for recipient, rate in ((0, 2.2), (1, 0.8)):
        person, day = _spread(rng, base * rate * people.factor("mail")[:, None])
        log.add(Kind.EMAIL, person, day, where.second(rng, person), where=recipient, items=rng.poisson(0.35, len(person)))
    person, day = _spread(rng, base * 0.12 * (people.factor("home_mail") * people.home)[:, None])
    log.add(Kind.EMAIL, person, day, where.second(rng, person), where=2, items=rng.poisson(0.6, len(person)))
    person, day = _spread(rng, base * 5 * people.factor("web")[:, None])
    log.add(Kind.HTTP, person, day, where.second(rng, person), where=rng.integers(0, 10, len(person)))
    person, day = _spread(rng, base * 0.05 * people.factor("sharing_site")[:, None])
    log.add(Kind.HTTP, person, day, where.second(rng, person), where=rng.choice(SHARING, len(person)))
    person, day = _spread(rng, base * 0.06 * people.factor("share")[:, None])
    log.add(Kind.SHARE, person, day, where.second(rng, person), where=rng.random(len(person)) < 0.2)  # noqa: PLR2004


def bursts(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add what happens now and then, for good reasons."""
    people = where.people
    for kind, habit, every, low, high, only, usual in _BURSTS:
        chance = where.works / every * np.sqrt(people.factor(habit))[:, None]
        if only is not None:
            chance = chance * getattr(people, only)[:, None]
        for person, day in zip(*np.nonzero(rng.random(chance.shape) < chance), strict=True):
            size = int(np.exp(rng.uniform(np.log(low), np.log(high))))
            _burst(rng, log, where, store, kind, int(person), int(day), size, usual=usual)
    _evenings_and_home(rng, log, where, store)


def _burst(rng: np.random.Generator, log: Log, where: Presence, store: Store, kind: Kind, person: int, day: int, size: int, *, usual: bool) -> None:
    """Add one burst, over one to four days; a copy to media is announced by an archive, or followed by a clean-up, at times."""
    spread = rng.choice([1, 1, 2, 4])
    who = np.full(size, person)
    when = day + rng.integers(0, spread, size)
    if usual:
        file = store.usual(rng, who)
    else:
        team = int(rng.integers(0, store.folder_team.max() + 1))
        file = store.of_folders(rng, np.flatnonzero(store.folder_team == team), size)
    late = bool(rng.random() < 0.1)  # noqa: PLR2004
    log.add(kind, who, when, where.second(rng, who, late=late), file=file, where=rng.random(size) < 0.4)  # noqa: PLR2004
    if kind is Kind.USB_COPY:
        medium(log, rng, where, *(np.array([v]) for v in (person, day)), late=late)
        if rng.random() < 0.4:  # noqa: PLR2004
            log.add(Kind.DOWNLOAD, who, when, where.second(rng, who), file=file)
        if rng.random() < 0.25:  # noqa: PLR2004
            pack = np.array([person])
            log.add(Kind.ARCHIVE, pack, np.array([day]), where.second(rng, pack), file=file[:1])
            log.add(Kind.RENAME, who[: size // 4], when[: size // 4], where.second(rng, who[: size // 4]), file=file[: size // 4])
        if rng.random() < 0.15:  # noqa: PLR2004
            log.add(Kind.DELETE, who, when + 1, where.second(rng, who), file=file)


def _evenings_and_home(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add weeks of late work, and documents sent home to go on there."""
    people = where.people
    for person, day in zip(*np.nonzero(rng.random(where.works.shape) < where.works / 130), strict=True):
        nights = day + np.arange(int(rng.integers(2, 6)))
        who = np.full(len(nights), person)
        log.add(Kind.LOGON, who, nights, where.second(rng, who, late=True))
        n = int(rng.integers(5, 40))
        some = np.full(n, person)
        log.add(Kind.READ, some, rng.choice(nights, n), where.second(rng, some, late=True), file=store.usual(rng, some))
        if people.usb[person] and rng.random() < 0.3:  # noqa: PLR2004
            log.add(Kind.USB_COPY, some, rng.choice(nights, n), where.second(rng, some, late=True), file=store.usual(rng, some))
            medium(log, rng, where, who[:1], nights[:1], late=True)
        if rng.random() < 0.3:  # noqa: PLR2004
            log.add(Kind.HTTP, some[: n // 3], rng.choice(nights, n // 3), where.second(rng, some[: n // 3], late=True), where=rng.choice(SHARING, n // 3))
    home = where.works / 160 * (people.home * np.sqrt(people.factor("home_mail")))[:, None]
    for person, day in zip(*np.nonzero(rng.random(home.shape) < home), strict=True):
        n = int(rng.integers(3, 15))
        who = np.full(n, person)
        log.add(Kind.EMAIL, who, day + rng.integers(0, 3, n), where.second(rng, who), where=2, items=rng.integers(1, 4, n))


def organisation_days(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add a migration day for everybody, an audit week of one department, and people who change project."""
    people, days = where.people, where.works.shape[1]
    day = int(rng.integers(days // 3, days))
    there = np.flatnonzero(where.works[:, day])
    person = np.repeat(there, rng.poisson(25, len(there)))
    log.add(Kind.DOWNLOAD, person, np.full(len(person), day), where.second(rng, person), file=store.usual(rng, person))
    audit = int(rng.integers(days // 3, max(days - 6, days // 3 + 1)))
    chosen = np.flatnonzero(people.department == rng.integers(0, people.department.max() + 1))
    person = np.repeat(chosen, rng.poisson(30, len(chosen)))
    when = np.minimum(audit + rng.integers(0, 5, len(person)), days - 1)
    log.add(Kind.READ, person, when, where.second(rng, person), file=store.usual(rng, person))
    for mover in np.flatnonzero(rng.random(len(people)) < days / 500):
        start, team = int(rng.integers(0, days)), int(rng.integers(0, people.team.max() + 1))
        folders = np.flatnonzero(store.folder_team == team)
        weeks = np.flatnonzero(where.works[mover, start : start + 50]) + start
        n = rng.poisson(2.5, len(weeks))
        who = np.full(int(n.sum()), mover)
        if len(who):
            log.add(Kind.READ, who, np.repeat(weeks, n), where.second(rng, who), file=store.of_folders(rng, folders, len(who)))


def tidy_up(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> None:
    """Add what benign leavers do in their last three weeks: hand over, delete, take private pictures and contacts."""
    people, days = where.people, where.works.shape[1]
    for leaver in np.flatnonzero(people.last < days):
        last = int(people.last[leaver])
        when = np.flatnonzero(where.works[leaver, max(last - 21, 0) : last + 1]) + max(last - 21, 0)
        if not len(when):
            continue
        for kind, low, high, share in ((Kind.DELETE, 20, 250, 0.8), (Kind.DOWNLOAD, 5, 60, 0.6), (Kind.USB_COPY, 5, 120, 0.5)):
            if rng.random() < share:
                n = int(np.exp(rng.uniform(np.log(low), np.log(high))))
                who = np.full(n, leaver)
                log.add(kind, who, rng.choice(when, n), where.second(rng, who), file=store.usual(rng, who))
        n = rng.poisson(4)
        who = np.full(n, leaver)
        log.add(Kind.EMAIL, who, rng.choice(when, n), where.second(rng, who), where=2, items=rng.integers(0, 3, n))
