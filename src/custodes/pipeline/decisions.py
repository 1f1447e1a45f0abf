"""Decisions of the lake as the arrays that the ranking takes, and as what a review says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_date, day_number
from custodes.evidence.decided import cleared_for, decision_text, up_again
from custodes.indicators.rule import CARRYING
from custodes.model.decision import Outcome
from custodes.ranking.cleared import Clearing, Held, held_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.identity import Identity
    from custodes.indicators import Indicator
    from custodes.indicators.engine import Stages
    from custodes.model.decision import Decision
    from custodes.pipeline.assess import Assessment

__all__ = [
    "cleared_notes",
    "cleared_persons",
    "decided",
    "decided_texts",
    "held_back",
    "in_force_until",
    "known_decisions",
    "refer_out",
]

_TOLD = 5  # cleared people named at the head of a review

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


def known_decisions(by_person: Decided, panel: Panel, last_day: int) -> Decided:
    """Return the decisions that a review up to ``last_day`` (a column) knows: on the last day of all, every one."""
    if panel.first_day + last_day >= panel.last_day:
        return by_person
    day = panel.day(last_day)
    return {p: tuple(d for d in several if d.decided_on <= day) for p, several in by_person.items()}


def decided_texts(
    by_person: Decided, library: Sequence[Indicator], person: int, most: int = 5
) -> tuple[str, ...]:
    """Say the last decisions about a person, oldest first."""
    titles = {rule.id: rule.title for rule in library}
    several = by_person.get(person, ())
    return tuple(
        decision_text(d, titles, day_date(in_force_until(d, several)) if d.until else None)
        for d in several[-most:]
    )


def cleared_notes(a: Assessment, library: Sequence[Indicator], last_day: int) -> Iterator[str]:
    """Say of the people whom a decision clears on ``last_day`` since when, for what, and what would bring them up again.

    Those for whom it made a difference lately come first.
    """
    by_person = known_decisions(a.decided, a.panel, last_day)
    titles = {rule.id: rule.title for rule in library}
    now = a.panel.first_day + last_day
    holding = [
        (p, max((d for d in of if d.outcome.clears), key=lambda d: in_force_until(d, of), default=None), of)
        for p, of in by_person.items()
    ]
    active = [(p, d) for p, d, of in holding if d is not None and in_force_until(d, of) >= now]
    active.sort(key=lambda one: (-a.account.spared.get(one[0], -1), a.panel.persons[one[0]]))
    for person, decision in active[:_TOLD]:
        last = day_date(in_force_until(decision, by_person[person]))
        yield (
            f"{a.panel.persons[person]} was cleared on {decision.decided_on} for this: "
            f"{cleared_for(decision, titles)}; until {last} would come up again if {up_again(decision)}."
        )
    if len(active) > _TOLD:
        yield f"{len(active) - _TOLD:,} more people are cleared until a later day; their evidence says for what."


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
