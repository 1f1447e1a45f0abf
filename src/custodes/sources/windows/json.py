"""Events of Windows as JSON: what Winlogbeat and Elastic Agent ship (now, and before version 7), and flat records, in which
every field stands at the top, as Log Analytics exports them and NXLog writes them; and EVTX files that the
tool ``evtx_dump`` turned to JSON.

Samples::

    {"@timestamp":"2024-05-06T07:08:09.123Z","winlog":{"channel":"Security","event_id":4663,"computer_name":"fs1.example.org",
     "provider_name":"Microsoft-Windows-Security-Auditing","keywords":["Audit Success"],"event_data":{"SubjectUserName":"jdoe"}}}
    {"TimeGenerated":"2024-05-06T07:08:09.12Z","EventID":4663,"Channel":"Security","Computer":"fs1.example.org",
     "EventSourceName":"Microsoft-Windows-Security-Auditing","SubjectUserName":"jdoe"}

Where a record has no parsed fields but the event's XML (``event.original``), that is read. Times with an offset go before
local ones; "@timestamp" is the time of reading where the record has another.

References: elastic.co/guide/en/beats/winlogbeat/current/exported-fields-winlog.html and .../6.8/exported-fields-eventlog.html;
learn.microsoft.com/azure/azure-monitor/reference/tables/securityevent and .../event; docs.nxlog.co, "im_msvistalog".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.model.event import SetAside
from custodes.sources.moments import TimeError, iso
from custodes.sources.windows.event import (
    WindowsEvent,
    event_id,
    failed_by,
    moment,
    plain,
    product_of,
)
from custodes.sources.windows.meaning import found, in_scope
from custodes.sources.windows.system import found_in_object
from custodes.sources.windows.xml import fields_of, found_in_xml

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found

__all__ = ["found_in_record", "is_record"]

_NAMED = ("EventSourceName", "SourceName", "ProviderName", "Provider", "Source")
_LOGS = ("Channel", "EventLog", "LogName")
_HOSTS = ("Computer", "Hostname", "ComputerName", "MachineName")
_TIMES = ("TimeCreated", "SystemTime", "TimeGenerated", "UtcTime", "@timestamp", "EventTime")
_UTC = {"TimeCreated", "SystemTime", "TimeGenerated", "UtcTime", "@timestamp"}


def is_record(record: dict[str, Any]) -> bool:
    """Say whether an object is an event of Windows."""
    record = _inner(record)
    event = record.get("winlog")
    if isinstance(inside := record.get("Event"), dict):
        return isinstance(inside.get("System"), dict) and "EventID" in inside["System"]
    if isinstance(event, dict):
        return any(name in event for name in ("event_id", "provider_name", "channel", "computer_name"))
    if isinstance(record.get("event_data"), dict):
        return bool(plain(record.get("event_id")) and _first(record, ("log_name", "source_name")))
    return bool(plain(record.get("EventID")) and _first(record, _HOSTS) and _first(record, (*_NAMED, *_LOGS)))


def found_in_record(record: dict[str, Any], zone: ZoneInfo) -> Found:
    """Return what a record means, whichever form it has."""
    record = _inner(record)
    event = record.get("winlog")
    if isinstance(event, dict):
        return _shipped(record, event)
    if isinstance(record.get("Event"), dict):
        return found_in_object(record)
    return _shipped(record, record) if "event_id" in record else _flat(record, zone)


def _inner(record: dict[str, Any]) -> dict[str, Any]:
    """Take a search result of Elasticsearch out of its envelope."""
    inner = record.get("_source")
    return inner if isinstance(inner, dict) else record


def _shipped(record: dict[str, Any], event: dict[str, Any]) -> Found:
    """Read a record of Winlogbeat; before version 7 its fields stand at the top."""
    said = _dict(record.get("event"))
    original = said.get("original")
    data = _dict(event.get("event_data")) or _dict(event.get("user_data"))
    if not data and isinstance(original, str) and original.lstrip().startswith("<Event"):
        return found_in_xml(original.strip().encode("utf-8", "replace"))
    log = plain(event.get("channel")) or plain(event.get("log_name"))
    product = product_of(plain(event.get("provider_name")) or plain(event.get("source_name")), log)
    number = event_id(event.get("event_id") or said.get("code"))
    if number is None:
        return "no event id"
    if product is None or not in_scope(product, number):
        return SetAside.OUT_OF_SCOPE
    outcome = plain(said.get("outcome")) or plain(event.get("outcome"))
    failed = failed_by(event.get("keywords"))
    if failed is None and outcome in ("success", "failure"):
        failed = outcome == "failure"
    user = _dict(event.get("user"))
    host = plain(event.get("computer_name")) or plain(_dict(record.get("host")).get("name"))
    return found(
        WindowsEvent(
            product=product,
            number=number,
            when=moment(plain(event.get("time_created")) or plain(record.get("@timestamp"))),
            host=host,
            log=log,
            log_id=plain(event.get("record_id")) or plain(event.get("record_number")),
            task=plain(event.get("task")),
            failed=failed,
            user=(plain(user.get("domain")), plain(user.get("name")), plain(user.get("identifier"))),
            data=data,
        )
    )


def _flat(record: dict[str, Any], zone: ZoneInfo) -> Found:
    """Read a record whose fields stand at the top; those of the table Event stand in a text of XML."""
    log = _first(record, _LOGS)
    product = product_of(_first(record, _NAMED), log)
    number = event_id(record.get("EventID"))
    if number is None:
        return "no event id"
    if product is None or not in_scope(product, number):
        return SetAside.OUT_OF_SCOPE
    inside = record.get("EventData")
    data = fields_of(inside) if isinstance(inside, str) and inside.lstrip().startswith("<") else _dict(inside)
    return found(
        WindowsEvent(
            product=product,
            number=number,
            when=_time(record, zone),
            host=_first(record, _HOSTS),
            log=log,
            log_id=_first(record, ("EventRecordId", "EventRecordID", "RecordNumber")),
            task=_first(record, ("Task", "Category")),
            failed=_failed(record),
            user=(_first(record, ("Domain",)), _first(record, ("AccountName",)), _first(record, ("UserID",))),
            data=record | data if data else record,
        )
    )


def _failed(record: dict[str, Any]) -> bool | None:
    said = failed_by(record.get("Keywords"))
    if said is not None:
        return said
    kind = plain(record.get("EventType")).upper()
    return kind == "AUDIT_FAILURE" if kind.startswith("AUDIT_") else None


def _time(record: dict[str, Any], zone: ZoneInfo) -> Moment:
    """Return the first time that the record says; NXLog's EventTime is local unless it has an offset."""
    for name in _TIMES:
        if text := plain(record.get(name)):
            return iso(text, zone, utc=name in _UTC)
    raise TimeError("no time")


def _first(record: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := plain(record.get(name)))), "")


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
