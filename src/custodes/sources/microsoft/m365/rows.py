"""One record of the audit log that stands inside another log: in Log Analytics, or in Defender's CloudAppEvents.

The columnar way of :mod:`custodes.sources.microsoft.m365.events` is for the log itself; this is the same meaning, one
record at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custodes.sources.microsoft.m365.details import details_of
from custodes.sources.microsoft.m365.fields import (
    NOBODY,
    account_of,
    actor_of,
    address_of,
    alias_of,
    number_of,
    outcome_of,
)
from custodes.sources.microsoft.m365.operations import done, kind_of
from custodes.sources.microsoft.m365.places import area_of_object, area_of_url
from custodes.sources.microsoft.m365.record import record_of
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.moments import Moment

__all__ = ["row_of"]


def row_of(said: Mapping[str, Any], when: Moment, stream: str) -> Row:
    """Return the event of an audit record, given by its keys; ``when`` replaces its CreationTime."""
    record = record_of(said)
    kind = kind_of(record.Workload or "", record.RecordType, record.Operation or "")
    who = record.UserId or record.UserKey or ""
    values: dict[str, Any] = {
        "account": account_of(who) or account_of(NOBODY),
        "aliases": alias_of(record.UserKey or ""),
        "actor": actor_of(record.UserType, who),
        "organization": record.OrganizationId,
        "object": record.ObjectId,
        "object_id": record.ListItemUniqueId,
        "bytes": number_of(record.FileSizeBytes),
        "outcome": outcome_of(record.ResultStatus)
        if record.ResultStatus is not None
        else done(kind.stream, record.Operation or ""),
        "label": record.SensitivityLabelId,
        "record_id": record.Id,
    }
    addresses = (record.ClientIPAddress, record.ClientIP, record.ActorIpAddress)
    values["address"] = next((found for text in addresses if text and (found := address_of(text))), None)
    if kind.stream == "m365.sharepoint":
        site, folder, name = record.SiteUrl, record.SourceRelativeUrl or "", record.SourceFileName or ""
        values["area"] = area_of_url(site, folder, name) if site else area_of_object(record.ObjectId or "")
    details = details_of(kind)
    if details is not None:
        values |= details(record)
    return Row(
        when=when,
        action=kind.action,
        channel=kind.channel,
        native_action=record.Operation,
        stream=stream,
        **values,
    )
