"""Accounts to persons as of a day, and a person's place in the organisation as it was known on a day.

Everything is keyed by the day from which it could be *known*, never by the day on which it became true:
a review of week w may use only what was known at its end.

Rules, in their order:

1. an HR list's ``accounts`` and a directory's login name an account's person;
2. a sign-in name that equals a mail address of the directory belongs to that person;
3. anything else is a person of its own under the account's name, and is listed as unresolved.

An account that two persons claim belongs to each from the day that the list gives (``start``), until the
next one's day. Where two claim it from the same day it is nobody's: it stands under its own name, unresolved. An entry of one directory whose account belongs to a person of another (an LDAP ``user_id``
that the HR list names as ``cert:…``) is merged into that person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from custodes.model.person import Spellings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from custodes.model.person import DirectoryEntry

__all__ = ["Departure", "Fact", "Identity", "Resolution"]

ALWAYS = date.min
NEVER = date.max


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose an account was on a day, and why we think so.

    person: the person, or the account itself where nobody is known
    known:  False where the directory does not know the account
    reason: "listed in the directory", "mail address in the directory", "not in the directory"
    """

    person: str
    known: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What a directory said of a person, valid from the day it was known until the next fact.

    known_from: ``date.min`` where it was always known
    listed: False from the day on which a complete list no longer named the person
    """

    known_from: date
    team: str = ""
    department: str = ""
    role: str = ""
    manager: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Departure:
    """A last day and the day since when it could be known."""

    last_day: date
    known_from: date


@dataclass(frozen=True, slots=True)
class _Claim:
    person: str
    first: date
    reason: str
    known: bool = True


class Identity:
    """A directory, indexed for as-of look-ups. Cost: linear in its entries; look-ups are logarithmic.

    >>> from custodes.model.person import DirectoryEntry
    >>> jane = DirectoryEntry("E7", "hr", None, accounts=("entra:jane@example.org",), department="Lab")
    >>> identity = Identity([jane])
    >>> identity.resolve("entra:JANE@example.org", date(2024, 5, 1)).person
    'E7'
    >>> identity.resolve("entra:bob@example.org", date(2024, 5, 1)).known
    False
    """

    def __init__(self, entries: Iterable[DirectoryEntry]) -> None:
        listed = list(entries)
        owners = _owners(listed)
        merged: dict[str, list[DirectoryEntry]] = defaultdict(list)
        claims: dict[str, list[_Claim]] = defaultdict(list)
        spelled: dict[str, str] = {}
        for entry in listed:
            person = _merge_target(entry, owners)
            merged[person].append(entry)
            for account in entry.accounts:
                spelled.setdefault(account.casefold(), account)
                claims[account.casefold()].append(
                    _Claim(person, entry.start or ALWAYS, "listed in the directory")
                )
        for person, own in merged.items():
            for mail in {entry.email.casefold() for entry in own if "@" in entry.email}:
                claims.setdefault(f"entra:{mail}", [_Claim(person, ALWAYS, "mail address in the directory")])
        self._entries = {person: tuple(own) for person, own in merged.items()}
        self._claims = {key: _ordered(spelled.get(key, key), of) for key, of in claims.items()}
        lists = _complete_lists(listed)
        self._facts = {person: _facts(own, lists) for person, own in merged.items()}
        self._departures = {person: _departures(own, lists) for person, own in merged.items()}

    @property
    def persons(self) -> tuple[str, ...]:
        """All persons of the directory, sorted."""
        return tuple(sorted(self._entries))

    def resolve(self, account: str, as_of: date) -> Resolution:
        """Return whose ``account`` was on the day ``as_of``."""
        claims = self._claims.get(account.casefold())
        if not claims:
            return Resolution(_alone(account), False, "not in the directory")
        current = claims[0]
        for claim in claims[1:]:
            if claim.first <= as_of:
                current = claim
        return Resolution(current.person, current.known, current.reason)

    def spans(self, account: str) -> tuple[tuple[str, date, date], ...]:
        """Return (person, first day, last day) of an account's owners, inclusive, covering all time."""
        claims = self._claims.get(account.casefold())
        if not claims:
            return ((self.resolve(account, ALWAYS).person, ALWAYS, NEVER),)
        firsts = [ALWAYS, *(claim.first for claim in claims[1:])]
        lasts = [*(first - timedelta(days=1) for first in firsts[1:]), NEVER]
        return tuple((c.person, first, last) for c, first, last in zip(claims, firsts, lasts, strict=True))

    def knows(self, account: str) -> bool:
        """Say whether the directory names this account."""
        return any(claim.known for claim in self._claims.get(account.casefold(), ()))

    def contested(self, accounts: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``accounts`` that several persons of the directory claim from the same day."""
        return tuple(a for a in accounts if not all(c.known for c in self._claims.get(a.casefold(), ())))

    def passed_on(self, accounts: Iterable[str]) -> tuple[tuple[str, str, str, date], ...]:
        """Return (account, person before, person after, day) of ``accounts`` that change hands by the directory."""
        return tuple(
            (account, before[0], after[0], after[1])
            for account in accounts
            for before, after in pairwise(self.spans(account))
        )

    def fact(self, person: str, as_of: date) -> Fact | None:
        """Return the place of a person as it was known on a day; None before anything was."""
        found = None
        for fact in self._facts.get(person, ()):
            if fact.known_from <= as_of:
                found = fact
        return found

    def facts(self, person: str) -> tuple[Fact, ...]:
        """Return all facts of a person, by the day they were known from."""
        return self._facts.get(person, ())

    def departure(self, person: str, as_of: date) -> Departure | None:
        """Return the departure as it was known on a day; None where none was."""
        found = None
        for departure in self._departures.get(person, ()):
            if departure.known_from <= as_of:
                found = departure
        return found

    def spellings(self, accounts: Iterable[str] = (), hosts: Iterable[str] = ()) -> Spellings:
        """Return every spelling of every person, of ``accounts`` seen in the lake, and ``hosts``."""
        persons: dict[str, set[str]] = {person: {person} for person in self._entries}
        for person, own in self._entries.items():
            for entry in own:
                persons[person].update({entry.person, entry.name, entry.email, entry.email.split("@")[0]})
                for account in entry.accounts:
                    persons[person].update({account, account.split(":", 1)[-1]})
        loose: set[str] = set()
        for account in accounts:
            for person, _, _ in self.spans(account):
                target = persons.get(person)
                if target is None:
                    loose.add(account)
                else:
                    target.update({account, account.split(":", 1)[-1]})
        cleaned = {person: frozenset(filter(None, names)) for person, names in persons.items()}
        return Spellings(cleaned, frozenset(loose), frozenset(filter(None, hosts)))


def _alone(account: str) -> str:
    """Return the name under which an account stands that is nobody's."""
    return account.split(":", 1)[-1] if _own_name(account) else account


def _own_name(account: str) -> bool:
    """CERT logins are persons' identifiers themselves (the design's order: HR person, CERT user_id, account)."""
    return account.casefold().startswith("cert:")


def _owners(entries: Sequence[DirectoryEntry]) -> Mapping[str, str]:
    """Which person of an HR list an account belongs to: only undated lists merge others into theirs."""
    return {a.casefold(): e.person for e in entries if e.known_from is None for a in e.accounts}


def _merge_target(entry: DirectoryEntry, owners: Mapping[str, str]) -> str:
    if entry.known_from is None:
        return entry.person
    return next((owners[a.casefold()] for a in entry.accounts if a.casefold() in owners), entry.person)


def _ordered(account: str, claims: list[_Claim]) -> tuple[_Claim, ...]:
    """One claim per change of person, by first day; nobody's where several persons claim it from the same day."""
    by_day: dict[date, dict[str, _Claim]] = defaultdict(dict)
    for claim in claims:
        by_day[claim.first].setdefault(claim.person, claim)
    kept: list[_Claim] = []
    for first, persons in sorted(by_day.items()):
        one = next(iter(persons.values()))
        if len(persons) > 1:
            one = _Claim(_alone(account), first, "claimed by several persons of the directory", known=False)
        if not kept or kept[-1].person != one.person:
            kept.append(one)
    return tuple(kept)


def _complete_lists(entries: Sequence[DirectoryEntry]) -> tuple[tuple[date, str], ...]:
    """Days on which complete snapshots became known, ascending, with their names."""
    return tuple(
        sorted({(e.known_from, e.snapshot) for e in entries if e.known_from is not None and e.complete})
    )


def _facts(own: Sequence[DirectoryEntry], lists: Sequence[tuple[date, str]]) -> tuple[Fact, ...]:
    dated = {e.snapshot: e for e in own if e.known_from is not None}
    undated = sorted(
        (e for e in own if e.known_from is None), key=lambda e: (e.listed_on or ALWAYS, e.record)
    )
    facts: list[Fact] = []
    for number, entry in enumerate(undated):
        known = (entry.start or ALWAYS) if number == 0 else (entry.listed_on or ALWAYS)
        facts.append(Fact(known, entry.team, entry.department, entry.role, entry.manager))
    if dated and not undated:
        seen = False
        for known_from, snapshot in lists:
            entry_or_none = dated.get(snapshot)
            if entry_or_none is not None:
                e, seen = entry_or_none, True
                facts.append(Fact(known_from, e.team, e.department, e.role, e.manager))
            elif seen:
                facts.append(Fact(known_from, listed=False))
    return tuple(sorted(facts, key=lambda fact: fact.known_from))


def _departures(own: Sequence[DirectoryEntry], lists: Sequence[tuple[date, str]]) -> tuple[Departure, ...]:
    """Last days that a list states; where none does, absence from a later complete snapshot."""
    stated = [
        Departure(e.last_day, e.notice or e.listed_on or e.known_from or e.last_day)
        for e in own
        if e.last_day is not None
    ]
    found = stated or _absences({e.snapshot for e in own if e.known_from is not None}, lists)
    return tuple(sorted(found, key=lambda d: d.known_from))


def _absences(listed_in: Collection[str], lists: Sequence[tuple[date, str]]) -> list[Departure]:
    """The last snapshot that lists a person, where later ones do not: known from the first of those."""
    places = [place for place, (_, snapshot) in enumerate(lists) if snapshot in listed_in]
    if not places or places[-1] + 1 == len(lists):
        return []
    return [Departure(lists[places[-1]][0], lists[places[-1] + 1][0])]
