"""The veil over places: folders and files are called after people in ways that sentences are not.

In a path every word that is a login or a word of somebody's name is replaced, ordinary words too ("D:/Kim",
"li-laptop/c$"), and so is a run of letters that holds a login ("jdoestuff") or a name of six letters or more, or that
is little longer than a name ("Janes", "DRobert"). Too much rather than too little: a place is no sentence, and its file's
SHA-256 still finds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.render.folding import folded_words, umlauts, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Places"]

_PARTICLES = frozenset(
    {
        "al",
        "ap",
        "bin",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "do",
        "du",
        "el",
        "la",
        "le",
        "van",
        "von",
        "zu",
    }
)
_NOBODY = frozenset({"system", "local service", "network service", "lokaler dienst", "netzwerkdienst"})
"""Logins of Windows itself, behind a domain: they name nobody, and "Windows/System32" is no home."""
_SHORTEST = 2  # letters of a word that is somebody's
_INSIDE = 4  # letters of a login that is looked for inside a run
_LONG_NAME = 6  # letters of a word of a name that is looked for inside a run
_SPARE = 1  # letters that a run may have besides a shorter word of a name


class Places:
    """Words that name somebody, from the spellings of all.

    >>> places = Places([("P-1", {"jdoe", "Jane Doe"}), ("P-2", {"kim@x.org", "Kim Lee"})], "[name]")
    >>> [places.veiled(t) for t in ("D:/Kim/a", "//JDOEPC/c$", "srv/Janes Sachen", "sites/finance", "jdoe2")]
    ['D:/P-2/a', '//P-1/c$', 'srv/P-1 Sachen', 'sites/finance', 'P-12']
    """

    def __init__(self, people: Iterable[tuple[str, Iterable[str]]], shared: str) -> None:
        self._shared = shared
        self._words: dict[str, str] = {}
        self._inside: dict[str, str] = {}
        self._near: dict[str, str] = {}
        for shown, spellings in people:
            for spelling in spellings:
                for variant in {spelling, umlauts(spelling)}:
                    self._learn(variant, shown)

    def _learn(self, spelling: str, shown: str) -> None:
        if "\\" in spelling:  # the words of a domain, and of the system before it, are nobody's
            spelling = spelling.rpartition("\\")[2]
            if spelling.casefold() in _NOBODY:
                return
        name = " " in spelling.strip() or "," in spelling
        parts = [word for word in _login(spelling, name=name) if word not in _PARTICLES]
        for word in parts:
            if len(word) < _SHORTEST and word.isascii():
                continue
            self._keep(self._words, word, shown)
            if not word.isalpha():
                continue
            if len(word) >= (_LONG_NAME if name else _INSIDE):
                self._keep(self._inside, word, shown)
            elif name and len(word) >= _INSIDE:
                self._keep(self._near, word, shown)
        if name and len(parts) > 1 and all(part.isalpha() and part.isascii() for part in parts):
            for run in ("".join(parts), "".join(reversed(parts))):
                self._keep(self._inside, run, shown)

    def _keep(self, table: dict[str, str], word: str, shown: str) -> None:
        if table.setdefault(word, shown) != shown:
            table[word] = self._shared

    def veiled(self, text: str) -> str:
        """Return a path without anybody's name. Cost: linear in the text, quadratic in its longest run of letters."""
        out: list[str] = []
        at = 0
        for word in words(text):
            shown = self._hit(word.text)
            if shown is not None:
                out += (text[at : word.start], shown)
                at = word.end
        return "".join((*out, text[at:])) if at else text

    def _hit(self, word: str) -> str | None:
        found = self._words.get(word)
        if found is not None or not word.isalpha():
            return found
        inside = {self._inside[part] for part in _runs(word, _INSIDE) if part in self._inside}
        inside |= {
            self._near[part] for part in _runs(word, max(_INSIDE, len(word) - _SPARE)) if part in self._near
        }
        return None if not inside else next(iter(inside)) if len(inside) == 1 else self._shared


def _login(spelling: str, *, name: bool) -> tuple[str, ...]:
    """Return the words of a name, or the one word that a login is; of a login of several words nothing."""
    if name:
        return folded_words(spelling)
    local = spelling.partition("@")[0].rpartition(":")[2].rpartition("\\")[2]
    found = folded_words(local)
    return found if len(found) == 1 else ()


def _runs(word: str, least: int) -> Iterator[str]:
    """Yield the parts of a word that have ``least`` letters or more, up to sixteen."""
    for size in range(min(len(word), 16), least - 1, -1):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]
