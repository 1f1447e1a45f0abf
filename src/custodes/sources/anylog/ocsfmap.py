"""An event of the Open Cybersecurity Schema Framework, whatever file it came from, as one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.anylog.own import own_of
from custodes.sources.anylog.pairs import account_of, aliases_of, area_in, domains_in, host_in, number
from custodes.sources.anylog.translator import value_at
from custodes.sources.anylog.words import Kind, kind_of, words_of
from custodes.sources.moments import MILLISECOND, Moment, TimeError, epoch, iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from custodes.sources.rows import Found

__all__ = ["CLASSES", "event_of"]

_A, _C = Action, Channel
_FILES = {
    1: _A.UPLOAD, 2: _A.DOWNLOAD, 3: _A.UPDATE, 4: _A.DELETE, 5: _A.RENAME, 6: _A.COPY, 7: _A.MOVE, 8: _A.CREATE, 9: _A.READ,
    12: _A.SHARE, 13: _A.UNSHARE, 14: _A.READ, 15: _A.SYNC,
}  # fmt: skip
CLASSES: Mapping[int, tuple[Channel, Mapping[int, Action]]] = {
    1001: (
        _C.FILE,
        {1: _A.CREATE, 2: _A.READ, 3: _A.UPDATE, 4: _A.DELETE, 5: _A.RENAME, 10: _A.ENCRYPT, 14: _A.READ},
    ),
    1008: (_C.ADMIN, {1: _A.CLEAR, 2: _A.DELETE}),
    1010: (_C.REMOVABLE, {1: _A.MOUNT, 2: _A.UNMOUNT}),
    3002: (_C.SIGNIN, {1: _A.LOGON, 2: _A.LOGOFF}),
    4002: (_C.WEB, {2: _A.DELETE, 3: _A.VISIT, 6: _A.UPLOAD, 7: _A.UPLOAD, 9: _A.UPLOAD}),
    4006: (_C.FILE, {1: _A.UPDATE, 2: _A.READ, 3: _A.CREATE, 4: _A.READ, 5: _A.UPDATE, 6: _A.UPDATE}),
    4008: (_C.WEB, {1: _A.UPLOAD, 2: _A.DOWNLOAD, 4: _A.DELETE, 5: _A.RENAME}),
    4009: (_C.MAIL, {1: _A.SEND, 2: _A.RECEIVE}),
    4010: (_C.CLOUD, _FILES),
    4011: (_C.MAIL, {1: _A.SEND, 2: _A.RECEIVE}),
    6001: (
        _C.CLOUD,
        {1: _A.CREATE, 2: _A.READ, 3: _A.UPDATE, 4: _A.DELETE, 6: _A.UPLOAD, 7: _A.DOWNLOAD, 8: _A.SHARE},
    ),
    6006: (_C.CLOUD, _FILES),
}
"""class_uid -> (channel, activity_id -> action); other classes and activities are administrative."""

_FINDINGS = (2004, 2006)  # detections; data security findings
_SILENT = frozenset({1002, 1003, 1004, 1005, 1006, 1007, 4001, 4003, 4004, 4012, 4013})
"""Drivers, kernels, processes, connections, names: no actions of a person on a document."""
_OBJECTS = {
    "get_object": _A.DOWNLOAD,
    "put_object": _A.UPLOAD,
    "delete_object": _A.DELETE,
    "copy_object": _A.COPY,
}
_STORAGE = ("storage", "disk", "usb", "volume", "mass", "wpd", "cdrom", "dvd", "removable")


def event_of(record: Mapping[str, Any], zone: ZoneInfo) -> Found:
    """Return the event of an OCSF event; one without a user is nobody's."""
    uid = _whole(record.get("class_uid"))
    if uid is None:
        return "no class_uid"
    when = _when(record, zone)
    own = (
        own_of(_table(record.get("unmapped")))
        if _get(record, "metadata.product.vendor_name") == "custodes"
        else None
    )
    if uid in _SILENT:
        return SetAside.OUT_OF_SCOPE
    kind = own.kind if own else _kind(uid, record)
    user = record.get("user") if uid == 3002 and isinstance(record.get("user"), dict) else None
    said = user or _at(record, "actor.user") or record.get("user") or {}
    login = _login(said)
    if kind is None or not (own or login):
        return SetAside.OUT_OF_SCOPE
    product = _get(record, "metadata.product.name") or "ocsf"
    row = _row(
        record, kind, when, own.account if own else account_of(login or "", _get(said, "domain"), product)
    )
    row.aliases = (
        aliases_of(login or "", mail=_get(said, "email_addr"), sid=_get(said, "uid")) if not own else None
    )
    row.actor = "system" if _whole(said.get("type_id")) == 3 else "user"
    for name, value in (own.columns if own else {}).items():
        setattr(row, name, value)
    return row


