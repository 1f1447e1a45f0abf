"""Whose action a row of Defender's tables tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.identity.accounts import canonical_account, is_service
from custodes.sources.microsoft.m365.fields import NOBODY, account_of
from custodes.sources.microsoft.records import aliases, first, windows_login

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["who_of"]


def who_of(said: Mapping[str, Any]) -> tuple[str, str | None, str]:
    """Return account, aliases and actor: who asked over the network, else whose action it was, else whose program it was."""
    remote = "request" if first(said, "requestprotocol") not in (None, "Local") else ""
    for prefix in (remote, "", "initiatingprocess"):
        name = first(said, f"{prefix}accountname")
        upn, sid = first(said, f"{prefix}accountupn"), first(said, f"{prefix}accountsid")
        if not (name or upn or sid):
            continue
        domain = first(said, f"{prefix}accountdomain")
        account = (
            windows_login(domain, name)
            if name
            else account_of(upn)
            if upn
            else canonical_account("windows", sid or "")
        )
        system = is_service(f"{domain}\\{name}" if domain else name or "") or is_service(sid or "")
        also = aliases(account, sid, first(said, f"{prefix}accountobjectid"), mail=upn)
        return account, also, "system" if system or (name or "").endswith("$") else "user"
    shown = first(said, "accountdisplayname")
    if shown:
        return windows_login(None, shown), None, "system" if shown.endswith("$") else "user"
    device = first(said, "devicename")
    if device:
        return canonical_account("windows", f"{device}$"), None, "system"
    return canonical_account("defender", first(said, "servicesource") or NOBODY), None, "system"
