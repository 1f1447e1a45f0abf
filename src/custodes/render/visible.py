"""Text of unknown origin, made harmless: nothing steers a terminal, a page or a spreadsheet, nothing is endless."""

from __future__ import annotations

import unicodedata

__all__ = ["cell", "clip", "visible"]

_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def visible(text: str) -> str:
    r"""Return the text with control, direction and unassigned characters written out.

    >>> visible("a\x1b[2Jb\u202ec\nd")
    'a\\x1b[2Jb\\u202ec\\nd'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if unicodedata.category(c) not in _STEERING else c.encode("unicode_escape").decode() for c in text
    )


def clip(text: str, most: int = 300) -> str:
    """Return the text, cut in its middle where it is longer than ``most`` characters.

    >>> clip("abcdefghij", 5)
    'ab…ij'
    """
    if len(text) <= most:
        return text
    keep = most - 1
    return f"{text[: keep - keep // 2]}…{text[len(text) - keep // 2 :]}"


def cell(text: str) -> str:
    r"""Return the text as a spreadsheet shows it: no formula, no control characters.

    >>> cell("=1+1"), cell("P-ABC")
    ("'=1+1", 'P-ABC')
    """
    text = visible(text)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
