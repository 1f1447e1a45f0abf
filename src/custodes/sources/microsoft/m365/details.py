"""What only one part of the Microsoft 365 log says: devices, share targets, new names, chats.

Each function returns columns that go over the general ones of :mod:`custodes.sources.microsoft.m365.events`; a column that is
not there stays as it was. Mail and DLP matches: :mod:`custodes.sources.microsoft.m365.mail`.

References: learn.microsoft.com/purview/audit-log-sharing; learn.microsoft.com/purview/endpoint-dlp-learn-about
(enforcement modes: 1 audit, 2 warn, 3 warn and bypass, 4 block); the schema's Teams and Entra sections.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from custodes.model.event import ANYONE, Action
from custodes.sources.microsoft.m365.fields import number_of, text_of
from custodes.sources.microsoft.m365.mail import dlp_details, exchange_details
from custodes.sources.microsoft.m365.places import area_of_file, domain_of, domains_of, host_of_url
from custodes.sources.microsoft.m365.record import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.sources.microsoft.m365.operations import Kind
    from custodes.sources.microsoft.m365.record import Record

__all__ = ["details_of"]

_BLOCKED = 4


def details_of(kind: Kind) -> Callable[[Record], dict[str, Any]] | None:
    """Return the function that reads what this kind of record says beyond the rest; None where there is nothing."""
    if kind.stream == "m365.sharepoint":
        return _STORE.get(kind.action)
    return _PARTS.get(kind.stream)


def _moved(record: Record) -> dict[str, Any]:
    """Say where a file went, or its new name."""
    if not record.DestinationFileName and not record.DestinationRelativeUrl:
        return {}
    folder = (
        record.DestinationRelativeUrl
        if record.DestinationRelativeUrl is not None
        else record.SourceRelativeUrl
    )
    parts = (record.SiteUrl, folder, record.DestinationFileName or record.SourceFileName)
    return {"target": "/".join(part.strip("/") for part in parts if part)}


def _shared(record: Record) -> dict[str, Any]:
    """Say to whom access was given or taken."""
    name = record.TargetUserOrGroupName
    if name:
        return {"target": name, "target_domains": domain_of(name)}
    anonymous = (record.Operation or "").lower().startswith("anonymouslink")
    return {"target": ANYONE} if anonymous else {}


def _endpoint(record: Record) -> dict[str, Any]:
    """Say what an endpoint saw: the device, where the file went, whether it was stopped."""
    path = record.ObjectId or ""
    details: dict[str, Any] = {
        "area": area_of_file(path),
        "host": text_of(plain(record.DeviceName)),
        "bytes": number_of(plain(record.FileSize)),
        "object_id": text_of(plain(record.Sha256)),
        "label": _label(record),
        "process": text_of(plain(record.Application)),
    }
    if number_of(plain(record.EnforcementMode)) == _BLOCKED:
        details["outcome"] = "failure"
    site = text_of(plain(record.TargetDomain)) or text_of(plain(record.TargetUrl))
    if site:
        details["target"] = text_of(plain(record.TargetUrl)) or site
        details["target_domains"] = host_of_url(site)
        return details
    before = text_of(plain(record.PreviousFileName))
    if before:  # the object is the file as it is called now
        folder = path[: max(path.rfind("\\"), path.rfind("/")) + 1]
        old = before if "\\" in before or "/" in before else folder + before
        return {**details, "object": old, "target": path or None}
    goes = (record.TargetFilePath, record.TargetPrinterName)
    details["target"] = next((text for raw in goes if (text := text_of(plain(raw)))), None) or _device(record)
    return details


def _device(record: Record) -> str | None:
    """Return maker, model and serial number of a removable medium."""
    device = plain(record.RemovableMediaDeviceAttributes)
    if isinstance(device, str):
        device = plain(device.encode())
    if not isinstance(device, dict):
        return None
    words = [text_of(device.get(key)) for key in ("Manufacturer", "Model", "SerialNumber")]
    return " ".join(word for word in words if word) or None


def _label(record: Record) -> str | None:
    """Return the sensitivity label of a file on a device."""
    event = plain(record.SensitivityLabelEventData)
    if isinstance(event, dict) and (label := text_of(event.get("SensitivityLabelId"))):
        return label
    labels = plain(record.SensitivityLabelIds)
    first = labels[0] if isinstance(labels, list) and labels else None
    return text_of(first) or record.SensitivityLabelId or None


def _signin(record: Record) -> dict[str, Any]:
    """Say from which device somebody signed in, and whether they got in."""
    details: dict[str, Any] = {}
    properties = plain(record.DeviceProperties)
    for each in properties if isinstance(properties, list) else ():
        if isinstance(each, dict) and each.get("Name") == "DisplayName":
            details["host"] = text_of(each.get("Value"))
    if (record.Operation or "").lower() == "userloginfailed":
        details["outcome"] = "failure"
    return details


def _teams(record: Record) -> dict[str, Any]:
    """Say in which team, channel or chat, and with whom; texts of messages are not in the log."""
    place = [text_of(plain(raw)) for raw in (record.TeamName, record.ChannelName)]
    members = plain(record.Members)
    others = [
        login
        for each in (members if isinstance(members, list) else ())
        if isinstance(each, dict) and (login := text_of(each.get("UPN"))) and login != record.UserId
    ]
    return {
        "object": text_of(plain(record.ChatName)) or record.ObjectId or None,
        "area": "/".join(name for name in place if name) or None,
        "target": ";".join(others) or None,
        "target_domains": domains_of(others),
    }


_STORE: Final[dict[Action, Callable[[Record], dict[str, Any]]]] = {
    Action.RENAME: _moved,
    Action.MOVE: _moved,
    Action.COPY: _moved,
    Action.SHARE: _shared,
    Action.UNSHARE: _shared,
}

_PARTS: Final[dict[str, Callable[[Record], dict[str, Any]]]] = {
    "m365.endpoint": _endpoint,
    "m365.entra": _signin,
    "m365.teams": _teams,
    "m365.exchange": exchange_details,
    "m365.dlp": dlp_details,
}
