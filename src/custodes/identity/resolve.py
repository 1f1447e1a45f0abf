r"""Accounts to persons as of a day, and a person's place in the organisation as it was known on a day.

Everything is keyed by the day from which it could be *known*, never by the day on which it became true:
a review of week w may use only what was known at its end.

Rules, in their order:

1. a shared login or a service stands for itself, whoever the directory says that it is (:mod:`.kinds`);
2. an HR list's ``accounts`` and a directory's login, SID, GUID or address name an account's person;
3. a sign-in name that equals a mail address or user principal name of the directory belongs to that person, on any system;
4. on a system whose logins are declared to be the directory's (``[identity] logins``), so does the same login;
5. what records spell together with a known account is learned (:mod:`.learned`), and counts once it is confirmed;
6. anything else is a person of its own under the account's name, and is listed as unresolved. The same login on two systems
   is not the same person: ``windows:corp\jdoe`` is not ``entra:jdoe@corp.example``.

An account that two persons claim belongs to each from the day that the list gives (``start``), until the
next one's day. Where two claim it from the same day it is nobody's: it stands under its own name, unresolved.
Which entries of several lists are one person: :mod:`.merging`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from custodes.identity.accounts import is_person_id
from custodes.identity.claims import NEVER, Claim, alone, claims_of, learned_claim, spans_of
from custodes.identity.facts import ALWAYS, Departure, Fact, complete_lists, departures_of, facts_of
from custodes.identity.kinds import Kind, Kinds
from custodes.identity.learned import Guess, Link, learned
from custodes.identity.merging import merged_entries
from custodes.model.person import Spellings
from custodes.settings import Identities

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from custodes.model.person import DirectoryEntry

__all__ = ["Departure", "Fact", "Identity", "Resolution"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose an account was on a day, and why we think so.

    person: the person, or the account itself where nobody is known
    known:  False where the directory does not know the account
    reason: "listed in the directory", "mail address in the directory", "login of the directory, as the settings say",
            "learned from records: …", "a shared login", "a service", "not in the directory"
    """

    person: str
    known: bool
    reason: str


