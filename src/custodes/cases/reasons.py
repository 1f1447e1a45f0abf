"""What counts as a reason for a decision: something about the person's work, not the figures said again."""

from __future__ import annotations

import re

from custodes.cases.access import plain
from custodes.errors import UsageError

__all__ = ["FEWEST_LETTERS", "reason_given"]

FEWEST_LETTERS = 10
"""Letters that a reason must have besides the words that say nothing."""

_FIGURES = "account ban bans budget number p percent peak point points q rank ranked score scored strength value week"
_OUTCOMES = (
    "ask asked case clean clear cleared close closed dismiss dismissed done explain explained explanation fine "
    "finding findings found good harmless innocent issue look looked looks no none normal not nothing ok okay "
    "plausible problem refer referred resolved review reviewed seems sure suspicious unsuspicious usual yes"
)
_SMALL = (
    "a all am an and any are as at be been being but by does every everything for from had has have he here high "
    "i if in is it its just low me my n of on one only or person s see seen she so some somebody that the their "
    "them then there they thing this to too user very was we were which who with you"
)
_EMPTY = frozenset(f"{_FIGURES} {_OUTCOMES} {_SMALL}".split())
_WORD = re.compile(r"[^\W\d_]+")
_ADVICE = (
    "say what was found out, for example --reason 'moved the turbine project to the new laptop, ticket 4711, "
    "confirmed by the team'"
)


def reason_given(text: str) -> str:
    """Return the reason as it will be kept, on one line.

    Raises UsageError where it only repeats score, rank, p or the outcome, or has too few letters.

    >>> reason_given(" handed the archive over  to the new team ")
    'handed the archive over to the new team'
    >>> reason_given("rank 1, p 0.001: looks fine")
    Traceback (most recent call last):
    custodes.errors.UsageError: the reason only repeats figures or the outcome: it says nothing about what was found out
    """
    sentence = plain(text)
    words = _WORD.findall(sentence.casefold())
    if sum(map(len, words)) < FEWEST_LETTERS:
        message = f"a decision needs a reason of {FEWEST_LETTERS} letters or more"
        raise UsageError(message, place="--reason", advice=_ADVICE)
    if sum(len(word) for word in words if word not in _EMPTY) < FEWEST_LETTERS:
        message = "the reason only repeats figures or the outcome: it says nothing about what was found out"
        raise UsageError(message, place="--reason", advice=_ADVICE)
    return sentence
