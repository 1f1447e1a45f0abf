"""What the action types of Defender's advanced hunting mean, as data.

An action type that is not listed is kept as an administrative event under its own name and is never scored.

References: learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables and the pages of the tables; the portal's own
schema reference lists the action types.
"""

from __future__ import annotations

from typing import Final

from custodes.model.event import Action, Channel

__all__ = ["ASIDE", "BROWSERS", "FAILED", "TABLES", "kind_of", "table_of"]

_A, _C = Action, Channel

_KINDS: Final = {
    # DeviceFileEvents
    "FileCreated": (_A.CREATE, _C.FILE),
    "FileModified": (_A.UPDATE, _C.FILE),
    "FileDeleted": (_A.DELETE, _C.FILE),
    "FileRenamed": (_A.RENAME, _C.FILE),
    # DeviceEvents
    "UsbDriveMounted": (_A.MOUNT, _C.REMOVABLE),
    "UsbDriveMount": (_A.MOUNT, _C.REMOVABLE),
    "UsbDriveUnmounted": (_A.UNMOUNT, _C.REMOVABLE),
    "UsbDriveUnmount": (_A.UNMOUNT, _C.REMOVABLE),
    "RemovableStorageFileEvent": (_A.COPY, _C.REMOVABLE),
    "RemovableStoragePolicyTriggered": (_A.READ, _C.REMOVABLE),
    "FilePrinted": (_A.PRINT, _C.PRINT),
    "DlpPocPrintJob": (_A.PRINT, _C.PRINT),
    "PrintJobBlocked": (_A.PRINT, _C.PRINT),
    "SensitiveFileRead": (_A.READ, _C.FILE),
    "ScreenshotTaken": (_A.READ, _C.FILE),
    "BrowserLaunchedToOpenUrl": (_A.VISIT, _C.WEB),
    "SecurityLogCleared": (_A.CLEAR, _C.ADMIN),
    # DeviceLogonEvents, IdentityLogonEvents
    "LogonSuccess": (_A.LOGON, _C.SIGNIN),
    "LogonFailed": (_A.LOGON, _C.SIGNIN),
    "LogonAttempted": (_A.LOGON, _C.SIGNIN),
    # DeviceProcessEvents, DeviceImageLoadEvents: a program's file was opened, which is never counted
    "ProcessCreated": (_A.OTHER, _C.FILE),
    "ImageLoaded": (_A.OTHER, _C.FILE),
    # IdentityDirectoryEvents
    "SMB file copy": (_A.COPY, _C.FILE),
    # UrlClickEvents
    "ClickAllowed": (_A.VISIT, _C.WEB),
    "ClickBlocked": (_A.VISIT, _C.WEB),
    "ClickBlockedByTenantPolicy": (_A.VISIT, _C.WEB),
    "UrlErrorPage": (_A.VISIT, _C.WEB),
}
_BY_NAME: Final = {name.lower(): kind for name, kind in _KINDS.items()}

FAILED: Final = frozenset(
    {
        "logonfailed",
        "printjobblocked",
        "clickblocked",
        "clickblockedbytenantpolicy",
        "urlerrorpage",
        "pnpdeviceblocked",
    }
)
"""Action types that say that it did not come to pass, in lower case."""

ASIDE: Final = frozenset({"emailattachmentinfo", "emailurlinfo", "emailpostdeliveryevents"})
"""Tables that tell once more of mails which EmailEvents tells, in lower case."""

BROWSERS: Final = frozenset(
    {
        *("chrome.exe", "msedge.exe", "firefox.exe", "iexplore.exe", "opera.exe", "brave.exe", "vivaldi.exe"),
        *("safari", "google chrome", "firefox", "microsoft edge", "chrome", "msedge"),
    }
)
"""Programs whose connections are visits to the web; those of others are administrative."""

TABLES: Final = (
    ("EmailAttachmentInfo", {"networkmessageid", "filetype", "sha256"}),
    ("EmailUrlInfo", {"networkmessageid", "urldomain"}),
    ("EmailPostDeliveryEvents", {"networkmessageid", "actiontrigger"}),
    ("EmailEvents", {"networkmessageid", "senderfromaddress", "recipientemailaddress"}),
    ("UrlClickEvents", {"url", "isclickedthrough"}),
    ("CloudAppEvents", {"actiontype", "application", "raweventdata"}),
    ("AlertEvidence", {"alertid", "entitytype"}),
    ("AlertInfo", {"alertid", "detectionsource"}),
    ("IdentityLogonEvents", {"actiontype", "logontype", "destinationdevicename"}),
    ("IdentityQueryEvents", {"actiontype", "querytarget"}),
    ("IdentityDirectoryEvents", {"actiontype", "targetaccountupn"}),
    ("DeviceLogonEvents", {"actiontype", "logontype", "deviceid"}),
    ("DeviceRegistryEvents", {"actiontype", "registrykey", "previousregistrykey"}),
    ("DeviceFileEvents", {"actiontype", "previousfilename", "deviceid"}),
    ("DeviceFileEvents", {"actiontype", "requestprotocol", "deviceid"}),
    ("DeviceEvents", {"actiontype", "deviceid", "remotedevicename"}),
    ("DeviceNetworkEvents", {"actiontype", "deviceid", "remoteport"}),
    ("DeviceProcessEvents", {"actiontype", "deviceid", "processcommandline"}),
    ("DeviceImageLoadEvents", {"actiontype", "deviceid", "filename"}),
    ("DeviceEvents", {"actiontype", "devicename"}),
)
"""The tables of an export that does not name its own: the first whose columns are all there."""


def kind_of(action_type: str) -> tuple[Action, Channel]:
    """Return what an action type means.

    >>> kind_of("filerenamed")[0].value, kind_of("DpapiAccessed")[0].value
    ('rename', 'other')
    """
    return _BY_NAME.get(action_type.strip().lower(), (_A.OTHER, _C.ADMIN))


def table_of(names: frozenset[str]) -> str | None:
    """Return the table whose columns (in lower case) these are.

    >>> table_of(frozenset({"timestamp", "deviceid", "devicename", "actiontype", "filename", "previousfilename"}))
    'DeviceFileEvents'
    """
    return next((table for table, columns in TABLES if columns <= names), None)
