"""Who stands where: peak week, rank, and the weeks in which the account opened a review.

The rank over a whole period counts a leaver's window with the leaver's prior: most thefts of this kind fall into
the 60 days before a departure, so the same score says more there (``LEAVER_BANS``; docs/decisions).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.ranking.calibration import benjamini_hochberg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.ranking.account import Account
    from custodes.ranking.calibration import Calibrated

__all__ = ["LEAVER_BANS", "Standing", "standings"]

LEAVER_BANS = 2.0


@dataclass(frozen=True, slots=True)
class Standing:
    """One person over the reported weeks.

    person: code · rank: 1..n · week: column of the peak week, None when unknown · day: column of its strongest day
    score, p_value, q_value: of that week · opened: columns of days on which the account opened a review,
    opened_p: p on those days
    under_review: a review is open on the last reported day
    """

    person: int
    rank: int
    week: int | None
    day: int | None
    score: float | None
    p_value: float | None
    q_value: float | None
    opened: tuple[int, ...]
    under_review: bool
    opened_p: tuple[float, ...] = ()


def standings(
    calibrated: Calibrated,
    account: Account,
    prior: NDArray[np.bool_],
    weeks: range,
    last_day: int,
    names: tuple[str, ...],
) -> list[Standing]:
    """Return everybody's standing, rank ascending; ties are broken by name.

    prior: persons × weeks, True in a leaver's window · weeks: columns that are reported · last_day: column
    """
    p = calibrated.p_value[:, :, 6][:, weeks.start : weeks.stop]
    s = np.where(np.isnan(p), np.nan, calibrated.score[:, :, 6][:, weeks.start : weeks.stop])
    q = np.column_stack([benjamini_hochberg(p[:, k]) for k in range(p.shape[1])]) if len(weeks) else p
    shown = np.where(np.isnan(s), -np.inf, s)
    strongest = shown + LEAVER_BANS * prior[:, weeks.start : weeks.stop]
    key = strongest.max(axis=1, initial=-np.inf)
    order = sorted(range(len(names)), key=lambda i: (-key[i], names[i]))
    opened: dict[int, list[tuple[int, float]]] = {}
    current: set[int] = set()
    for review in account.opened:
        if review.day <= last_day:
            opened.setdefault(review.person, []).append((review.day, review.p_value))
            if review.closed is None or review.closed > last_day:
                current.add(review.person)
    found = []
    for rank, i in enumerate(order, start=1):
        mine = [(d, p_then) for d, p_then in opened.get(i, ()) if weeks.start <= d // 7 < weeks.stop]
        days, then = tuple(d for d, _ in mine), tuple(p_then for _, p_then in mine)
        if not np.isfinite(key[i]):
            found.append(Standing(i, rank, None, None, None, None, None, days, i in current, then))
            continue
        k = int(shown[i].argmax())
        week = weeks.start + k
        so_far = np.nan_to_num(calibrated.score[i, week], nan=-1.0)
        day = week * 7 + int(np.argmax(so_far >= so_far.max()))
        found.append(
            Standing(
                i,
                rank,
                week,
                min(day, last_day),
                float(s[i, k]),
                float(p[i, k]),
                float(q[i, k]),
                days,
                i in current,
                then,
            )
        )
    return found
