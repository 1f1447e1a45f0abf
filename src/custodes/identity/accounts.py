"""One spelling per account, so that the same login of one system is always the same account; and what is no person's."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["IDENTIFIERS", "canonical_account", "is_machine", "is_person_id", "is_service"]

IDENTIFIERS = frozenset({"sid", "guid", "id"})
"""Systems whose logins are never given to another: two spellings beside the same one are the same account."""

_SERVICE_LOGINS = frozenset(
    {
        "system",
        "local service",
        "network service",
        "sharepoint\\system",
        "app@sharepoint",
        "nt authority\\system",
        "nt authority\\local service",
        "nt authority\\network service",
        "not available",
        "urn:spo:anon",
    }
)
_PERSON_SID = re.compile(r"s-1-(?:5-21-\d+-\d+-\d+-\d+|12-1-\d+-\d+-\d+-\d+)", re.IGNORECASE)
_MACHINE = re.compile(
    r"""(?:.*\\)?(?:
        .*\$ | (?:umfd|dwm)-\d+ | healthmailbox[\da-f-]+ | sm_[\da-f]{10,} | systemmailbox\{.* | discoverysearchmailbox\ ?\{.*
        | msol_[\da-f]+ | aad_[\da-f]+ | krbtgt(?:_\d+)? | anonymous\ logon | defaultaccount | wdagutilityaccount | iusr
        | (?:local|network)\ service | font\ driver\ host | window\ manager
    )(?:@.*)?
    | sync_[^@]*@[^@]*\.onmicrosoft\.com | adtoaadsyncserviceaccount@.* | .*gserviceaccount\.com | .*\[bot\]""",
    re.IGNORECASE | re.VERBOSE,
)
"""Logins that Windows, Exchange, Entra Connect, Google and GitHub make for themselves, and every machine account."""


def canonical_account(system: str, login: str) -> str:
    """Return "system:login": system lower case, login trimmed, lower case where it is a mail-like name.

    Other logins keep their case for display; :func:`custodes.identity.resolve` compares without case.

    >>> canonical_account("Entra", " Jane.Doe@Example.org ")
    'entra:jane.doe@example.org'
    >>> canonical_account("cert", "ABC0123")
    'cert:ABC0123'
    """
    login = " ".join(login.split())
    if "@" in login or "\\" in login:
        login = login.lower()
    return f"{system.strip().lower()}:{login}"


def is_service(login: str) -> bool:
    r"""Say whether a login is a system's own and never a person's.

    >>> is_service("SHAREPOINT\\system"), is_service("jane@example.org")
    (True, False)
    """
    name = login.strip().lower()
    return name in _SERVICE_LOGINS or name.startswith(("app@sharepoint", "nt service\\", "s-1-5-18"))


@lru_cache(maxsize=100_000)
def is_machine(login: str) -> bool:
    r"""Say whether a login is one that a product makes for itself: a machine's, a synchronisation's, a bot's.

    >>> is_machine(r"corp\\pc-17$"), is_machine("Sync_DC1_ab12@x.onmicrosoft.com"), is_machine(r"corp\\jdoe")
    (True, True, False)
    """
    return len(login) <= 256 and _MACHINE.fullmatch(login.strip()) is not None


def is_person_id(account: str) -> bool:
    """Say whether a spelling can tell one person from another: a well-known SID or an empty GUID cannot.

    >>> is_person_id("sid:S-1-5-21-1-2-3-1104"), is_person_id("sid:S-1-5-18"), is_person_id("guid:0000-00")
    (True, False, False)
    """
    system, _, login = account.partition(":")
    if system == "sid":
        return _PERSON_SID.fullmatch(login) is not None
    return bool(login.strip("0-{} "))
