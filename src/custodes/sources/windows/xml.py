r"""Events of Windows as XML text: what ``wevtutil qe LOG /f:xml`` prints, and what Event Viewer saves.

Sample::

    <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider
    Name='Microsoft-Windows-Security-Auditing'/><EventID>4663</EventID>…<TimeCreated SystemTime='2024-05-06T07:08:09.1Z'/>
    …<Computer>fs1.example.org</Computer></System><EventData><Data Name='SubjectUserName'>jdoe</Data>…</EventData></Event>

Events stand one after another, inside ``<Events>`` or not; each is one record and is parsed by itself. A document type
is refused, so that no entity is ever expanded.

References: learn.microsoft.com/windows-server/administration/windows-commands/wevtutil.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from custodes.model.event import SetAside
from custodes.sources.windows.event import (
    WindowsEvent,
    event_id,
    failed_by,
    moment,
    plain,
    product_of,
)
from custodes.sources.windows.meaning import found, in_scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.rows import Found

__all__ = ["fields_of", "found_in_xml", "is_xml", "records"]

_START = re.compile(
    rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?(?:<Events[^>]{0,200}>\s*)?<Event[\s>]",
    re.DOTALL,
)
_OPEN = re.compile(rb"<Event[\s>]")
_CLOSE = b"</Event>"


def is_xml(text: bytes) -> bool:
    """Say whether a file begins as events do."""
    return _START.match(text) is not None and b"schemas.microsoft.com/win/2004/08/events" in text


def records(chunks: Iterator[bytes], max_record: int) -> Iterator[bytes]:
    """Yield each event; one that is longer than allowed, or cut off, is yielded without its end. What is between
    events is no record.
    """
    held = b""
    for chunk in chunks:
        held += chunk
        start = 0
        while (end := held.find(_CLOSE, start)) >= 0:
            end += len(_CLOSE)
            if opened := _OPEN.search(held, start, end):
                yield held[opened.start() : end]
            start = end
        held = held[start:]
        if len(held) > max_record + len(_CLOSE):
            held = _shorter(held, max_record)
    if opened := _OPEN.search(held):
        yield held[opened.start() :]


def _shorter(held: bytes, longest: int) -> bytes:
    """Keep the beginning of an event that is too long, and enough of its end to find where it closes."""
    opened = _OPEN.search(held)
    if opened is None:
        return held[-8:]
    return held[opened.start() : opened.start() + longest] + held[-len(_CLOSE) :]


def found_in_xml(raw: bytes) -> Found:
    """Return what an event means, or why it cannot be read."""
    if b"<!" in raw.replace(b"<![CDATA[", b""):
        return "the XML holds declarations"
    if not raw.rstrip().endswith(_CLOSE):
        return "the event is cut off"
    try:
        event = ET.fromstring(raw)  # noqa: S314 -- without declarations there are no entities to expand
    except (ET.ParseError, ValueError):
        return "not well-formed XML"
    parts = {part.tag.rpartition("}")[2]: part for part in event}
    if "System" not in parts:
        return "no event of Windows"
    system = {part.tag.rpartition("}")[2]: part for part in parts["System"]}

    def text(name: str) -> str:
        return plain(system[name].text) if name in system else ""

    def attribute(name: str, key: str) -> str:
        return plain(system[name].get(key)) if name in system else ""

    log, number = text("Channel"), event_id(text("EventID"))
    product = product_of(attribute("Provider", "Name"), log)
    if number is None:
        return "no event id"
    if product is None or not in_scope(product, number):
        return SetAside.OUT_OF_SCOPE
    return found(
        WindowsEvent(
            product=product,
            number=number,
            when=moment(attribute("TimeCreated", "SystemTime")),
            host=text("Computer"),
            log=log,
            log_id=text("EventRecordID"),
            task=text("Task"),
            failed=failed_by(text("Keywords")),
            user=("", "", attribute("Security", "UserID")),
            data=_fields(parts.get("EventData", parts.get("UserData"))),
        )
    )


def fields_of(text: str) -> dict[str, Any]:
    """Return the fields of an EventData element given as text, as the table Event of Log Analytics holds it."""
    if "<!" in text:
        return {}
    try:
        return _fields(ET.fromstring(text))  # noqa: S314 -- as above
    except (ET.ParseError, ValueError):
        return {}


def _fields(part: ET.Element | None) -> dict[str, Any]:
    """Return named data, else the elements within the one of UserData."""
    if part is None:
        return {}
    found: dict[str, Any] = {}
    for one in part.iter():
        name = one.get("Name") or one.tag.rpartition("}")[2]
        if not len(one):
            found[name] = one.text
    return found
