"""Persons and what a directory says about them, with the day from which it was known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["DirectoryEntry", "Spellings"]


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One line of a directory or HR list: what it says about one person, and since when it could be known.

    person:     the HR identifier, or CERT's ``user_id``; the spelling of the file is kept
    snapshot:   which list it stands in ("2010-01" for LDAP/2010-01.csv; the file's name for an HR list)
    known_from: first day on which this line could be known. A monthly snapshot: the month's last day. An undated
                HR list: None, then everything is known from ``start`` (or always), and a ``last_day`` from
                ``notice``, else from ``listed_on``
    listed_on:  the day the list itself is of (in its name, else the file's modification day); None for snapshots
    name, email: as written; empty when missing
    accounts:   "system:login" spellings, canonical
    manager, team, department, role: as written; empty when missing
    start, notice, last_day: dates or None
    complete:   True where the list holds everybody, so that absence from a later list means having left
    record:     number of the record in its file
    """

    person: str
    snapshot: str
    known_from: date | None
    listed_on: date | None = None
    name: str = ""
    email: str = ""
    accounts: tuple[str, ...] = ()
    manager: str = ""
    team: str = ""
    department: str = ""
    role: str = ""
    start: date | None = None
    notice: date | None = None
    last_day: date | None = None
    complete: bool = True
    record: int = 0


@dataclass(frozen=True, slots=True)
class Spellings:
    """Every way in which a person, an account or a device may be written in a log; what the veil replaces.

    persons:  person -> accounts (with and without "system:"), logins, mail addresses, SIDs, names
    accounts: accounts that no person is known for
    aliases:  such an account -> what else records call it
    hosts:    device names seen in events
    """

    persons: Mapping[str, frozenset[str]]
    accounts: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
