"""What kind of organisation is simulated, as data: logs, habits, stores, what happens, what is planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from custodes.simulate.case import Course
    from custodes.simulate.people import Shares

__all__ = ["Character", "Part", "Shelf"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what happens. do: called with chance, log, presence and a store; shelf: that of the other store."""

    name: str
    do: Callable[..., None]
    shelf: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The other store: repositories (one file a folder) or records (items in series).

    per_team, common: folders of a team, and of everybody · per_folder: what one holds
    """

    per_team: int
    common: int
    per_folder: int


@dataclass(frozen=True, slots=True)
class Character:
    """An organisation's character.

    name:    as given to ``--character`` · title: in a few words
    logs:    what is written: "cert", "m365", "github", "cups", "reading_room"
    parts:   what happens, in the order in which it is drawn; what is planted comes after it
    courses: the kinds that are planted, in turn
    shares:  of people with a habit; None: as in an organisation of mixed character
    one_in:  of so many people one is planted; None: as in an organisation of mixed character
    """

    name: str
    title: str
    logs: tuple[str, ...]
    parts: tuple[Part, ...]
    courses: Mapping[str, Course]
    shares: Shares | None = None
    shelf: Shelf | None = None
    one_in: int | None = None

    def planted(self, people: int) -> int | None:
        """Return how many are planted among so many people; None: as usual."""
        return None if self.one_in is None else people // self.one_in
