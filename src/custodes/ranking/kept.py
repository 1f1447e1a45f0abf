"""The budget account across a purge: what of it is kept, and how its replay goes on from there.

Days that were replayed before a purge are not replayed again: what they were replayed from is partly gone. A later
setting, decision or late log changes nothing of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from custodes.baselines.calendar import day_date, day_number
from custodes.model.budget import Kept, KeptReview, KeptWait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from custodes.ranking.account import Account

__all__ = ["Start", "keep", "start_from"]


@dataclass(frozen=True, slots=True)
class Start:
    """Where a replay begins, in columns and codes of a panel. Days before its first are negative columns.

    day: column of the first day that is replayed · balance: before it
    reviews: (person, day, last, p, score, closed) · waiting: (person, day, p, score)
    """

    day: int = 0
    balance: float = 1.0
    reviews: tuple[tuple[int, int, int, float, float, int | None], ...] = ()
    waiting: tuple[tuple[int, int, float, float], ...] = ()
    gone: int = 0
    in_vain: int = 0
    person_weeks: int = 0


def start_from(kept: Kept | None, persons: Sequence[str], first_day: int) -> Start:
    """Return where the replay of a panel begins; at its first day where nothing is kept.

    A review of somebody whom neither directory nor events know any more is only counted.
    """
    if kept is None:
        return Start()
    code = {person: i for i, person in enumerate(persons)}

    def column(day: date) -> int:
        return day_number(day) - first_day

    known = [r for r in kept.reviews if r.person in code]
    return Start(
        day=max(0, column(kept.through) + 1),
        balance=kept.balance,
        reviews=tuple(
            (
                code[r.person],
                column(r.day),
                column(r.last),
                r.p_value,
                r.score,
                None if r.closed is None else column(r.closed),
            )
            for r in known
        ),
        waiting=tuple(
            (code[w.person], column(w.day), w.p_value, w.score) for w in kept.waiting if w.person in code
        ),
        gone=kept.gone + len(kept.reviews) - len(known),
        in_vain=kept.in_vain,
        person_weeks=kept.person_weeks,
    )


def keep(account: Account, persons: Sequence[str], first_day: int, through: date, before: date) -> Kept:
    """Return what is kept of an account at the end of the day ``through``, when days before ``before`` go."""

    def day(column: int) -> date:
        return day_date(first_day + column)

    reviews = [
        KeptReview(
            persons[r.person],
            day(r.day),
            day(r.last),
            r.p_value,
            r.score,
            None if r.closed is None else day(r.closed),
        )
        for r in account.opened
    ]
    stay = [r for r in reviews if r.closed is None or r.day >= before]
    lately = max(before, through - timedelta(27))
    return Kept(
        through=through,
        balance=account.balance[-1] if account.balance else 1.0,
        reviews=tuple(stay),
        gone=account.gone + len(reviews) - len(stay),
        waiting=tuple(
            KeptWait(persons[i], day(column), p, score)
            for i, column, p, score in account.passed
            if day(column) >= lately
        ),
        in_vain=account.in_vain,
        person_weeks=account.person_weeks,
    )
