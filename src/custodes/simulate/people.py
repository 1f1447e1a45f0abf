"""The people of a simulated organisation: places, habits, hours, who joins and who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from custodes.simulate.actions import Bools, Floats, Ints

__all__ = ["HABITS", "NEVER", "SERVICES", "People", "Shares", "make_people", "role_name"]

HABITS = (
    *("read", "fetch", "usb", "mail", "home_mail", "web"),
    *("sharing_site", "share", "delete", "rename", "late"),
)
"""Behaviours in which people differ by a factor of their own."""

SERVICES = ("app@sharepoint", "svc-backup@sim.example")
"""Accounts that no person holds; in actions they have the numbers after the last person's."""

NEVER = 1_000_000
"""A day after every period."""

_GIVEN = (
    *("Ada", "Bela", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jana", "Karl", "Lena", "Mato"),
    *("Nils", "Olga", "Pia", "Quin", "Rosa", "Sven", "Tara", "Ugo", "Vera", "Wim", "Xenia", "Yan", "Zoe"),
)
_FAMILY = (
    *(
        "Adler",
        "Berg",
        "Conti",
        "Dietz",
        "Engel",
        "Fuchs",
        "Grau",
        "Horn",
        "Imhof",
        "Jansen",
        "Klein",
        "Lang",
    ),
    *("Moser", "Novak", "Ott", "Petrov", "Quast", "Ritter", "Sauer", "Tran", "Urban", "Vogt", "Weber", "Xu"),
    *("Young", "Zeller"),
)
_HOMES = ("gmail.com", "gmx.de", "outlook.com", "yahoo.com", "web.de", "icloud.com")
_ROLES = ("engineer", "analyst", "clerk", "manager", "administrator")
_TEAM_SIZE = 10
_TEAMS_OF_A_DEPARTMENT = 5


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of people: who use removable media, write home, synchronise; and who leave in 150 days."""

    usb: float = 0.45
    writes_home: float = 0.5
    sync: float = 0.4
    leave: float = 0.05


@dataclass(frozen=True)
class People:
    """Arrays by person.

    name, login (CERT), mail, home (private address): text
    team, department, role: numbers; a team belongs to one department
    habit: persons × HABITS, factors around 1 · first, last: days present, inclusive; last may be NEVER
    notice: day of it, NEVER without · begin, length: usual hours of work, in hours
    weekdays: persons × 7 from Monday, the chance to work · usb, writes_home, sync: has the habit at all
    """

    name: list[str]
    login: list[str]
    mail: list[str]
    home: list[str]
    team: Ints
    department: Ints
    role: Ints
    habit: Floats
    first: Ints
    last: Ints
    notice: Ints
    begin: Floats
    length: Floats
    weekdays: Floats
    usb: Bools
    writes_home: Bools
    sync: Bools

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.name)

    def factor(self, habit: str) -> Floats:
        """Return everybody's factor of one behaviour."""
        return self.habit[:, HABITS.index(habit)]

    @property
    def administers(self) -> Bools:
        """Return who is an administrator."""
        return np.asarray(self.role == _ROLES.index("administrator"))

    @property
    def codes(self) -> Bools:
        """Return who writes programs where that is what an organisation does: seven in ten."""
        return np.asarray(self.administers | (self.role < 2))


def role_name(number: int) -> str:
    """Return a role's name."""
    return _ROLES[number]


def make_people(rng: np.random.Generator, n: int, days: int, shares: Shares | None = None) -> People:
    """Draw ``n`` people for ``days`` days. Habits are lognormal; one in twenty is always unusual in some of them."""
    shares = shares or Shares()
    teams = max(1, n // _TEAM_SIZE)
    team = np.sort(rng.integers(0, teams, n))
    habit = rng.lognormal(0, 0.65, (n, len(HABITS)))
    always = rng.random(n) < 0.05
    habit[always] *= np.where(rng.random((int(always.sum()), len(HABITS))) < 0.3, 6.0, 1.0)
    first, last, notice = _staying(rng, n, days, shares.leave)
    night = rng.random(n) < 0.03
    begin = np.where(night, 21.0, np.clip(rng.normal(8.4, 0.9, n), 5, 12))
    return People(
        name=[_name(i) for i in range(n)],
        login=[_login(i) for i in range(n)],
        mail=[f"{_name(i).replace(' ', '.')}{i}@sim.example".lower() for i in range(n)],
        home=[
            f"{_name(i).replace(' ', '')}{i}@{_HOMES[h]}".lower() for i, h in enumerate(rng.integers(0, 6, n))
        ],
        team=team,
        department=team // _TEAMS_OF_A_DEPARTMENT,
        role=rng.choice(len(_ROLES), n, p=[0.4, 0.25, 0.2, 0.1, 0.05]),
        habit=habit,
        first=first,
        last=last,
        notice=notice,
        begin=begin,
        length=np.clip(rng.normal(8.5, 0.8, n), 4, 11),
        weekdays=_weekdays(rng, n),
        usb=rng.random(n) < shares.usb,
        writes_home=rng.random(n) < shares.writes_home,
        sync=rng.random(n) < shares.sync,
    )


def _staying(rng: np.random.Generator, n: int, days: int, leave: float) -> tuple[Ints, Ints, Ints]:
    """Return first day, last day and day of notice: 6 % join, ``leave`` leave per 150 days, most give notice."""
    first = np.where(rng.random(n) < 0.06, rng.integers(0, max(days - 40, 1), n), 0)
    last = np.full(n, NEVER)
    notice = np.full(n, NEVER)
    leaves = np.flatnonzero((rng.random(n) < leave * days / 150) & (first == 0))
    last[leaves] = rng.integers(min(45, days - 1), days, len(leaves))
    told = leaves[rng.random(len(leaves)) < 0.8]
    notice[told] = np.maximum(last[told] - rng.integers(14, 60, len(told)), 0)
    return first, last, notice


def _weekdays(rng: np.random.Generator, n: int) -> Floats:
    """Return the chance to work on each weekday; one in eight works three days a week."""
    weekdays = np.tile([0.95, 0.95, 0.95, 0.94, 0.9, 0.04, 0.03], (n, 1))
    for i in np.flatnonzero(rng.random(n) < 0.12):
        weekdays[i, rng.choice(5, 2, replace=False)] = 0.02
    return weekdays


def _name(i: int) -> str:
    """Return a name; names repeat after 676 people, as they do."""
    return f"{_GIVEN[i % 26]} {_FAMILY[(i // 26 + i) % 26]}"


def _login(i: int) -> str:
    given, family = _name(i).split()
    return f"{given[0]}{family[0]}{family[1].upper()}{i:04d}"
