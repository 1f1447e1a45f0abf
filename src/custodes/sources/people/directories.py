r"""Users of a directory as a table: Entra's "Download users" and Active Directory's ``Get-ADUser | Export-Csv``.

Sample (Entra)::

    userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,...
    jane.doe@example.org,Jane Doe,Doe,jane.doe@example.org,Jane,6b1f...,Member,Editor,Press,True,...

Sample (Active Directory)::

    #TYPE Microsoft.ActiveDirectory.Management.ADUser
    "DistinguishedName","EmployeeID","Enabled","mail","SamAccountName","SID","UserPrincipalName","whenCreated"
    "CN=Jane Doe,OU=Staff,DC=corp,DC=example,DC=org","4711","True","jane.doe@example.org","jdoe","S-1-5-21-...",...

What a directory says is known from the day of its list: the date in the file's name (``exportUsers_2024-3-1.csv``), else the
day it was modified. Guests, computers and managed service accounts are out of scope. A creation date that could be day or
month first is left out, not guessed (``whenCreated`` is written as the administrator's machine writes dates).

References: Microsoft Entra, "Download a list of users"; Microsoft 365 admin center, "Export users"; Get-ADUser, csvde.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.sources.guide import Guide, Tested
from custodes.sources.people.attributes import ATTRIBUTES, user_entry
from custodes.sources.people.dates import DateError
from custodes.sources.people.table import PeopleTable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from custodes.sources.people.table import Found, Listing

__all__ = ["AdUsers", "EntraUsers"]


class _Users(PeopleTable):
    """A directory's users."""

    fields = ATTRIBUTES
    days = ("created", "expires")
    told = False

    def entry(self, row: Mapping[str, str], number: int, listing: Listing) -> Found:
        """Read one row."""
        said = {field: [text] for field, text in row.items() if text}
        created, expires = (_day(row.get(field), listing) for field in self.days)
        return user_entry(said, number, listing, created=created, expires=expires)


def _day(text: str | None, listing: Listing) -> date | None:
    """Return a day where it is beyond doubt: who somebody is does not depend on it."""
    try:
        return listing.read(text, "")
    except DateError:
        return None


class EntraUsers(_Users):
    """Entra's list of users, also as the Microsoft 365 admin center and Graph PowerShell write it.

    Sample: see the module. References: as the module's.
    """

    name = "entra-users"
    title = "Entra users (Download users)"
    guide = Guide(
        channels=(),
        becomes=(
            (
                "a member",
                "what is known of a person from the list's day: sign-in name, object id, addresses, place; it joins the "
                "person of the HR list with the same employee number or mail address",
            ),
            ("a guest", "nothing: out of scope; guests' accounts stand for themselves"),
        ),
        switch_on=(
            "In the Entra admin center: Users, Download users; keep the date that it puts into the file's name.",
        ),
        blind=(
            "Who left: an account that is missing or disabled may be filtered, a room or a shared mailbox; an HR list says it.",
            "Employee numbers, which the download does not have: `Get-MgUser -Property EmployeeId` does.",
        ),
        tested=Tested.PAPER,
        references=("https://learn.microsoft.com/entra/identity/users/users-bulk-download",),
    )

    def is_list(self, fields: frozenset[str], names: frozenset[str]) -> bool:
        """Say whether a header has a sign-in name, a name, and what only Entra and the admin center write."""
        entra = {"objectid", "accountenabled", "usertype", "blockcredential", "onpremisessecurityidentifier"}
        return {"upn", "name"} <= fields and bool(names & entra) and not names & _LOG


class AdUsers(_Users):
    """Active Directory's users by Get-ADUser or csvde.

    Sample: see the module. References: as the module's.
    """

    name = "ad-users"
    title = "Active Directory users (Get-ADUser | Export-Csv)"
    guide = Guide(
        channels=(),
        becomes=(
            (
                "a user",
                "what is known of a person from the list's day: DOMAIN\\login, sign-in name, SID, GUID, addresses, "
                "employee number, place; it joins the person of the HR list with the same number or mail address",
            ),
            ("AccountExpirationDate", "a last day, where no HR list knows the person"),
            ("a computer or managed service account", "nothing: out of scope"),
        ),
        switch_on=(
            "`Get-ADUser -Filter * -Properties mail,EmployeeID,Department,Title,Manager,whenCreated,AccountExpirationDate"
            " | Export-Csv -Encoding UTF8 users-2024-03-01.csv`; the default encoding turns umlauts into question marks.",
        ),
        blind=(
            "Short domain names that differ from the first label of the DNS name: they are learned from records that "
            "give SID and DOMAIN\\login together.",
            "Lists in a cell (proxyAddresses), of which Export-Csv writes only the type.",
        ),
        tested=Tested.PAPER,
        references=(
            "https://learn.microsoft.com/powershell/module/activedirectory/get-aduser",
            "https://learn.microsoft.com/windows-server/administration/windows-commands/csvde",
        ),
    )

    def is_list(self, fields: frozenset[str], names: frozenset[str]) -> bool:
        """Say whether a header has the login and what only Active Directory writes."""
        return "samaccountname" in names and bool(fields & {"dn", "sid", "upn", "mail"}) and not names & _LOG


_LOG = frozenset(
    {
        "time",
        "timestamp",
        "timegenerated",
        "eventid",
        "operation",
        "action",
        "activity",
        "ipaddress",
        "createdtime",
        "dateutc",
        "requestid",
        "correlationid",
        "date",
    }
)
"""With one of these columns it is a log of what users did."""
