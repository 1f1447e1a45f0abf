"""The budget account: how many people may be listed is counted, not assumed.

::

    the account starts at 1; every Monday += b × people with a score / 1,000, never above max(1, four weeks' worth)
    each day, people not under review with p <= b/1,000 on this or one of the last 28 days, by (best p, -s):
        while account >= 1: open a review, account -= 1
    a review ends after ``review_weeks`` weeks without p <= b/1,000; while it is open, further flags belong to it
    a decision that clears ends the review and the waiting that day; while it holds, only fresh evidence counts
    (:mod:`custodes.ranking.cleared`)

So new reviews never exceed b per 1,000 people with a score per week, plus one, whatever the data do.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from custodes.ranking.kept import Start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from custodes.ranking.cleared import Held

__all__ = ["Account", "Opened", "replay"]

_WAIT = 28  # days that somebody waits for the account to hold a review


@dataclass(frozen=True, slots=True)
class Opened:
    """A review that the account opened.

    person: its code · day: the column of the day whose data opened it (a reviewer sees it the morning after)
    last:   column of the last day on which a flag belonged to it · p_value, score: what opened it
    closed: column of the day on which it ended, None while open
    """

    person: int
    day: int
    last: int
    p_value: float
    score: float
    closed: int | None = None


@dataclass
class Account:
    """The replayed account.

    opened:  reviews in the order they were opened
    balance: at the end of each day
    waiting: persons who pass on the last day or lately, and wait for the account
    spared:  person -> the last day on which a decision alone kept a flag from counting
    in_vain: how often somebody waited for the whole time without a review
    person_weeks: with a score, counted
    gone:    reviews before a purge of which nothing else is kept
    passed:  (person, day, p, score) of the last 28 days, which may open a review yet
    """

    opened: list[Opened] = field(default_factory=list)
    balance: list[float] = field(default_factory=list)
    waiting: tuple[int, ...] = ()
    spared: dict[int, int] = field(default_factory=dict)
    in_vain: int = 0
    person_weeks: int = 0
    gone: int = 0
    passed: tuple[tuple[int, int, float, float], ...] = ()


def replay(
    p_value: NDArray[np.float64],
    score: NDArray[np.float32],
    eligible: NDArray[np.bool_],
    budget: float,
    review_weeks: int,
    n_days: int,
    cleared: Held | None = None,
    start: Start | None = None,
) -> Account:
    """Replay the account from the first week, or from where a purge left it.

    p_value, score: persons × weeks × 7 (as known at the end of each day) · eligible: persons × weeks, in scope
    n_days: days that have happened; later columns of the last week are not looked at
    cleared: what decisions hold back; None where nobody was cleared
    start: what was kept when the weeks before were purged
    """
    start = start or Start()
    account = Account(in_vain=start.in_vain, person_weeks=start.person_weeks, gone=start.gone)
    balance = start.balance
    bound = budget / 1000.0
    people = p_value.shape[0]
    best = np.full((people, _WAIT), np.inf)  # ring of the last days' p, where it passes
    best_s = np.zeros((people, _WAIT), np.float32)
    open_: dict[int, Opened] = {}
    _resume(account, open_, best, best_s, start, n_days)
    for day in range(start.day, n_days):
        w, d = divmod(day, 7)
        with_score = int((~np.isnan(score[:, w, d])).sum())
        if d == 0:
            account.person_weeks += with_score
            worth = budget * with_score / 1000
            balance = min(balance + worth, max(1.0, 4 * worth))
        p = p_value[:, w, d]
        passes = eligible[:, w] & (p <= bound)
        if cleared is not None:
            account.spared.update(dict.fromkeys(np.flatnonzero(passes & cleared.held[:, day]).tolist(), day))
            passes &= ~cleared.held[:, day]
            decided = np.flatnonzero(cleared.decided[:, day])
            best[decided] = np.inf
            _end(open_, account, decided.tolist(), day)
        slot = day % _WAIT
        over = np.isfinite(best[:, slot])
        best[:, slot] = np.where(passes, p, np.inf)
        over &= ~np.isfinite(best).any(axis=1)
        account.in_vain += sum(1 for i in np.flatnonzero(over) if int(i) not in open_)
        best_s[:, slot] = np.where(passes, score[:, w, d], 0)
        _close(open_, account, passes, day, review_weeks * 7)
        waiting = [i for i in np.flatnonzero(best.min(axis=1) <= bound) if int(i) not in open_]
        keyed = sorted(
            (float(best[i].min()), -float(best_s[i, best[i] == best[i].min()].max()), int(i)) for i in waiting
        )
        for lowest, negative, i in keyed:
            if balance < 1.0:
                break
            balance -= 1.0
            open_[i] = Opened(i, day, day, lowest, -negative)
            best[i] = np.inf
            account.opened.append(open_[i])
        account.waiting = tuple(i for _, _, i in keyed if i not in open_)
        account.balance.append(balance)
    if cleared is not None:
        _end(open_, account, cleared.since, n_days - 1)
        account.waiting = tuple(i for i in account.waiting if i not in cleared.since)
    account.passed = tuple(
        (int(i), n_days - 1 - (n_days - 1 - int(slot)) % _WAIT, float(best[i, slot]), float(best_s[i, slot]))
        for i, slot in np.argwhere(np.isfinite(best))
    )
    return account


def _resume(
    account: Account,
    open_: dict[int, Opened],
    best: NDArray[np.float64],
    best_s: NDArray[np.float32],
    start: Start,
    n_days: int,
) -> None:
    """Take up what was kept: balance, reviews, and who waits."""
    account.balance = [start.balance] * min(start.day, n_days)
    for person, day, last, p, score, closed in start.reviews:
        review = Opened(person, day, last, p, score, closed)
        account.opened.append(review)
        if closed is None:
            open_[person] = review
    for person, day, p, score in start.waiting:
        best[person, day % _WAIT] = p
        best_s[person, day % _WAIT] = score
    account.waiting = tuple(sorted({person for person, *_ in start.waiting if person not in open_}))


def _end(open_: dict[int, Opened], account: Account, persons: Iterable[int], day: int) -> None:
    """End the open reviews of these persons, because they were cleared."""
    for i in persons:
        if i in open_:
            review = open_.pop(i)
            account.opened[account.opened.index(review)] = replace(review, closed=day)


def _close(
    open_: dict[int, Opened], account: Account, passes: NDArray[np.bool_], day: int, patience: int
) -> None:
    """Prolong open reviews that flag again, and end those that have been calm for ``patience`` days."""
    for i, review in list(open_.items()):
        if passes[i]:
            changed = Opened(review.person, review.day, day, review.p_value, review.score)
        elif day - review.last >= patience:
            changed = Opened(review.person, review.day, review.last, review.p_value, review.score, closed=day)
        else:
            continue
        account.opened[account.opened.index(review)] = changed
        if changed.closed is None:
            open_[i] = changed
        else:
            del open_[i]
