"""The head that every event carries in EVTX and XML ("System"), and the fields behind it ("EventData" or "UserData").

References: learn.microsoft.com/windows/win32/wes/eventschema-systempropertiestype-complextype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from custodes.model.event import SetAside
from custodes.sources.microsoft.windows_event import (
    WindowsEvent,
    event_id,
    failed_by,
    moment,
    plain,
    product_of,
)
from custodes.sources.microsoft.windows_meaning import MEANINGS, found, in_scope

if TYPE_CHECKING:
    from custodes.sources.rows import Found

__all__ = ["found_in_json"]


class _System(msgspec.Struct, gc=False):
    provider: dict[str, Any] = msgspec.field(name="Provider_attributes", default_factory=dict)
    number: Any = msgspec.field(name="EventID", default=None)
    task: Any = msgspec.field(name="Task", default=None)
    keywords: Any = msgspec.field(name="Keywords", default=None)
    created: dict[str, Any] = msgspec.field(name="TimeCreated_attributes", default_factory=dict)
    log_id: Any = msgspec.field(name="EventRecordID", default=None)
    log: Any = msgspec.field(name="Channel", default=None)
    computer: Any = msgspec.field(name="Computer", default=None)
    security: dict[str, Any] | None = msgspec.field(name="Security_attributes", default=None)


class _Event(msgspec.Struct, gc=False):
    system: _System = msgspec.field(name="System")
    data: msgspec.Raw = msgspec.field(name="EventData", default=msgspec.Raw(b"{}"))
    user: msgspec.Raw = msgspec.field(name="UserData", default=msgspec.Raw(b"{}"))


class _File(msgspec.Struct, gc=False):
    event: _Event = msgspec.field(name="Event")


_DECODE = msgspec.json.Decoder(_File).decode
_ID = '"EventID":'
_IN_SCOPE = frozenset(str(number) for _, number in MEANINGS)
_FIELDS = msgspec.json.Decoder(dict[str, Any] | None).decode


def found_in_json(text: str) -> Found:
    """Return what a record means that the package ``evtx`` gave as JSON; its fields are read only where they count."""
    start = text.find(_ID) + len(_ID)
    number = text[start : start + 6].partition(",")[0] if start >= len(_ID) else ""
    if number.isdecimal() and number not in _IN_SCOPE:
        return SetAside.OUT_OF_SCOPE  # most of most logs
    event = _DECODE(text).event
    system = event.system
    log = plain(system.log)
    product = product_of(plain(system.provider.get("Name")), log)
    identifier = event_id(system.number)
    if identifier is None:
        return "no event id"
    if product is None or not in_scope(product, identifier):
        return SetAside.OUT_OF_SCOPE
    return found(
        WindowsEvent(
            product=product,
            number=identifier,
            when=moment(plain(system.created.get("SystemTime"))),
            host=plain(system.computer),
            log=log,
            log_id=plain(system.log_id),
            task=plain(system.task),
            failed=failed_by(system.keywords),
            user=("", "", plain((system.security or {}).get("UserID"))),
            data=_fields(event),
        )
    )


def _fields(event: _Event) -> dict[str, Any]:
    """Return the fields of EventData, or those of the one element within UserData."""
    data: dict[str, Any] | None = _FIELDS(event.data)
    if data:
        return data
    inner = _FIELDS(event.user) or {}
    parts = (
        part for name, part in inner.items() if isinstance(part, dict) and not name.endswith("_attributes")
    )
    return next(parts, {})
