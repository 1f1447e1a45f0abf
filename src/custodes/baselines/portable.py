"""Patterns and functions that every engine reads alike (:mod:`custodes.lake.engine.base` says what differs)."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["any_case", "lower"]


def lower(text: ir.StringColumn) -> ir.StringColumn:
    """Return ASCII letters in lower case; of others engines have ideas of their own."""
    return text.translate(ascii_uppercase, ascii_lowercase)


def any_case(word: str) -> str:
    """Return a pattern for a word of ASCII letters and digits in capitals or small letters.

    >>> any_case("7z")
    '7[zZ]'
    """
    if not (word.isascii() and word.isalnum()):
        raise ValueError(word)
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in word.lower())
