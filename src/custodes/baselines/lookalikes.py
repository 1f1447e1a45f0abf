"""Domains that look like one of the organisation's own or a partner's and are not: a slip of the pen, or somebody else's.

A domain resembles another where both read the same (letters of other alphabets and digits stand for those they look
like), where one character differs, where the name stands in it whole (``example-org.com``, ``example.org.host.test``), or where
only the ending differs. It says something about the domain and nothing about whoever wrote to it: it counts as outside
like any other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from custodes.baselines.destinations import ascii_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LookAlikes"]

_LEAST = 5  # characters of a name: with shorter ones everything resembles everything
_SECOND_LEVEL = 3  # characters of what stands below a country where names are registered: co, ac, com, gov
_LOOK = str.maketrans(
    "аеорсухіїјѕһԁԛԝвкмнтгαορνικυτεωłøđı0135$",
    "aeopcyxiijshdqwbkmhtraopvikytewlodioless",
)
"""Characters -> what they look like."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("l", "i"))


class LookAlikes:
    """Says which known domain another one resembles.

    >>> resembles = LookAlikes(["example.org", "xy.test"]).resembles
    >>> [resembles(d) for d in ("examp1e.org", "example-org.com", "example.co", "mail.example.org", "other.org")]
    ['example.org', 'example.org', 'example.org', '', '']
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted({ascii_domain(d) for d in known if "." in d})
        self._reads = {d: _reads(d) for d in self._known}
        self._exact = frozenset(self._known)
        self.resembles = lru_cache(maxsize=100_000)(self._resembles)

    def _resembles(self, domain: str) -> str:
        """Return the known domain that this one resembles; empty for one that is known, and for all others."""
        plain = ascii_domain(domain)
        labels = plain.split(".")
        if any(".".join(labels[n:]) in self._exact for n in range(len(labels))):
            return ""
        reads = _reads(plain)
        return next((d for d in self._known if _alike(reads, self._reads[d])), "")


def _alike(one: str, known: str) -> bool:
    """Say whether two domains, as they read, resemble each other."""
    name, _, ending = known.partition(".")
    if one == known:
        return True
    if len(name) < _LEAST:
        return False
    if f".{known}." in f".{one}":
        return True
    label, rest = _registered(one)
    if label in (name, known.replace(".", "-"), known.replace(".", "")):
        return True
    return rest == ending and _one_off(label, name)


def _registered(domain: str) -> tuple[str, str]:
    """Return the label that somebody registered, as far as its length tells, and the ending.

    >>> _registered("mail.example.co.uk"), _registered("example.sharepoint.com"), _registered("localhost")
    (('example', 'co.uk'), ('sharepoint', 'com'), ('localhost', ''))
    """
    labels = domain.split(".")
    two = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SECOND_LEVEL
    at = max(0, len(labels) - (3 if two else 2))
    return labels[at], ".".join(labels[at + 1 :])


def _one_off(one: str, other: str) -> bool:
    """Say whether one character more, less, other or exchanged with its neighbour makes one of the other.

    >>> [_one_off(word, "example") for word in ("exampel", "exmple", "exxample", "exbmple", "exbmplf")]
    [True, True, True, True, False]
    """
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = long[:at] + long[at : at + 2][::-1] + long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or short == swapped


def _reads(domain: str) -> str:
    """Return what a domain in punycode looks like to a hasty reader.

    >>> _reads("xn--xample-2of.org") == _reads("examp1e.org") == _reads("exarnple.org")
    True
    """
    text = ".".join(_shown(label) for label in domain.split("."))
    text = "".join(c for c in normalize("NFKD", text) if not combining(c)).casefold().translate(_LOOK)
    for pair, looks in _PAIRS:
        text = text.replace(pair, looks)
    return text


def _shown(label: str) -> str:
    """Return a label as it is shown: decoded from punycode where it can be."""
    try:
        return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
    except UnicodeError:
        return label
