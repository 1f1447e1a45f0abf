"""Text as a reader of names sees it: the words in it, whatever their case, accents, encoding and separators.

``jane.doe@x.org``, ``JANE_DOE_X_ORG``, ``jane%2Edoe%40x.org`` and ``Jane-Doe (x.org)`` are the same four words.
Each word remembers where it stood, so that it can be replaced in the original.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

__all__ = ["Word", "folded_words", "umlauts", "words"]

_UNSPACED = "\u0e00-\u0eff\u1100-\u11ff\u2e80-\u9fff\ua960-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no space between words: each of their letters is a word of its own."""

_WORD = re.compile(rf"[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+|\d+")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_ROUNDS = 3  # a name may be encoded twice or three times on its way through proxies
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_WRITTEN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


class Word(NamedTuple):
    """A run of letters, or of digits, folded.

    text: folded · start, end: its place in the original · gap: characters between it and the word before
    """

    text: str
    start: int
    end: int
    gap: int


def words(text: str) -> list[Word]:
    """Return the words of a text in order: runs of letters, runs of digits, single ideographs. Cost: linear.

    >>> [w.text for w in words("J%C3%BCrgen_O'Neil42")]
    ['jurgen', 'o', 'neil', '42']
    >>> [w.text for w in words("山田太郎資料")] == list("山田太郎資料")
    True
    """
    if text.isascii() and "%" not in text:
        folded, origin = text.lower(), None
    else:
        folded, origin = _folded(text)
    found, before = [], 0
    for match in _WORD.finditer(folded):
        start, end = match.span()
        first, last = (start, end) if origin is None else (origin[start][0], origin[end - 1][1])
        found.append(Word(match.group(), first, last, start - before))
        before = end
    return found


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words without their places.

    >>> folded_words("S-1-5-21")
    ('s', '1', '5', '21')
    """
    if text.isascii() and "%" not in text:
        return tuple(_WORD.findall(text.lower()))
    return tuple(word.text for word in words(text))


def umlauts(text: str) -> str:
    """Return the text as logins and addresses write its umlauts.

    >>> umlauts("Jörg Müller")
    'joerg mueller'
    """
    return unicodedata.normalize("NFC", text).lower().translate(_WRITTEN)


_Origin = list[tuple[int, int]]


def _folded(text: str) -> tuple[str, _Origin]:
    """Return the folded text and, for each of its characters, the span of the original it came from."""
    chars = list(text)
    origin = [(i, i + 1) for i in range(len(chars))]
    for _ in range(_ROUNDS):
        if "%" not in chars:
            break
        chars, origin, changed = _unquoted(chars, origin)
        if not changed:
            break
    out: list[str] = []
    places: _Origin = []
    for char, place in zip(chars, origin, strict=True):
        for plain in _fold(char):
            out.append(plain)
            places.append(place)
    return "".join(out), places


def _fold(char: str) -> str:
    """Fold one character: no accent, no case; characters without width and combining marks fold to nothing."""
    if char.isascii():
        return char.lower()
    parts = unicodedata.normalize("NFKD", char)
    kept = "".join(c for c in parts if unicodedata.category(c) not in {"Mn", "Cf"})
    return kept.casefold().translate(_PLAIN)


def _unquoted(chars: list[str], origin: _Origin) -> tuple[list[str], _Origin, bool]:
    """Resolve percent-encoding once; the characters of a decoded run all come from the whole run."""
    text = "".join(chars)
    out: list[str] = []
    places: _Origin = []
    at = 0
    for match in _PERCENT.finditer(text):
        start, end = match.span()
        out += chars[at:start]
        places += origin[at:start]
        raw = bytes.fromhex(match.group().replace("%", ""))
        for char, low, high in _characters(raw):
            out.append(char)
            places.append((origin[start + 3 * low][0], origin[start + 3 * high - 1][1]))
        at = end
    return out + chars[at:], places + origin[at:], at > 0


def _characters(raw: bytes) -> list[tuple[str, int, int]]:
    """Decode UTF-8, else Latin-1, byte by byte: (character, first byte, byte after its last)."""
    found, at = [], 0
    while at < len(raw):
        for length in (1, 2, 3, 4):
            try:
                found.append((raw[at : at + length].decode("utf-8"), at, at + length))
            except UnicodeDecodeError:
                continue
            at += length
            break
        else:
            found.append((raw[at : at + 1].decode("latin-1"), at, at + 1))
            at += 1
    return found
