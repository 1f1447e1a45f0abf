"""Decisions of the lake as the arrays that the ranking takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_number
from custodes.indicators.rule import CARRYING
from custodes.model.decision import Outcome
from custodes.ranking.cleared import Clearing, Held, held_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.identity import Identity
    from custodes.indicators import Indicator
    from custodes.indicators.engine import Stages
    from custodes.model.decision import Decision

__all__ = ["Decided", "cleared_persons", "decided", "held_back", "in_force_until", "refer_out"]

Decided = dict[int, tuple["Decision", ...]]


def decided(panel: Panel, identity: Identity, decisions: Sequence[Decision]) -> Decided:
    """Return person's code -> decisions, in their order.

    Somebody whose account has since been found to belong to another person is found under that person.
    """
    codes = {person: code for code, person in enumerate(panel.persons)}
    found: dict[int, list[Decision]] = {}
    for decision in decisions:
        code = _code(codes, identity, decision)
        if code is not None:
            found.setdefault(code, []).append(decision)
    return {code: tuple(several) for code, several in found.items()}


def _code(codes: Mapping[str, int], identity: Identity, decision: Decision) -> int | None:
    person = decision.person
    accounts = (person, f"cert:{person}")
    merged = (identity.resolve(account, decision.decided_on).person for account in accounts)
    return next((codes[one] for one in (person, *merged) if one in codes), None)


def cleared_persons(by_person: Decided) -> tuple[int, ...]:
    """Return the codes of persons with a decision that clears, ascending."""
    return tuple(sorted(p for p, several in by_person.items() if any(d.outcome.clears for d in several)))


def in_force_until(decision: Decision, several: Sequence[Decision]) -> int:
    """Return the number of the last day on which a clearing holds: a later referral of the person ends it."""
    last = day_number(decision.until) if decision.until else day_number(decision.decided_on) - 1
    later = several[several.index(decision) + 1 :]
    referred = [day_number(d.decided_on) - 1 for d in later if d.outcome is Outcome.REFER]
    return min([last, *referred])


def held_back(
    by_person: Decided, panel: Panel, stages: Stages, library: Sequence[Indicator], n_days: int
) -> Held | None:
    """Return what clearings hold back; ``stages`` kept every day of :func:`cleared_persons`. None without any."""
    cleared = cleared_persons(by_person)
    if not cleared:
        return None
    scoring = [rule for rule in library if rule.scores]
    clearings = [
        _clearing(person, decision, panel, scoring, _by_indicator(stages, scoring, place), by_person[person])
        for place, person in enumerate(cleared)
        for decision in by_person[person]
        if decision.outcome.clears
    ]
    return held_days(clearings, len(panel.persons), n_days)


def _clearing(
    person: int,
    decision: Decision,
    panel: Panel,
    rules: Sequence[Indicator],
    strength: NDArray[np.float32],
    several: Sequence[Decision],
) -> Clearing:
    return Clearing(
        person=person,
        day=day_number(decision.decided_on) - panel.first_day,
        until=in_force_until(decision, several) - panel.first_day,
        strength=strength,
        explained=np.array([decision.indicators.get(rule.id, 0.0) for rule in rules], np.float32),
        further=np.array(
            [r.stage in CARRYING and r.stage.value not in decision.stages for r in rules], np.bool_
        ),
    )


def _by_indicator(stages: Stages, rules: Sequence[Indicator], place: int) -> NDArray[np.float32]:
    """Return indicators × days of one kept person: the strongest measure in a window that scores."""
    rows = [
        [k for k, probe in enumerate(stages.probes) if probe.scores and rule.id in probe.indicators]
        for rule in rules
    ]
    own = stages.kept[:, place]
    return np.stack([own[k].max(axis=0) if k else np.zeros(own.shape[1], np.float32) for k in rows])


def refer_out(out: NDArray[np.int32], by_person: Decided, panel: Panel) -> NDArray[np.int32]:
    """Return ``out`` (persons × weeks: the week from which a week no longer serves as comparison) with referrals.

    All weeks of a person who was referred onward are left out, from the week after the decision on.
    """
    out = out.copy()
    for person, several in by_person.items():
        days = [day_number(d.decided_on) - panel.first_day for d in several if d.outcome is Outcome.REFER]
        if days:
            out[person] = np.minimum(out[person], max(min(days), 0) // 7 + 1)
    return out
