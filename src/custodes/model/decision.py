"""A decision: what a human concluded about a person, for which reason, and what it explains.

A decision changes nothing before the day on which it was made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["GROWTH", "Decision", "Outcome"]

GROWTH = 1.0
"""Bans by which something explained must grow to count again."""


class Outcome(StrEnum):
    """What was concluded."""

    EXPLAINED = "explained"
    NO_FINDING = "no-finding"
    ASK = "ask"
    REFER = "refer"

    @property
    def clears(self) -> bool:
        """Whether the same behaviour is not to bring the person up again for a time.

        >>> [outcome.value for outcome in Outcome if outcome.clears]
        ['explained', 'no-finding']
        """
        return self in {Outcome.EXPLAINED, Outcome.NO_FINDING}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, as it is kept.

    person:     as the lake knew the person then
    outcome:    explained and no-finding clear until ``until``; ask changes nothing; refer leaves the person's weeks
                out of what others are compared with, from the week after on
    reason:     the sentence that was given
    decided_on: the day from which it holds: the day it was made, or the day after the lake's last one where that is
                earlier, so that it speaks of what was seen and of nothing later
    by:         login of the operating system
    until:      last day on which a clearing one holds; None for the others
    score:      of the strongest week that was shown; None while there was none
    week:       its Monday
    stages:     carrying stages of the evidence that was shown, sorted: what was explained
    indicators: id -> bans: the strongest that was shown of each scoring indicator: what was explained
    recorded:   UTC, ISO, seconds: when it was written
    """

    person: str
    outcome: Outcome
    reason: str
    decided_on: date
    by: str
    until: date | None = None
    score: float | None = None
    week: date | None = None
    stages: tuple[str, ...] = ()
    indicators: Mapping[str, float] = field(default_factory=dict)
    recorded: str = ""
