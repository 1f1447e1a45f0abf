"""Words that are also somebody's name or login and still must not be replaced wherever they stand.

A person called May or a login ``admin`` would otherwise turn "Reports/May" and "admin tools" into nonsense. Such a
word is replaced only where it stands like an account (:func:`custodes.render.veil.Veil.text`). The list is short on
purpose: replacing too much makes a path harder to read, replacing too little names a person.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["is_ordinary"]

_WORDS = frozenset(
    word
    for line in files("custodes.render").joinpath("ordinary.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_SHORTEST = 3  # letters; shorter words occur everywhere
_NUMBER = 5  # digits; shorter numbers are counts, years and pages


def is_ordinary(words: tuple[str, ...]) -> bool:
    """Say whether a spelling, as folded words, is one that ordinary text is full of.

    >>> is_ordinary(("may",)), is_ordinary(("2024",)), is_ordinary(("jdoe",)), is_ordinary(("e", "0114"))
    (True, True, False, False)
    """
    if not words or len(words) > 1:
        return not words
    word = words[0]
    return len(word) < (_NUMBER if word.isdigit() else _SHORTEST) or word in _WORDS
