"""What Microsoft's operations mean: (stream, operation) -> action and channel, as data.

Operations are compared without case: Microsoft itself writes "DlpRuleMatch" and "DLPRuleMatch". An operation that is
not listed is kept as an administrative event under its own name and is never scored.

References: learn.microsoft.com/purview/audit-log-activities; learn.microsoft.com/office/office-365-management-api/
office-365-management-activity-api-schema (enumeration AuditLogRecordType, Workload of the common schema).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custodes.model.event import Action, Channel

__all__ = ["Kind", "done", "kind_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of record it is. ``stream`` is "m365." and a part of :data:`PARTS`."""

    stream: str
    action: Action
    channel: Channel


PARTS: Final = ("sharepoint", "exchange", "entra", "endpoint", "dlp", "teams", "other")

_WORKLOADS: Final = {
    "sharepoint": "sharepoint",
    "onedrive": "sharepoint",
    "exchange": "exchange",
    "azureactivedirectory": "entra",
    "endpoint": "endpoint",
    "microsoftteams": "teams",
}

_RECORD_TYPES: Final = {
    (1, "ExchangeAdmin"): "exchange",
    (2, "ExchangeItem"): "exchange",
    (3, "ExchangeItemGroup"): "exchange",
    (50, "ExchangeItemAggregated"): "exchange",
    (4, "SharePoint"): "sharepoint",
    (6, "SharePointFileOperation"): "sharepoint",
    (7, "OneDrive"): "sharepoint",
    (14, "SharePointSharingOperation"): "sharepoint",
    (36, "SharePointListOperation"): "sharepoint",
    (55, "SharePointContentTypeOperation"): "sharepoint",
    (56, "SharePointFieldOperation"): "sharepoint",
    (8, "AzureActiveDirectory"): "entra",
    (9, "AzureActiveDirectoryAccountLogon"): "entra",
    (15, "AzureActiveDirectoryStsLogon"): "entra",
    (63, "DLPEndpoint"): "endpoint",
    (11, "ComplianceDLPSharePoint"): "dlp",
    (13, "ComplianceDLPExchange"): "dlp",
    (33, "ComplianceDLPSharePointClassification"): "dlp",
    (25, "MicrosoftTeams"): "teams",
}
_BY_TYPE: Final = {str(form).lower(): part for forms, part in _RECORD_TYPES.items() for form in forms}

_A, _C = Action, Channel

