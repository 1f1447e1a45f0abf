"""One labelled organisation: everybody's ranking by us and by the rivals on the same person-weeks, beside the truth.

Detection runs first and knows no label; labels are placed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.errors import InputError
from custodes.ranking.account import replay
from custodes.ranking.listing import LEAVER_BANS
from custodes.trials.labels import place_labels
from custodes.trials.rivals import leaver_weeks, rivals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from custodes.pipeline.assess import Assessment
    from custodes.settings import Detection
    from custodes.trials.labels import Insider, Label

__all__ = ["BUDGETS", "TITLES", "Ranking", "Run", "World", "bans", "world_of"]

BUDGETS = (0.5, 1.0, 5.0)
TITLES = {
    "custodes": "Custodes",
    "rule": "five-line rule",
    "leave_date": "leave date alone",
    "forest": "Isolation Forest",
    "pca": "PCA reconstruction",
}


@dataclass(frozen=True)
class Ranking:
    """One method's scores, persons × weeks; NaN where there is no p.

    plain: without any leave date
    dated: with all leave dates of the directory, for the period as a whole
    then:  with the leave dates that were known at the week's end, for lists made week by week
    """

    plain: NDArray[np.float64]
    dated: NDArray[np.float64]
    then: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """The budget account, replayed. opened: (person code, day column) of each review."""

    budget: float
    opened: tuple[tuple[int, int], ...]
    person_weeks: int


@dataclass(frozen=True)
class World:
    """One organisation.

    rankings: by name, ours first · leavers: persons of whom a departure is known · n_days: columns that happened
    first, last: Monday of the first week with a p, last day with events
    """

    rankings: dict[str, Ranking]
    insiders: tuple[Insider, ...]
    runs: tuple[Run, ...]
    leavers: NDArray[np.bool_]
    n_days: int
    first: date
    last: date


def world_of(a: Assessment, labels: Iterable[Label], detection: Detection, place: str = "") -> World:
    """Compare an assessment with labels. Raises InputError where the lake knows none of the labelled people."""
    insiders = place_labels(labels, a.panel, a.identity, place)
    has_p = ~np.isnan(a.weekly_p)
    ours = np.where(has_p, a.weekly_score.astype(np.float64), np.nan)
    if not has_p.any():
        message = "no week of this lake can be ranked yet, so there is nothing to compare"
        raise InputError(message, place=place, advice="it takes eight weeks of logs or more")
    inside, known = leaver_weeks(a)
    rankings = {"custodes": Ranking(ours, ours + LEAVER_BANS * inside, ours + LEAVER_BANS * known)}
    others = rivals(a.panel, has_p)
    rankings["rule"] = _with_dates(others["rule"], inside, known)
    zero = np.where(has_p, 0.0, np.nan)
    rankings["leave_date"] = Ranking(zero, zero + inside, zero + known)
    for name in ("forest", "pca"):
        rankings[name] = _with_dates(others[name], inside, known)
    n_days = a.panel.last_day - a.panel.first_day + 1
    return World(
        rankings,
        insiders,
        tuple(_run(a, budget, detection, n_days) for budget in BUDGETS),
        np.asarray(inside.any(axis=1)),
        n_days,
        a.panel.monday(int(has_p.any(axis=0).argmax())),
        a.last_day,
    )


def _with_dates(plain: NDArray[np.float64], inside: NDArray[np.bool_], known: NDArray[np.bool_]) -> Ranking:
    """Give a rival the leave dates as we use them: its values as bans, two more in a leaver's window."""
    rarity = bans(plain)
    return Ranking(plain, rarity + LEAVER_BANS * inside, rarity + LEAVER_BANS * known)


def bans(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return -log10 of each value's rank among all person-weeks up to its own week; NaN stays.

    >>> bans(np.array([[1.0, 9.0], [0.0, 1.0]])).round(2).tolist()
    [[0.3, 0.6], [0.0, 0.12]]
    """
    found = np.full(values.shape, np.nan)
    pool = np.zeros(0)
    for week in range(values.shape[1]):
        on = ~np.isnan(values[:, week])
        pool = np.sort(np.concatenate([pool, values[on, week]]))
        at_least = len(pool) - np.searchsorted(pool, values[on, week], "left")
        found[on, week] = np.log10(len(pool)) - np.log10(at_least) if len(pool) else 0.0
    return found


def _run(a: Assessment, budget: float, detection: Detection, n_days: int) -> Run:
    """Replay the account at a budget, in scope ``all``."""
    p = a.calibrated.p_value
    everything = np.ones(p.shape[:2], np.bool_)
    account = replay(p, a.calibrated.score, everything, budget, detection.review_weeks, n_days)
    return Run(budget, tuple((o.person, o.day) for o in account.opened), account.person_weeks)
