"""Values of a Sigma rule against a column: texts with wildcards, regular expressions, networks, numbers.

A text is compared without case unless the rule says ``cased``. Every answer is true or false, never null: a field that
an event does not have does not match, and "not" of that matches.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sigma.types import CompareOperators, SigmaRegularExpressionFlag, SigmaString, SpecialChars

if TYPE_CHECKING:
    from ipaddress import IPv4Network

    import ibis.expr.types as ir
    from sigma.types import SigmaRegularExpression

__all__ = ["MAX_PATTERN", "compared", "expression_of", "in_network", "one_of_list", "text_matches"]

MAX_PATTERN = 1000
"""Characters of a regular expression, wildcards written out included."""

_MULTI, _SINGLE = SpecialChars.WILDCARD_MULTI, SpecialChars.WILDCARD_SINGLE
_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}


def text_matches(
    column: ir.StringColumn, value: SigmaString, *, cased: bool, within: bool = False
) -> ir.BooleanColumn:
    """Return where a text is what the value says; ``within``: contains it, as a keyword does."""
    parts = list(value.s)
    if within:
        parts = [_MULTI, *parts, _MULTI]
    while len(parts) > 1 and parts[0] is _MULTI and parts[1] is _MULTI:
        parts.pop(0)
    while len(parts) > 1 and parts[-1] is _MULTI and parts[-2] is _MULTI:
        parts.pop()
    text = column if cased else column.lower()
    plain = [p if isinstance(p, str) else None for p in parts]
    words = [p if cased else p.lower() for p in plain if p is not None]
    shape = tuple("t" if isinstance(p, str) else "*" if p is _MULTI else "?" for p in parts)
    match shape:
        case ():
            found = column == ""
        case ("t",):
            found = text == words[0]
        case ("*",):
            found = column.notnull()
        case ("t", "*"):
            found = text.startswith(words[0])
        case ("*", "t"):
            found = text.endswith(words[0])
        case ("*", "t", "*"):
            found = text.contains(words[0])
        case _:
            found = column.re_search(pattern_of(value, cased=cased, within=within))
    return found.fill_null(False)


def pattern_of(value: SigmaString, *, cased: bool, within: bool = False, among: bool = False) -> str:
    r"""Return a text with wildcards as a regular expression; ``among``: one of several joined by ";".

    >>> pattern_of(SigmaString("a*b.c?"), cased=False)
    '(?is)\\Aa.*b\\.c.\\z'
    """
    any_one = "[^;]" if among else "."
    written = "".join(
        re.escape(p) if isinstance(p, str) else f"{any_one}*" if p is _MULTI else any_one for p in value.s
    )
    start, end = ("(?:^|;)", "(?:;|$)") if among else (r"\A", r"\z")
    flags = "(?s)" if cased else "(?is)"
    return f"{flags}{written}" if within else f"{flags}{start}{written}{end}"


def one_of_list(column: ir.StringColumn, value: SigmaString, *, cased: bool) -> ir.BooleanColumn:
    """Return where one of several texts joined by ";" is what the value says."""
    if not value.s or set(value.s) == {_MULTI}:
        return text_matches(column, value, cased=cased)
    return column.re_search(pattern_of(value, cased=cased, among=True)).fill_null(False)


def expression_of(value: SigmaRegularExpression) -> str:
    """Return a regular expression with its flags, as RE2 reads it."""
    flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
    return (f"(?{flags})" if flags else "") + str(value.regexp)


def in_network(column: ir.StringColumn, network: IPv4Network) -> ir.BooleanColumn:
    """Return where a text is an address of an IPv4 network."""
    looks = column.re_search(r"\A\d{1,3}(\.\d{1,3}){3}\z").fill_null(False)
    number = sum(
        (column.split(".")[i].try_cast("int64").fill_null(0) * 256 ** (3 - i) for i in range(1, 4)),
        column.split(".")[0].try_cast("int64").fill_null(0) * 256**3,
    )
    first, last = int(network.network_address), int(network.broadcast_address)
    return (looks & number.between(first, last)).fill_null(False)


def compared(column: ir.NumericColumn, op: CompareOperators, number: float) -> ir.BooleanColumn:
    """Return where a number stands so to another; a missing number stands so to none."""
    match op:
        case CompareOperators.LT:
            found = column < number
        case CompareOperators.LTE:
            found = column <= number
        case CompareOperators.GT:
            found = column > number
        case CompareOperators.GTE:
            found = column >= number
        case CompareOperators.NEQ:
            found = column != number
    return found.fill_null(False)
