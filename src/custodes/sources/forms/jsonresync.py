"""Where the next readable record of a damaged JSON text begins, by a key that every record has at its top."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

__all__ = ["Seeker", "Sought"]

_TRIES = 64  # braces before a key that may be the beginning of its object
_LEVELS = 500  # far below any recursion limit: what fails for its depth is nested at least so deep
_LITTLE, _NEAR = 4096, 32  # characters; a number or a word that is cut is shorter than the second
_DECODER = json.JSONDecoder(strict=False)


class Sought(NamedTuple):
    """What a search found.

    place:  where the next record begins; None where none can be read
    passed: how many keys stand before it, or in all: records that are lost
    keep:   where the last record begins that may only be unfinished; at the earliest
    """

    place: int | None
    passed: int
    keep: int


class Seeker:
    """Seeks objects with ``mark``, a quoted key, at their top. Texts are bytes decoded as Latin-1.

    >>> Seeker(b'"Id"').seek('{"Id": 1, {"Items": [{"Name": "}"}], "Id": 2}, {"Id": 3}', 1)
    Sought(place=10, passed=1, keep=6)
    """

    def __init__(self, mark: bytes) -> None:
        self._mark = re.compile(re.escape(mark).decode("latin-1") + r"\s*:")
        self._key = json.loads(mark)

    def seek(self, text: str, floor: int) -> Sought:
        """Return the first record that begins at ``floor`` or later. Cost: about that of decoding what lies between."""
        before = last = passed = 0
        deep = 0  # up to here everything is nested too deeply
        for mark in self._mark.finditer(text):
            if mark.start() >= deep:
                place, deep = self._object(text, mark.start(), max(last, floor))
                if place is not None:
                    return Sought(place, passed, last)
            before, last, passed = last, mark.end(), passed + 1
        return Sought(None, passed, before)

    def _object(self, text: str, mark: int, floor: int) -> tuple[int | None, int]:
        """Return where the object begins that has this key at its top, else None and how far all is nested too deep."""
        place = mark
        for _ in range(_TRIES):
            place = text.rfind("{", floor, place)
            if place < 0:
                break
            try:
                found = _decoded(text, place)
            except RecursionError:
                return None, place + _LEVELS
            except ValueError:
                continue
            if self._key in found:
                return place, 0
        return None, 0

    def count(self, raw: bytes) -> int:
        """Count what looks like records."""
        return len(self._mark.findall(raw.decode("latin-1")))

    def another_in(self, raw: bytes) -> bool:
        """Say whether a broken record holds the next one."""
        sought = self.seek(raw.decode("latin-1"), 1)
        return sought.passed > 1 or sought.place is not None


def _decoded(text: str, place: int) -> dict[str, object]:
    """Return the object that begins there. Raises ValueError, at the cost of what it looked at.

    The json module counts the lines before a fault, which over a long text costs more than all decoding: so it sees little
    of the text, and more only where the fault may be the cut.
    """
    size = _LITTLE
    while True:
        part = text[place : place + size]
        try:
            found: dict[str, object] = _DECODER.raw_decode(part)[0]
        except json.JSONDecodeError as error:
            inside = error.pos < size - _NEAR and not error.msg.startswith("Unterminated")
            if inside or len(part) < size:
                raise
            size *= 16
        else:
            return found
