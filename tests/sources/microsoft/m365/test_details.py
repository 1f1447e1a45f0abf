"""What each part of the Microsoft 365 log becomes: one realistic record a line, and the columns that matter."""

from __future__ import annotations

import json

import pytest

from custodes.model.event import Action, Channel
from custodes.sources.microsoft.m365.audit import Microsoft365
from custodes.sources.microsoft.m365.operations import PARTS, kind_of

BASE = {"CreationTime": "2024-03-04T10:00:01", "Id": "a-1", "UserType": 0, "UserId": "jane@example.org"}
SITE = {"Workload": "SharePoint", "RecordType": 6, "SiteUrl": "https://example.sharepoint.com/sites/legal/"}
FILE = {**SITE, "SourceRelativeUrl": "Docs/a", "SourceFileName": "x.docx"}
SHARING = {**FILE, "RecordType": 14}
ENDPOINT = {
    "Workload": "Endpoint",
    "RecordType": 63,
    "DeviceName": "PC-7",
    "FileSize": 1234,
    "Sha256": "ab12",
}
LOCAL = "C:\\Users\\jane\\Docs\\2024\\x.docx"
MAIL = {
    "Workload": "Exchange",
    "RecordType": 2,
    "MailboxOwnerUPN": "Jane@Example.org",
    "ResultStatus": "Succeeded",
}
STICK = {"Manufacturer": "SanDisk", "Model": "Ultra", "SerialNumber": "4C53"}

