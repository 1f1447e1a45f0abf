r"""The veil: every spelling of a person, an account or a device becomes a pseudonym, in every string that is shown.

Rules of :meth:`Veil.text`, in their order:

1. The longest spelling that stands at a place wins. Case, accents, percent-encoding and the separators between its
   words do not matter; at most three characters may stand between two of its words.
2. A spelling that is one ordinary word or a short number (:mod:`custodes.render.ordinary`) is replaced only where it
   stands like an account: alone in the string, before ``@``, after ``DOMAIN\`` or ``system:``, in a home folder.
3. A spelling that several persons share becomes ``[name]``.
4. A run such as "JaneDoeFiles" is read as one word first, then as the words that its capitals make.
5. Everything else that is a spelling is replaced, wherever it stands: too much rather than too little.

Folders and files are veiled further by :meth:`Veil.place` (:mod:`custodes.render.places`).

Look-ups are in one dictionary, so the cost does not grow with the number of people.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from custodes.render.folding import words
from custodes.render.ordinary import is_ordinary
from custodes.render.places import Places
from custodes.render.spelled import forms, host_forms
from custodes.render.visible import clip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custodes.model.person import Spellings
    from custodes.model.review import NamesUse
    from custodes.render.folding import Word
    from custodes.render.spelled import Words

__all__ = ["SHARED", "SMALLEST_GROUP", "Veil"]

SHARED = "[name]"
SMALLEST_GROUP = 5  # members from which a team, department or role is shown
_CHARACTERS = 8
_REMEMBERED = 20_000  # texts whose veiled form is kept: paths and areas come again and again
_GAP = 3
_INNER = 4  # characters from which a spelling also counts inside a run such as "jdoe2024"
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})(?:[?#].*)?\Z")
_HOMES = frozenset(
    {"user", "users", "home", "homes", "personal", "profile", "profiles", "mailbox", "login", "account"}
)
_BEFORE = re.compile(r"(?:\A|[\s;,\"'(=<])[\w.$-]+\\\Z|[~=]\Z|(?:\A|[\s;,\"'(<])[\w-]{2,}:\Z")


_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])")
_JOINT = "\ue000"  # of the private-use area: stands between the words of "JaneDoe" while names are looked for


class Veil:
    """What stands between a review and its reader.

    spellings: how persons, unresolved accounts and devices are written
    key:       of the pseudonyms; the same key gives the same pseudonyms in every output
    names:     that names are uncovered, by whom and why; None: they are not

    Cost: linear in the spellings when made (about 10 µs each); :meth:`text` is linear in the text.

    >>> from custodes.model.person import Spellings
    >>> veil = Veil(Spellings({"E7": frozenset({"E7", "jane.doe@x.org", "Jane Doe"})}), b"k" * 32)
    >>> jane = veil.person("E7")
    >>> veil.text("/personal/jane_doe_x_org/Doe,%20Jane.xlsx").replace(jane, "P")
    '/personal/P/P.xlsx'
    """

    def __init__(self, spellings: Spellings, key: bytes, *, names: NamesUse | None = None) -> None:
        self.names = names
        self._key = key
        self._known = spellings.persons
        self._pseudonyms = self._distinct("P", spellings.persons)
        loose = {account: _person_of(account) for account in spellings.accounts}
        others = set(loose.values()) - set(self._pseudonyms)
        self._pseudonyms |= self._distinct("A", others)
        self._replace: dict[str, str] = {}
        self._weak: set[str] = set()
        self._longest: dict[str, int] = {}
        self._shown: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        self._placed: dict[str, str] = {}
        self._places = Places((), SHARED)
        if names is None:
            self._learn(spellings, loose)
            people = [(self._pseudonyms[p], own | {p}) for p, own in spellings.persons.items()]
            also = spellings.aliases
            accounts = [(self._pseudonyms[p], {a} | also.get(a, frozenset())) for a, p in loose.items()]
            self._places = Places([*people, *accounts], SHARED)

    @property
    def covered(self) -> bool:
        """True where pseudonyms are shown."""
        return self.names is None

    def person(self, person: str) -> str:
        """Return how a person is called in this output."""
        return person if self.names else self.pseudonym(person)

    def pseudonym(self, person: str) -> str:
        """Return the pseudonym, whether names are uncovered or not: ``P-``, or ``A-`` for an unresolved account."""
        found = self._pseudonyms.get(person)
        return found if found is not None else self._code("A", person, _CHARACTERS)

    def account(self, account: str) -> str:
        """Return "system:pseudonym" of an account, or the account.

        >>> from custodes.model.person import Spellings
        >>> Veil(Spellings({}), b"k" * 32).account("entra:jane@x.org")[:8]
        'entra:A-'
        """
        if self.names:
            return account
        system, colon, login = account.partition(":")
        if not colon:
            return self._whole(account)
        return f"{system}:{self._whole(account) if self._key_of(account) in self._replace else self._whole(login)}"

    def host(self, host: str) -> str:
        """Return how a device is called: ``H-`` and a pseudonym."""
        if self.names:
            return host
        shown = self._hosts.get(host)
        if shown is None:
            shown = self._hosts[host] = self._code("H", host.casefold(), _CHARACTERS)
        return shown

    def known_as(self, person: str) -> tuple[str, ...]:
        """Return the spellings of a person, sorted, where names are uncovered; else nothing."""
        return tuple(sorted(self._known.get(person, ()))) if self.names else ()

    def group(self, name: str, members: int) -> str:
        """Return the name of a team, department or role; empty below five members."""
        if self.names:
            return name
        return self.text(name) if members >= SMALLEST_GROUP else ""

    def file(self, name: str | None, area: str | None) -> str:
        r"""Return an object as it may be shown: its name, or under the veil its extension and area.

        >>> from custodes.model.person import Spellings
        >>> Veil(Spellings({}), b"k" * 32).file("C:\\A1B2\\Divorce of J.docx", "C:/A1B2")
        'a .docx object in C:/A1B2'
        """
        if self.names:
            return clip(name or area or "")
        extension = self.extension(name)
        what = f"a {extension} object" if extension else "an object"
        return f"{what} in {clip(self.place(area), 160)}" if area else what if name else ""

    def extension(self, name: str | None) -> str:
        """Return the extension of a file name with its dot, lower case; empty where it has none or it names somebody."""
        match = _EXTENSION.search(name or "")
        if match is None:
            return ""
        extension = match.group(1).lower()
        return f".{extension}" if self.text(extension) == extension and not extension.isdigit() else ""

    def text(self, text: str) -> str:
        """Return the text with every spelling replaced; unchanged where names are uncovered."""
        if self.names or not text or not self._replace:
            return text
        shown = self._shown.get(text)
        if shown is None:
            if len(self._shown) >= _REMEMBERED:
                self._shown.clear()
            shown = self._shown[text] = self._looked_up(text)
        return shown

    def place(self, text: str) -> str:
        """Return a folder, a path or a file's name without anybody's name in it; unchanged where names are uncovered."""
        if self.names:
            return text
        placed = self._placed.get(text)
        if placed is None:
            if len(self._placed) >= _REMEMBERED:
                self._placed.clear()
            placed = self._placed[text] = self._places.veiled(self.text(text))
        return placed

    def _looked_up(self, text: str) -> str:
        text = self._replaced(text)
        if _JOINT not in text and (split := _CAMEL.sub(_JOINT, text)) != text:
            again = self._replaced(split)
            return text if again == split else again.replace(_JOINT, "")
        return text

    def _replaced(self, text: str) -> str:
        found = words(text)
        out: list[str] = []
        at, i = 0, 0
        while i < len(found):
            hit = self._hit(text, found, i)
            if hit is None:
                i += 1
                continue
            length, replacement = hit
            out += (text[at : found[i].start], replacement)
            at = found[i + length - 1].end
            i += length
        return "".join((*out, text[at:])) if at else text

    def _hit(self, text: str, found: list[Word], i: int) -> tuple[int, str] | None:
        """Return the longest spelling that begins with word ``i``: how many words, and what replaces them."""
        longest = self._longest.get(found[i].text, 0)
        span = 1
        while span < longest and i + span < len(found) and found[i + span].gap <= _GAP:
            span += 1
        for length in range(min(span, longest), 0, -1):
            key = " ".join(word.text for word in found[i : i + length])
            replacement = self._replace.get(key)
            if replacement is None or not _bounded(found, i, length, key):
                continue
            if key in self._weak and not _like_an_account(text, found, i, length):
                continue
            return length, replacement
        return None

    def _whole(self, text: str) -> str:
        """Replace a string that is an account as a whole."""
        key = self._key_of(text)
        return self._replace.get(key) or self._code("A", _person_of(text), _CHARACTERS)

    @staticmethod
    def _key_of(text: str) -> str:
        return " ".join(word.text for word in words(text))

    def _learn(self, spellings: Spellings, loose: dict[str, str]) -> None:
        """Fill the dictionary. What two persons share is nobody's pseudonym."""
        domains: set[str] = set()
        for person, own in spellings.persons.items():
            shown = self._pseudonyms[person]
            for spelling in own | {person}:
                domains.add(spelling.rpartition("@")[2].casefold() if "@" in spelling else "")
                self._add(forms(spelling), shown)
        for account, person in loose.items():
            domains.add(account.rpartition("@")[2].casefold() if "@" in account else "")
            for spelling in {account} | spellings.aliases.get(account, frozenset()):
                self._add(forms(spelling), self._pseudonyms[person])
        for host in sorted(spellings.hosts):
            if host.casefold() not in domains:  # a tenant's domain, which some logs give as the host
                self._add(host_forms(host), self.host(host), shared=False)

    def _add(self, all_forms: Iterable[Words], shown: str, *, shared: bool = True) -> None:
        for form in all_forms:
            key = " ".join(form)
            known = self._replace.get(key)
            if known is None:
                self._replace[key] = shown
                if is_ordinary(form):
                    self._weak.add(key)
                if len(form) > self._longest.get(form[0], 0):
                    self._longest[form[0]] = len(form)
            elif known != shown and shared:
                self._replace[key] = SHARED

    def _distinct(self, letter: str, persons: Iterable[str]) -> dict[str, str]:
        """Return pseudonyms; those that would be equal are all made longer, so that no order of persons matters."""
        chosen: dict[str, str] = {}
        waiting, length = sorted(persons), _CHARACTERS
        while waiting:
            codes = {person: self._code(letter, person, length) for person in waiting}
            count: dict[str, int] = {}
            for code in codes.values():
                count[code] = count.get(code, 0) + 1
            chosen |= {person: code for person, code in codes.items() if count[code] == 1}
            waiting = [person for person, code in codes.items() if count[code] > 1]
            length += 1
        return chosen

    def _code(self, letter: str, what: str, length: int) -> str:
        scope = "" if letter == "P" else letter + "\0"
        digest = hmac.new(self._key, (scope + what).encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        return f"{letter}-{base64.b32encode(digest).decode()[:length]}"


def _person_of(account: str) -> str:
    """Return the person that identity makes of an unresolved account: CERT logins are persons themselves."""
    return account.split(":", 1)[1] if account.casefold().startswith("cert:") else account


def _bounded(found: list[Word], i: int, length: int, key: str) -> bool:
    """Say whether a spelling stands free; a longer one may also touch digits or letters ("jdoe2024")."""
    free = (i == 0 or found[i].gap > 0) and (i + length == len(found) or found[i + length].gap > 0)
    return free or len(key) >= _INNER


def _like_an_account(text: str, found: list[Word], i: int, length: int) -> bool:
    """Say whether an ordinary word stands where an account would (rule 2)."""
    start, end = found[i].start, found[i + length - 1].end
    if text[end : end + 1] == "@" or text[end : end + 3].lower() == "%40":
        return True
    if not text[:start].strip() and not text[end:].strip():
        return True
    if (
        i
        and found[i - 1].text in _HOMES
        and found[i].gap <= _GAP
        and not text[found[i - 1].end : start].isspace()
    ):
        return True
    return _BEFORE.search(text[max(0, start - 80) : start]) is not None
