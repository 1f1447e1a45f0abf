"""Who works on which day, how much, and when: weeks, holidays, leave, sickness, busy times, late evenings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from custodes.simulate.actions import Bools, Floats, Ints
    from custodes.simulate.people import People

__all__ = ["Presence", "make_presence"]

_NIGHT = 19.0  # who begins later works at night; their odd hours are the afternoon


@dataclass(frozen=True)
class Presence:
    """persons × days: ``works``, and ``busy``, the day's factor of everything that somebody does."""

    works: Bools
    busy: Floats
    people: People

    @property
    def days(self) -> int:
        """Return the number of days."""
        return int(self.works.shape[1])

    def second(self, rng: np.random.Generator, person: Ints, *, late: bool = False) -> Ints:
        """Return seconds of the day for actions of people: in their hours, or in the evening (``late``)."""
        u = rng.random(len(person))
        begin, length = self.people.begin[person], self.people.length[person]
        if late:
            hour = np.where(begin > _NIGHT, 13.0 + 4.0 * u, np.maximum(19.0, begin + length + 0.5) + 3.5 * u)
        else:
            hour = begin + length * rng.beta(1.3, 1.2, len(person))
        return (hour * 3600).astype(np.int64)

    def from_day(self, person: int, first: int, last: int) -> Ints:
        """Return the days from ``first`` to ``last`` (inclusive) on which somebody works."""
        first = max(first, 0)
        return np.flatnonzero(self.works[person, first : last + 1]) + first


def make_presence(rng: np.random.Generator, people: People, days: int, weekday: int = 0) -> Presence:
    """Draw presence; day 0 is a ``weekday`` (0: Monday). Cost: persons × days."""
    n = len(people)
    works = rng.random((n, days)) < people.weekdays[:, (np.arange(days) + weekday) % 7]
    holidays = rng.choice(days, max(1, days // 40), replace=False)
    works[:, holidays] &= rng.random((n, len(holidays))) < 0.05
    for person, start in zip(*np.nonzero(rng.random((n, days)) < 1 / 110), strict=True):
        works[person, start : start + int(rng.choice([2, 5, 10, 14]))] = False
    day = np.arange(days)[None, :]
    works &= (day >= people.first[:, None]) & (day <= people.last[:, None])
    return Presence(works, _busy(rng, n, days), people)


def _busy(rng: np.random.Generator, n: int, days: int) -> Floats:
    """Return persons × days, around 1: days are uneven, weeks are busy or calm, seasons are felt by all."""
    daily = rng.gamma(2.0, 0.5, (n, days)) * np.where(
        rng.random((n, days)) < 0.03, rng.gamma(2, 2, (n, days)), 1
    )
    weekly = rng.lognormal(-0.05, 0.32, (n, days // 7 + 1))[:, np.arange(days) // 7]
    season = 1 + 0.12 * np.sin(2 * np.pi * (np.arange(days) / 182 + rng.random()))
    return np.asarray(daily * weekly * season)
