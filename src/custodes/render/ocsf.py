"""A stored event in the field names of the Open Cybersecurity Schema Framework 1.5.

References: schema.ocsf.io, classes file_activity 1001, event_log_activity 1008, peripheral_activity 1010,
authentication 3002, http_activity 4002, email_activity 4009, file_hosting 6006; github.com/ocsf/ocsf-schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.render.things import is_address, login_of, mail_of, thing_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CLASSES", "ocsf"]

FILE, LOG, PERIPHERAL, SIGNIN, HTTP, EMAIL, HOSTING = 1001, 1008, 1010, 3002, 4002, 4009, 6006
_VERSION = "1.5.0"
_OTHER = 99

CLASSES: Mapping[int, tuple[str, Mapping[str, int]]] = {
    FILE: (
        "File System Activity",
        {"create": 1, "copy": 1, "archive": 1, "read": 2, "update": 3, "delete": 4, "rename": 5, "move": 5, "encrypt": 10},
    ),
    LOG: ("Event Log Activity", {"clear": 1, "delete": 2}),
    PERIPHERAL: ("Peripheral Activity", {"mount": 1, "unmount": 2}),
    SIGNIN: ("Authentication", {"logon": 1, "logoff": 2}),
    HTTP: ("HTTP Activity", {"visit": 3, "download": 3, "upload": 6}),
    EMAIL: ("Email Activity", {"send": 1, "receive": 2}),
    HOSTING: (
        "File Hosting Activity",
        {
            "upload": 1,
            "create": 1,
            "download": 2,
            "update": 3,
            "delete": 4,
            "rename": 5,
            "copy": 6,
            "move": 7,
            "share": 12,
            "unshare": 13,
            "read": 14,
            "sync": 15,
        },
    ),
}  # fmt: skip
"""class_uid -> (its name, our action -> activity_id). Actions that a class does not know are 99, "Other"."""

_HOSTED = frozenset({"cloud", "sync", "share", "code", "messaging", "records"})


def ocsf(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event of a row of EVENT_SCHEMA with ``path``; empty fields are left out."""
    uid = _class(row["channel"], row["action"])
    activity = CLASSES[uid][1].get(row["action"], _OTHER)
    login = login_of(row["account"])
    event: dict[str, Any] = {
        "class_uid": uid,
        "class_name": CLASSES[uid][0],
        "category_uid": uid // 1000,
        "activity_id": activity,
        "activity_name": row.get("native_action") or row["action"],
        "type_uid": uid * 100 + activity,
        "severity_id": 1,
        "time": row["ts_us"] // 1000,
        "timezone_offset": row.get("offset_min"),
        "status_id": {"success": 1, "failure": 2}.get(row.get("outcome") or "", 0),
        "metadata": {
            "version": _VERSION,
            "product": {"name": row["source"], "vendor_name": "custodes"},
            "log_name": row.get("path"),
            "log_provider": row["stream"],
            "sequence": row["record"],
            "uid": row.get("record_id"),
            "labels": [row["label"]] if row.get("label") else [],
        },
        "actor": {
            "user": {"name": login.name, "uid": login.id, "email_addr": login.mail, "domain": login.domain}
        },
        "device": {"hostname": row.get("host"), "type_id": 0} if row.get("host") else None,
        "src_endpoint": _endpoint(row.get("address")),
        "unmapped": {
            "account": row["account"],
            "action": row["action"],
            "channel": row["channel"],
            "area": row.get("area"),
            "target": row.get("target"),
            "target_domains": row.get("target_domains"),
            "items": row.get("items"),
            "part": row.get("part"),
            "sha256": row["file"],
        },
    }
    if uid == SIGNIN:
        event["user"] = event["actor"]["user"]
    event |= _object(row, uid, login.mail)
    return {key: kept for key, value in event.items() if (kept := _kept(value)) not in (None, {}, [])}


def _class(channel: str, action: str) -> int:
    if channel == "removable" and action in {"mount", "unmount"}:
        return PERIPHERAL
    if action == "clear":
        return LOG
    if channel in _HOSTED:
        return HOSTING
    return {"signin": SIGNIN, "web": HTTP, "mail": EMAIL}.get(channel, FILE)


def _object(row: Mapping[str, Any], uid: int, mail: str) -> dict[str, Any]:
    text = row.get("object") or ""
    if uid == EMAIL:
        to = [part.strip() for part in (row.get("target") or "").split(";") if "@" in part]
        sender = mail if row["action"] == "send" else ""
        return {
            "email": {"from": sender, "to": to, "subject": text, "size": row.get("bytes")},
            "direction_id": {"send": 2, "receive": 1}.get(row["action"], 0),
        }
    if uid == PERIPHERAL:
        return {"peripheral_device": {"name": text or "removable medium", "class": "storage"}}
    if uid == HTTP:
        return {
            "http_request": {
                "url": {"url_string": text, "hostname": thing_of(text).host or row.get("target_domains")}
            }
        }
    if uid in {FILE, HOSTING}:
        thing = thing_of(text)
        name = thing.name or row.get("extension") or "unknown"
        path = thing.path or thing.url
        return {
            "file": {"name": name, "path": path, "ext": thing.extension or row.get("extension"), "size": row.get("bytes"),
                     "parent_folder": thing.directory, "type_id": 1},
        }  # fmt: skip
    return {}


def _endpoint(address: str | None) -> dict[str, Any] | None:
    if not address or mail_of(address):
        return None
    return {"ip": address} if is_address(address) else {"hostname": address}


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {key: _kept(part) for key, part in value.items()}
        return {key: part for key, part in inner.items() if part not in (None, "", [], {})}
    return value
