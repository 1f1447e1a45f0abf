r"""A directory as LDIF: ``ldapsearch``, ``slapcat``, ``ldifde`` and most LDAP servers' export.

Sample::

    dn: CN=Jane Doe,OU=Staff,DC=corp,DC=example,DC=org
    changetype: add
    objectClass: user
    sAMAccountName: jdoe
    userPrincipalName: jane.doe@example.org
    objectSid:: AQUAAAAAAAUVAAAA...
    department:: Rm9yc2NodW5n

An entry without a change, or with ``changetype: add`` (which ldifde writes above everything it exports), says what is;
others say what is to be done, and are set aside. What it says is known from the day of the file, as in the tables
(:mod:`.directories`). Passwords, pictures and certificates are never decoded.

References: RFC 2849; Microsoft, ldifde; MS-DTYP 2.4.2 (binary SID), 2.3.4 (GUID).
"""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from custodes.model.event import Batch, Reject, SetAside
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.jsonfile import text_of as utf8_of
from custodes.sources.guide import Guide, Tested
from custodes.sources.people.attributes import ATTRIBUTES, user_entry
from custodes.sources.people.dates import DateError
from custodes.sources.people.ldifentries import LdifError, attributes_of, entries_of, first_line, text_of
from custodes.sources.people.table import directory_batch, listing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.people.table import Found, Listing

__all__ = ["Ldif"]

_EACH = 5_000  # entries a batch
_LONGEST = 4 * 1024 * 1024  # bytes of an entry, pictures included
_OUR = {name: field for field, names in ATTRIBUTES.items() for name in names}
_WANTED = frozenset(_OUR) | {"changetype", "accountexpires"}
_PERSONS = frozenset(
    {"person", "inetorgperson", "organizationalperson", "user", "posixaccount", "account", "sambasamaccount"}
)
_FILETIME = datetime(1601, 1, 1, tzinfo=UTC)


class Ldif:
    """LDIF."""

    name = "ldif"
    title = "Directory as LDIF (ldapsearch, slapcat, ldifde)"
    guide = Guide(
        channels=(),
        becomes=(
            (
                "an entry of a person",
                "what is known of the person from the file's day: DOMAIN\\login or uid, sign-in name, SID, GUID, addresses, "
                "employee number, place; it joins the person of the HR list with the same number or mail address",
            ),
            ("accountExpires", "a last day, where no HR list knows the person"),
            ("groups, computers, contacts, units and changes", "nothing: out of scope"),
        ),
        switch_on=(
            "`ldapsearch -LLL -b ... '(objectClass=person)'` or `ldifde -f users-2024-03-01.ldf -r (objectCategory=person)`; "
            "put the day into the file's name.",
        ),
        blind=("Who left: an entry that is missing may be filtered; an HR list says it.",),
        tested=Tested.PAPER,
        references=("https://www.rfc-editor.org/rfc/rfc2849", "https://www.rfc-editor.org/rfc/rfc2798"),
    )

    def sniff(self, head: bytes, _file: LogFile) -> bool:
        """Say whether the first line that is no comment names an entry."""
        lines = (line.rstrip(b"\r") for line in utf8_of(head).split(b"\n"))
        first = first_line(lines).lower()
        return first.startswith((b"dn: ", b"dn:: ")) and b"=" in first[:4096]

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext) -> Iterator[Batch]:
        """Yield the entries; ``record`` counts them as they stand in the file."""
        listing = listing_of(file)
        chunks = Chunks(stream)
        longest = min(_LONGEST, context.max_record)
        found: list[tuple[int, Found]] = []
        count = sent = 0
        for entry in entries_of(chunks, longest):
            if len(found) >= _EACH:
                yield directory_batch(count - sent, found)
                found, sent = [], count
            count += 1
            found.append((count, _entry(entry, count, listing, longest)))
        if chunks.failure and found:
            found[-1] = (count, "the entry is cut off: the file ends early")
        lost = [Reject(0, chunks.failure)] if chunks.failure else []
        yield directory_batch(count - sent, found, lost, warnings=(chunks.note,) if chunks.note else ())

    def raw(self, stream: BinaryIO, _file: LogFile, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, lines) of the wanted entries."""
        last = max(wanted, default=0)
        for number, entry in enumerate(entries_of(Chunks(stream), _LONGEST), 1):
            if number > last:
                return
            if number in wanted and entry is not None:
                yield number, entry


def _entry(entry: bytes | None, number: int, listing: Listing, longest: int) -> Found:
    if entry is None:
        return f"the entry is longer than {longest:,} bytes"
    try:
        if not first_line(entry.split(b"\n")).lower().startswith(b"dn:"):
            return "it does not begin with a name (dn)"
        values = attributes_of(entry, _WANTED)
    except LdifError as error:
        return str(error)
    change = text_of(values.get("changetype", [b"add"])[0]).lower()
    classes = {text_of(value).lower() for value in values.get("objectclass", [])}
    if change != "add" or not (classes & _PERSONS or (not classes and "samaccountname" in values)):
        return SetAside.OUT_OF_SCOPE
    said: dict[str, list[str]] = {}
    for field, names in ATTRIBUTES.items():
        texts = [_text(name, value) for name in names for value in values.get(name, ())]
        if texts := list(filter(None, texts)):
            said[field] = texts if field != "number" else texts[:1]
    created = _day(said.get("created", [""])[0], listing)
    return user_entry(said, number, listing, created=created, expires=_expires(values.get("accountexpires")))


def _text(name: str, value: bytes) -> str:
    if name == "objectsid" and not value.startswith(b"S-"):
        return _sid(value)
    if name == "objectguid" and len(value) == 16:
        return str(UUID(bytes_le=value))
    return text_of(value)


def _sid(value: bytes) -> str:
    r"""Return a binary SID as text; empty where it is none.

    >>> _sid(bytes.fromhex("010500000000000515000000010000000200000003000000e9030000"))
    'S-1-5-21-1-2-3-1001'
    """
    if len(value) < 8 or len(value) != 8 + 4 * value[1]:
        return ""
    parts = struct.unpack(f"<{value[1]}L", value[8:])
    return "-".join(map(str, ("S", value[0], int.from_bytes(value[2:8], "big"), *parts)))


def _day(text: str, listing: Listing) -> date | None:
    try:
        return listing.read(text, "")
    except DateError:
        return None


def _expires(values: list[bytes] | None) -> date | None:
    """Return the day on which an account expires, in UTC; None for never (0, or the largest number).

    >>> _expires([b"133540000000000000"]), _expires([b"9223372036854775807"]), _expires([b"soon"])
    (datetime.date(2024, 3, 4), None, None)
    """
    text = values[0].strip() if values else b""
    if not text.isdigit() or len(text) > 19 or not int(text):
        return None
    try:
        return (_FILETIME + timedelta(microseconds=int(text) // 10)).date()
    except OverflowError:
        return None