def _row(record: Mapping[str, Any], kind: Kind, when: Moment, account: str) -> Row:
    path, url = (
        _get(record, "file.path", "file.name"),
        _get(record, "http_request.url.url_string", "file.url.url_string", "url.url_string"),
    )
    target = _target(record, kind, url)
    label = _get(record, "file.confidentiality", "file.data_classification.confidentiality")
    return Row(
        when=when,
        account=account,
        action=kind.action,
        native_action=_get(record, "api.operation", "activity_name", "type_name"),
        channel=kind.channel,
        object=_object(record, path if path != "unknown" else None, url),
        object_id=_get(record, "file.uid"),
        url=url if path else None,
        area=area_in(path) or host_in(url),
        target=target,
        target_domains=domains_in(target),
        items=None,
        bytes=number(_get(record, "file.size", "email.size", "http_request.length", "traffic.bytes_out")),
        host=_get(record, "device.hostname", "device.name"),
        process=_get(record, "actor.process.file.path", "actor.process.name"),
        address=_get(record, "src_endpoint.ip", "src_endpoint.hostname"),
        outcome=_outcome(record),
        label=label
        or (
            _get(record, "metadata.labels")
            if _get(record, "metadata.product.vendor_name") == "custodes"
            else None
        ),
        organization=_get(record, "cloud.account.uid", "actor.user.org.uid"),
        record_id=_get(record, "metadata.uid"),
        stream=str(_whole(record.get("class_uid"))),
    )


def _kind(uid: int, record: Mapping[str, Any]) -> Kind | None:
    """Return action and channel; None for what is out of scope."""
    activity = _whole(record.get("activity_id")) or 0
    if uid in _FINDINGS:
        noun = kind_of(
            ["policy"],
            [_get(record, "metadata.product.name") or "", _get(record, "finding_info.title") or ""],
            _C.FILE,
        )
        return Kind(_A.DETECT, noun.channel if noun.channel is not _C.ADMIN else _C.FILE)
    if uid == 6003:
        operation = "_".join(words_of(_get(record, "api.operation") or "")[:4])
        action = _OBJECTS.get(operation)
        return Kind(action, _C.CLOUD) if action else Kind(_A.OTHER, _C.ADMIN)
    if uid not in CLASSES:
        return Kind(_A.OTHER, _C.ADMIN)
    channel, actions = CLASSES[uid]
    sort = (_get(record, "peripheral_device.class") or "storage").lower()
    if uid == 1010 and not any(word in sort for word in _STORAGE):
        return None
    if uid == 4002 and activity in (1, 4, 5, 8):  # connections, heads, options: no person asked for them
        return None
    action = actions.get(activity)
    return Kind(action, channel) if action else Kind(_A.OTHER, _C.ADMIN)


def _object(record: Mapping[str, Any], path: str | None, url: str | None) -> str | None:
    return (
        path
        or url
        or _get(record, "email.subject", "peripheral_device.name", "web_resources.name", "resources.name")
    )


def _target(record: Mapping[str, Any], kind: Kind, url: str | None) -> str | None:
    if kind.channel is _C.MAIL:
        lists = [_at(record, f"email.{key}") for key in ("to", "cc", "bcc")]
        names = [
            name
            for each in lists
            for name in (each if isinstance(each, list) else [each])
            if isinstance(name, str)
        ]
        return ";".join(names) or None
    if kind.action in (_A.RENAME, _A.MOVE, _A.COPY):
        return _get(record, "file_result.path", "file_result.name", "dst_endpoint.hostname")
    if kind.channel is _C.REMOVABLE:
        return _get(record, "peripheral_device.serial_number", "peripheral_device.uid")
    return _get(record, "dst_endpoint.hostname") or (host_in(url) if kind.channel is _C.WEB else None)


def _login(user: Mapping[str, Any]) -> str | None:
    return (
        _get(user, "email_addr")
        if "@" in (_get(user, "email_addr") or "")
        else _get(user, "name", "uid", "uid_alt")
    )


def _outcome(record: Mapping[str, Any]) -> str | None:
    if _whole(record.get("disposition_id")) in (2, 6):  # blocked, dropped
        return "failure"
    return {1: "success", 2: "failure"}.get(_whole(record.get("status_id")) or 0)


def _when(record: Mapping[str, Any], zone: ZoneInfo) -> Moment:
    time = record.get("time")
    when = epoch(time, MILLISECOND) if isinstance(time, int | float) or str(time).isdigit() else None
    if when is None:
        text = _get(record, "time_dt", "time")
        if text is None:
            raise TimeError("no time")
        when = iso(text, zone, utc=True)
    offset = _whole(record.get("timezone_offset"))
    return when._replace(offset_min=offset) if offset is not None and abs(offset) <= 24 * 60 else when


def _get(record: Mapping[str, Any], *keys: str) -> str | None:
    return next((value.strip() for key in keys if (value := value_at(record, key)) and value.strip()), None)


def _at(record: Mapping[str, Any], key: str) -> Any:
    found: Any = record
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _table(value: object) -> object:
    """Return a table of Parquet, which is a list of pairs, as a dictionary."""
    if isinstance(value, list) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
        return dict(value)
    return value


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return (
        int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 10 else None
    )