_SHAREPOINT: Final = {
    # files and pages: read
    "FileAccessed": (_A.READ, _C.CLOUD),
    "FileAccessedExtended": (_A.READ, _C.CLOUD),
    "FilePreviewed": (_A.READ, _C.CLOUD),
    "PageViewed": (_A.READ, _C.CLOUD),
    "PageViewedExtended": (_A.READ, _C.CLOUD),
    "ClientViewSignaled": (_A.READ, _C.CLOUD),
    "FileTranscriptRequest": (_A.READ, _C.CLOUD),
    # … and taken out
    "FileDownloaded": (_A.DOWNLOAD, _C.CLOUD),
    "FileTranscriptDownloaded": (_A.DOWNLOAD, _C.CLOUD),
    "FileSyncDownloadedFull": (_A.SYNC, _C.SYNC),
    "FileSyncDownloadedPartial": (_A.SYNC, _C.SYNC),
    # … put in, or changed
    "FileUploaded": (_A.UPLOAD, _C.CLOUD),
    "FileUploadedPartial": (_A.UPLOAD, _C.CLOUD),
    "FileSyncUploadedFull": (_A.UPLOAD, _C.CLOUD),
    "FileSyncUploadedPartial": (_A.UPLOAD, _C.CLOUD),
    "FileModified": (_A.UPDATE, _C.CLOUD),
    "FileModifiedExtended": (_A.UPDATE, _C.CLOUD),
    "FileRestored": (_A.CREATE, _C.CLOUD),
    "FileCheckedIn": (_A.UPDATE, _C.CLOUD),
    "FileCheckedOut": (_A.UPDATE, _C.CLOUD),
    "FileCheckOutDiscarded": (_A.UPDATE, _C.CLOUD),
    "FileSensitivityLabelApplied": (_A.UPDATE, _C.CLOUD),
    "FileSensitivityLabelChanged": (_A.UPDATE, _C.CLOUD),
    "FileSensitivityLabelRemoved": (_A.UPDATE, _C.CLOUD),
    "FolderCreated": (_A.CREATE, _C.CLOUD),
    "FolderModified": (_A.UPDATE, _C.CLOUD),
    "FolderRestored": (_A.CREATE, _C.CLOUD),
    "PageCreated": (_A.CREATE, _C.CLOUD),
    "PageModified": (_A.UPDATE, _C.CLOUD),
    # … copied, moved or renamed within the store
    "FileCopied": (_A.COPY, _C.CLOUD),
    "FolderCopied": (_A.COPY, _C.CLOUD),
    "FileMoved": (_A.MOVE, _C.CLOUD),
    "FolderMoved": (_A.MOVE, _C.CLOUD),
    "FileRenamed": (_A.RENAME, _C.CLOUD),
    "FolderRenamed": (_A.RENAME, _C.CLOUD),
    # … packed (some tenants' exports and archiving add-ins write it)
    "FileArchived": (_A.ARCHIVE, _C.CLOUD),
    # … deleted; a recycle bin is emptied by deleting once more
    "FileDeleted": (_A.DELETE, _C.CLOUD),
    "FileRecycled": (_A.DELETE, _C.CLOUD),
    "FileVersionRecycled": (_A.DELETE, _C.CLOUD),
    "FileDeletedFirstStageRecycleBin": (_A.DELETE, _C.CLOUD),
    "FileDeletedSecondStageRecycleBin": (_A.DELETE, _C.CLOUD),
    "FileVersionsAllDeleted": (_A.DELETE, _C.CLOUD),
    "FileVersionsAllMinorsRecycled": (_A.DELETE, _C.CLOUD),
    "FileVersionsAllRecycled": (_A.DELETE, _C.CLOUD),
    "FolderDeleted": (_A.DELETE, _C.CLOUD),
    "FolderRecycled": (_A.DELETE, _C.CLOUD),
    "FolderDeletedFirstStageRecycleBin": (_A.DELETE, _C.CLOUD),
    "FolderDeletedSecondStageRecycleBin": (_A.DELETE, _C.CLOUD),
    # access given
    "SharingSet": (_A.SHARE, _C.SHARE),
    "SharingInvitationCreated": (_A.SHARE, _C.SHARE),
    "AnonymousLinkCreated": (_A.SHARE, _C.SHARE),
    "AnonymousLinkUpdated": (_A.SHARE, _C.SHARE),
    "CompanyLinkCreated": (_A.SHARE, _C.SHARE),
    "SecureLinkCreated": (_A.SHARE, _C.SHARE),
    "SecureLinkUpdated": (_A.SHARE, _C.SHARE),
    "AddedToSecureLink": (_A.SHARE, _C.SHARE),
    "AddedToSharingLink": (_A.SHARE, _C.SHARE),
    "SharingLinkCreated": (_A.SHARE, _C.SHARE),
    "SharingLinkUpdated": (_A.SHARE, _C.SHARE),
    "AddedToGroup": (_A.SHARE, _C.SHARE),
    # … taken back
    "SharingRevoked": (_A.UNSHARE, _C.SHARE),
    "SharingInvitationRevoked": (_A.UNSHARE, _C.SHARE),
    "SharingInvitationBlocked": (_A.UNSHARE, _C.SHARE),
    "AnonymousLinkRemoved": (_A.UNSHARE, _C.SHARE),
    "CompanyLinkRemoved": (_A.UNSHARE, _C.SHARE),
    "SecureLinkDeleted": (_A.UNSHARE, _C.SHARE),
    "RemovedFromSecureLink": (_A.UNSHARE, _C.SHARE),
    "RemovedFromSharingLink": (_A.UNSHARE, _C.SHARE),
    "SharingLinkDeleted": (_A.UNSHARE, _C.SHARE),
    "RemovedFromGroup": (_A.UNSHARE, _C.SHARE),
    # … made use of
    "AnonymousLinkUsed": (_A.READ, _C.CLOUD),
    "CompanyLinkUsed": (_A.READ, _C.CLOUD),
    "SecureLinkUsed": (_A.READ, _C.CLOUD),
    "SharingLinkUsed": (_A.READ, _C.CLOUD),
}

