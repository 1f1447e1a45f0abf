"""What an evaluation says: figures by method, by the budget account and by kind. No person stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from custodes.trials.figures import Figure, Quartiles

__all__ = ["At", "Budget", "Evaluation", "Method", "Part", "View"]


@dataclass(frozen=True, slots=True)
class At:
    """Lists of one share of each week's people.

    recall: people found in time · alone: the same if nobody else had acted: the others who did are left out of the lists · precision: listed person-weeks that found somebody
    listings, people: person-weeks listed, and different persons among them
    days_before_end: from the end of the first week that found somebody to the last day of their acts
    before_half: of acts of two weeks or longer, those found before half of the time was over
    """

    share: float
    recall: Figure
    alone: Figure
    precision: Figure
    listings: int
    people: int
    days_before_end: Quartiles
    before_half: Figure


@dataclass(frozen=True, slots=True)
class View:
    """One method with or without leave dates: areas by person (best week), and lists week by week."""

    auc: Figure
    average_precision: Figure
    at: tuple[At, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """One method. leavers: AUC among leavers alone, leave dates known."""

    id: str
    title: str
    leave_dates: View
    no_leave_dates: View
    leavers: Figure


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget account at b. bound: most reviews that the account may open, over all worlds; kept: in each world.

    found: people of whom a review opened between the first act and seven days after the last
    """

    budget: float
    opened: int
    bound: float
    kept: bool
    per_1000_person_weeks: float
    found: Figure
    days_before_end: Quartiles
    before_half: Figure


@dataclass(frozen=True, slots=True)
class Part:
    """All figures for all labelled people, or for those of one kind (then the other kinds are left aside).

    unknown: labelled, not in the lake · never_ranked: without a p in any week that counts; both count as not found
    """

    insiders: int
    unknown: int
    never_ranked: int
    methods: tuple[Method, ...]
    account: tuple[Budget, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `custodes evaluate` says; no person stands in it.

    people, person_weeks: with a p · leavers: among them · first, last: of the earliest and the latest world
    """

    worlds: int
    people: int
    person_weeks: int
    leavers: int
    first: date
    last: date
    everybody: Part
    kinds: dict[str, Part]
