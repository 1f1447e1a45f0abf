"""The six planted kinds: people who take documents away, crudely or with care.

None of them does anything that ordinary people do not do as well. They differ in combination, persistence, breadth
and in whose documents they take. ``size`` is drawn from careful (.35) to crude (2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.ordinary import SHARING, medium

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from custodes.simulate.actions import Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["KINDS", "Planted", "how_many", "plant"]

KINDS = ("hoarder", "offhours_media", "slow_drip", "private_mail", "wide_sweep", "cover_deletion")


@dataclass(frozen=True, slots=True)
class Planted:
    """The truth about one person: which kind, and the first and last day of it."""

    person: int
    kind: str
    first: int
    last: int


@dataclass(frozen=True)
class _Case:
    rng: np.random.Generator
    log: Log
    where: Presence
    store: Store
    person: int
    days: NDArray[np.int64]
    size: float

    def act(self, kind: Kind, day: NDArray[np.int64], *, file: NDArray[np.int64] | int = -1, late: bool = False, to: int = 0, items: int = 0) -> None:
        who = np.full(len(day), self.person)
        self.log.add(kind, who, day, self.where.second(self.rng, who, late=late), file=file, where=to, items=items)

    def spread(self, n: float) -> NDArray[np.int64]:
        """Return the days of about ``n`` acts, sorted, uneven."""
        weight = self.rng.gamma(1.5, 1.0, len(self.days))
        return np.sort(self.rng.choice(self.days, max(int(n * self.size), 3), p=weight / weight.sum()))

    def foreign(self, n: int, teams: int) -> NDArray[np.int64]:
        """Return files of teams that are not the person's."""
        people = self.where.people
        others = np.setdiff1d(np.arange(people.team.max() + 1), [people.team[self.person]])
        chosen = self.rng.choice(others, min(teams, len(others)), replace=False)
        return self.store.of_folders(self.rng, np.flatnonzero(np.isin(self.store.folder_team, chosen)), n)

    def near(self, n: int) -> NDArray[np.int64]:
        """Return files of the person's own team and department, favourites or not."""
        people = self.where.people
        folders = np.flatnonzero(self.store.folder_department == people.department[self.person])
        return self.store.of_folders(self.rng, folders, n)

    def media(self, day: NDArray[np.int64], *, late: bool = False) -> None:
        when = np.unique(day)
        medium(self.log, self.rng, self.where, np.full(len(when), self.person), when, late=late)


def _hoarder(c: _Case) -> None:
    day = c.spread(420)
    files = np.where(c.rng.random(len(day)) < 0.5, c.near(len(day)), c.foreign(len(day), 4))  # noqa: PLR2004
    c.act(Kind.DOWNLOAD, day, file=files)
    taken = c.rng.random(len(day)) < 0.5  # noqa: PLR2004
    c.act(Kind.USB_COPY, day[taken], file=files[taken])
    c.media(day[taken])


def _offhours_media(c: _Case) -> None:
    day = c.spread(130)
    files = c.near(len(day))
    nights = np.unique(day)
    c.act(Kind.LOGON, nights, late=True)
    c.act(Kind.READ, day, file=files, late=True)
    c.act(Kind.USB_COPY, day, file=files, late=True)
    c.media(day, late=True)
    c.act(Kind.HTTP, c.spread(25), late=True, to=int(c.rng.choice(SHARING)))


def _slow_drip(c: _Case) -> None:
    day = c.spread(220)
    files = np.where(c.rng.random(len(day)) < 0.6, c.near(len(day)), c.foreign(len(day), 3))  # noqa: PLR2004
    c.act(Kind.DOWNLOAD, day, file=files)
    c.act(Kind.USB_COPY, day, file=files)
    c.media(day)


def _private_mail(c: _Case) -> None:
    day = c.spread(70)
    c.act(Kind.DOWNLOAD, day, file=c.near(len(day)))
    c.act(Kind.EMAIL, day, to=2, items=2)


def _wide_sweep(c: _Case) -> None:
    day = c.spread(300)
    files = c.foreign(len(day), 9)
    c.act(Kind.READ, day, file=files)
    taken = c.rng.random(len(day)) < 0.6  # noqa: PLR2004
    c.act(Kind.DOWNLOAD, day[taken], file=files[taken])
    c.act(Kind.SHARE, c.spread(10), file=int(files[0]), to=1)


def _cover_deletion(c: _Case) -> None:
    day = c.spread(170)
    files = np.where(c.rng.random(len(day)) < 0.6, c.near(len(day)), c.foreign(len(day), 3))  # noqa: PLR2004
    c.act(Kind.DOWNLOAD, day, file=files)
    third = len(day) // 3
    c.act(Kind.RENAME, day[:third], file=files[:third])
    c.act(Kind.ARCHIVE, np.unique(day)[-3:], file=int(files[0]))
    c.act(Kind.USB_COPY, day[::2], file=files[::2])
    c.media(day[::2])
    c.act(Kind.DELETE, np.minimum(day + 1, c.days[-1]), file=files)


_ACTS: dict[str, tuple[Callable[[_Case], None], int, int]] = {
    "hoarder": (_hoarder, 15, 40),
    "offhours_media": (_offhours_media, 5, 20),
    "slow_drip": (_slow_drip, 40, 70),
    "private_mail": (_private_mail, 5, 25),
    "wide_sweep": (_wide_sweep, 3, 15),
    "cover_deletion": (_cover_deletion, 6, 20),
}
"""kind -> acts, shortest and longest course in days."""


def how_many(people: int) -> int:
    """Return how many are planted: about three in a hundred, six from 60 people on, twelve at most below 1,000."""
    if people < 60:  # noqa: PLR2004
        return min(people // 10, 6)
    return max(6, min(12, people * 3 // 100) if people <= 1000 else people // 80)  # noqa: PLR2004


def plant(rng: np.random.Generator, log: Log, where: Presence, store: Store) -> list[Planted]:
    """Add the planted acts, each kind in turn, half of them by people who then leave. Returns the truth."""
    people, days = where.people, where.works.shape[1]
    stay = np.flatnonzero((people.first == 0) & (people.last >= days))
    leave = np.flatnonzero((people.first == 0) & (people.last < days) & (people.last > days * 7 // 10))
    rng.shuffle(stay)
    rng.shuffle(leave)
    found = []
    leaving, staying = list(leave), list(stay)
    for number in range(min(how_many(len(people)), len(stay))):
        kind = KINDS[number % len(KINDS)]
        acts, shortest, longest = _ACTS[kind]
        from_leavers = bool(leaving) and number % 2 == 0 and len(leaving) > 1
        person = int(leaving.pop() if from_leavers else staying.pop())
        length = min(int(rng.integers(shortest, longest + 1)), days // 3)
        early = int(days * 0.42)
        end = int(people.last[person]) - int(rng.integers(0, 12)) if from_leavers else int(rng.integers(early + length, days))
        end = max(min(end, days - 1), early + 2)
        length = min(length, end - early)
        worked = np.flatnonzero(where.works[person, end - length : end + 1]) + end - length
        if len(worked) < 2:  # noqa: PLR2004
            worked = np.arange(end - length, end + 1)
        size = float(np.exp(rng.uniform(np.log(0.45), np.log(2.0))))
        acts(_Case(rng, log, where, store, person, worked, size))
        found.append(Planted(person, kind, int(worked[0]), int(worked[-1])))
    return found
