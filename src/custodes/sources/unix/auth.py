"""Sign-ins, rights and accounts in the syslog of Unix machines: from a line to its event. Patterns: ``auth_lines``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.model.event import SetAside
from custodes.sources.rows import Row
from custodes.sources.unix.auth_lines import meaning_of
from custodes.sources.unix.logins import NOBODY, actor_of, address_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.forms.syslog import SysLine
    from custodes.sources.rows import Found

__all__ = ["auth_event"]


def auth_event(line: SysLine) -> Found:
    """Return the event of a line of sshd, sudo, su, login, useradd and the like."""
    found = meaning_of(line.app, line.message)
    if found is None:
        return SetAside.OUT_OF_SCOPE
    meaning, fields = found
    user, address, uid = fields.get("user") or "", address_of(fields.get("address")), fields.get("uid")
    actor = meaning.actor or actor_of(user)
    if uid == "0" and not user:
        user, actor = "root", "system"
    nobody = user.lower() in NOBODY and not user.strip("-?") and not uid
    return Row(
        when=line.when,
        account=machine(address or line.host) if nobody else login(user),
        aliases=f"uid:{uid}" if uid else None,
        actor="system" if nobody else actor,
        action=meaning.action,
        native_action=meaning.native,
        channel=meaning.channel,
        target=fields.get("target"),
        host=line.host,
        process=fields.get("command"),
        address=address,
        outcome="failure" if fields.get("failed") else meaning.outcome,
        stream="auth",
    )
