"""Where values of a long JSON text end, found without decoding it: brackets counted outside strings.

The scan works on arrays of the few bytes that matter (quotes, backslashes, brackets) and keeps its state between
pieces, so that a value may be longer than any piece. It trusts the text; what it finds is proven by decoding.
"""

from __future__ import annotations

import numpy as np

__all__ = ["Scan"]

_QUOTE, _BACKSLASH = ord('"'), ord("\\")
_CASE = 32  # the bit in which "[" and "{" differ, and "]" and "}"
_STEP = np.zeros(256, np.int8)
_STEP[[ord("{"), ord("[")]] = 1
_STEP[[ord("}"), ord("]")]] = -1


class Scan:
    r"""Scans a text piece by piece.

    depth: brackets open behind the last byte scanned; below 0 where more were closed than opened

    >>> scan = Scan()
    >>> scan.ends(b'{"a":"}"},{"b":[1]}]')
    ([9, 19, 20], [0, 0, -1])
    >>> scan.ends(b',{"a\\"}'), scan.depth
    (([], []), 0)
    """

    def __init__(self) -> None:
        self.depth = 0
        self._string = False
        self._escape = False  # the last byte was a backslash that escapes the next

    def ends(self, piece: bytes) -> tuple[list[int], list[int]]:
        """Return where brackets of the piece close a value of the outermost level, and the depth behind each.

        A position is the one right behind the bracket; the depth is 0, or below where nothing was open.
        Cost: about 3 nanoseconds a byte.
        """
        data = np.frombuffer(piece, np.uint8)
        folded = data | _CASE
        places = np.flatnonzero(
            (data == _QUOTE) | (folded == ord("{")) | (folded == ord("}")) | (data == _BACKSLASH)
        )
        found = data[places]
        if self._escape or (found == _BACKSLASH).any():
            places, found = self._unescaped(places, found, len(data))
        quotes = found == _QUOTE
        inside = ((np.cumsum(quotes) + self._string) & 1).astype(bool)
        steps = np.where(quotes | inside, 0, _STEP[found])
        depth = np.cumsum(steps) + self.depth
        if len(found):
            self._string = bool(inside[-1])
            self.depth = int(depth[-1])
        ends = (steps < 0) & (depth <= 0)
        return (places[ends] + 1).tolist(), depth[ends].tolist()

    def _unescaped(self, places: np.ndarray, found: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Leave out backslashes and what they escape: every second one of a run escapes the byte behind it."""
        slashes = places[found == _BACKSLASH]
        first = np.append(True, np.diff(slashes) != 1)[: len(slashes)]
        starts = np.flatnonzero(first)
        odd = (np.arange(len(slashes)) - starts[np.cumsum(first) - 1]) % 2 == 0
        escaping = slashes[odd]
        if self._escape and size:  # the byte before escapes the first one: a run from there counts from it
            together = slashes == np.arange(len(slashes))
            escaping = np.append(slashes[odd ^ together], -1)
        if size:
            self._escape = bool((escaping == size - 1).any())
        keep = (found != _BACKSLASH) & ~np.isin(places, escaping + 1)
        return places[keep], found[keep]
