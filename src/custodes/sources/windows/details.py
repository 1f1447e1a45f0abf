r"""What one column of the table cannot say: each function completes the row of a kind of event.

References: learn.microsoft.com/windows/security/threat-protection/auditing/event-4624 (logon types), event-5145, event-6416;
learn.microsoft.com/sysinternals/downloads/sysmon, "Event ID 15: FileCreateStreamHash".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel
from custodes.sources.windows.files import area_of_path, area_of_share, done_by, shared_path

if TYPE_CHECKING:
    from custodes.sources.rows import Row
    from custodes.sources.windows.event import WindowsEvent

__all__ = [
    "copied_from_web",
    "device",
    "file_access",
    "log_cleared",
    "logon",
    "network",
    "printed",
    "share_access",
    "share_change",
]

_LOGON_TYPES = {
    0: "system",
    2: "interactive",
    3: "network",
    4: "batch",
    5: "service",
    7: "unlock",
    8: "network cleartext",
    9: "new credentials",
    10: "remote interactive",
    11: "cached interactive",
    12: "cached remote interactive",
    13: "cached unlock",
}
_UNATTENDED = {4, 5}  # a task or service runs under somebody's account: nobody sits there
_MEDIA = {"diskdrive", "cdrom", "tapedrive"}
_REMOVABLE = {"12812", "removable storage"}
_HOST_URL = re.compile(r"^\s*HostUrl=([^\s?#]{1,4000})", re.MULTILINE)


def logon(row: Row, event: WindowsEvent) -> None:
    """Add the type of logon, and where it came from."""
    kind = event.whole("LogonType")
    if kind is not None:
        row.native_action = f"{row.native_action}, {_LOGON_TYPES.get(kind, 'other')}"
    if kind in _UNATTENDED and row.actor == "user":
        row.actor = "service"
    row.address = event.text("IpAddress")
    row.target = event.text("TargetServerName")


def file_access(row: Row, event: WindowsEvent) -> None:
    """Say what was done to a file: of a handle (4656) only that it was refused, since 4663 says what it was used for.

    The task tells files on removable media from those on other disks; to write one there is to copy to the medium.
    """
    if (event.text("ObjectType") or "File").lower() != "file":
        row.channel = Channel.ADMIN
        return
    if event.number == 4663 or (event.number == 4656 and event.failed):
        row.action = done_by(event.whole("AccessMask"))
    if event.task.lower() in _REMOVABLE:
        row.channel = Channel.REMOVABLE
        row.action = Action.COPY if row.action is Action.UPDATE else row.action
    row.area = area_of_path(row.object or "")


def share_access(row: Row, event: WindowsEvent) -> None:
    """Say what was opened through a share. The pipes behind IPC$ are no files."""
    share, relative = event.text("ShareName") or "", event.text("RelativeTargetName") or ""
    row.address = event.text("IpAddress")
    row.object = shared_path(share, event.text("ShareLocalPath") or "", relative)
    row.area = area_of_share(event.host, share, relative)
    if share.upper().endswith("\\IPC$"):
        row.channel = Channel.ADMIN
    elif event.number == 5145 and relative.strip("\\"):
        row.action = done_by(event.whole("AccessMask"))


def share_change(row: Row, event: WindowsEvent) -> None:
    """Name the share and the folder behind it."""
    share = event.text("ShareName") or ""
    row.object = event.text("ShareLocalPath") or event.text("NewShareLocalPath") or share
    row.target = share
    row.area = area_of_share(event.host, share, "")


def device(row: Row, event: WindowsEvent) -> None:
    r"""Say whether a device can hold files. Windows reports a stick as several devices; its disk alone is the stick."""
    identifier = event.text("DeviceId") or ""
    kind = (event.text("ClassName") or "").lower()
    row.object = event.text("DeviceDescription") or identifier
    row.object_id = identifier
    if kind in _MEDIA or (kind == "wpd" and not identifier.upper().startswith("SWD\\WPDBUSENUM")):
        row.action, row.channel = Action.MOUNT, Channel.REMOVABLE


def log_cleared(row: Row, event: WindowsEvent) -> None:
    """Name the log that was cleared."""
    row.object = event.text("Channel")


def printed(row: Row, event: WindowsEvent) -> None:
    """Take the numbered fields of a printed document apart: name, machine, printer, bytes, pages."""

    def text(number: int) -> str | None:
        return event.text(f"Param{number}") or event.text(f"param{number}")

    row.object = text(2)
    row.address = (text(4) or "").lstrip("\\")
    row.target = text(5)
    row.bytes = _count(text(7))
    row.items = _count(text(8))


def network(row: Row, event: WindowsEvent) -> None:
    """Say from and to which machine a program connected."""
    row.address = event.text("SourceIp")
    row.target = event.text("DestinationHostname") or event.text("DestinationIp")


def copied_from_web(row: Row, event: WindowsEvent) -> None:
    """Read the mark that browsers leave beside a file that they fetched: the address it came from, without its query."""
    row.area = area_of_path(row.object or "")
    if (row.object or "").lower().endswith(":zone.identifier"):
        row.action = Action.DOWNLOAD
        address = _HOST_URL.search((event.text("Contents") or "")[:8000])
        row.url = address[1] if address and "://" in address[1][:12] else None


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
