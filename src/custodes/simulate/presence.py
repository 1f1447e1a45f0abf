"""Who works on which day, and when: weeks, holidays, leave, sickness, late evenings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.simulate.people import People

__all__ = ["Presence", "make_presence"]


@dataclass(frozen=True)
class Presence:
    """persons × days: ``works``, and ``busy``, the day's own factor of everything that somebody does."""

    works: NDArray[np.bool_]
    busy: NDArray[np.float64]
    people: People

    def second(
        self, rng: np.random.Generator, person: NDArray[np.int64], *, late: bool = False
    ) -> NDArray[np.int64]:
        """Return seconds of the day for actions of people: in their hours, or in the evening (``late``)."""
        u = rng.random(len(person))
        begin, length = self.people.begin[person], self.people.length[person]
        evening = 19.0 + 4.5 * u
        night_shift = begin > 19  # noqa: PLR2004 -- their late hours are the afternoon
        hour = np.where(night_shift, 13 + 4 * u, evening) if late else begin + length * np.sqrt(u) * rng.uniform(0.6, 1, len(u))
        return ((hour % 24) * 3600).astype(np.int64)


def make_presence(rng: np.random.Generator, people: People, days: int) -> Presence:
    """Draw presence. Day 0 is a Monday."""
    n = len(people)
    works = rng.random((n, days)) < people.weekdays[:, np.arange(days) % 7]
    holidays = rng.choice(days, max(1, days // 40), replace=False)
    works[:, holidays] &= rng.random((n, len(holidays))) < 0.05  # noqa: PLR2004
    for i in range(n):
        for start in np.flatnonzero(rng.random(days) < 1 / 110):
            works[i, start : start + int(rng.choice([2, 5, 10, 14]))] = False
    day = np.arange(days)[None, :]
    works &= (day >= people.first[:, None]) & (day <= people.last[:, None])
    busy = rng.gamma(2.0, 0.5, (n, days)) * np.where(rng.random((n, days)) < 0.04, rng.gamma(2, 2, (n, days)), 1)  # noqa: PLR2004
    return Presence(works, busy, people)
