"""Who a record of the network names. Most name machines only, and an address is no person.

What no login did stands under "host:ADDRESS" with the actor "system", which counts in no measure of anybody: two people
share a machine, addresses are lent anew every day, and a proxy is everybody. It is stored so that it can be looked up
beside what a server's own log says of the same moment, never to be added up for a person.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from custodes.identity.accounts import canonical_account

__all__ = ["Party", "is_inside", "login", "machine"]

_INSIDE = tuple(
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"),
    )
)
_NOBODY = frozenset({"anonymous", "ftp", "guest", "<unknown>", "unknown", "-"})


class Party(NamedTuple):
    """An account and what acts under it: "user" or "system"."""

    account: str
    actor: str


@lru_cache(100_000)
def machine(address: str) -> Party:
    """Return the party of a machine that nobody is known to have used.

    >>> machine("192.0.2.7")
    Party(account='host:192.0.2.7', actor='system')
    """
    return Party(canonical_account("host", address or "unknown"), "system")


@lru_cache(100_000)
def login(system: str, name: str) -> Party:
    """Return the party of a login; one that anybody may use is nobody's.

    >>> login("ftp", "jdoe"), login("ftp", "anonymous").actor
    (Party(account='ftp:jdoe', actor='user'), 'system')
    """
    return Party(canonical_account(system, name), "system" if name.strip().lower() in _NOBODY else "user")


@lru_cache(100_000)
def is_inside(address: str | None) -> bool:
    """Say whether an address can only be of a network of one's own (RFC 1918, 4193, 6598, link-local, loopback).

    >>> is_inside("10.1.2.3"), is_inside("9.9.9.9"), is_inside("files.example.org")
    (True, False, False)
    """
    try:
        known = ip_address(address or "")
    except ValueError:
        return False
    return any(known in network for network in _INSIDE)
