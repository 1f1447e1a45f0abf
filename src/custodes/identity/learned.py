r"""Accounts that no directory knows, and whose they probably are: learned from records that spell one account twice.

A record that calls its account ``windows:corp\jdoe`` and ``sid:S-1-5-21-…`` says that both are the same. So an account is
probably a person's where a record names it together with a spelling that the directory knows, or where both stand beside the
same identifier (SID, GUID; a product's own within the product), which is never given to another. Known is it from the day of the later record.

It never overrides the directory. From the day on which records point to two persons it is nobody's. Names and mail
addresses are no bridge between two further accounts: an office's address would join everybody who uses it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.identity.accounts import IDENTIFIERS, is_person_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

__all__ = ["Guess", "Link", "learned"]


@dataclass(frozen=True, slots=True)
class Link:
    """Two spellings of one account in the same record, and the first day on which a record said so."""

    account: str
    alias: str
    first: date


@dataclass(frozen=True, slots=True)
class Guess:
    """Whose an account probably is.

    person: the person; empty from the day on which records point to two
    first:  the day from which it could be known · through: the spelling that told it
    """

    person: str
    first: date
    through: str


def learned(
    links: Iterable[Link], whose: Callable[[str, date], str], known: Callable[[str], bool]
) -> Mapping[str, tuple[Guess, ...]]:
    """Return account (without case) -> at most two guesses, ascending; the second says that it is nobody's.

    whose: the directory's person of a spelling on a day, empty for none · known: whether a spelling needs no learning
    Cost: linear in the links.
    """
    near = _neighbours(links)
    direct: dict[str, dict[str, Guess]] = {}  # spelling -> person -> the first record that names both
    for spelling, others in near.items():
        direct[spelling] = {}
        for other, day in sorted(others.items(), key=lambda item: (item[1], item[0])):
            if person := whose(other, day):
                direct[spelling].setdefault(person, Guess(person, day, other))
    guesses: dict[str, tuple[Guess, ...]] = {}
    for account, others in near.items():
        found = list(direct[account].values())
        for other, day in others.items():
            found += [
                Guess(g.person, max(g.first, day), other)
                for g in direct[other].values()
                if _bridges(account, other, g.through)
            ]
        if found and not known(account):
            guesses[account] = _agreed(found)
    return guesses


def _bridges(account: str, identifier: str, known: str) -> bool:
    """Say whether an identifier joins two accounts; a product's own number may be another's elsewhere.

    >>> _bridges("slack:j", "id:7", "slack:jane"), _bridges("slack:j", "id:7", "github:jane")
    (True, False)
    """
    system = identifier.partition(":")[0]
    return system in IDENTIFIERS and (system != "id" or account.partition(":")[0] == known.partition(":")[0])


def _neighbours(links: Iterable[Link]) -> dict[str, dict[str, date]]:
    """Return spelling -> the spellings beside it, without case, and the first day of each."""
    near: dict[str, dict[str, date]] = defaultdict(dict)
    for link in links:
        one, two = link.account.casefold(), link.alias.casefold()
        if one != two and is_person_id(one) and is_person_id(two):
            for here, there in ((one, two), (two, one)):
                near[here][there] = min(link.first, near[here].get(there, link.first))
    return near


def _agreed(found: list[Guess]) -> tuple[Guess, ...]:
    """Return the first guess, and from when another contradicts it."""
    ordered = sorted(found, key=lambda g: (g.first, g.through, g.person))
    first = ordered[0]
    other = next((g for g in ordered if g.person != first.person), None)
    if other is None:
        return (first,)
    nobody = Guess("", other.first, other.through)
    return (nobody,) if other.first == first.first else (first, nobody)
