"""A stored event in the field names of the Elastic Common Schema 8.

``event.sequence`` is the record's number within its file (a list where several records make the event),
``log.file.path`` the file as it was read, ``event.action`` the product's own word. What ECS has no field for stands
under ``custodes``. References: elastic.co/guide/en/ecs/current/ecs-field-reference.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.render.things import FILE_CHANNELS, is_address, iso_time, login_of, mail_of, thing_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.render.things import Login

__all__ = ["ecs"]

_CATEGORY = {"mail": "email", "web": "web", "signin": "authentication", "admin": "configuration"}
_TYPE = {
    "read": "access",
    "download": "access",
    "sync": "access",
    "visit": "access",
    "create": "creation",
    "upload": "creation",
    "copy": "creation",
    "archive": "creation",
    "update": "change",
    "rename": "change",
    "move": "change",
    "encrypt": "change",
    "share": "change",
    "unshare": "change",
    "delete": "deletion",
    "clear": "deletion",
    "logon": "start",
    "mount": "start",
    "logoff": "end",
    "unmount": "end",
}


def ecs(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of a row of EVENT_SCHEMA with ``path``; empty fields are left out."""
    login = login_of(row["account"])
    document: dict[str, Any] = {
        "@timestamp": iso_time(row["ts_us"]),
        "ecs": {"version": "8.17.0"},
        "event": _event(row),
        "user": _user(row["account"], login, row.get("aliases")),
        "source": _source(row.get("client") or row.get("address")),
        "host": {"name": row.get("host")},
        "process": {"executable": row.get("process")},
        "organization": {"id": row.get("organization")},
        "log": {"file": {"path": row.get("path")}},
        "custodes": {
            "account": row["account"],
            "actor": row.get("actor"),
            "action": row["action"],
            "channel": row["channel"],
            "area": row.get("area"),
            "target": row.get("target"),
            "target_domains": _split(row.get("target_domains")),
            "items": row.get("items"),
            "label": row.get("label"),
            "part": row.get("part"),
            "sha256": row["file"],
        },
    }
    document |= _object(row, login.mail)
    if row.get("url"):
        address = thing_of(row["url"])
        document["url"] = {"full": address.url or row["url"], "domain": address.host}
    return {key: kept for key, value in document.items() if (kept := _kept(value)) not in ({}, None)}


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    part = f".{row['part']}" if row.get("part") else ""
    return {
        "kind": "event",
        "action": row.get("native_action") or row["action"],
        "outcome": row.get("outcome"),
        "sequence": _records(row),
        "id": row.get("record_id") or f"{row['file'][:12]}:{row['record']}{part}",
        "module": row["source"],
        "dataset": row["stream"],
        "category": [_CATEGORY.get(row["channel"], "file")],
        "type": [_TYPE.get(row["action"], "info")],
    }


def _records(row: Mapping[str, Any]) -> int | list[int]:
    """Return the number of the record behind the event, or of all where several tell it."""
    record: int = row["record"]
    return sorted({record, *map(int, _split(row["also"]))}) if row.get("also") else record


def _user(account: str, login: Login, aliases: str | None) -> dict[str, str]:
    """Return the account's parts, completed by what else the record called it: an identifier, an address, a domain."""
    user = {"id": login.id, "name": login.name, "email": login.mail, "domain": login.domain}
    named = account.startswith("entra:") and login.mail  # Microsoft's UserId is the sign-in name
    for alias in _split(aliases):
        other = login_of(alias)
        if alias.partition(":")[0].endswith("id"):
            user["id"] = user["id"] if named else other.id
        else:
            user["email"] = user["email"] or other.mail
            user["domain"] = user["domain"] or other.domain
    return user


def _object(row: Mapping[str, Any], mail: str) -> dict[str, Any]:
    """Return file, url or email, whichever the object is."""
    text = row.get("object") or ""
    channel, action = row["channel"], row["action"]
    if channel == "mail" and action in {"send", "receive"}:
        sender = mail_of(row.get("address")) or (mail if action == "send" else None)
        to = [part for part in _split(row.get("target")) if "@" in part]
        return {"email": {"from": {"address": sender}, "to": {"address": to}, "subject": text or None}}
    if not text:
        extension = row.get("extension")
        return {"file": {"extension": extension, "size": row.get("bytes")}} if extension else {}
    if channel not in FILE_CHANNELS and "://" not in text[:12]:
        return {}
    thing = thing_of(text)
    file = {
        "path": thing.path,
        "name": thing.name,
        "directory": thing.directory,
        "extension": thing.extension,
        "size": row.get("bytes"),
    }
    found: dict[str, Any] = {"file": file} if channel != "web" else {}
    if thing.url:
        found["url"] = {"full": thing.url, "domain": thing.host}
    return found


def _source(address: str | None) -> dict[str, Any]:
    if not address or mail_of(address):
        return {}
    return {"ip": address, "address": address} if is_address(address) else {"address": address}


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _kept(value: Any) -> Any:
    """Leave out what is empty, at any depth; 0 and False stay."""
    if isinstance(value, dict):
        inner = {key: _kept(part) for key, part in value.items()}
        return {key: part for key, part in inner.items() if part not in (None, "", [], {})}
    return value