_EXCHANGE: Final = {
    "Send": (_A.SEND, _C.MAIL),
    "SendAs": (_A.SEND, _C.MAIL),
    "SendOnBehalf": (_A.SEND, _C.MAIL),
    "MailItemsAccessed": (_A.READ, _C.MAIL),
    "MessageBind": (_A.READ, _C.MAIL),
    "FolderBind": (_A.READ, _C.MAIL),
    "Create": (_A.CREATE, _C.MAIL),
    "Update": (_A.UPDATE, _C.MAIL),
    "Copy": (_A.COPY, _C.MAIL),
    "Move": (_A.MOVE, _C.MAIL),
    "MoveToDeletedItems": (_A.DELETE, _C.MAIL),
    "SoftDelete": (_A.DELETE, _C.MAIL),
    "HardDelete": (_A.DELETE, _C.MAIL),
    "RecordDelete": (_A.DELETE, _C.MAIL),
    "AttachmentAccess": (_A.READ, _C.MAIL),
    "MailboxLogin": (_A.LOGON, _C.SIGNIN),
}

_ENTRA: Final = {
    "UserLoggedIn": (_A.LOGON, _C.SIGNIN),
    "UserLoginFailed": (_A.LOGON, _C.SIGNIN),
    "UserLoggedOff": (_A.LOGOFF, _C.SIGNIN),
    "UserSignedOut": (_A.LOGOFF, _C.SIGNIN),
}

_ENDPOINT: Final = {
    "FileCopiedToRemovableMedia": (_A.COPY, _C.REMOVABLE),
    "FileCreatedOnRemovableMedia": (_A.COPY, _C.REMOVABLE),
    "RemovableMediaMount": (_A.MOUNT, _C.REMOVABLE),
    "RemovableMediaUnmount": (_A.UNMOUNT, _C.REMOVABLE),
    "FilePrinted": (_A.PRINT, _C.PRINT),
    "FileUploadedToCloud": (_A.UPLOAD, _C.WEB),
    "FileDownloadedFromBrowser": (_A.DOWNLOAD, _C.WEB),
    "FileCopiedToNetworkShare": (_A.COPY, _C.FILE),
    "FileCreatedOnNetworkShare": (_A.CREATE, _C.FILE),
    "FileCopiedToRemoteDesktopSession": (_A.COPY, _C.FILE),
    "FileTransferredByBluetooth": (_A.COPY, _C.FILE),
    "UploadFile": (_A.UPLOAD, _C.WEB),
    "UploadText": (_A.UPLOAD, _C.WEB),
    "PastedToBrowser": (_A.UPLOAD, _C.WEB),
    "DownloadFile": (_A.DOWNLOAD, _C.WEB),
    "WebpageSavedToLocal": (_A.DOWNLOAD, _C.WEB),
    "WebpagePrinted": (_A.PRINT, _C.PRINT),
    "FileCopiedToClipboard": (_A.READ, _C.FILE),
    "ScreenCapture": (_A.READ, _C.FILE),
    "FileAccessedByUnallowedApp": (_A.READ, _C.FILE),
    "FileRead": (_A.READ, _C.FILE),
    "FileAccessed": (_A.READ, _C.FILE),
    "FileCreated": (_A.CREATE, _C.FILE),
    "FileModified": (_A.UPDATE, _C.FILE),
    "FileRenamed": (_A.RENAME, _C.FILE),
    "FileMoved": (_A.MOVE, _C.FILE),
    "FileDeleted": (_A.DELETE, _C.FILE),
    "FileArchived": (_A.ARCHIVE, _C.FILE),
    "ArchiveCreated": (_A.ARCHIVE, _C.FILE),
}

_TEAMS: Final = {
    "TeamsSessionStarted": (_A.LOGON, _C.SIGNIN),
    "MessageSent": (_A.SEND, _C.MESSAGING),
    "MessageCreatedHasLink": (_A.SEND, _C.MESSAGING),
    "MessageRead": (_A.READ, _C.MESSAGING),
    "MessageUpdated": (_A.UPDATE, _C.MESSAGING),
    "MessageEditedHasLink": (_A.UPDATE, _C.MESSAGING),
    "MessageDeleted": (_A.DELETE, _C.MESSAGING),
    "ChatCreated": (_A.CREATE, _C.MESSAGING),
    "ChatUpdated": (_A.UPDATE, _C.MESSAGING),
    "ChatRetrieved": (_A.READ, _C.MESSAGING),
    "MessagesListed": (_A.READ, _C.MESSAGING),
    "MessageHostedContentRead": (_A.READ, _C.MESSAGING),
    "MessageHostedContentsListed": (_A.READ, _C.MESSAGING),
    "MessagesExported": (_A.DOWNLOAD, _C.MESSAGING),
    "RecordingExported": (_A.DOWNLOAD, _C.MESSAGING),
    "TranscriptsExported": (_A.DOWNLOAD, _C.MESSAGING),
}

