"""The logins of Unix machines: names, numbers, and the peers that a line names instead of a login."""

from __future__ import annotations

import re
from functools import lru_cache

from custodes.identity.accounts import canonical_account, is_service

__all__ = ["NOBODY", "actor_of", "address_of", "login", "machine"]

NOBODY = frozenset({"", "-", "?", "(unknown)", "unset", "unknown", "nobody"})
_MACHINES_OWN = frozenset(
    {
        *(
            "daemon",
            "bin",
            "sys",
            "sync",
            "man",
            "lp",
            "mail",
            "news",
            "uucp",
            "proxy",
            "backup",
            "list",
            "irc",
        ),
        *(
            "www-data",
            "apache",
            "nginx",
            "mysql",
            "postgres",
            "squid",
            "postfix",
            "cron",
            "sshd",
            "ntp",
            "chrony",
        ),
        *("messagebus", "dbus", "gdm", "polkitd", "nobody", "systemd-network", "systemd-resolve", "_apt"),
    }
)
_PREFIX = "::ffff:"
_BRACKETS = re.compile(r"\[(?P<inside>[^\]]*)\](?::\d+)?")


@lru_cache(100_000)
def login(name: str, system: str = "unix") -> str:
    r"""Return the account of a login, the same for all that one machine's log says of it; a mail-like one keeps its domain.

    >>> login("jdoe"), login("LAB\\JDoe", "samba")
    ('unix:jdoe', 'samba:lab\\jdoe')
    """
    return canonical_account(system, name if name.strip() else "unknown")


@lru_cache(100_000)
def machine(name: str | None) -> str:
    """Return the account of a machine: what is done by a program or by nobody who is named.

    >>> machine("203.0.113.7"), machine(None)
    ('host:203.0.113.7', 'host:unknown')
    """
    return canonical_account("host", name or "unknown")


def actor_of(name: str) -> str:
    """Say whether a login is one of the machine's own. What ``root`` does, a person may have done.

    >>> actor_of("www-data"), actor_of("root")
    ('system', 'user')
    """
    low = name.lower()
    return "system" if low in _MACHINES_OWN or low in NOBODY else "service" if is_service(name) else "user"


def address_of(text: str | None) -> str | None:
    """Return an address without brackets, port or the prefix of IPv4 in IPv6; None where nobody is named.

    >>> address_of("[2001:db8::7]:22"), address_of("::ffff:203.0.113.7"), address_of("?")
    ('2001:db8::7', '203.0.113.7', None)
    """
    text = (text or "").strip()
    if text.lower() in NOBODY:
        return None
    if inside := _BRACKETS.fullmatch(text):
        text = inside["inside"]
    text = text[len(_PREFIX) :] if text.lower().startswith(_PREFIX) and "." in text else text
    return text or None
