"""What a review says of decisions: sentences for a person's card, and notes for the head of every output."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.baselines.calendar import day_date
from custodes.evidence.decided import cleared_for, decision_text, up_again
from custodes.model.decision import Outcome
from custodes.pipeline.decisions import in_force_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custodes.baselines.panel import Panel
    from custodes.indicators import Indicator
    from custodes.model.decision import Decision
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.decisions import Decided

__all__ = ["decided_texts", "decision_notes", "known_decisions"]

_NAMED = 5  # people named at the head of a review; the rest is counted


def known_decisions(by_person: Decided, panel: Panel, last_day: int) -> Decided:
    """Return the decisions that a review up to ``last_day`` (a column) knows: on the last day of all, every one."""
    if panel.first_day + last_day >= panel.last_day:
        return by_person
    day = panel.day(last_day)
    return {p: tuple(d for d in several if d.decided_on <= day) for p, several in by_person.items()}


def decided_texts(by_person: Decided, library: Sequence[Indicator], person: int) -> tuple[str, ...]:
    """Say every decision about a person, oldest first."""
    titles = {rule.id: rule.title for rule in library}
    several = by_person.get(person, ())
    return tuple(
        decision_text(d, titles, day_date(in_force_until(d, several)) if d.until else None) for d in several
    )


def decision_notes(a: Assessment, library: Sequence[Indicator], last_day: int) -> Iterator[str]:
    """Say who is cleared on ``last_day`` (a column), for what and what would bring them up again; and who was referred.

    Those for whom it made a difference lately come first.
    """
    by_person = known_decisions(a.decided, a.panel, last_day)
    titles = {rule.id: rule.title for rule in library}
    cleared = {p: d for p, several in by_person.items() if (d := _in_force(several, a, last_day))}
    order = sorted(cleared, key=lambda p: (-a.account.spared.get(p, -1), a.panel.persons[p]))
    for person in order[:_NAMED]:
        d = cleared[person]
        yield (
            f"{a.panel.persons[person]} was cleared on {d.decided_on} for this: {cleared_for(d, titles)}; "
            f"until {d.until} would come up again if {up_again(d)}."
        )
    if len(order) > _NAMED:
        yield f"{len(order) - _NAMED:,} more people are cleared for a time."
    referred = sum(any(d.outcome is Outcome.REFER for d in several) for several in by_person.values())
    if referred:
        yield (
            f"{referred:,} {'person was' if referred == 1 else 'people were'} referred onward: from the week after on, "
            "their weeks are left out of what others are compared with."
        )


def _in_force(several: Sequence[Decision], a: Assessment, last_day: int) -> Decision | None:
    """Return what clears a person on a day: the latest clearing, with all that those in force explain together."""
    now = a.panel.first_day + last_day
    force = [d for d in several if d.outcome.clears and in_force_until(d, several) >= now]
    if not force:
        return None
    indicators: dict[str, float] = {}
    for decision in force:
        for key, bans in decision.indicators.items():
            indicators[key] = max(bans, indicators.get(key, 0.0))
    return replace(
        force[-1],
        until=day_date(max(in_force_until(d, several) for d in force)),
        stages=tuple(sorted({stage for d in force for stage in d.stages})),
        indicators=indicators,
    )
