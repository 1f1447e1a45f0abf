"""A planted case: whose it is, on which days, how crude; and what all kinds of acts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.daily import medium

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.simulate.actions import Bools, Ints, Log
    from custodes.simulate.people import People
    from custodes.simulate.presence import Presence
    from custodes.simulate.store import Store

__all__ = ["Case", "Course"]


@dataclass(frozen=True)
class Case:
    """One planted person, the days at their disposal, and how crude they are (1: middling).

    store: the documents · shelf: the organisation's other store, of repositories or records, where it has one
    """

    rng: np.random.Generator
    log: Log
    where: Presence
    store: Store
    person: int
    days: Ints
    size: float
    shelf: Store | None = None

    def act(
        self,
        kind: Kind,
        day: Ints,
        *,
        file: Ints | int = -1,
        late: bool = False,
        to: int = 0,
        items: Ints | int = 0,
        host: int = -1,
        account: int | None = None,
    ) -> None:
        """Add one action a day given; under somebody else's ``account``, in their hours, where one is named."""
        who = np.full(len(day), self.person if account is None else account)
        at = self.where.second(self.rng, who, late=late)
        self.log.add(kind, who, day, at, file=file, to=to, items=items, host=host)

    def spread(self, n: float, habit: str) -> Ints:
        """Return the days of about ``n`` acts, sorted, uneven; more where the person does much of it anyway."""
        own = max(1.0, float(self.where.people.factor(habit)[self.person]) ** 0.7)
        weight = self.rng.gamma(1.5, 1.0, len(self.days)) + 0.05
        chosen = self.rng.choice(self.days, max(round(n * self.size * own), 3), p=weight / weight.sum())
        return np.sort(chosen)

    def foreign(self, n: int, teams: int, on: Store | None = None) -> Ints:
        """Return files of teams that are not the person's."""
        people = self.where.people
        others = np.setdiff1d(people.team, [people.team[self.person]])
        if not len(others):
            return self.near(n, on)
        chosen = self.rng.choice(others, min(teams, len(others)), replace=False)
        return (on or self.store).of_teams(self.rng, chosen, n)

    def own(self, n: int, on: Store | None = None) -> Ints:
        """Return files of the person's own team, favourites or not."""
        return (on or self.store).of_teams(self.rng, int(self.where.people.team[self.person]), n)

    def near(self, n: int, on: Store | None = None) -> Ints:
        """Return files of the person's own department, favourites or not."""
        store, department = on or self.store, self.where.people.department[self.person]
        return store.of_folders(self.rng, np.flatnonzero(store.folder_department == department), n)

    def mixed(self, n: int, teams: int, share: float, on: Store | None = None) -> Ints:
        """Return files, ``share`` of them near, the others of foreign teams."""
        return np.where(self.rng.random(n) < share, self.near(n, on), self.foreign(n, teams, on))

    def take(self, day: Ints, file: Ints | int, *, late: bool = False) -> None:
        """Copy files to a removable medium, connected on each of the days."""
        self.act(Kind.USB_COPY, day, file=file, late=late)
        when = np.unique(day)
        medium(self.rng, self.log, self.where, np.full(len(when), self.person), when, late=late)

    def by_chance(self, share: float) -> bool:
        """Return True in ``share`` of the cases."""
        return bool(self.rng.random() < share)


@dataclass(frozen=True, slots=True)
class Course:
    """A kind of case: what is done, in how many days at least and at most.

    leaves: goes within days after it, whatever was drawn for the person; else half of the cases are drawn from leavers
    who:    people to whom it is open; everybody where it is None
    """

    acts: Callable[[Case], None]
    shortest: int
    longest: int
    leaves: bool = False
    who: Callable[[People], Bools] | None = None
