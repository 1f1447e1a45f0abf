"""What lists said of a person's place and last day, each from the day on which it could be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from custodes.model.person import DirectoryEntry

__all__ = ["ALWAYS", "Departure", "Fact", "complete_lists", "departures_of", "facts_of"]

ALWAYS = date.min


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


def complete_lists(entries: Sequence[DirectoryEntry]) -> tuple[tuple[date, str], ...]:
    """Return the days on which complete snapshots became known, ascending, with their names."""
    return tuple(
        sorted({(e.known_from, e.snapshot) for e in entries if e.known_from is not None and e.complete})
    )


def facts_of(own: Sequence[DirectoryEntry], lists: Sequence[tuple[date, str]]) -> tuple[Fact, ...]:
    """Return a person's facts by the day they were known from: a personnel list's, else those of directories.

    own: the person's entries · lists: all complete ones
    """
    dated = {e.snapshot: e for e in own if e.known_from is not None and e.complete}
    undated = sorted(
        (e for e in own if e.known_from is None), key=lambda e: (e.listed_on or ALWAYS, e.record)
    )
    facts: list[Fact] = []
    for number, entry in enumerate(undated):
        known = (entry.start or ALWAYS) if number == 0 else (entry.listed_on or ALWAYS)
        facts.append(_fact(known, entry))
    if not any(e.team or e.department or e.role for e in undated):
        facts += [_fact(e.known_from, e) for e in own if e.known_from is not None and not e.complete]
    if dated and not undated:
        seen = False
        for known_from, snapshot in lists:
            entry_or_none = dated.get(snapshot)
            if entry_or_none is not None:
                seen = True
                facts.append(_fact(known_from, entry_or_none))
            elif seen:
                facts.append(Fact(known_from, listed=False))
    return tuple(sorted(facts, key=lambda fact: fact.known_from))


def _fact(known: date, e: DirectoryEntry) -> Fact:
    return Fact(known, e.team, e.department, e.role, e.manager)


def departures_of(own: Sequence[DirectoryEntry], lists: Sequence[tuple[date, str]]) -> tuple[Departure, ...]:
    """Return last days that a list states; where none does, absence from a later complete snapshot.

    Where a personnel list knows the person, an account that expires says nothing: contracts and accounts are renewed.
    """
    undated = [e for e in own if e.known_from is None]
    stated = [
        Departure(e.last_day, e.notice or e.listed_on or e.known_from or e.last_day)
        for e in (undated or own)
        if e.last_day is not None
    ]
    listed_in = {e.snapshot for e in own if e.known_from is not None and e.complete}
    return tuple(sorted(stated or _absences(listed_in, lists), key=lambda d: d.known_from))


def _absences(listed_in: Collection[str], lists: Sequence[tuple[date, str]]) -> list[Departure]:
    """The last snapshot that lists a person, where later ones do not: known from the first of those."""
    places = [place for place, (_, snapshot) in enumerate(lists) if snapshot in listed_in]
    if not places or places[-1] + 1 == len(lists):
        return []
    return [Departure(lists[places[-1]][0], lists[places[-1] + 1][0])]
