"""The numbers of the printed claim."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from custodes.model.review import Claim

if TYPE_CHECKING:
    from custodes.pipeline.assess import Assessment
    from custodes.settings import Detection

__all__ = ["claim_of"]

_LATELY = 4  # weeks in which somebody was seen who will have a score
_MEANWHILE = "Until then the report says what can be seen and where documents went."


def claim_of(a: Assessment | None, settings: Detection) -> Claim:
    """Return the claim as of the last day."""
    b = settings.budget
    if a is None:
        return Claim(
            b, 0, 0.0, 1.0, 1.0, None, None, 0, 1000.0, 1.0, 0, 0, "The lake holds no event of a person yet."
        )
    last = a.panel.n_weeks - 1
    people = int(a.scored[:, last, 6].sum())
    k = b * (people or _staff(a)) / 1000
    pool = int(a.calibrated.pool[last])
    first = max(0, last - settings.history_weeks)
    return Claim(
        budget=b,
        people=people,
        per_week=k,
        max_week=max(1.0, 4 * k),
        max_year=52 * k + max(1.0, 4 * k),
        history_from=a.panel.monday(first) if pool else None,
        history_to=a.panel.day(last * 7 - 1) if pool else None,
        person_weeks=pool,
        resolvable=1000 / (pool + 1),
        account_balance=a.account.balance[-1] if a.account.balance else 1.0,
        opened=len(a.account.opened) + a.account.gone,
        people_weeks=a.account.person_weeks,
        provisional=_provisional(a, settings, people, pool),
    )


def _provisional(a: Assessment, settings: Detection, people: int, pool: int) -> str:
    """Say from which week on somebody can be listed at this budget, where that is not yet so."""
    least = 2 * settings.min_weeks + 1
    if pool and 1000 / (pool + 1) <= settings.budget:
        return ""
    if not people and a.panel.n_weeks >= least:
        return "Provisional: nobody has a score in the last week; a score needs four weeks of history and recent activity."
    needed = int(np.ceil(1000 / settings.budget)) - 1
    staff = people or _staff(a)
    if staff * settings.history_weeks < needed:
        return _never(staff, settings)
    week = max(least, settings.min_weeks + 1 + int(np.ceil(needed / max(staff, 1))))
    begins = a.panel.day(0) + timedelta(7 * (week - 1))
    return (
        f"Provisional: nobody is listed before week {week} of this lake, which begins on {begins}; it has "
        f"{a.panel.n_weeks} so far. {_MEANWHILE}"
    )


def _staff(a: Assessment) -> int:
    """Return how many were seen lately: in a young lake, those who will have a score."""
    return int((a.panel.seen[:, -_LATELY:] > 0).any(axis=1).sum())


def _never(staff: int, settings: Detection) -> str:
    """Say that at this budget nobody is ever listed, and which budget a full history can resolve."""
    budget = _rounded_up(1000 / (max(staff, 1) * settings.history_weeks + 1))
    weeks = round(1000 / (budget * max(staff, 1)))
    return (
        f"Provisional: at a budget of {settings.budget:g} in 1,000 nobody is ever listed among {_people(staff)}; "
        f"{settings.history_weeks} weeks of their history can resolve a budget of {budget:g} or more (--budget {budget:g}), "
        f"about one person in {weeks} weeks. The report says what can be seen and where documents went."
    )


def _people(staff: int) -> str:
    return "1 person" if staff == 1 else f"{staff:,} people"


def _rounded_up(value: float) -> float:
    """Return the next number of two digits: a smaller budget than this one cannot be resolved.

    >>> _rounded_up(0.7686), _rounded_up(12.658), _rounded_up(0.5)
    (0.77, 13.0, 0.5)
    """
    places = 1 - math.floor(math.log10(value))
    shift = 10.0**places
    return round(math.ceil(round(value * shift, 9)) / shift, max(places, 0))
