"""Plain sentences to the terminal, with whatever could steer it made visible."""

from __future__ import annotations

import sys
import unicodedata

__all__ = ["printable", "say"]

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""Return the text with control and direction characters written out; ends of lines are kept.

    >>> printable("a\x1b[2Jb\u202ec\nd")
    'a\\x1b[2Jb\\u202ec\nd'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in _STEERING else c.encode("unicode_escape").decode()
        for c in text
    )


def say(text: str, *, error: bool = True) -> None:
    """Write a line to standard error (what is no result) or to standard output."""
    stream = sys.stderr if error else sys.stdout
    line = printable(text) + "\n"
    try:
        stream.write(line)
    except UnicodeEncodeError:  # a Windows code page
        stream.write(line.encode("ascii", "backslashreplace").decode())
    stream.flush()
