"""The six planted kinds: what people do who take documents away, crudely or with care.

None of them does anything that ordinary people do not do as well. They differ in combination, persistence, breadth
and in whose documents they take. ``size`` runs from careful to crude; a careful case stays near the person's own
bursts, and somebody who handles much takes more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.daily import medium
from custodes.simulate.web import SHARING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from custodes.simulate.actions import Ints, Log
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["COURSES", "Case"]


@dataclass(frozen=True)
class Case:
    """One planted person, the days at their disposal, and how crude they are (1: middling)."""

    rng: np.random.Generator
    log: Log
    where: Presence
    store: Store
    person: int
    days: Ints
    size: float

    def act(
        self,
        kind: Kind,
        day: Ints,
        *,
        file: Ints | int = -1,
        late: bool = False,
        to: int = 0,
        items: int = 0,
    ) -> None:
        """Add one action a day given."""
        who = np.full(len(day), self.person)
        at = self.where.second(self.rng, who, late=late)
        self.log.add(kind, who, day, at, file=file, to=to, items=items)

    def spread(self, n: float, habit: str) -> Ints:
        """Return the days of about ``n`` acts, sorted, uneven; more where the person does much of it anyway."""
        own = max(1.0, float(self.where.people.factor(habit)[self.person]) ** 0.7)
        weight = self.rng.gamma(1.5, 1.0, len(self.days)) + 0.05
        chosen = self.rng.choice(self.days, max(round(n * self.size * own), 3), p=weight / weight.sum())
        return np.sort(chosen)

    def foreign(self, n: int, teams: int) -> Ints:
        """Return files of teams that are not the person's."""
        people = self.where.people
        others = np.setdiff1d(people.team, [people.team[self.person]])
        if not len(others):
            return self.near(n)
        chosen = self.rng.choice(others, min(teams, len(others)), replace=False)
        return self.store.of_teams(self.rng, chosen, n)

    def own(self, n: int) -> Ints:
        """Return files of the person's own team, favourites or not."""
        return self.store.of_teams(self.rng, int(self.where.people.team[self.person]), n)

    def near(self, n: int) -> Ints:
        """Return files of the person's own department, favourites or not."""
        department = self.where.people.department[self.person]
        return self.store.of_folders(self.rng, np.flatnonzero(self.store.folder_department == department), n)

    def mixed(self, n: int, teams: int, share: float) -> Ints:
        """Return files, ``share`` of them near, the others of foreign teams."""
        return np.where(self.rng.random(n) < share, self.near(n), self.foreign(n, teams))

    def take(self, day: Ints, file: Ints, *, late: bool = False) -> None:
        """Copy files to a removable medium, connected on each of the days."""
        self.act(Kind.USB_COPY, day, file=file, late=late)
        when = np.unique(day)
        medium(self.rng, self.log, self.where, np.full(len(when), self.person), when, late=late)

    def by_chance(self, share: float) -> bool:
        """Return True in ``share`` of the cases."""
        return bool(self.rng.random() < share)


def _hoarder(c: Case) -> None:
    """Collect all that can be reached, for weeks, on a stick or by synchronising it to a device of one's own."""
    day = c.spread(420, "fetch")
    file = c.mixed(len(day), 4, 0.5)
    if c.by_chance(0.3):
        c.act(Kind.SYNC, day, file=file)
        return
    c.act(Kind.DOWNLOAD, day, file=file)
    taken = c.rng.random(len(day)) < 0.5
    c.take(day[taken], file[taken])


def _offhours_media(c: Case) -> None:
    """Come back in the evening, copy to media, look at sites for sharing files."""
    day = c.spread(130, "usb")
    file = np.where(c.rng.random(len(day)) < 0.5, c.own(len(day)), c.mixed(len(day), 2, 0.6))
    c.act(Kind.LOGON, np.unique(day), late=True)
    c.act(Kind.READ, day, file=file, late=True)
    c.take(day, file, late=True)
    c.act(Kind.HTTP, c.spread(25, "sharing_site"), late=True, to=int(c.rng.choice(SHARING)))


def _slow_drip(c: Case) -> None:
    """Take a few documents a day for weeks: to media, or by links that open them outside."""
    day = c.spread(220, "fetch")
    file = c.mixed(len(day), 3, 0.6)
    c.act(Kind.DOWNLOAD, day, file=file)
    if c.by_chance(0.25):
        c.act(Kind.SHARE, day[::2], file=file[::2], to=To.LINK)
    else:
        c.take(day, file)


def _private_mail(c: Case) -> None:
    """Send documents to the own private address."""
    day = c.spread(70, "home_mail")
    file = np.where(c.rng.random(len(day)) < 0.5, c.own(len(day)), c.near(len(day)))
    c.act(Kind.DOWNLOAD, day, file=file)
    c.act(Kind.EMAIL, day, to=To.HOME, items=2)


def _wide_sweep(c: Case) -> None:
    """Go through the folders of many teams within days, fetch much of it, share some outside."""
    day = c.spread(300, "read")
    file = c.foreign(len(day), 9)
    c.act(Kind.READ, day, file=file)
    taken = c.rng.random(len(day)) < 0.6
    c.act(Kind.DOWNLOAD, day[taken], file=file[taken])
    shared = c.spread(8, "share")
    c.act(Kind.SHARE, shared, file=c.rng.choice(file, len(shared)), to=To.OUTSIDE)


def _cover_deletion(c: Case) -> None:
    """Collect, rename and pack, copy out, then delete what was collected."""
    day = c.spread(170, "fetch")
    file = c.mixed(len(day), 3, 0.6)
    c.act(Kind.DOWNLOAD, day, file=file)
    third = len(day) // 3
    c.act(Kind.RENAME, day[:third], file=file[:third])
    c.act(Kind.ARCHIVE, np.unique(day)[-3:], file=int(file[0]))
    c.take(day[::2], file[::2])
    c.act(Kind.DELETE, np.minimum(day + 1, c.days[-1]), file=file)


COURSES: Mapping[str, tuple[Callable[[Case], None], int, int]] = {
    "hoarder": (_hoarder, 15, 40),
    "offhours_media": (_offhours_media, 5, 20),
    "slow_drip": (_slow_drip, 42, 70),
    "private_mail": (_private_mail, 5, 25),
    "wide_sweep": (_wide_sweep, 3, 15),
    "cover_deletion": (_cover_deletion, 6, 20),
}
"""kind -> what is done, the shortest and the longest course in days."""
