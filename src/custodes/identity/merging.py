"""Which entries of several lists are one person.

1. A personnel list comes first: what it calls a person stays. An entry of a directory joins the person with the same
   employee number, else the one who has its accounts and its mail addresses, where all of these are one person's.
2. Entries that no personnel list knows join each other where they share a sign-in name, SID, GUID or employee number, and by
   mail address where no list names both (a list knows two people as two).
3. What two persons share joins nobody: the entry goes by its other keys, or stays a person of its own.

Lists that hold everybody (CERT's months) are joined by the personnel list only, since a login may be given anew there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from custodes.model.person import DirectoryEntry

__all__ = ["keys_of", "merged_entries", "own_addresses"]

_LASTING = ("employee:", "sid:", "guid:", "entra:")


def keys_of(entry: DirectoryEntry) -> tuple[str, ...]:
    """Return what finds an entry, without case: its number, accounts, mail addresses and sign-in name, in the order of their weight.

    >>> from custodes.model.person import DirectoryEntry
    >>> keys_of(DirectoryEntry("E7", "hr", None, email="Jane@x.org", accounts=("windows:jd", "employee:7")))
    ('employee:e7', 'employee:7', 'windows:jd', 'mail:jane@x.org')
    """
    accounts = [_bare(account.casefold()) for account in entry.accounts]
    mails = [f"mail:{entry.email.casefold()}"] if "@" in entry.email else []
    mails += [
        f"mail:{account[6:]}" for account in accounts if account.startswith("entra:") and "@" in account
    ]
    own = [_bare(f"employee:{entry.person.casefold()}")] if entry.known_from is None else []
    keys = [*own, *accounts, *mails]
    return tuple(dict.fromkeys(sorted(keys, key=_weight)))


def _bare(account: str) -> str:
    """Return an employee number without leading zeros: spreadsheets drop them, personnel systems pad with them."""
    if not account.startswith("employee:") or not account[9:].isdigit():
        return account
    return f"employee:{account[9:].lstrip('0')}"


def own_addresses(entry: DirectoryEntry) -> list[str]:
    """Return the addresses whose domains are the organisation's own.

    A directory's members may have a mailbox elsewhere; the domain of their sign-in name is the organisation's.
    """
    signin = [account for account in entry.accounts if account.startswith("entra:")]
    if not entry.complete and signin:
        return signin
    return [entry.email, *signin, *(account for account in entry.accounts if account.startswith("mail:"))]


def _weight(key: str) -> int:
    return 0 if key.startswith("employee:") else 2 if key.startswith("mail:") else 1


def merged_entries(entries: Sequence[DirectoryEntry]) -> dict[str, list[DirectoryEntry]]:
    """Return person -> entries, in the order given. Cost: linear in the entries' accounts."""
    owners = _owners(e for e in entries if e.known_from is None)
    alike = _alike([e for e in entries if e.known_from is not None and not e.complete], owners)
    merged: dict[str, list[DirectoryEntry]] = defaultdict(list)
    for entry in entries:
        person = entry.person
        if entry.known_from is not None:
            person = _owner(entry, owners) or alike.get(person, person)
        merged[person].append(entry)
    return merged


def _owners(entries: Iterable[DirectoryEntry]) -> Mapping[str, str]:
    """Return key -> person of the personnel lists; what several persons share is nobody's."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for key in keys_of(entry):
            found[key].add(entry.person)
    return {key: next(iter(persons)) for key, persons in found.items() if len(persons) == 1}


def _owner(entry: DirectoryEntry, owners: Mapping[str, str]) -> str:
    """Return the person who has an entry's number, else the one to whom all its other keys point.

    Where they point to several it is nobody: who may edit their own address could else hand their accounts to another.
    """
    found = {key: owners[key] for key in keys_of(entry) if key in owners}
    numbered = {person for key, person in found.items() if key.startswith("employee:")}
    persons = numbered or set(found.values())
    return persons.pop() if len(persons) == 1 else ""


def _alike(entries: Sequence[DirectoryEntry], owners: Mapping[str, str]) -> dict[str, str]:
    """Return person of a directory -> the person that all their entries are."""
    lead = _leaders(entries)
    groups: dict[str, set[str]] = defaultdict(set)
    owned: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        groups[lead[entry.person]].add(entry.person)
        owned[lead[entry.person]].update(filter(None, [_owner(entry, owners)]))
    found: dict[str, str] = {}
    for head, group in groups.items():
        if len(owned[head]) < 2:  # else each goes by its own keys
            best = next(iter(owned[head]), "") or min(group, key=lambda person: ("@" in person, person))
            found.update(dict.fromkeys(group, best))
    return found


def _leaders(entries: Sequence[DirectoryEntry]) -> dict[str, str]:
    """Return person -> the one that stands for all who share a key with them."""
    by_key: dict[str, set[str]] = defaultdict(set)
    lists: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        lists[entry.person].add(entry.snapshot)
        for key in keys_of(entry):
            if key.startswith((*_LASTING, "mail:")):
                by_key[key].add(entry.person)
    leader = {person: person for person in lists}

    def lead(person: str) -> str:
        while leader[person] != person:
            leader[person] = person = leader[leader[person]]
        return person

    for key, persons in sorted(by_key.items(), key=lambda item: (item[0].startswith("mail:"), item[0])):
        first, *rest = sorted(persons)
        together = len(set().union(*map(lists.__getitem__, persons)))
        if key.startswith(_LASTING) or sum(len(lists[person]) for person in persons) == together:
            for other in rest:
                leader[lead(other)] = lead(first)
    return {person: lead(person) for person in leader}
