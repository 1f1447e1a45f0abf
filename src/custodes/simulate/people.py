"""The people of a simulated organisation: places, habits, hours, who joins and who leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HABITS", "People", "make_people"]

HABITS = ("read", "fetch", "usb", "mail", "home_mail", "web", "sharing_site", "share", "delete", "rename", "late")
"""Behaviours in which people differ by a factor of their own."""

_GIVEN = "Ada Bela Carl Dora Emil Fay Gus Hana Ivo Jana Karl Lena Mato Nils Olga Pia Quin Rosa Sven Tara Ugo Vera Wim Xenia Yan Zoe".split()
_FAMILY = "Adler Berg Conti Dietz Engel Fuchs Grau Horn Imhof Jansen Klein Lang Moser Novak Ott Petrov Quast Ritter Sauer Tran Urban Vogt Weber Xu Young Zeller".split()
_ROLES = ("engineer", "analyst", "clerk", "manager", "administrator")
NEVER = 1_000_000


@dataclass(frozen=True)
class People:
    """Arrays by person.

    name, login (CERT), mail: text · team, department, role: numbers (a team belongs to one department)
    habit: persons × HABITS, factors · first, last: days present, inclusive · notice: day of it, NEVER without
    begin, length: usual hours, in hours · weekdays: persons × 7, the chance to work · usb, home, sync: has the habit
    """

    name: list[str]
    login: list[str]
    mail: list[str]
    team: NDArray[np.int64]
    department: NDArray[np.int64]
    role: NDArray[np.int64]
    habit: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    notice: NDArray[np.int64]
    begin: NDArray[np.float64]
    length: NDArray[np.float64]
    weekdays: NDArray[np.float64]
    usb: NDArray[np.bool_]
    home: NDArray[np.bool_]
    sync: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.name)

    def factor(self, habit: str) -> NDArray[np.float64]:
        """Return everybody's factor of one behaviour."""
        return self.habit[:, HABITS.index(habit)]


def role_name(number: int) -> str:
    """Return a role's name."""
    return _ROLES[number]


def make_people(rng: np.random.Generator, n: int, days: int) -> People:
    """Draw ``n`` people for ``days`` days. Habits are lognormal; one in twenty is always unusual in some of them."""
    team_size = 10
    teams = max(1, n // team_size)
    team = np.sort(rng.integers(0, teams, n))
    habit = rng.lognormal(0, 0.65, (n, len(HABITS)))
    always = rng.random(n) < 0.05  # noqa: PLR2004 -- one in twenty
    habit[always] *= np.where(rng.random((int(always.sum()), len(HABITS))) < 0.3, 6.0, 1.0)  # noqa: PLR2004
    first = np.where(rng.random(n) < 0.06, rng.integers(0, max(days - 40, 1), n), 0)  # noqa: PLR2004 -- joiners
    last = np.full(n, NEVER)
    notice = np.full(n, NEVER)
    leaves = (rng.random(n) < 0.05 * days / 150) & (first == 0)
    last[leaves] = rng.integers(min(45, days - 1), days, int(leaves.sum()))
    notice[leaves] = np.maximum(last[leaves] - rng.integers(14, 60, int(leaves.sum())), 0)
    night = rng.random(n) < 0.03  # noqa: PLR2004
    begin = np.where(night, 21.0, rng.normal(8.4, 0.9, n))
    weekdays = np.tile([0.95, 0.95, 0.95, 0.94, 0.9, 0.04, 0.03], (n, 1))
    part_time = rng.random(n) < 0.12  # noqa: PLR2004
    for i in np.flatnonzero(part_time):
        weekdays[i, rng.choice(5, 2, replace=False)] = 0.02
    role = rng.choice(len(_ROLES), n, p=[0.4, 0.25, 0.2, 0.1, 0.05])
    return People(
        name=[f"{_GIVEN[i % 26]} {_FAMILY[(i // 26 + i) % 26]}{'' if i < 26 * 26 else i // 676}" for i in range(n)],
        login=[_login(i) for i in range(n)],
        mail=[_mail(i) for i in range(n)],
        team=team,
        department=team // 5,
        role=role,
        habit=habit,
        first=first,
        last=last,
        notice=notice,
        begin=np.clip(begin, 4, 21),
        length=np.clip(rng.normal(8.5, 0.8, n), 4, 11),
        weekdays=weekdays,
        usb=rng.random(n) < 0.4,  # noqa: PLR2004
        home=rng.random(n) < 0.5,  # noqa: PLR2004
        sync=rng.random(n) < 0.4,  # noqa: PLR2004
    )


def _login(i: int) -> str:
    given, family = _GIVEN[i % 26], _FAMILY[(i // 26 + i) % 26]
    return f"{given[0]}{family[0]}{family[1].upper()}{i:04d}"


def _mail(i: int) -> str:
    given, family = _GIVEN[i % 26], _FAMILY[(i // 26 + i) % 26]
    return f"{given}.{family}{i}@sim.example".lower()
