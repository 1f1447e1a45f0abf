"""Patterns that every engine reads alike (:mod:`custodes.lake.engine.base` says what differs)."""

from __future__ import annotations

__all__ = ["any_case"]


def any_case(word: str) -> str:
    """Return a pattern for a word of ASCII letters and digits in capitals or small letters.

    >>> any_case("7z")
    '7[zZ]'
    """
    if not (word.isascii() and word.isalnum()):
        raise ValueError(word)
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in word.lower())
