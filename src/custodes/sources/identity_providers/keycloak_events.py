"""One event of Keycloak, however it was written: who signed in to which client, or what an administrator changed.

References: www.keycloak.org/docs-api/latest/javadocs, ``EventType``, ``EventRepresentation``, ``AdminEventRepresentation``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from custodes.model.event import Action, Channel
from custodes.sources.fields import account_of, aliases_of, said
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found

__all__ = ["keycloak_row", "pairs"]

_PAIR = re.compile(
    r'([A-Za-z_][\w.]{0,63})=(?:"((?:[^"\\]|\\.)*+)"|(.*?))(?=, [A-Za-z_][\w.]{0,63}=|\Z)', re.DOTALL
)
_KINDS = {"LOGIN": Action.LOGON, "IMPERSONATE": Action.LOGON, "LOGOUT": Action.LOGOFF}
_NOBODY = "unknown"


def pairs(message: str) -> dict[str, str]:
    """Return the fields of an event's text. The first of a name counts: what people type stands behind it.

    >>> pairs('type="LOGIN", realmId="a, b", userId="null"')
    {'type': 'LOGIN', 'realmId': 'a, b', 'userId': 'null'}
    >>> pairs("type=LOGIN, realmId=ABCD TEST, username=x, type=LOGOUT")
    {'type': 'LOGIN', 'realmId': 'ABCD TEST', 'username': 'x'}
    """
    found: dict[str, str] = {}
    for name, quoted, plain in _PAIR.findall(message.rstrip()):
        found.setdefault(name, quoted or plain)
    return found


def keycloak_row(when: Moment, given: Mapping[str, Any], record_id: str | None = None) -> Found:
    """Return the event of these fields; a text where they are none of Keycloak's."""
    kind, operation = said(given.get("type")), said(given.get("operationType"))
    if kind is None and operation is None:
        return "no type of event"
    user, name, client = (said(given.get(key)) for key in ("userId", "username", "clientId"))
    failed = said(given.get("error")) is not None or (kind or "").endswith("_ERROR")
    machine = (kind or "").startswith("CLIENT_LOGIN")
    about: dict[str, Any] = {
        "when": when,
        "aliases": aliases_of(
            ("id", user), ("mail", name if name and "@" in name else said(given.get("email")))
        ),
        "address": said(given.get("ipAddress")),
        "outcome": "failure" if failed else "success",
        "organization": said(given.get("realmId")) or said(given.get("realmName")),
        "record_id": record_id,
        "stream": "events",
    }
    if kind is None:
        resource = said(given.get("resourceType"))
        return Row(
            **about,
            account=account_of("keycloak", name or user or _NOBODY),
            actor="user" if name or user else "system",
            action=Action.OTHER,
            native_action=f"{operation}-{resource}" if resource else operation,
            channel=Channel.ADMIN,
            object=said(given.get("resourcePath")),
        )
    login = client if machine else name or user
    return Row(
        **about,
        account=account_of("keycloak", login or _NOBODY),
        actor="service" if machine else "user" if login else "system",
        action=_KINDS.get(kind.removesuffix("_ERROR"), Action.OTHER),
        native_action=kind,
        channel=Channel.SIGNIN,
        target=client,
        url=_place(said(given.get("redirect_uri"))),
    )


def _place(url: str | None) -> str | None:
    """Return an address without what may hold a secret: query, fragment, user.

    >>> _place("https://u:p@files.example.org/in?code=1#x"), _place("https://[broken")
    ('https://files.example.org/in', None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if host and parts.scheme else None
