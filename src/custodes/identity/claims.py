"""Who claims an account, by the lists of people: one claim per change of person, by first day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from custodes.identity.facts import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from custodes.identity.learned import Guess
    from custodes.model.person import DirectoryEntry
    from custodes.settings import Identities

__all__ = ["NEVER", "Claim", "alone", "claims_of", "learned_claim", "spans_of"]

NEVER = date.max
_LISTED, _BY_MAIL = "listed in the directory", "mail address in the directory"
_BY_LOGIN = "login of the directory, as the settings say"


@dataclass(frozen=True, slots=True)
class Claim:
    """An account is a person's from a day on; ``known`` is False where it is nobody's."""

    person: str
    first: date
    reason: str
    known: bool = True


def claims_of(
    entries: Mapping[str, Sequence[DirectoryEntry]], rules: Identities
) -> dict[str, tuple[Claim, ...]]:
    """Return account (without case) -> its claims; ``@:address`` stands for a sign-in name of any system.

    What follows from a sign-in name, or from a login by the settings, holds where no list names the account itself; what
    follows from an entry's mail address, which people may edit themselves, where it is nobody's sign-in name.
    """
    claims: dict[str, list[Claim]] = defaultdict(list)
    further: dict[str, list[Claim]] = defaultdict(list)
    mailed: dict[str, list[Claim]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for person, own in entries.items():
        for entry in own:
            for account in entry.accounts:
                spelled.setdefault(account.casefold(), account)
                claims[account.casefold()].append(Claim(person, entry.start or ALWAYS, _LISTED))
            for address in _signins(entry):
                further[f"@:{address}"].append(Claim(person, entry.start or ALWAYS, _BY_MAIL))
            for address in _mails(entry):
                mailed[f"@:{address}"].append(Claim(person, entry.start or ALWAYS, _BY_MAIL))
            for login in _logins(entry, rules.logins) if rules.logins else ():
                further[login].append(Claim(person, ALWAYS, _BY_LOGIN))
    for key, of in claims.items():
        if key.startswith("mail:"):
            signed_in = {claim.person for claim in further.get(f"@:{key[5:]}", ())}
            claims[key] = [claim for claim in of if claim.person in signed_in] or of
    merged = {**mailed, **further, **claims}
    return {key: _ordered(spelled.get(key, key), of) for key, of in merged.items()}


def _signins(entry: DirectoryEntry) -> set[str]:
    """Return the user principal names of an entry."""
    return {a[6:] for a in map(str.casefold, entry.accounts) if a.startswith("entra:") and "@" in a}


def _mails(entry: DirectoryEntry) -> set[str]:
    """Return the mail addresses of an entry."""
    found = {
        entry.email.casefold(),
        *(a[5:] for a in map(str.casefold, entry.accounts) if a.startswith("mail:")),
    }
    return {address for address in found if "@" in address}


def _logins(entry: DirectoryEntry, systems: Iterable[str]) -> Iterator[str]:
    """Yield the accounts that an entry's logins are on systems whose logins are the directory's."""
    logins = {a.casefold().partition(":")[2] for a in entry.accounts if a.startswith(("windows:", "ldap:"))}
    names = logins | {login.rpartition("\\")[2] for login in logins}
    return (f"{system.casefold()}:{name}" for system in systems for name in sorted(names))


def spans_of(claims: Sequence[Claim]) -> tuple[tuple[str, date, date], ...]:
    """Return (person, first day, last day), inclusive, covering all time; nothing without a claim."""
    if not claims:
        return ()
    firsts = [ALWAYS, *(claim.first for claim in claims[1:])]
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), NEVER]
    return tuple((c.person, first, last) for c, first, last in zip(claims, firsts, lasts, strict=True))


def learned_claim(account: str, guess: Guess) -> Claim:
    """Return what a confirmed guess says of an account."""
    if not guess.person:
        reason = f"records point to several persons since {guess.first}"
        return Claim(alone(account), guess.first, reason, known=False)
    return Claim(
        guess.person, guess.first, f"learned from records: beside {guess.through} since {guess.first}"
    )


def alone(account: str) -> str:
    """Return the name under which an account stands that is nobody's.

    CERT logins are persons' identifiers themselves (the design's order: HR person, CERT user_id, account).
    """
    return account.split(":", 1)[-1] if account.casefold().startswith("cert:") else account


def _ordered(account: str, claims: list[Claim]) -> tuple[Claim, ...]:
    """One claim per change of person, by first day; nobody's where several persons claim it from the same day."""
    by_day: dict[date, dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        by_day[claim.first].setdefault(claim.person, claim)
    kept: list[Claim] = []
    for first, persons in sorted(by_day.items()):
        one = next(iter(persons.values()))
        if len(persons) > 1:
            one = Claim(alone(account), first, "claimed by several persons of the directory", known=False)
        if not kept or kept[-1].person != one.person:
            kept.append(one)
    return tuple(kept)
