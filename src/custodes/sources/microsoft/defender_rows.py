"""Events from rows of Defender's advanced hunting tables, whichever way they were exported.

A row is given by its columns' names in lower case: the stream, the portal's CSV and Log Analytics have the same columns.
Command lines, registry values and queries are not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.microsoft.defender_accounts import who_of
from custodes.sources.microsoft.defender_mail import mail_of
from custodes.sources.microsoft.defender_tables import ASIDE, BROWSERS, FAILED, kind_of
from custodes.sources.microsoft.m365.fields import NOBODY, address_of, number_of
from custodes.sources.microsoft.m365.places import area_of_file, host_of_url
from custodes.sources.microsoft.m365.rows import row_of
from custodes.sources.microsoft.records import aliases, first, opened
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found

__all__ = ["found_of"]

_FILES = frozenset({Channel.FILE, Channel.REMOVABLE, Channel.PRINT})
_WORKLOADS = {
    "microsoft sharepoint online": "SharePoint",
    "microsoft onedrive for business": "OneDrive",
    "microsoft exchange online": "Exchange",
    "microsoft teams": "MicrosoftTeams",
    "microsoft power bi": "PowerBI",
}


def found_of(table: str, said: Mapping[str, Any], when: Moment, tenant: str | None) -> Found:
    """Return what a row of a table tells; a table that is not known is read as one of devices."""
    name = table.lower()
    if name in ASIDE:
        return SetAside.OUT_OF_SCOPE
    if name == "emailevents":
        return mail_of(said, when, tenant)
    if name == "cloudappevents":
        return _cloud(said, when, tenant)
    return _device(name, said, when, tenant)


def _device(name: str, said: Mapping[str, Any], when: Moment, tenant: str | None) -> Row:
    """Read a row of a device, an identity, a click or an alert."""
    native = first(said, "actiontype", "title")
    verb, channel = kind_of(native or "")
    if name.startswith("alert"):
        verb, channel = Action.DETECT, Channel.ADMIN
    account, also, actor = who_of(said)
    extra = opened(said.get("additionalfields"))
    values: dict[str, Any] = {
        "object": _path(said) if channel in _FILES or first(said, "filename") else None,
        "object_id": first(said, "sha256", "sha1"),
        "address": _address(name, said),
        "outcome": _outcome(native or ""),
    }
    if channel in _FILES:
        values["area"] = area_of_file(values["object"] or "")
    if channel is Channel.REMOVABLE or verb is Action.PRINT:
        verb = _on_medium(extra, verb, values)
    url = _bare(first(said, "url", "remoteurl"))
    if name == "devicenetworkevents" and url and _visited(said, native or ""):
        verb, channel = Action.VISIT, Channel.WEB
    if channel is Channel.WEB and url:
        values |= {"object": url, "target": host_of_url(url), "target_domains": host_of_url(url)}
    origin = _bare(first(said, "fileoriginurl"))  # the mark that browsers leave on what they fetch
    if verb is Action.CREATE and origin:
        verb, channel = Action.DOWNLOAD, Channel.WEB
        values |= {"url": origin, "target": host_of_url(origin), "target_domains": host_of_url(origin)}
    if verb in (Action.RENAME, Action.MOVE) and (before := _before(said)):
        values |= {"object": before, "target": values["object"], "area": area_of_file(before)}
    return Row(
        when=when,
        account=account,
        aliases=also,
        actor=actor,
        organization=tenant,
        action=verb,
        channel=channel,
        native_action=native,
        bytes=number_of(said.get("filesize")),
        host=first(said, "devicename"),
        process=first(said, "initiatingprocessfolderpath", "initiatingprocessfilename"),
        label=first(said, "sensitivitylabel"),
        record_id=_identifier(said),
        stream=name or "unknown",
        **values,
    )


def _path(said: Mapping[str, Any]) -> str | None:
    """Return a file's path: in some tables FolderPath ends in the file's name, in others it does not."""
    folder, name = first(said, "folderpath"), first(said, "filename")
    return _joined(folder, name)


def _before(said: Mapping[str, Any]) -> str | None:
    name = first(said, "previousfilename")
    return _joined(first(said, "previousfolderpath"), name) if name else None


def _joined(folder: str | None, name: str | None) -> str | None:
    if not folder or not name:
        return folder or name
    if folder.lower().endswith(name.lower()):
        return folder
    mark = "/" if folder.startswith("/") else "\\"
    return f"{folder.rstrip(mark)}{mark}{name}"


def _on_medium(extra: Mapping[str, Any], verb: Action, values: dict[str, Any]) -> Action:
    """Fill in medium or printer; return the action, which device control names in its own field."""
    words = [
        first(extra, key)
        for key in ("Manufacturer", "ProductName", "MediaName", "SerialNumber", "SerialNumberId")
    ]
    medium = " ".join(dict.fromkeys(word for word in words if word)) or first(extra, "DriveLetter")
    values["target"] = first(extra, "PrinterName", "Name") or medium if verb is Action.PRINT else medium
    if verb in (Action.MOUNT, Action.UNMOUNT):
        values["object"] = first(extra, "DriveLetter") or values["object"]
    access = (first(extra, "RemovableStorageAccess") or "").lower()
    if (first(extra, "RemovableStoragePolicyVerdict") or "").lower() == "deny":
        values["outcome"] = "failure"
    if verb is Action.PRINT:
        values["object"] = first(extra, "DocumentName", "JobName") or values["object"]
        return verb
    return Action.COPY if "write" in access else verb


def _bare(url: str | None) -> str | None:
    """Leave out what follows the path of an address: it may hold the right to fetch it."""
    return re.split(r"[?#]", url, maxsplit=1)[0] if url else None


def _visited(said: Mapping[str, Any], native: str) -> bool:
    """Say whether a connection is a visit: a browser's, which came to pass."""
    program = (first(said, "initiatingprocessfilename") or "").lower()
    return program in BROWSERS and native.lower() != "connectionfailed"


