r"""Whose account a Windows event names: ``windows:domain\user``, its SID besides, and whether it can be a person at all.

The machine's own accounts (``NAME$``, SYSTEM, services, window manager, anonymous logon) are ``system``. A SID is kept
as an alias only where it is this account's: S-1-0-0 stands for nobody, and S-1-5-18 is every machine's.

References: learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from custodes.identity.accounts import canonical_account

__all__ = ["Who", "split", "who"]

_SYSTEM_SIDS = re.compile(r"S-1-5-(?:7|18|19|20|(?:80|82|83|90|96)-.+)", re.IGNORECASE)
_PERSON_SIDS = re.compile(r"S-1-(?:5-21|12-1)-[\d-]{1,160}", re.IGNORECASE)
_SYSTEM_DOMAINS = frozenset(
    {
        *("nt authority", "nt service", "nt-autorität", "autorite nt", "autorité nt", "nt-authority"),
        *("window manager", "font driver host", "iis apppool", "nt virtual machine"),
    }
)
_SYSTEM_NAMES = frozenset({"system", "local service", "network service", "anonymous logon", "anonymous"})
_SYSTEM_STARTS = ("dwm-", "umfd-")


class Who(NamedTuple):
    r"""An account.

    account: "windows:domain\user", "windows:user" where no domain is given, "sid:S-1-…" where only that is known
    aliases: "sid:S-1-…", or None · actor: "user" or "system"
    """

    account: str
    aliases: str | None
    actor: str


@lru_cache(100_000)
def who(domain: str, name: str, sid: str, host: str) -> Who:
    r"""Return whose account it is; where the event names nobody, it is the machine's own (``host$``).

    >>> who("ACME", "JDoe", "S-1-5-21-1-2-3-1104", "PC1")
    Who(account='windows:acme\\jdoe', aliases='sid:S-1-5-21-1-2-3-1104', actor='user')
    >>> who("NT AUTHORITY", "SYSTEM", "S-1-5-18", "PC1").actor, who("", "", "", "PC1.acme.example").account
    ('system', 'windows:PC1$')
    """
    ours = bool(_SYSTEM_SIDS.fullmatch(sid))
    system = (
        ours
        or name.endswith("$")
        or domain.lower() in _SYSTEM_DOMAINS
        or name.lower() in _SYSTEM_NAMES
        or name.lower().startswith(_SYSTEM_STARTS)
    )
    kept = sid if (ours if system else _PERSON_SIDS.fullmatch(sid)) or _PERSON_SIDS.fullmatch(sid) else ""
    if not name:
        if kept and not ours:
            return Who(canonical_account("sid", kept), None, "user")
        name, domain, system = f"{host.partition('.')[0] or 'unknown'}$", "", True
    login = f"{domain}\\{name}" if domain and "@" not in name and "\\" not in name else name
    aliases = canonical_account("sid", kept) if kept else None
    return Who(canonical_account("windows", login), aliases, "system" if system else "user")


def split(user: str) -> tuple[str, str]:
    r"""Take ``DOMAIN\user`` apart.

    >>> split("ACME\\jdoe"), split("jdoe")
    (('ACME', 'jdoe'), ('', 'jdoe'))
    """
    domain, _, name = user.rpartition("\\")
    return domain, name