CASES = {
    "sync to a device": (
        {**FILE, "Operation": "FileSyncDownloadedFull", "FileSizeBytes": 2048, "SensitivityLabelId": "secret-1"},
        {"action": "sync", "channel": "sync", "bytes": 2048, "label": "secret-1"},
    ),
    "a new name": (
        {**FILE, "Operation": "FileRenamed", "DestinationRelativeUrl": "Docs/a", "DestinationFileName": "y.jpg"},
        {"action": "rename", "target": "https://example.sharepoint.com/sites/legal/Docs/a/y.jpg"},
    ),
    "a folder's contents elsewhere": (
        {**FILE, "Operation": "FileMoved", "DestinationRelativeUrl": "Other"},
        {"action": "move", "target": "https://example.sharepoint.com/sites/legal/Other/x.docx"},
    ),
    "a guest is let in": (
        {**SHARING, "Operation": "AddedToSecureLink", "TargetUserOrGroupName": "bob_gmail.com#EXT#@example.onmicrosoft.com"},
        {"action": "share", "channel": "share", "target_domains": "gmail.com"},
    ),
    "a group is let in": (
        {**SHARING, "Operation": "SharingSet", "TargetUserOrGroupName": "Legal Owners"},
        {"action": "share", "target": "Legal Owners", "target_domains": None},
    ),
    "anyone is let in": (
        {**SHARING, "Operation": "AnonymousLinkCreated"},
        {"action": "share", "target": "anyone with the link", "area": "example.sharepoint.com/sites/legal/Docs/a"},
    ),
    "access taken back": (
        {**SHARING, "Operation": "SharingRevoked", "TargetUserOrGroupName": "bob@gmail.com"},
        {"action": "unshare", "channel": "share", "target_domains": "gmail.com"},
    ),
    "a page of SharePoint's own": (
        {"Workload": "OneDrive", "RecordType": 4, "Operation": "PageViewed"}
        | {"ObjectId": "https://example-my.sharepoint.com/personal/jane_example_org/_layouts/15/onedrive.aspx"},
        {"action": "read", "area": "example-my.sharepoint.com/personal/jane_example_org"},
    ),
    "a copy to a stick": (
        {**ENDPOINT, "Operation": "FileCopiedToRemovableMedia", "ObjectId": LOCAL, "TargetFilePath": "E:\\x.docx"}
        | {"EnforcementMode": 1, "RemovableMediaDeviceAttributes": STICK},
        {"action": "copy", "channel": "removable", "stream": "m365.endpoint", "host": "PC-7", "bytes": 1234}
        | {"object": LOCAL, "object_id": "ab12", "area": "C:/Users/jane/Docs", "target": "E:\\x.docx", "outcome": None},
    ),
    "a copy to a stick that was blocked": (
        {**ENDPOINT, "Operation": "FileCopiedToRemovableMedia", "ObjectId": LOCAL, "EnforcementMode": 4}
        | {"RemovableMediaDeviceAttributes": json.dumps(STICK)},
        {"channel": "removable", "outcome": "failure", "target": "SanDisk Ultra 4C53"},
    ),
    "an upload in the browser": (
        {**ENDPOINT, "Operation": "FileUploadedToCloud", "ObjectId": LOCAL, "TargetDomain": "www.Dropbox.com"}
        | {"SensitivityLabelEventData": {"SensitivityLabelId": "secret-1"}},
        {"action": "upload", "channel": "web", "target_domains": "dropbox.com", "label": "secret-1"},
    ),
    "a print": (
        {**ENDPOINT, "Operation": "FilePrinted", "ObjectId": LOCAL, "TargetPrinterName": "HP-3"},
        {"action": "print", "channel": "print", "target": "HP-3"},
    ),
    "a local file renamed": (
        {**ENDPOINT, "Operation": "FileRenamed", "ObjectId": "C:\\t\\holiday.jpg", "PreviousFileName": "plan.docx"},
        {"action": "rename", "channel": "file", "object": "C:\\t\\plan.docx", "target": "C:\\t\\holiday.jpg"},
    ),
    "a copy to a share": (
        {**ENDPOINT, "Operation": "FileCopiedToNetworkShare", "ObjectId": "\\\\srv\\team\\a\\b\\c\\d\\x.docx"},
        {"action": "copy", "channel": "file", "area": "srv/team/a/b/c"},
    ),
    "a mail sent": (
        {**MAIL, "Operation": "Send"}
        | {"Item": {"Subject": "Hello", "Attachments": "a.png (599b); b.doc (1b)", "SizeInBytes": 77, "Id": "i1"}}
        | {"ClientIP": "2603:10b6::28", "ClientIPAddress": "[203.0.113.7]:5060"},
        {"action": "send", "channel": "mail", "object": "Hello", "items": 2, "bytes": 77, "outcome": "success"}
        | {"address": "203.0.113.7", "object_id": "i1"},
    ),
    "mails deleted": (
        {**MAIL, "RecordType": 3, "Operation": "HardDelete", "Folder": {"Path": "\\Deleted Items\\2024"}}
        | {"AffectedItems": [{"Subject": "A", "InternetMessageId": "<1>"}, {"Subject": "B"}, {"Subject": "C"}]},
        {"action": "delete", "channel": "mail", "object": "A", "object_id": "<1>", "items": 3}
        | {"area": "jane@example.org/Deleted Items/2024"},
    ),
    "mails read": (
        {**MAIL, "RecordType": 50, "Operation": "MailItemsAccessed"}
        | {"Folders": [{"Path": "\\Inbox", "FolderItems": [{"SizeInBytes": 5}, {"SizeInBytes": 6}]}]},
        {"action": "read", "channel": "mail", "items": 2, "bytes": 11, "area": "jane@example.org/Inbox"},
    ),
    "a rule that forwards": (
        {**MAIL, "RecordType": 1, "Operation": "New-InboxRule", "ObjectId": "Jane\\Rule", "ResultStatus": "True"}
        | {"Parameters": [{"Name": "ForwardTo", "Value": "smtp:me@gmail.com;you@x.org"}, {"Name": "Name", "Value": "."}]},
        {"action": "other", "channel": "admin", "object": "Jane\\Rule", "outcome": "success"}
        | {"target": "me@gmail.com;you@x.org", "target_domains": "gmail.com;x.org"},
    ),
    "a policy that matched a mail": (
        {"Workload": "Exchange", "RecordType": 13, "Operation": "DlpRuleMatch", "UserId": "DlpAgent", "UserType": 4}
        | {"ExchangeMetaData": {"From": "Jane@Example.org", "To": ["a@x.org"], "CC": ["b@y.org"], "Subject": "Hi", "FileSize": 9}}
        | {"PolicyDetails": [{"Rules": [{"Actions": ["NotifyUser"]}, {"Actions": ["BlockAccess"]}]}]},
        {"action": "detect", "stream": "m365.dlp", "account": "entra:jane@example.org", "actor": "user", "object": "Hi"}
        | {"target": "a@x.org;b@y.org", "target_domains": "x.org;y.org", "bytes": 9, "outcome": "failure"},
    ),
    "a policy that was overridden": (
        {"Workload": "Exchange", "RecordType": 13, "Operation": "DlpRuleMatch", "UserId": "DlpAgent", "UserType": 4}
        | {"ExceptionInfo": {"FalsePositive": True}, "PolicyDetails": [{"Rules": [{"Actions": ["BlockAccess"]}]}]},
        {"action": "detect", "account": "entra:DlpAgent", "actor": "system", "outcome": "success"},
    ),
    "a policy that matched a file": (
        {"Workload": "OneDrive", "RecordType": 11, "Operation": "DLPRuleMatch", "UserId": "DLPAgent", "UserType": 4}
        | {"SharePointMetaData": {"From": "bob@example.org", "FileName": "a b.docx", "UniqueID": "u1"}
           | {"FilePathUrl": "https://example.sharepoint.com/sites/legal/Docs/a%20b.docx"}},
        {"account": "entra:bob@example.org", "object_id": "u1", "area": "example.sharepoint.com/sites/legal/Docs"}
        | {"object": "https://example.sharepoint.com/sites/legal/Docs/a b.docx"}
        | {"url": "https://example.sharepoint.com/sites/legal/Docs/a%20b.docx"},
    ),
    "a policy that matched a file in a folder": (
        {"Workload": "OneDrive", "RecordType": 11, "Operation": "DLPRuleMatch", "UserId": "DLPAgent", "UserType": 4}
        | {"SharePointMetaData": {"FileName": "a.docx", "FilePathUrl": "https://example.sharepoint.com/sites/legal/Docs"}},
        {"object": "https://example.sharepoint.com/sites/legal/Docs/a.docx"},
    ),
    "a report taken out of Power BI": (
        {"Workload": "PowerBI", "RecordType": 20, "Operation": "ExportReport", "ObjectId": "Sales"},
        {"action": "download", "channel": "cloud", "object": "Sales", "stream": "m365.other", "outcome": "success"},
    ),
    "a program and a denial": (
        {"Workload": "Endpoint", "RecordType": 63, "Operation": "FileRead", "Application": "outlook.exe", "ObjectId": LOCAL},
        {"process": "outlook.exe", "outcome": None},
    ),
    "a sign-in": (
        {"Workload": "AzureActiveDirectory", "RecordType": 15, "Operation": "UserLoggedIn", "ActorIpAddress": "203.0.113.9"}
        | {"DeviceProperties": [{"Name": "OS", "Value": "W"}, {"Name": "DisplayName", "Value": "PC-7"}]},
        {"action": "logon", "channel": "signin", "stream": "m365.entra", "host": "PC-7", "address": "203.0.113.9"},
    ),
    "a sign-in that failed": (
        {"Workload": "AzureActiveDirectory", "RecordType": 15, "Operation": "UserLoginFailed", "ResultStatus": "Success"},
        {"action": "logon", "outcome": "failure"},
    ),
    "a chat": (
        {"Workload": "MicrosoftTeams", "RecordType": 25, "Operation": "MessageSent", "ChatName": "Plans"}
        | {"Members": [{"UPN": "jane@example.org"}, {"UPN": "bob@x.org"}]},
        {"action": "send", "channel": "messaging", "object": "Plans", "target": "bob@x.org", "target_domains": "x.org"},
    ),
    "what nobody knows": (
        {"Workload": "PowerBI", "RecordType": 20, "Operation": "ViewReport", "ObjectId": "r1"},
        {"action": "other", "channel": "admin", "native_action": "ViewReport", "stream": "m365.other", "object": "r1"},
    ),
    "the system itself": (
        {**FILE, "Operation": "FileModified", "UserId": "app@sharepoint", "UserType": 0},
        {"action": "update", "actor": "system", "account": "entra:app@sharepoint"},
    ),
    "an application": ({**FILE, "Operation": "FileAccessed", "UserType": 5}, {"actor": "service"}),
    "a login in a claim": (
        {**FILE, "Operation": "FileAccessed", "UserId": "i:0h.f|membership|Jane@Example.org"},
        {"account": "entra:jane@example.org", "actor": "user"},
    ),
    "only a key of the user": (
        {**FILE, "Operation": "FileAccessed", "UserId": "", "UserKey": "10032000"},
        {"account": "entra:10032000"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_a_record_becomes(case, read):
    written, expected = CASES[case]
    (event,) = read(Microsoft365(), json.dumps({**BASE, **written}).encode()).events
    assert {key: event[key] for key in expected} == expected


def test_bodies_and_quotes_of_matches_are_never_kept(read):
    record = {
        **BASE,
        "Workload": "Exchange",
        "RecordType": 13,
        "Operation": "DlpRuleMatch",
        "ExchangeMetaData": {"From": "jane@example.org", "Subject": "Hi", "Body": "SECRET-BODY"},
        "PolicyDetails": [{"Rules": [{"ConditionsMatched": {"Context": "SECRET-QUOTE"}}]}],
        "Messages": [{"Text": "SECRET-TEXT"}],
    }
    outcome = read(Microsoft365(), json.dumps(record).encode())
    assert len(outcome.events) == 1
    assert "SECRET" not in str(outcome.events)


def test_every_operation_has_a_meaning_in_its_part():
    """An unknown operation of any part is kept, as an administrative event that is never scored."""
    for part in PARTS:
        kind = kind_of(
            {"entra": "AzureActiveDirectory", "teams": "MicrosoftTeams"}.get(part, part),
            None,
            "Never-Heard-Of",
        )
        assert (kind.action, kind.channel) == (Action.OTHER, Channel.ADMIN)


def test_the_type_may_be_a_number_a_text_or_a_name():
    kinds = {
        kind_of("", form, "FileCopiedToRemovableMedia") for form in (63, "63", "DLPEndpoint", " dlpendpoint ")
    }
    assert {(kind.stream, kind.channel) for kind in kinds} == {("m365.endpoint", Channel.REMOVABLE)}
