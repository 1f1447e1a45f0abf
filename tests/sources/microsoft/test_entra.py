"""Sign-ins and directory audit, in the portal's forms and as Log Analytics keeps them; OfficeActivity."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.anything import VALUES

from custodes.model.event import SetAside
from custodes.sources.files.walk import walk
from custodes.sources.microsoft.entra_csv import EntraTable
from custodes.sources.microsoft.entra_signin import EntraLogs
from custodes.sources.microsoft.log_analytics import LogAnalytics
from custodes.sources.registry import recognise

SAMPLES = os.environ.get("CUSTODES_SAMPLES", "")
needs_samples = pytest.mark.skipif(not SAMPLES, reason="CUSTODES_SAMPLES is not set")
GUID = "aead923d-498b-4f64-a66c-2af91447a8b6"
SIGNIN = {
    "id": "s1",
    "createdDateTime": "2024-03-04T10:00:00.25Z",
    "userPrincipalName": "Jane@Example.org",
    "userId": GUID,
    "appId": "a1",
    "appDisplayName": "Office",
    "ipAddress": "203.0.113.7",
    "status": {"errorCode": 0},
    "deviceDetail": {"displayName": "PC-7"},
}
EXPECTED = {
    "ts_us": 1_709_546_400_250_000,
    "account": "entra:jane@example.org",
    "aliases": f"guid:{GUID}",
    "actor": "user",
    "action": "logon",
    "channel": "signin",
    "object": "Office",
    "host": "PC-7",
    "address": "203.0.113.7",
    "outcome": "success",
    "record_id": "s1",
    "stream": "entra.signin",
}
AUDIT = {
    "id": "d1",
    "activityDateTime": "2024-03-04T10:00:00Z",
    "activityDisplayName": "Add member to group",
    "result": "success",
    "initiatedBy": {
        "user": {"id": GUID, "userPrincipalName": "jane@example.org", "ipAddress": "203.0.113.7"}
    },
    "targetResources": [{"id": "g1", "displayName": "Lab", "type": "Group"}],
}


def lines(*records) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in records).encode()


@pytest.mark.parametrize("form", ["line", "array", "page", "diagnostic", "hub"])
def test_a_sign_in_in_each_form(form, read):
    stream = {
        "time": "2024-03-04T10:00:01Z",
        "category": "SignInLogs",
        "tenantId": "t1",
        "properties": SIGNIN,
    }
    data = {
        "line": lines(SIGNIN),
        "array": json.dumps([SIGNIN], indent=1).encode(),
        "page": json.dumps({"value": [SIGNIN]}).encode(),
        "diagnostic": lines(stream),
        "hub": json.dumps({"records": [stream]}).encode(),
    }[form]
    (event,) = read(EntraLogs(), data).events
    assert {key: event[key] for key in EXPECTED} == EXPECTED
    assert event["organization"] == ("t1" if form in ("diagnostic", "hub") else None)


def test_who_did_not_get_in_and_who_is_no_person(read):
    failed = {**SIGNIN, "status": {"errorCode": 50126}}
    service = {**SIGNIN, "userPrincipalName": "", "userId": "", "servicePrincipalName": "Backup"}
    nobody = {**SIGNIN, "userPrincipalName": "", "userId": None, "appDisplayName": "", "appId": None}
    outcome = read(
        EntraLogs(), lines(failed, service, nobody, {**SIGNIN, "createdDateTime": "3/4/2024"}, AUDIT)
    )
    assert [(event["outcome"], event["actor"], event["account"]) for event in outcome.events] == [
        ("failure", "user", "entra:jane@example.org"),
        ("success", "service", "entra:Backup"),
        ("success", "user", "entra:jane@example.org"),
    ]
    assert outcome.events[2]["native_action"] == "Add member to group"
    assert outcome.events[2]["object"] == "Lab"
    assert [(each.record, each.reason) for each in outcome.rejects] == [
        (3, "no account"),
        (4, "the time is not ISO 8601"),
    ]


def test_rows_of_the_download(read):
    data = (
        "\ufeffDate (UTC),Request ID,User ID,User,Username,Application,IP address,Status,Sign-in error code\n"
        f"2024-03-04T10:00:00Z,r1,{GUID},Jane,jane@example.org,Office,203.0.113.7,Success,None\n"
        f"2024-03-04T10:00:01Z,r2,{GUID},Jane,jane@example.org,Office,203.0.113.7,Interrupted,50140\n"
        f'"3/4/2024, 10:00:02 AM",r3,{GUID},Jane,jane@example.org,Office,203.0.113.7,Failure,50126\n'
        "2024-03-04T10:00:03Z,r4,,,,Office,203.0.113.7,Success,\n"
    )
    outcome = read(EntraTable(), data.encode())
    assert [(event["record_id"], event["outcome"], event["aliases"]) for event in outcome.events] == [
        ("r1", "success", f"guid:{GUID}"),
        ("r2", "failure", f"guid:{GUID}"),
    ]
    assert [(each.record, each.reason) for each in outcome.rejects] == [
        (3, "the time is not ISO 8601"),
        (4, "no account"),
    ]


OFFICE = {
    "TimeGenerated": "2024-03-04T10:00:00Z",
    "Type": "OfficeActivity",
    "OfficeId": "o1",
    "RecordType": "SharePointFileOperation",
    "Operation": "FileDownloaded",
    "OfficeWorkload": "SharePoint",
    "UserType": "Regular",
    "UserId": "jane@example.org",
    "UserKey": "i:0h.f|membership|1003200096971f55@live.com",
    "ClientIP": "203.0.113.7",
    "OfficeObjectId": "https://example.sharepoint.com/sites/legal/Docs/plan.docx",
    "Site_Url": "https://example.sharepoint.com/sites/legal/",
    "SourceRelativeUrl": "Docs",
    "SourceFileName": "plan.docx",
}


def test_a_table_means_what_its_product_means(read):
    mail = {**OFFICE, "OfficeWorkload": "Exchange", "RecordType": "50", "Operation": "MailItemsAccessed"}
    mail |= {
        "Folders": '[{"Path":"\\\\Inbox","FolderItems":[{"SizeInBytes":5},{"SizeInBytes":6}]}]',
        "Logon_Type": "Owner",
    }
    signin = {key[0].upper() + key[1:]: value for key, value in SIGNIN.items()}
    signin |= {
        "TimeGenerated": "2024-03-04T10:00:00Z",
        "Type": "SigninLogs",
        "Status": '{"errorCode":0}',
        "IPAddress": "203.0.113.7",
    }
    audit = {
        key[0].upper() + key[1:]: json.dumps(value) if key == "initiatedBy" else value
        for key, value in AUDIT.items()
    }
    audit |= {"TimeGenerated": "2024-03-04T10:00:00Z", "Type": "AuditLogs"}
    device = {
        "TimeGenerated": "2024-03-04T10:00:00Z",
        "Type": "DeviceEvents",
        "ActionType": "UsbDriveMounted",
        "AccountName": "jdoe",
    }
    other = {"TimeGenerated": "2024-03-04T10:00:00Z", "Type": "Heartbeat"}
    broken = {**OFFICE, "TimeGenerated": "soon"}
    outcome = read(LogAnalytics(), lines(OFFICE, mail, signin, audit, device, other, broken))
    assert [
        (event["action"], event["channel"], event["account"], event["area"]) for event in outcome.events
    ] == [
        ("download", "cloud", "entra:jane@example.org", "example.sharepoint.com/sites/legal/Docs"),
        ("read", "mail", "entra:jane@example.org", "Inbox"),
        ("logon", "signin", "entra:jane@example.org", None),
        ("other", "admin", "entra:jane@example.org", None),
        ("mount", "removable", "windows:jdoe", None),
    ]
    assert outcome.events[0]["aliases"] == "id:1003200096971f55"
    assert outcome.events[1]["items"] == 2
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert outcome.lost == [7]


@needs_samples
def test_tables_of_a_real_workspace_are_read_whole(read):
    names = ("OfficeActivityEvents.Zip", "AADAuditEvents.Zip")
    for file in [one for name in names for one in walk([Path(SAMPLES) / "otrf" / name])]:
        assert recognise(file).name == "log_analytics", file.path
        outcome = read(LogAnalytics(), file.open().read(), name=file.name)
        assert outcome.records == len(outcome.events) > 0
        (account,) = {event["account"] for event in outcome.events}
        assert account.startswith("entra:")
        assert "@" in account


@given(st.dictionaries(st.sampled_from((*OFFICE, *SIGNIN, *AUDIT)), VALUES, max_size=5))
def test_values_of_any_type_are_counted(read, changes):
    assert read(LogAnalytics(), lines(OFFICE, {**OFFICE, **changes})).records == 2
    assert read(EntraLogs(), lines(SIGNIN, {**SIGNIN, **changes}, {**AUDIT, **changes})).records == 3