def _address(name: str, said: Mapping[str, Any]) -> str | None:
    """Return where somebody came from; the far end of a connection that a device made is no source."""
    keys = ("requestsourceip", "ipaddress") if name != "devicelogonevents" else ("remoteip",)
    return address_of(first(said, *keys) or "")


def _outcome(native: str) -> str | None:
    word = native.lower()
    if word in FAILED:
        return "failure"
    return "success" if word.endswith("success") or kind_of(native)[0] is not Action.OTHER else None


def _identifier(said: Mapping[str, Any]) -> str | None:
    """Return what tells a row from all others: ReportId alone repeats from device to device."""
    report, device = first(said, "reportid"), first(said, "deviceid")
    if report and device:
        return f"{device}:{report}:{first(said, 'timestamp', 'timegenerated')}"
    return report or first(said, "alertid")


def _cloud(said: Mapping[str, Any], when: Moment, tenant: str | None) -> Row:
    """Read what Defender for Cloud Apps saw: mostly a record of the unified audit log, which stands in RawEventData."""
    raw = opened(said.get("raweventdata"))
    native = first(said, "actiontype")
    if raw.get("Operation") and raw.get("UserId"):
        return row_of({"OrganizationId": tenant, **raw}, when, "cloudappevents")
    login = first(said, "accountid", "accountobjectid") or NOBODY
    workload = _WORKLOADS.get((first(said, "application") or "").lower(), "")
    made = row_of({"Workload": workload, "Operation": native, "UserId": login}, when, "cloudappevents")
    made.aliases = aliases(made.account, first(said, "accountobjectid"))
    made.organization = tenant
    made.object = first(said, "objectname", "application")
    made.object_id = first(said, "objectid")
    made.address = address_of(first(said, "ipaddress") or "")
    made.outcome = None
    made.record_id = first(said, "reportid")
    if (first(said, "accounttype") or "").lower() in ("application", "system"):
        made.actor = "service"
    return made
