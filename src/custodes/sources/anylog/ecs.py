"""Documents of the Elastic Common Schema (ECS), as Elastic's agents and exports of its indices hold them.

Sample::

    {"@timestamp":"2024-05-20T17:21:05.000Z","ecs":{"version":"8.17.0"},"event":{"action":"file-downloaded","category":["file"],
     "type":["access"],"outcome":"success"},"user":{"name":"jdoe","domain":"CORP"},"host":{"name":"PC-00042"},
     "file":{"path":"/plans/a.docx","size":20480},"source":{"ip":"203.0.113.7"}}

Keys may be nested or dotted. The product's own word in ``event.action`` decides; where it says nothing known, category and
type do. What ``custodes events --format ecs`` writes is read again with all that it carries.

References: elastic.co/guide/en/ecs/current, "ECS Field Reference", "ECS Categorization Fields".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.anylog.own import own_of
from custodes.sources.anylog.pairs import account_of, aliases_of, area_in, domains_in, host_in, number
from custodes.sources.anylog.translator import value_at
from custodes.sources.anylog.words import Kind, channel_in, kind_of
from custodes.sources.forms.products import JsonSource, Record
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import iso
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.rows import Found, Reader

__all__ = ["Ecs"]

_A, _C = Action, Channel
_TYPES: Mapping[str, tuple[Channel, Mapping[str, Action]]] = {
    "file": (_C.FILE, {"creation": _A.CREATE, "change": _A.UPDATE, "deletion": _A.DELETE, "access": _A.READ}),
    "authentication": (_C.SIGNIN, {"start": _A.LOGON, "end": _A.LOGOFF}),
    "session": (_C.SIGNIN, {"start": _A.LOGON, "end": _A.LOGOFF}),
}
"""category -> (channel, type -> action)."""
_METHODS = {"get": _A.VISIT, "post": _A.UPLOAD, "put": _A.UPLOAD, "patch": _A.UPLOAD, "delete": _A.DELETE}
_DIRECTIONS = {"outbound": _A.SEND, "internal": _A.SEND, "external": _A.SEND, "inbound": _A.RECEIVE}
_SILENT = frozenset(
    [
        "network",
        "process",
        "library",
        "registry",
        "driver",
        "package",
        "vulnerability",
        "intrusion_detection",
        "host",
    ]
)


class Ecs(JsonSource):
    """Actions of people in ECS documents of any product."""

    name = "ecs"
    title = "ECS documents of Elastic (JSON)"
    mark = "@timestamp"
    guide = Guide(
        channels=(_C.FILE, _C.REMOVABLE, _C.PRINT, _C.CLOUD, _C.MAIL, _C.WEB, _C.SIGNIN),
        becomes=(
            (
                "a document whose `event.action` names an action",
                "that action, on the channel that its words or fields name",
            ),
            (
                "category `file`, `web`, `email`, `authentication`",
                "what `event.type`, the method or the direction says",
            ),
            (
                "everything else with a user",
                "administrative; processes, networks and documents without a user are out of scope",
            ),
        ),
        switch_on=(
            "Export an index as JSON lines (*elasticdump*, *Discover*), or let an agent write to a file.",
        ),
        blind=(
            "What an integration left out when it parsed: where `event.original` is kept, export that instead.",
        ),
        tested=Tested.PAPER,
        references=('elastic.co/guide/en/ecs/current, "ECS Field Reference"', '"ECS Categorization Fields"'),
    )

    def is_record(self, record: Record) -> bool:
        """Say whether it has a time, an action or category, and somebody or something it is about."""
        told = value_at(record, "event.category") or value_at(record, "event.action")
        about = any(
            _get(record, key) for key in ("ecs.version", "user.name", "user.id", "user.email", "host.name")
        )
        return "@timestamp" in record and bool(told) and about

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a document."""
        return _reading(context.zone)


@lru_cache(16)
def _reading(zone: ZoneInfo) -> Reader[Record]:
    """Return one and the same function for a zone, so that several processes may read a file."""
    return lambda record: _found(record, zone)


