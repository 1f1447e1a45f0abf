"""One spelling per account, so that the same login of one system is always the same account."""

from __future__ import annotations

__all__ = ["canonical_account", "is_service"]

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
