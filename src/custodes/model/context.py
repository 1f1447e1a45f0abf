"""Dated context: what somebody's days looked like by other lists than logs. It is shown and never scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["ContextEntry"]


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One row of a list of visitors, of travel, or of a badge reader. No measure, indicator or rank may read it.

    kind:   "visitor" (somebody came to see the person), "travel" or "badge"
    person: as the list names them: an HR identifier, a mail address, or "system:login"
    first:  the day, or the first day
    last:   the last day; the same as ``first`` where the list names one only
    about:  where to, which door, which organisation a visitor was from; never a visitor's name
    record: number of the record in its file
    """

    kind: str
    person: str
    first: date
    last: date
    about: str = ""
    record: int = 0
