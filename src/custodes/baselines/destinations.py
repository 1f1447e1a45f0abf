"""Where something went: a small, dated list of domain categories (``destinations.toml``) that an organisation can extend.

A domain matches with its subdomains, the longest entry wins. Domains are compared in punycode, so one that only looks
like another never counts as it (:mod:`custodes.baselines.lookalikes` says whom it resembles). ``ignored`` exists only to be ignored: such sites are never counted for anything
(safeguard 6), and no measure may name it (a test walks them).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from custodes.settings import Settings

__all__ = ["DATED", "Destination", "Destinations", "ascii_domain", "listed"]

_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_APART = re.compile("[\u00df\u03c2\u200c\u200d]")  # IDNA 2003 maps them away, IDNA 2008 does not


class Destination(StrEnum):
    """What kind of place a domain is. The first of a mail's recipients in this order decides."""

    LEAK = "leak"
    PASTE = "paste"
    PERSONAL = "personal"
    FILE_SHARING = "file_sharing"
    WEBMAIL = "webmail"
    CODE = "code"
    ASSISTANT = "assistant"
    EXTERNAL = "external"
    PARTNER = "partner"
    OWN = "own"
    IGNORED = "ignored"


_LISTS: Mapping[str, Any] = tomllib.loads(
    (files("custodes.baselines") / "destinations.toml").read_text(encoding="utf-8")
)
DATED: str = _LISTS["dated"]


def listed() -> Mapping[Destination, Mapping[str, Any]]:
    """Return the package's own categories: "what" one is, the "source" of its list, and its "domains"."""
    return {Destination(name): one for name, one in _LISTS.items() if name != "dated"}


class Destinations:
    """Classifies domains, with the organisation's own, partner and added ones.

    >>> from custodes.settings import Settings
    >>> where = Destinations(Settings(), own=["example.org"])
    >>> [where.of(d).value for d in ("mail.example.org", "gmail.com;example.org", "wikileaks.org", "acme.test")]
    ['own', 'personal', 'leak', 'external']
    """

    def __init__(self, settings: Settings, own: Iterable[str] = ()) -> None:
        table: dict[str, Destination] = {d: kind for kind, one in listed().items() for d in one["domains"]}
        public = {d for d, kind in table.items() if kind is Destination.PERSONAL}
        table.update({d: Destination.OWN for d in map(ascii_domain, own) if d and d not in public})
        added = settings.destinations
        for kind, domains in (
            (Destination.PERSONAL, added.personal),
            (Destination.FILE_SHARING, added.file_sharing),
            (Destination.WEBMAIL, added.webmail),
            (Destination.CODE, added.code),
            (Destination.ASSISTANT, added.assistant),
            (Destination.PASTE, added.paste),
            (Destination.LEAK, added.leak),
            (Destination.IGNORED, added.ignored),
            (Destination.PARTNER, settings.organisation.partners),
            (Destination.OWN, settings.organisation.domains),
        ):
            table.update({ascii_domain(d): kind for d in domains})
        self._table = table
        self._order = {kind: place for place, kind in enumerate(Destination)}
        self._one = lru_cache(maxsize=100_000)(self._look_up)

    @property
    def own(self) -> frozenset[str]:
        """The organisation's own domains."""
        return frozenset(d for d, kind in self._table.items() if kind is Destination.OWN)

    @property
    def known(self) -> frozenset[str]:
        """The organisation's own domains and its partners'."""
        ours = (Destination.OWN, Destination.PARTNER)
        return frozenset(d for d, kind in self._table.items() if kind in ours)

    @property
    def fingerprint(self) -> str:
        """Names the whole table, so that stored measures know under which it was counted."""
        return hashlib.sha256(repr(sorted(self._table.items())).encode()).hexdigest()[:16]

    def of(self, domains: str) -> Destination:
        """Return the category of one domain or of several joined by ";" (the most distant one decides)."""
        return min(
            (self._one(d) for d in domains.split(";") if d),
            key=self._order.__getitem__,
            default=Destination.OWN,
        )

    def _look_up(self, domain: str) -> Destination:
        labels = ascii_domain(domain).split(".")
        for start in range(len(labels) - 1):
            kind = self._table.get(".".join(labels[start:]))
            if kind is not None:
                return kind
        return Destination.EXTERNAL


def ascii_domain(domain: str) -> str:
    """Return the domain lower case and in punycode, so that a look-alike is never taken for the real one.

    Letters that the older rules spell otherwise (ß as ss, ς as σ) are domains of their own by today's: they stay.

    >>> [ascii_domain(d) for d in ("Büro.example.", "straße.example")]
    ['xn--bro-hoa.example', 'xn--strae-oqa.example']
    """
    plain = domain.strip().lower().rstrip(".")
    if plain.isascii():
        return plain
    try:
        return ".".join(_ascii_label(label) for label in _DOTS.split(plain))
    except UnicodeError:
        return plain


def _ascii_label(label: str) -> str:
    if _APART.search(label):
        return "xn--" + normalize("NFC", label).encode("punycode").decode("ascii")
    return label.encode("idna").decode("ascii")
