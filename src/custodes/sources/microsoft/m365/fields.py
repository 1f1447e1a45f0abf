"""Columns of events from Microsoft 365 records: who, when, what, where, as far as every part of the log says it.

What only one part says (recipients of a mail, the target of a share, a device) is read in
:mod:`custodes.sources.microsoft.m365.details`. A text that occurs often (an address, a site, a login) is judged once.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from custodes.identity.accounts import canonical_account, is_service
from custodes.sources.times import FIRST_US, LAST_US

__all__ = [
    "NOBODY",
    "account_of",
    "actor_of",
    "address_of",
    "alias_of",
    "login_of",
    "number_of",
    "outcome_of",
    "text_of",
    "time_of",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?")
_MICROSECOND = timedelta(microseconds=1)
NOBODY: Final = "Not Available"
"""The UserId that Microsoft itself writes where it knows none; the same is read where the key is missing."""


def time_of(text: str | None) -> int | str:
    """Return microseconds UTC, or the reason why there is no time. Without a zone the time is UTC.

    >>> time_of("1970-01-01T00:00:01"), time_of("1970-01-01T00:00:01.5Z"), time_of("2/7/2020 4:43 PM")
    ('impossible time', 'impossible time', 'the time is not ISO 8601 (YYYY-MM-DDTHH:MM:SS)')
    >>> time_of("2020-02-07T16:43:53.1234567Z") - time_of("2020-02-07T16:43:53+00:00")
    123456
    """
    if not text:
        return "no time (CreationTime)"
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return "the time is not ISO 8601 (YYYY-MM-DDTHH:MM:SS)"
    day, clock, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{zone if zone and zone != 'Z' else '+00:00'}")
        micros = (moment - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError):
        return "impossible time"
    micros += int((fraction or "0").ljust(6, "0")[:6])
    return micros if FIRST_US <= micros < LAST_US else "impossible time"


@lru_cache(maxsize=200_000)
def login_of(user_id: str) -> str:
    """Return the login inside what Microsoft writes: claims and guests by link are unwrapped.

    >>> login_of("i:0h.f|membership|jane@example.org"), login_of("urn:spo:guest#jane@example.org")
    ('jane@example.org', 'jane@example.org')
    """
    login = user_id.strip()
    if login.startswith(("i:0", "c:0")) and "|" in login:
        login = login.rpartition("|")[2]
    return login.removeprefix("urn:spo:guest#")


@lru_cache(maxsize=200_000)
def account_of(user_id: str) -> str:
    """Return the canonical account of a UserId; "" where it is blank."""
    login = login_of(user_id)
    return canonical_account("entra", login) if login.strip() else ""


_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SID = re.compile(r"S-1(?:-\d{1,19}){1,15}", re.IGNORECASE)
_PUID = re.compile(r"[0-9a-f]{16}", re.IGNORECASE)


@lru_cache(maxsize=200_000)
def alias_of(user_key: str) -> str | None:
    """Return what UserKey calls the account besides: its PUID, which SharePoint wraps in a claim, its GUID or its SID.

    >>> alias_of("i:0h.f|membership|1003200096971f55@live.com"), alias_of("100320009d6edf94")
    ('id:1003200096971f55', 'id:100320009d6edf94')
    >>> alias_of("21119711-1517-43d4-8138-b537dafad016"), alias_of("S-1-5-21-1-2-3-1001"), alias_of("jane@example.org")
    ('guid:21119711-1517-43d4-8138-b537dafad016', 'sid:S-1-5-21-1-2-3-1001', None)
    """
    key = login_of(user_key).removesuffix("@live.com")
    if _PUID.fullmatch(key):
        return f"id:{key.lower()}"
    if _GUID.fullmatch(key):
        return f"guid:{key.lower()}"
    return f"sid:{key.upper()}" if _SID.fullmatch(key) else None


_ACTORS: Final = {
    0: "user",  # Regular
    1: "user",  # Reserved
    2: "user",  # Admin
    3: "system",  # DcAdmin: Microsoft's own
    4: "system",  # System
    5: "service",  # Application
    6: "service",  # ServicePrincipal
    7: "system",  # CustomPolicy
    8: "system",  # SystemPolicy
    9: "user",  # PartnerTechnician
    10: "user",  # Guest
}
_ACTOR_NAMES: Final = {
    "dcadmin": 3,
    "system": 4,
    "application": 5,
    "serviceprincipal": 6,
    "custompolicy": 7,
    "systempolicy": 8,
}
_PRINCIPAL = ("serviceprincipal_", "urn:spo:anon", "nt authority\\", "s-1-5-18", "s-1-5-19", "s-1-5-20")


@lru_cache(maxsize=200_000)
def actor_of(user_type: int | str | None, user_id: str) -> str:
    """Return "user", "service" or "system", from UserType and from logins that are never a person's.

    >>> actor_of(0, "jane@example.org"), actor_of(2, "S-1-5-18"), actor_of(5, "app"), actor_of("Regular", "a@b")
    ('user', 'system', 'service', 'user')
    """
    number = number_of(user_type)
    if number is None and isinstance(user_type, str):
        number = _ACTOR_NAMES.get(user_type.strip().lower())
    actor = _ACTORS.get(number if number is not None else 0, "user")
    if not user_id.strip():
        user_id = NOBODY
    if actor == "user" and (is_service(login_of(user_id)) or user_id.strip().lower().startswith(_PRINCIPAL)):
        return "system"
    return actor


def number_of(value: object) -> int | None:
    """Return a whole number of 64 bits, written as such or as text; None for anything else.

    >>> number_of(" 63 "), number_of("a"), number_of(True), number_of(1.0)
    (63, None, None, 1)
    """
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20 else None
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 2**53 else None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        return None
    return value


@lru_cache(maxsize=200_000)
def address_of(text: str) -> str | None:
    """Return the source address or host name without brackets and port; None where it is neither.

    >>> address_of("[10.11.12.13]:12345"), address_of("67.43.156.13:1"), address_of("::ffff:10.11.12.13")
    ('10.11.12.13', '67.43.156.13', '10.11.12.13')
    >>> address_of("[2a02::1]:443"), address_of("::1"), address_of("NOTANIPV4 (10.9000.0.1)"), address_of("a.local:5")
    ('2a02::1', '::1', None, 'a.local')
    >>> address_of("[SERVER (10.90.0.1)]")
    '10.90.0.1'
    """
    bare = text.strip()
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::\d+)?", bare)
    if bracketed:
        bare = bracketed[1]
    named = re.fullmatch(r"\S+ \(([\d.:a-fA-F]+)\)", bare)
    if named:
        bare = named[1]
    for candidate in (bare, bare.partition(":")[0] if bare.count(":") == 1 else bare):
        try:
            address = ip_address(candidate)
        except ValueError:
            continue
        mapped = getattr(address, "ipv4_mapped", None)
        return str(mapped or candidate.lower())
    host = bare.partition(":")[0].lower()
    looks = re.fullmatch(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_-]+)*", host) and not re.fullmatch(
        r"[\d.]+", host
    )
    return host if looks and not named else None


_GOOD = frozenset({"succeeded", "success", "true", "partiallysucceeded", "0"})
_BAD = frozenset({"failed", "failure", "false", "fail"})


@lru_cache(maxsize=10_000)
def outcome_of(status: str | bool | None) -> str | None:
    """Return "success", "failure" or None, from ResultStatus.

    >>> outcome_of("Succeeded"), outcome_of("False"), outcome_of(None)
    ('success', 'failure', None)
    """
    word = str(status).strip().lower()
    return "success" if word in _GOOD else "failure" if word in _BAD else None


def text_of(value: object) -> str | None:
    """Return a text that is not blank, trimmed; a number as text; None for anything else.

    >>> text_of(" a "), text_of(""), text_of(7), text_of({"a": 1})
    ('a', None, '7', None)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode().strip() or None
