"""Power: what would be found in this organisation, how early, at this budget, and what would be missed.

Every scenario is laid, at several sizes, over the histories of people who are there; the review is computed as it would
have been, and the account replayed for each case as if it were the only one. Few people at a time carry a scenario, so that
the comparison stays the organisation's own. What is found here was put there by us: it says how sensitive the method is, not how many thefts there
are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.panel import build_panel
from custodes.pipeline.assess import score
from custodes.pipeline.progress import Silent
from custodes.ranking.account import replay
from custodes.trials.inject import added, draw
from custodes.trials.scenarios import SCENARIOS, SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from custodes.indicators import Indicator
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.progress import Progress
    from custodes.settings import Settings
    from custodes.trials.inject import Case
    from custodes.trials.scenarios import Scenario

__all__ = ["BUDGETS", "Outcome", "Power", "power"]

BUDGETS = (0.5, 1.0, 5.0)
_AT_ONCE = 0.02  # share of the people who carry a scenario in one run
_REPEATS = 10  # people per scenario and size, where there are enough
_AFTER = 7  # days after the last act in which a review still counts


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case.

    found:   budget -> days from the first act to the day a reviewer could have seen it; None where no review opened
    saved:   budget -> share of the documents that had not gone by then
    first_percent: whether some week of it stood in the first 1 % of that week's people
    """

    scenario: str
    size: float
    found: dict[float, int | None]
    saved: dict[float, float]
    first_percent: bool


@dataclass(frozen=True, slots=True)
class Power:
    """All outcomes, what could not be tried because no channel shows it, and who was there.

    impossible: scenarios that this lake is blind to · people: with a score and enough history to carry one
    seen: channels of which the lake has records
    """

    outcomes: tuple[Outcome, ...]
    impossible: tuple[Scenario, ...]
    people: int
    weeks: int
    seen: tuple[str, ...] = ()


def power(
    a: Assessment,
    library: Sequence[Indicator],
    settings: Settings,
    seen: Sequence[str],
    *,
    seed: int = 1,
    progress: Progress | None = None,
) -> Power:
    """Try every scenario that the channels ``seen`` can show, over the people of an assessment.

    A scenario adds counts, not events: no Sigma rule and no sequence sees it, and what they found stays what it is.

    Cost: scenarios × sizes × repeats / (2 % of the people) reviews without evidence.
    """
    progress = progress or Silent()
    possible = [s for s in SCENARIOS if s.possible(seen)]
    impossible = tuple(s for s in SCENARIOS if not s.possible(seen))
    first = _first_day(a)
    people = _carriers(a, first)
    rng = np.random.default_rng(seed)
    at_once = max(1, int(len(people) * _AT_ONCE))
    rounds = list(_rounds(rng, a, possible, people, first, at_once))
    progress.phase("Laying scenarios over people's own histories", len(rounds), "reviews")
    outcomes: list[Outcome] = []
    for cases in rounds:
        if cases:
            panel = build_panel(added(rng, a.panel, cases), a.identity)
            if panel is not None:
                outcomes += _outcomes(score(panel, a.identity, library, settings), cases, settings)
        progress.advance(1)
    return Power(tuple(outcomes), impossible, len(people), a.panel.n_weeks, tuple(seen))


def _first_day(a: Assessment) -> int:
    """Return the first day column on which somebody can be listed at all."""
    known = np.isfinite(a.weekly_p).any(axis=0)
    return int(known.argmax()) * 7 if known.any() else a.panel.n_weeks * 7


def _carriers(a: Assessment, first: int) -> list[tuple[int, str]]:
    """Return (person, account) of those who have a p and worked on ten days after ``first``."""
    panel = a.panel
    code = {name: i for i, name in enumerate(panel.persons)}
    found: dict[int, str] = {}
    for account in panel.accounts:
        for person, _, _ in a.identity.spans(account):
            if person in code:
                found.setdefault(code[person], account)
    known = np.isfinite(a.weekly_p).sum(axis=1)
    return [(i, found[i]) for i in sorted(found) if known[i] and panel.active[i, first:].sum() >= 10]


def _rounds(
    rng: np.random.Generator,
    a: Assessment,
    possible: Sequence[Scenario],
    people: Sequence[tuple[int, str]],
    first: int,
    at_once: int,
) -> Iterator[list[Case]]:
    """Yield the cases of each run: several scenarios and sizes at once, each carried by another person."""
    wanted = [(s, size) for s in possible for size in SIZES for _ in range(_REPEATS)]
    order = rng.permutation(len(wanted))
    for start in range(0, len(wanted), at_once):
        chosen = [wanted[i] for i in order[start : start + at_once]]
        carriers = rng.permutation(len(people))[: len(chosen)]
        cases = []
        for (scenario, size), i in zip(chosen, carriers, strict=False):
            cases += draw(rng, a.panel, scenario, size, [people[i]], first)
        yield cases


def _outcomes(a: Assessment, cases: Sequence[Case], settings: Settings) -> list[Outcome]:
    """Return what became of each case, as if it were the only one: others of the run take no room in its account."""
    found = []
    for case in cases:
        alone = np.ones(a.weekly_p.shape, np.bool_)
        alone[[other.person for other in cases if other.person != case.person]] = False
        opened = {b: _opened(a, alone, b, settings) for b in sorted({*BUDGETS, settings.detection.budget})}
        found.append(
            Outcome(
                case.scenario.id,
                case.size,
                found={b: _days_until(case, of) for b, of in opened.items()},
                saved={b: _saved(case, of) for b, of in opened.items()},
                first_percent=_in_first_percent(a, case),
            )
        )
    return found


def _opened(
    a: Assessment, eligible: NDArray[np.bool_], budget: float, settings: Settings
) -> list[tuple[int, int]]:
    """Return (person, day column) of the reviews that the account opens."""
    days = a.panel.last_day - a.panel.first_day + 1
    weeks = settings.detection.review_weeks
    account = replay(a.calibrated.p_value, a.calibrated.score, eligible, budget, weeks, days)
    return [(review.person, review.day) for review in account.opened]


def _seen_on(case: Case, opened: Sequence[tuple[int, int]]) -> int | None:
    """Return the day column on which a reviewer could first have seen it: the morning after a review opened."""
    days = [
        d for person, d in opened if person == case.person and case.days[0] <= d <= case.days[-1] + _AFTER
    ]
    return min(days) + 1 if days else None


def _days_until(case: Case, opened: Sequence[tuple[int, int]]) -> int | None:
    day = _seen_on(case, opened)
    return None if day is None else day - case.days[0]


def _saved(case: Case, opened: Sequence[tuple[int, int]]) -> float:
    day = _seen_on(case, opened)
    if day is None:
        return 0.0
    return sum(n for d, n in zip(case.days, case.documents, strict=True) if d >= day) / sum(case.documents)


def _in_first_percent(a: Assessment, case: Case) -> bool:
    """Say whether some week of the case stands in the first 1 % of that week's people; ties count against it."""
    for week in range(case.days[0] // 7, min((case.days[-1] + _AFTER) // 7 + 1, a.panel.n_weeks)):
        s = np.where(np.isnan(a.weekly_p[:, week]), np.nan, a.weekly_score[:, week])
        if np.isnan(s[case.person]):
            continue
        others = s[~np.isnan(s)]
        if (others >= s[case.person]).sum() <= np.ceil(len(others) / 100):
            return True
    return False