def _found(record: Record, zone: ZoneInfo) -> Found:
    when = iso(_get(record, "@timestamp"), zone, utc=True)
    own = own_of(record.get("custodes"))
    kind = own.kind if own else _kind(record)
    login = _get(record, "user.email", "user.name", "user.id", "client.user.name", "source.user.name")
    if kind is None or not (own or login):
        return SetAside.OUT_OF_SCOPE
    product = _get(record, "event.module", "event.dataset", "observer.product") or "ecs"
    account = own.account if own else account_of(login or "", _get(record, "user.domain"), product)
    path, url = _get(record, "file.path"), _get(record, "url.full", "url.original")
    mail = kind.channel is _C.MAIL
    target = _target(record, kind, url)
    row = Row(
        when=when,
        account=account,
        aliases=None
        if own
        else aliases_of(login or "", mail=_get(record, "user.email"), sid=_get(record, "user.id")),
        action=kind.action,
        native_action=_get(record, "event.action"),
        channel=kind.channel,
        object=_get(record, "email.subject") if mail else path or url or _get(record, "file.name"),
        object_id=_get(record, "file.inode", "file.uid"),
        url=url if path else None,
        area=area_in(path) or host_in(url),
        target=target,
        target_domains=domains_in(target),
        bytes=number(_get(record, "file.size", "http.request.body.bytes", "http.request.bytes")),
        host=_get(record, "host.name", "host.hostname"),
        process=_get(record, "process.executable", "process.name"),
        address=_get(record, "email.from.address")
        if mail
        else _get(record, "source.ip", "client.ip", "source.address"),
        outcome=outcome if (outcome := _get(record, "event.outcome")) in ("success", "failure") else None,
        organization=_get(record, "organization.id"),
        record_id=_get(record, "event.id"),
        label=_get(record, "custodes.label") if own else None,
        stream=_stream(record),
    )
    for name, value in (own.columns if own else {}).items():
        setattr(row, name, value)
    row.actor = _get(record, "custodes.actor") or "user" if own else "user"
    return row


def _kind(record: Record) -> Kind | None:
    """Return action and channel; None for what is out of scope."""
    categories, types = (_list(record, key) for key in ("event.category", "event.type"))
    file = _get(record, "file.path", "file.name")
    otherwise = _C.MAIL if "email" in categories else _C.FILE if file or "file" in categories else None
    about = [_get(record, "event.provider") or "", _get(record, "event.dataset", "event.module") or ""]
    if "email" in categories:
        direction = _DIRECTIONS.get((_get(record, "email.direction", "network.direction") or "").lower())
        if direction:
            return Kind(direction, _C.MAIL)
    if "web" in categories and (method := _METHODS.get((_get(record, "http.request.method") or "").lower())):
        return Kind(method, _C.WEB)
    said = kind_of([_get(record, "event.action") or ""], about, otherwise)
    if said.action is not _A.OTHER:
        return said
    for category in categories:
        if category in _TYPES:
            channel, actions = _TYPES[category]
            action = next((actions[each] for each in types if each in actions), None)
            if action:
                return Kind(action, channel_in(about, channel) if channel is _C.FILE else channel)
    return None if categories and _SILENT.issuperset(categories) else said


def _target(record: Record, kind: Kind, url: str | None) -> str | None:
    if kind.channel is _C.MAIL:
        parts = [_get(record, f"email.{key}.address") for key in ("to", "cc", "bcc")]
        return ";".join(part for part in parts if part) or None
    if kind.action in (_A.RENAME, _A.MOVE, _A.COPY):
        return _get(record, "file.target_path", "file.Ext.original.path", "destination.domain")
    if kind.channel in (_C.WEB, _C.CLOUD):
        return host_in(url) or _get(record, "url.domain", "destination.domain", "destination.address")
    return _get(record, "destination.domain") if kind.action in (_A.UPLOAD, _A.SEND) else None


def _stream(record: Record) -> str:
    dataset = _get(record, "event.dataset", "event.module") or ""
    return dataset[:60] if dataset.replace(".", "").replace("_", "").replace("-", "").isalnum() else ""


def _list(record: Record, key: str) -> list[str]:
    return [part for part in (value_at(record, key) or "").lower().split(";") if part]


def _get(record: Mapping[str, Any], *keys: str) -> str | None:
    return next((value.strip() for key in keys if (value := value_at(record, key)) and value.strip()), None)
