"""The head that every event carries in EVTX and XML ("System"), and the fields behind it ("EventData" or "UserData").

References: learn.microsoft.com/windows/win32/wes/eventschema-systempropertiestype-complextype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from custodes.model.event import SetAside
from custodes.sources.windows.event import (
    WindowsEvent,
    event_id,
    failed_by,
    moment,
    plain,
    product_of,
)
from custodes.sources.windows.meaning import MEANINGS, found, in_scope

if TYPE_CHECKING:
    from custodes.sources.rows import Found

__all__ = ["found_in_json", "found_in_object"]


class _Attributes(msgspec.Struct, gc=False, frozen=True):
    name: Any = msgspec.field(name="Name", default=None)
    time: Any = msgspec.field(name="SystemTime", default=None)
    sid: Any = msgspec.field(name="UserID", default=None)


class _Element(msgspec.Struct, gc=False, frozen=True):
    said: _Attributes = msgspec.field(name="#attributes", default=_Attributes())


class _System(msgspec.Struct, gc=False):
    provider: _Element | None = msgspec.field(name="Provider", default=None)
    number: Any = msgspec.field(name="EventID", default=None)
    task: Any = msgspec.field(name="Task", default=None)
    keywords: Any = msgspec.field(name="Keywords", default=None)
    created: _Element | None = msgspec.field(name="TimeCreated", default=None)
    log_id: Any = msgspec.field(name="EventRecordID", default=None)
    log: Any = msgspec.field(name="Channel", default=None)
    computer: Any = msgspec.field(name="Computer", default=None)
    security: _Element | None = msgspec.field(name="Security", default=None)


class _Event(msgspec.Struct, gc=False):
    system: _System = msgspec.field(name="System")
    data: dict[str, Any] | None = msgspec.field(name="EventData", default=None)
    user: dict[str, Any] | None = msgspec.field(name="UserData", default=None)


class _File(msgspec.Struct, gc=False):
    event: _Event = msgspec.field(name="Event")


_DECODE = msgspec.json.Decoder(_File).decode
_EMPTY = _Element()
_ID = '"EventID":'
_IN_SCOPE = frozenset(str(number) for _, number in MEANINGS)


def found_in_json(text: str) -> Found:
    """Return what a record means that the package ``evtx`` gave as JSON; its fields are read only where they count."""
    start = text.find(_ID) + len(_ID)
    number = text[start : start + 6].partition(",")[0] if start >= len(_ID) else ""
    if number.isdecimal() and number not in _IN_SCOPE:
        return SetAside.OUT_OF_SCOPE  # most of most logs
    return _found(_DECODE(text).event)


def found_in_object(record: dict[str, Any]) -> Found:
    """Return what such a record means that was decoded already."""
    return _found(msgspec.convert(record, _File).event)


def _found(event: _Event) -> Found:
    system = event.system
    log = plain(system.log)
    product = product_of(plain((system.provider or _EMPTY).said.name), log)
    qualified = isinstance(system.number, dict)  # classic events have qualifiers beside it
    identifier = event_id(system.number.get("#text") if qualified else system.number)
    if identifier is None:
        return "no event id"
    if product is None or not in_scope(product, identifier):
        return SetAside.OUT_OF_SCOPE
    return found(
        WindowsEvent(
            product=product,
            number=identifier,
            when=moment(plain((system.created or _EMPTY).said.time)),
            host=plain(system.computer),
            log=log,
            log_id=plain(system.log_id),
            task=plain(system.task),
            failed=failed_by(system.keywords),
            user=("", "", plain((system.security or _EMPTY).said.sid)),
            data=_fields(event),
        )
    )


def _fields(event: _Event) -> dict[str, Any]:
    """Return the fields of EventData, or those of the one element within UserData."""
    if event.data:
        return event.data
    inner = event.user or {}
    parts = (part for name, part in inner.items() if isinstance(part, dict) and name != "#attributes")
    return next(parts, {})
