"""A personnel list as it comes: ``;``, Windows-1252, DD.MM.YYYY, German or English column names, and no accounts.

Sample::

    Personalnummer;Name;Vorname;E-Mail;Abteilung;Position;Vorgesetzter;Eintritt;Austritt
    004711;Müller;Jörg;joerg.mueller@example.org;Entwicklung;Ingenieur;Weiß, Anna;01.03.2019;31.12.9999

The person is the personnel number, else the mail address; accounts are found by either through a directory
(:mod:`custodes.identity.merging`). Known is everything from *Eintritt* on, and an *Austritt* from the day of notice, else
from the list's own day: the date in its name, else the day the file was modified. Which number of a date is the day is
proven by the list's own dates or declared (``[time] dates``); a row with a date that could be both is a reject.

References: the names of columns are those of SAP HCM, DATEV, Personio and Workday exports; see :mod:`.headers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.identity.accounts import canonical_account
from custodes.model.person import DirectoryEntry
from custodes.sources.guide import Guide, Tested
from custodes.sources.people.headers import NO_LIST, STAFF
from custodes.sources.people.table import PeopleTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.people.table import Found, Listing

__all__ = ["StaffList"]


class StaffList(PeopleTable):
    """A personnel list without accounts."""

    name = "staff"
    title = "Personnel list (Personalnummer;Name;Vorname;…)"
    guide = Guide(
        channels=(),
        becomes=(
            (
                "a row",
                "what is known of a person: number, name, mail address, place, days of coming and going",
            ),
        ),
        switch_on=(
            "Export it from the personnel system, by whoever may, with personnel number or mail address; put the list's "
            "day into its name.",
            "Where its dates are written with slashes and none is above 12, declare `[time] dates`.",
        ),
        blind=(
            "Accounts: only sign-in names that equal the mail address are found by themselves; the others need a directory "
            "that has the same number or address.",
        ),
        tested=Tested.PAPER,
        references=("the manual, The HR list",),
    )
    fields = STAFF
    days = ("start", "last_day", "notice")

    def is_list(self, fields: frozenset[str], names: frozenset[str]) -> bool:
        """Say whether a header tells who somebody is, how to find their accounts, and their place or days."""
        who = fields & {"name", "surname"} and fields & {"number", "email"}
        place = fields & {"department", "start", "last_day", "notice", "manager", "role"}
        return bool(who and place and not names & NO_LIST)

    def entry(self, row: Mapping[str, str], number: int, listing: Listing) -> Found:
        """Read one row."""
        email = row.get("email", "")
        email = email if "@" in email else ""
        person = row.get("number", "") or email.casefold()
        if not person:
            return "neither a personnel number nor a mail address"
        accounts = [canonical_account("employee", person)] if row.get("number") else []
        accounts += [canonical_account("mail", email)] if email else []
        accounts += [canonical_account("entra", row["upn"])] if "@" in row.get("upn", "") else []
        for account in filter(None, (part.strip() for part in row.get("accounts", "").split(";"))):
            system, colon, login = account.partition(":")
            if not (system.strip() and colon and login.strip()):
                return "an account is not written as system:login"
            accounts.append(canonical_account(system, login))
        return DirectoryEntry(
            person=person,
            snapshot=listing.snapshot,
            known_from=None,
            listed_on=listing.day,
            accounts=tuple(dict.fromkeys(accounts)),
            record=number,
            name=_name(row),
            email=email,
            manager=row.get("manager", ""),
            team=row.get("team", ""),
            department=row.get("department", ""),
            role=row.get("role", ""),
            start=listing.read(row.get("start"), "start"),
            notice=listing.read(row.get("notice"), "notice"),
            last_day=listing.read(row.get("last_day"), "last_day"),
        )


def _name(row: Mapping[str, str]) -> str:
    """Return given name and surname.

    >>> _name({"given": "Jörg", "name": "Müller"}), _name({"name": "Müller, Jörg"})
    ('Jörg Müller', 'Müller, Jörg')
    """
    surname = row.get("surname", "") or row.get("name", "")
    given = row.get("given", "")
    return f"{given} {surname}".strip() if given and given not in surname else surname
