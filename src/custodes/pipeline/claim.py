"""The numbers of the printed claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.model.review import Claim

if TYPE_CHECKING:
    from custodes.pipeline.assess import Assessment
    from custodes.settings import Detection

__all__ = ["claim_of"]


def claim_of(a: Assessment | None, settings: Detection) -> Claim:
    """Return the claim as of the last day."""
    b = settings.budget
    if a is None:
        return Claim(
            b, 0, 0.0, 1.0, 1.0, None, None, 0, 1000.0, 1.0, 0, 0, "The lake holds no event of a person yet."
        )
    last = a.panel.n_weeks - 1
    people = int(a.scored[:, last, 6].sum())
    k = b * people / 1000
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
        opened=len(a.account.opened),
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
    if people * settings.history_weeks < needed and a.panel.n_weeks >= least:
        smallest = 1000 / (max(people, 1) * settings.history_weeks + 1)
        return (
            f"Provisional: at a budget of {settings.budget:g} in 1,000 nobody is ever listed among {people} people with a score; "
            f"{settings.history_weeks} weeks of history can resolve a budget of {smallest:.2g} or more."
        )
    week = max(least, settings.min_weeks + 1 + int(np.ceil(needed / max(people, 1)))) if people else least
    return f"Provisional: nobody is listed before week {week} of this lake; it has {a.panel.n_weeks} so far."
