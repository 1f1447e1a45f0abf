"""Makes a decision out of what a review showed of a person, and keeps it: the audit chain first, then the lake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from custodes.cases.audit import AuditChain
from custodes.cases.login import login
from custodes.cases.reasons import reason_given
from custodes.errors import UsageError
from custodes.indicators.weights import SCORED_WINDOWS
from custodes.lake.decided import keep_decision
from custodes.lake.protected import Protection
from custodes.model.decision import Decision, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from custodes.lake import Lake
    from custodes.model.evidence import Evidence
    from custodes.model.review import Review
    from custodes.settings import Settings

__all__ = ["CLEARED_DAYS", "Conclusion", "check", "decision_about", "record"]

CLEARED_DAYS = 180
"""Days for which a clearing decision holds where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a human concluded. until: last day on which a clearing holds; None: ``CLEARED_DAYS`` after the decision."""

    outcome: Outcome
    reason: str
    until: date | None = None


def check(conclusion: Conclusion, settings: Settings) -> Conclusion:
    """Return the conclusion as it will be kept. Raises UsageError where it cannot be; writes nothing."""
    reason = reason_given(conclusion.reason)
    if Protection(settings.protected).concerns(reason):
        message = "the reason names a protected channel, of which nothing is kept"
        raise UsageError(message, place="--reason", advice="say it without the address, account or path")
    if conclusion.until is not None and not conclusion.outcome.clears:
        message = f"--until is given for the outcome {conclusion.outcome.value}, which clears nobody"
        raise UsageError(message, place="--until", advice="leave it out")
    return Conclusion(conclusion.outcome, reason, conclusion.until)


def decision_about(review: Review, person: str, conclusion: Conclusion, today: date) -> Decision:
    """Return the decision about a person of ``review``, with what was shown of them.

    Raises UsageError where nothing is shown that could be cleared, or ``until`` is over already.
    """
    found = next((p for p in review.people if p.person == person), None)
    if found is None:
        message = "nobody reviewed is meant by this"
        raise UsageError(message, place="PERSON", advice="accounts of services are set apart")
    shown = [*found.evidence, *(e for one in review.leavers if one.person == person for e in one.evidence)]
    if conclusion.outcome.clears and not shown and not found.flagged and not found.under_review:
        message = "nothing is shown of this person, so there is nothing to clear"
        advice = "people under review, recent leavers and the first of the ranking can be cleared"
        raise UsageError(message, place="PERSON", advice=advice)
    day = today if review.lake_last is None else min(today, review.lake_last + timedelta(1))
    until = _until(conclusion, day)
    return Decision(
        person=person,
        outcome=conclusion.outcome,
        reason=conclusion.reason,
        decided_on=day,
        by=login(),
        until=until,
        score=found.peak_score,
        week=None if found.peak_day is None else found.peak_day - timedelta(found.peak_day.weekday()),
        stages=tuple(sorted({node.stage for node in shown if node.carries})),
        indicators=_strongest(shown),
        recorded=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _until(conclusion: Conclusion, day: date) -> date | None:
    if not conclusion.outcome.clears:
        return None
    until = conclusion.until or day + timedelta(CLEARED_DAYS)
    if until < day:
        message = f"--until {until} lies before {day}, from which the decision holds"
        raise UsageError(message, place="--until", advice="name a later day, or leave it out")
    return until


def _strongest(shown: Iterable[Evidence]) -> dict[str, float]:
    strongest: dict[str, float] = {}
    for node in (one for top in shown for one in (top, *top.children)):
        if node.window in SCORED_WINDOWS:
            strongest[node.indicator] = max(strongest.get(node.indicator, 0.0), node.strength)
    return dict(sorted(strongest.items()))


def record(lake: Lake, decision: Decision, pseudonym: str) -> None:
    """Write the decision to the audit chain, then to the lake, under the writer's lock."""
    detail = {
        "person": pseudonym,
        "outcome": decision.outcome.value,
        "decided_on": decision.decided_on.isoformat(),
        "until": decision.until.isoformat() if decision.until else None,
    }
    with lake.writing() as journal:
        AuditChain(lake.path).append("decide", reason=decision.reason, detail=detail)
        keep_decision(lake, journal, decision)
