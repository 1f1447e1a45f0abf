"""Ways of dividing people, team, department and role, as they were known at each week's end."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_number, monday

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from custodes.identity import Identity

__all__ = ["Groups", "groups_of"]


@dataclass(frozen=True)
class Groups:
    """One way of dividing people, as it was known at each week's end.

    name:  "team", "department" or "role"
    codes: persons × weeks, int32; -1 where nothing was known
    names: the code's name
    """

    name: str
    codes: NDArray[np.int32]
    names: tuple[str, ...]


def groups_of(
    persons: Sequence[str], identity: Identity, first_week: int, n_weeks: int
) -> tuple[Groups, ...]:
    """Place everybody in their groups as known at each week's end."""
    ends = [day_number(monday(first_week + w)) + 6 for w in range(n_weeks)]
    made = []
    for name in ("team", "department", "role"):
        codes = np.full((len(persons), n_weeks), -1, np.int32)
        names: dict[str, int] = {}
        for i, person in enumerate(persons):
            for fact in identity.facts(person):
                since = bisect_left(ends, day_number(fact.known_from))
                value = getattr(fact, name) if fact.listed else ""
                codes[i, since:] = names.setdefault(value, len(names)) if value else -1
        made.append(Groups(name, codes, tuple(names)))
    return tuple(made)
