"""What power's outcomes come to: by scenario and size, how many are found, how early, and how much is saved."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from custodes.trials.metrics import wilson
from custodes.trials.scenarios import SCENARIOS, SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.trials.power import Outcome, Power

__all__ = ["Recall", "recalls"]


@dataclass(frozen=True, slots=True)
class Recall:
    """One scenario at one size and budget.

    documents: how many go · days: working days it lasts · cases: how many were tried · found: of them
    interval:  Wilson's 95 % interval of the share found
    first_percent: cases with a week in the first 1 % of its people
    until:     median days from the first act to the first look, of those found; None where none was
    saved:     mean share of the documents that had not gone by then, of all cases
    """

    scenario: str
    title: str
    size: float
    documents: int
    days: int
    budget: float
    cases: int
    found: int
    interval: tuple[float, float]
    first_percent: int
    until: float | None
    saved: float


def recalls(power: Power, budget: float) -> list[Recall]:
    """Return a row for every scenario and size that was tried, in the order of the scenarios."""
    rows = []
    for scenario in SCENARIOS:
        for size in SIZES:
            mine = [o for o in power.outcomes if o.scenario == scenario.id and o.size == size]
            if mine:
                documents = max(1, round(scenario.documents * size))
                rows.append(_row(mine, scenario.id, scenario.title, size, documents, scenario.days, budget))
    return rows


def _row(
    mine: Sequence[Outcome], name: str, title: str, size: float, documents: int, days: int, budget: float
) -> Recall:
    until = [d for o in mine if (d := o.found[budget]) is not None]
    return Recall(
        name,
        title,
        size,
        documents,
        days,
        budget,
        len(mine),
        len(until),
        wilson(len(until), len(mine)),
        sum(o.first_percent for o in mine),
        float(median(until)) if until else None,
        sum(o.saved[budget] for o in mine) / len(mine),
    )