_OTHER: Final = {
    # Power BI
    "DownloadReport": (_A.DOWNLOAD, _C.CLOUD),
    "ExportReport": (_A.DOWNLOAD, _C.CLOUD),
    "ExportArtifact": (_A.DOWNLOAD, _C.CLOUD),
    "ExportTile": (_A.DOWNLOAD, _C.CLOUD),
    "PrintReport": (_A.PRINT, _C.PRINT),
    "PrintDashboard": (_A.PRINT, _C.PRINT),
    "ShareReport": (_A.SHARE, _C.SHARE),
    "ShareDashboard": (_A.SHARE, _C.SHARE),
    # Viva Engage (Yammer)
    "FileVisited": (_A.READ, _C.CLOUD),
    "FileDownloaded": (_A.DOWNLOAD, _C.CLOUD),
    "FileCreated": (_A.UPLOAD, _C.CLOUD),
    "FileUpdateDescription": (_A.UPDATE, _C.CLOUD),
    "FileShared": (_A.SHARE, _C.SHARE),
    # content searches of eDiscovery
    "PreviewItemRendered": (_A.READ, _C.CLOUD),
    "PreviewItemDownloaded": (_A.DOWNLOAD, _C.CLOUD),
    "SearchExportDownloaded": (_A.DOWNLOAD, _C.CLOUD),
    # sensitivity labels in Office applications
    "SensitivityLabeledFileOpened": (_A.READ, _C.FILE),
    "SensitivityLabeledFileRenamed": (_A.RENAME, _C.FILE),
    "SensitivityLabelApplied": (_A.UPDATE, _C.FILE),
    "SensitivityLabelUpdated": (_A.UPDATE, _C.FILE),
    "SensitivityLabelRemoved": (_A.UPDATE, _C.FILE),
}

_DLP: Final = {
    # the same words whatever the workload: another product's policy matched, or a match was undone
    "DLPRuleMatch": (_A.DETECT, _C.ADMIN),
    "DLPRuleUndo": (_A.OTHER, _C.ADMIN),
    "DLPInfo": (_A.OTHER, _C.ADMIN),
}

_UNSAID = "m365.endpoint"  # a device's record says by its mode of enforcement whether it was stopped
_STOPPED = ("denied", "blocked", "fail")

_TABLES: Final = {
    (part, operation.lower()): kind
    for part, table in (
        ("sharepoint", _SHAREPOINT),
        ("exchange", _EXCHANGE),
        ("entra", _ENTRA),
        ("endpoint", _ENDPOINT),
        ("teams", _TEAMS),
        ("dlp", _DLP),
        ("other", _OTHER),
    )
    for operation, kind in table.items()
}


def kind_of(workload: str, record_type: int | str | None, operation: str) -> Kind:
    """Return what a record is about; cost: a few dictionary look-ups (the reader asks once per distinct triple).

    record_type: AuditLogRecordType as a number, or by its name as some exports write it

    >>> kind_of("OneDrive", 6, "FileDownloaded")
    Kind(stream='m365.sharepoint', action=<Action.DOWNLOAD: 'download'>, channel=<Channel.CLOUD: 'cloud'>)
    >>> kind_of("Endpoint", 63, "FileDeleted").channel.value, kind_of("Yammer", 22, "GroupCreation").action.value
    ('file', 'other')
    """
    name = operation.strip().lower()
    part = "dlp" if ("dlp", name) in _TABLES else _part(workload, record_type)
    action, channel = _TABLES.get((part, name), (_A.OTHER, _C.ADMIN))
    return Kind(f"m365.{part}", action, channel)


def done(stream: str, operation: str) -> str | None:
    """Return the outcome of a record without ResultStatus: the log has what was done, unless its word says otherwise."""
    word = operation.lower()
    return None if stream == _UNSAID or any(each in word for each in _STOPPED) else "success"


def _part(workload: str, record_type: int | str | None) -> str:
    """Return the part of the log; an endpoint's record says so in either place."""
    by_type = _BY_TYPE.get(str(record_type).strip().lower())
    if by_type in {"endpoint", "dlp"}:
        return by_type
    return _WORKLOADS.get(workload.strip().lower()) or by_type or "other"
