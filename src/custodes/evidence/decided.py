"""Decisions in sentences: what was cleared, with which bans, and what would bring it up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.indicators.engine import NOTABLE
from custodes.indicators.rule import CARRYING, Stage
from custodes.model.decision import GROWTH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from custodes.model.decision import Decision

__all__ = ["cleared_for", "decision_text", "up_again"]

_NAMED = 4  # indicators named in one sentence


def decision_text(decision: Decision, titles: Mapping[str, str], until: date | None) -> str:
    """Say one decision in full; ``until`` is the last day on which it holds, None where it does not clear."""
    said = f'{decision.decided_on}: {decision.outcome.value} (by {decision.by}), because "{decision.reason}".'
    if not decision.outcome.clears:
        return said + _OTHERS[decision.outcome.value]
    if until is None or until < decision.decided_on:
        return f"{said} Ended by a later referral."
    return f"{said} For {cleared_for(decision, titles)}. Until {until} it comes up again only if {up_again(decision)}."


_OTHERS = {
    "ask": " Changes nothing until another decision.",
    "refer": " From the week after on, this person's weeks are left out of what others are compared with.",
}


def cleared_for(decision: Decision, titles: Mapping[str, str]) -> str:
    """Name what was explained, strongest first."""
    strongest = sorted(decision.indicators.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{titles.get(key, key).lower()} ({bans:.1f} bans)" for key, bans in strongest[:_NAMED]]
    more = len(strongest) - _NAMED
    if not named:
        return "what was shown, in which no single count stood out"
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def up_again(decision: Decision) -> str:
    """Say what would bring the person up again while the decision holds.

    >>> from datetime import date
    >>> from custodes.model.decision import Decision, Outcome
    >>> shown = {"stages": ("collection", "egress"), "indicators": {"bulk_printing": 4.5}}
    >>> up_again(Decision("E7", Outcome.EXPLAINED, "…", date(2024, 5, 1), "a", **shown))
    'something explained grows by 1 ban, another indicator reaches 3 bans, or exploration, staging or concealment is reached (2 bans)'
    """
    further = [stage.value for stage in _IN_ORDER if stage.value not in decision.stages]
    least = f"{NOTABLE + GROWTH:g} bans"
    parts = [f"an indicator reaches {least}"]
    if decision.indicators:
        parts = [f"something explained grows by {GROWTH:g} ban", f"another indicator reaches {least}"]
    if further:
        parts.append(f"{_either(further)} is reached ({NOTABLE:g} bans)")
    return _either(parts, comma=len(parts) > 2)


_IN_ORDER = tuple(stage for stage in Stage if stage in CARRYING)


def _either(parts: list[str], *, comma: bool = False) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])}{',' if comma else ''} or {parts[-1]}"
