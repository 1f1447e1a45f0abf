r"""What a directory says of a user object, as an entry: Active Directory, Entra and LDAP call the same things alike.

Accounts that come out: ``entra:`` (user principal name), ``windows:DOMAIN\login`` (once by the DNS name of the domain, once
by its first label, which is what Windows proposes as the short name), ``ldap:`` (uid), ``sid:``, ``guid:``, ``mail:`` (every
address) and ``employee:``. The person is the employee number, else the user principal name, a mail address or the login.

References: Microsoft, "Active Directory Schema: user class"; RFC 2798 (inetOrgPerson), RFC 4519, RFC 4530 (entryUUID).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.identity.accounts import canonical_account, is_machine, is_person_id
from custodes.model.event import SetAside
from custodes.model.person import DirectoryEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from custodes.sources.people.table import Found, Listing

__all__ = ["ATTRIBUTES", "first_part", "user_entry"]

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "upn": ("userprincipalname",),
    "sam": ("samaccountname", "onpremisessamaccountname"),
    "uid": ("uid",),
    "sid": ("sid", "objectsid", "onpremisessecurityidentifier"),
    "guid": ("objectid", "objectguid", "entryuuid", "id"),
    "mail": ("mail", "emailaddress", "primarysmtpaddress", "rfc822mailbox", "email"),
    "addresses": ("proxyaddresses", "mailalternateaddress", "maillocaladdress"),
    "number": ("employeeid", "employeenumber"),
    "name": ("displayname", "name", "cn", "commonname"),
    "given": ("givenname", "firstname"),
    "surname": ("surname", "sn", "lastname"),
    "department": ("department", "departmentnumber", "ou"),
    "company": ("companyname", "company", "o"),
    "role": ("title", "jobtitle"),
    "manager": ("manager",),
    "created": ("whencreated", "created", "createddatetime", "createtimestamp"),
    "expires": ("accountexpirationdate",),
    "type": ("usertype",),
    "class": ("objectclass",),
    "dn": ("distinguishedname", "dn"),
    "domain": ("onpremisesdomainname",),
}
"""Our name of an attribute -> what it is called, squeezed. Recovery addresses and telephones are not read."""

_DC = re.compile(r"(?:\A|,)\s*DC=([^,\\]{1,63})", re.IGNORECASE)
_NO_PERSON = frozenset(
    {"computer", "group", "contact", "organizationalunit", "container", "serviceconnectionpoint"}
) | {"msds-managedserviceaccount", "msds-groupmanagedserviceaccount", "foreignsecurityprincipal"}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LITERAL = re.compile(
    r"System\.String\[\]|Microsoft\.ActiveDirectory\.\S+"
)  # what Export-Csv writes for a list


def first_part(name: str) -> str:
    r"""Return the value of a distinguished name's first part; another text as it is.

    >>> first_part("CN=Weiß\\, Anna,OU=Staff,DC=corp,DC=example"), first_part("Anna Weiß")
    ('Weiß, Anna', 'Anna Weiß')
    """
    found = re.match(r"(?:CN|UID)=((?:[^,\\]|\\.)+)", name, re.IGNORECASE)
    return re.sub(r"\\(.)", r"\1", found[1]) if found else name


def user_entry(
    said: Mapping[str, Sequence[str]],
    number: int,
    listing: Listing,
    *,
    created: date | None = None,
    expires: date | None = None,
) -> Found:
    """Return what a directory says of one user; out of scope where the object is no member of the organisation.

    said: our name of an attribute -> its values, none empty
    created, expires: days; a login belongs to this user from its creation, where it was another's before
    """
    said = {key: [value for value in values if not _LITERAL.fullmatch(value)] for key, values in said.items()}

    def one(key: str) -> str:
        return next(iter(said.get(key, ())), "")

    sam = one("sam")
    if (
        _NO_PERSON & {name.casefold() for name in said.get("class", ())}
        or is_machine(sam)
        or is_machine(one("upn"))
    ):
        return SetAside.OUT_OF_SCOPE
    if one("type").casefold() == "guest" or "#ext#" in one("upn").casefold():
        return SetAside.OUT_OF_SCOPE
    mails = [mail for mail in (*said.get("mail", ()), *_smtp(said.get("addresses", ()))) if _is_mail(mail)]
    accounts = [
        *(canonical_account("entra", upn) for upn in said.get("upn", ()) if _is_mail(upn)),
        *_windows(sam, one("dn"), one("domain")),
        *(canonical_account("ldap", uid) for uid in said.get("uid", ())),
        *(canonical_account("sid", sid) for sid in said.get("sid", ())),
        *(canonical_account("guid", guid) for guid in _guids(said.get("guid", ()))),
        *(canonical_account("mail", mail) for mail in mails),
        *(canonical_account("employee", one("number")) for _ in said.get("number", ())[:1]),
    ]
    accounts = [account for account in accounts if is_person_id(account)]
    named = (one("number"), one("upn").casefold(), *(mail.casefold() for mail in mails[:1]), one("uid"))
    person = next(filter(None, (*named, *(a.partition(":")[2] for a in accounts[:1]))), "")
    if not person:
        return "neither a number, a sign-in name, an address nor a login"
    return DirectoryEntry(
        person=person,
        snapshot=listing.snapshot,
        known_from=listing.day,
        listed_on=None,
        complete=False,  # a filter may have cut it: who is missing has not left
        accounts=tuple(dict.fromkeys(accounts)),
        record=number,
        name=one("name") or f"{one('given')} {one('surname')}".strip(),
        email=next(iter(mails), ""),
        manager=first_part(one("manager")),
        department=one("department"),
        role=one("role"),
        start=created,
        last_day=expires,
    )


def _guids(texts: Sequence[str]) -> list[str]:
    """Return what is a GUID; a list's own numbering is none."""
    return [guid for guid in (text.strip("{}").lower() for text in texts) if _GUID.fullmatch(guid)]


def _windows(sam: str, name: str, domain: str) -> list[str]:
    if not sam:
        return []
    labels = _DC.findall(name) or list(filter(None, domain.split(".")))
    if not labels:
        return [canonical_account("windows", sam)]
    return [canonical_account("windows", f"{where}\\{sam}") for where in (labels[0], ".".join(labels))]


def _smtp(addresses: Sequence[str]) -> list[str]:
    """Return the mail addresses of proxy addresses ("SMTP:a@x" is the first, "smtp:b@x+x500:…" several in one)."""
    parts = [part.strip() for text in addresses for part in re.split(r"[+;,]\s*(?=[A-Za-z0-9]+:)|[;,]", text)]
    mails = [part for part in parts if ":" not in part or part[:5].casefold() == "smtp:"]
    return [part.rpartition(":")[2] for part in sorted(mails, key=lambda part: not part.startswith("SMTP:"))]


def _is_mail(text: str) -> bool:
    name, at, domain = text.partition("@")
    return bool(name and at and domain and "@" not in domain and " " not in text)