class Identity:
    """A directory, indexed for as-of look-ups. Cost: linear in its entries; look-ups are logarithmic.

    >>> from datetime import date
    >>> from custodes.model.person import DirectoryEntry
    >>> jane = DirectoryEntry("E7", "hr", None, accounts=("entra:jane@example.org",), department="Lab")
    >>> identity = Identity([jane])
    >>> identity.resolve("entra:JANE@example.org", date(2024, 5, 1)).person
    'E7'
    >>> identity.resolve("entra:bob@example.org", date(2024, 5, 1)).known
    False
    """

    def __init__(
        self,
        entries: Iterable[DirectoryEntry],
        links: Sequence[Link] = (),
        rules: Identities | None = None,
    ) -> None:
        listed = list(entries)
        rules = rules or Identities()
        self._kinds = Kinds(rules)
        self._entries = {person: tuple(own) for person, own in merged_entries(listed).items()}
        self._claims = claims_of(self._entries, rules)
        lists = complete_lists(listed)
        self._facts = {person: facts_of(own, lists) for person, own in self._entries.items()}
        self._departures = {person: departures_of(own, lists) for person, own in self._entries.items()}
        self._links = links
        self._confirm, self._confirmed = rules.confirm, frozenset(a.casefold() for a in rules.confirmed)
        self._guesses = learned(links, self._owner, lambda account: bool(self._of(account)))

    @property
    def persons(self) -> tuple[str, ...]:
        """All persons of the directory, sorted."""
        return tuple(sorted(self._entries))

    def kind(self, account: str) -> Kind:
        """Say whether an account is a service's, shared, or somebody's."""
        return self._kinds.of(account)

    def resolve(self, account: str, as_of: date) -> Resolution:
        """Return whose ``account`` was on the day ``as_of``."""
        kind = self.kind(account)
        if kind is not Kind.PERSON:
            return Resolution(
                alone(account), False, f"a {kind.value} login" if kind is Kind.SHARED else "a service"
            )
        claims = self._of(account) or self._learned(account)
        if not claims:
            return Resolution(alone(account), False, "not in the directory")
        current = claims[0]
        for claim in claims[1:]:
            if claim.first <= as_of:
                current = claim
        return Resolution(current.person, current.known, current.reason)

    def spans(self, account: str) -> tuple[tuple[str, date, date], ...]:
        """Return (person, first day, last day) of an account's owners, inclusive, covering all time."""
        claims = self._of(account) or self._learned(account) if self.kind(account) is Kind.PERSON else ()
        return spans_of(claims) if claims else ((alone(account), ALWAYS, NEVER),)

    def knows(self, account: str) -> bool:
        """Say whether the directory names this account, or records do and somebody confirmed it."""
        claims = self._of(account) or self._learned(account) if self.kind(account) is Kind.PERSON else ()
        return any(claim.known for claim in claims)

    def guess(self, account: str) -> Guess | None:
        """Return whose an account that the directory does not know probably is; None where records do not agree."""
        guesses = self._guesses.get(account.casefold(), ())
        return (
            guesses[0]
            if len(guesses) == 1 and guesses[0].person and self.kind(account) is Kind.PERSON
            else None
        )

    def confirmed(self, account: str) -> bool:
        """Say whether the settings confirm what was learned of an account."""
        return self._confirm or account.casefold() in self._confirmed

    def contested(self, accounts: Iterable[str]) -> tuple[str, ...]:
        """Return those of ``accounts`` that several persons of the directory claim from the same day."""
        return tuple(a for a in accounts if not all(c.known for c in self._of(a)))

    def passed_on(self, accounts: Iterable[str]) -> tuple[tuple[str, str, str, date], ...]:
        """Return (account, person before, person after, day) of ``accounts`` that change hands by the directory."""
        return tuple(
            (account, before[0], after[0], after[1])
            for account in accounts
            if self.kind(account) is Kind.PERSON
            for before, after in pairwise(spans_of(self._of(account)))
        )

    def _of(self, account: str) -> tuple[Claim, ...]:
        """Return what the directory says of an account."""
        key = account.casefold()
        system, _, login = key.partition(":")
        return self._claims.get(key) or (
            self._claims.get(f"@:{login}", ()) if "@" in login and system else ()
        )

    def _owner(self, account: str, day: date) -> str:
        """Return the person to whom the directory gives an account; empty where it does not."""
        if self.kind(account) is not Kind.PERSON:
            return ""
        of = [person for person, first, last in spans_of(self._of(account)) if first <= day <= last]
        return of[0] if of and of[0] in self._entries else ""

    def _learned(self, account: str) -> tuple[Claim, ...]:
        guesses = self._guesses.get(account.casefold(), ())
        if not guesses or not self.confirmed(account):
            return ()
        before = Claim(alone(account), ALWAYS, "not in the directory", known=False)
        return (before, *(learned_claim(account, guess) for guess in guesses))

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

    def known_later(self, as_of: date) -> tuple[Departure, ...]:
        """Return departures up to a day that became known only after it, by the day they did."""
        late = [
            departure
            for person, own in self._departures.items()
            if self.departure(person, as_of) is None
            for departure in own[-1:]
            if departure.last_day <= as_of
        ]
        return tuple(sorted(late, key=lambda departure: (departure.known_from, departure.last_day)))

    def spellings(self, accounts: Iterable[str] = (), hosts: Iterable[str] = ()) -> Spellings:
        """Return every spelling of every person, of ``accounts`` seen in the lake and their aliases, and ``hosts``."""
        persons: dict[str, set[str]] = {person: {person} for person in self._entries}
        for person, own in self._entries.items():
            for entry in own:
                persons[person].update({entry.person, entry.name, entry.email, entry.email.split("@")[0]})
                for account in entry.accounts:
                    persons[person].update({account, account.split(":", 1)[-1]})
        loose: set[str] = set()
        aliases: dict[str, set[str]] = defaultdict(set)
        for account, also in self._also(accounts):
            owners = {person for person, _, _ in self.spans(account)} & persons.keys()
            owners = owners or {person for person, _, _ in self.spans(also)} & persons.keys()
            for person in owners:
                persons[person].update({account, account.split(":", 1)[-1]})
            if not owners:
                loose.add(also)
                aliases[also].add(account)
        cleaned = {person: frozenset(filter(None, names)) for person, names in persons.items()}
        also_called = {account: frozenset(names) for account, names in aliases.items()}
        return Spellings(cleaned, frozenset(loose), frozenset(filter(None, hosts)), also_called)

    def _also(self, accounts: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield every account with itself, and every spelling that stood beside one with that."""
        yield from ((account, account) for account in accounts)
        yield from ((link.alias, link.account) for link in self._links if is_person_id(link.alias))
