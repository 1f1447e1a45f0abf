"""Advanced hunting tables in each of their exports: what a row becomes, and every record accounted for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.anything import VALUES

from custodes.model.event import SetAside
from custodes.sources.microsoft.defender import Defender
from custodes.sources.microsoft.defender_csv import DefenderTable

DEVICE = {"DeviceId": "d1", "DeviceName": "pc-7", "ReportId": 5, "Timestamp": "2024-03-04T10:00:00.1234567Z"}
BY = {"InitiatingProcessAccountName": "JDoe", "InitiatingProcessAccountDomain": "CORP"}
JDOE = "windows:corp\\jdoe"


def line(table: str, **row) -> bytes:
    inner = {**DEVICE, **row}
    whole = {"category": f"AdvancedHunting-{table}", "tenantId": "0e1d", "time": "2024-03-04T11:00:00Z"}
    return json.dumps({**whole, "properties": inner}).encode() + b"\n"


CASES = {
    "a file made": (
        line(
            "DeviceFileEvents",
            **BY,
            ActionType="FileCreated",
            FileName="a.docx",
            FolderPath="C:\\Docs\\a.docx",
        ).replace(
            b'"ReportId": 5', b'"ReportId": 5, "FileSize": 77, "SHA256": "ab", "SensitivityLabel": "Secret"'
        ),
        {"action": "create", "channel": "file", "object": "C:\\Docs\\a.docx", "area": "C:/Docs", "bytes": 77}
        | {"account": JDOE, "host": "pc-7", "object_id": "ab", "label": "Secret", "organization": "0e1d"}
        | {"precision_us": 1, "time_basis": "record", "record_id": "d1:5:2024-03-04T10:00:00.1234567Z"},
    ),
    "a file fetched": (
        line(
            "DeviceFileEvents", **BY, ActionType="FileCreated", FileName="a.zip", FolderPath="C:\\D"
        ).replace(
            b'"ReportId"', b'"FileOriginUrl": "https://files.example.net/a.zip?sig=SECRET", "ReportId"'
        ),
        {
            "action": "download",
            "channel": "web",
            "object": "C:\\D\\a.zip",
            "target_domains": "files.example.net",
            "url": "https://files.example.net/a.zip",
        },
    ),
    "a file renamed": (
        line(
            "DeviceFileEvents", **BY, ActionType="FileRenamed", FileName="b.txt", FolderPath="C:\\x\\b.txt"
        ).replace(
            b'"ReportId"', b'"PreviousFileName": "a.docx", "PreviousFolderPath": "C:\\\\y", "ReportId"'
        ),
        {"action": "rename", "object": "C:\\y\\a.docx", "target": "C:\\x\\b.txt", "area": "C:/y"},
    ),
    "a file of a share": (
        line(
            "DeviceFileEvents",
            **BY,
            ActionType="FileModified",
            FileName="a",
            FolderPath="C:\\a",
            RequestProtocol="SMB",
        ).replace(
            b'"ReportId"', b'"RequestAccountName": "bob", "RequestSourceIP": "203.0.113.8", "ReportId"'
        ),
        {"account": "windows:bob", "address": "203.0.113.8", "action": "update"},
    ),
    "the system's own": (
        line(
            "DeviceFileEvents",
            ActionType="FileDeleted",
            InitiatingProcessAccountName="system",
            FolderPath="C:\\a",
        ).replace(
            b'"ReportId"', b'"InitiatingProcessAccountDomain": "nt authority", "FileName": "a", "ReportId"'
        ),
        {"account": "windows:nt authority\\system", "actor": "system", "action": "delete"},
    ),
    "a drive": (
        line("DeviceEvents", **BY, ActionType="UsbDriveMounted").replace(
            b'"ReportId"',
            b'"AdditionalFields": "{\\"DriveLetter\\":\\"E:\\",\\"Manufacturer\\":\\"Acme\\"}", "ReportId"',
        ),
        {"action": "mount", "channel": "removable", "object": "E:", "target": "Acme"},
    ),
    "a copy that device control refused": (
        line(
            "DeviceEvents",
            **BY,
            ActionType="RemovableStoragePolicyTriggered",
            FileName="a",
            FolderPath="E:\\a",
        ).replace(
            b'"ReportId"',
            b'"AdditionalFields": {"RemovableStorageAccess": "Write", "SerialNumber": 7, '
            b'"RemovableStoragePolicyVerdict": "Deny"}, "ReportId"',
        ),
        {"action": "copy", "channel": "removable", "target": "7", "outcome": "failure", "object": "E:\\a"},
    ),
    "a sign-in that failed": (
        line(
            "DeviceLogonEvents",
            ActionType="LogonFailed",
            AccountName="jdoe",
            RemoteIP="203.0.113.9",
            LogonType="Network",
        ),
        {"action": "logon", "outcome": "failure", "account": "windows:jdoe", "address": "203.0.113.9"},
    ),
    "a visit": (
        line(
            "DeviceNetworkEvents", **BY, ActionType="ConnectionSuccess", RemoteUrl="https://www.example.net/x"
        ).replace(b'"ReportId"', b'"InitiatingProcessFileName": "msedge.exe", "ReportId"'),
        {"action": "visit", "channel": "web", "target_domains": "example.net"},
    ),
    "a service's connection": (
        line("DeviceNetworkEvents", **BY, ActionType="ConnectionSuccess", RemoteUrl="example.net"),
        {"action": "other", "channel": "admin", "outcome": "success"},
    ),
    "what a device tells of itself": (
        line("DeviceInfo"),
        {
            "action": "other",
            "channel": "admin",
            "account": "windows:pc-7$",
            "actor": "system",
            "native_action": None,
        },
    ),
    "an alert": (
        line("AlertInfo", Title="Odd", ServiceSource="Defender", DeviceName=None),
        {"action": "detect", "account": "defender:Defender", "native_action": "Odd"},
    ),
    "what the audit log says too": (
        line(
            "CloudAppEvents",
            ActionType="FileDownloaded",
            Application="Microsoft SharePoint Online",
            RawEventData=json.dumps(
                {
                    "Operation": "FileDownloaded",
                    "Workload": "SharePoint",
                    "UserId": "jane@example.org",
                    "RecordType": 6,
                    "Id": "i7",
                }
            ),
        ),
        {"action": "download", "channel": "cloud", "account": "entra:jane@example.org", "record_id": "i7"},
    ),
    "another application": (
        line(
            "CloudAppEvents",
            ActionType="Upload file",
            Application="Box",
            AccountId="jane@example.org",
            ObjectName="plan",
        ),
        {
            "action": "other",
            "object": "plan",
            "account": "entra:jane@example.org",
            "native_action": "Upload file",
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_row_becomes(case, read):
    data, expected = CASES[case]
    (event,) = read(Defender(), data).events
    assert {key: event[key] for key in expected} == expected


def test_a_mail_within_is_sent_and_received(read):
    mail = {
        "NetworkMessageId": "n",
        "SenderFromAddress": "jane@example.org",
        "RecipientEmailAddress": "bob@example.org",
    }
    rows = [{**mail, "EmailDirection": each} for each in ("Intra-org", "Outbound", "Inbound")]
    outcome = read(
        Defender(), b"".join(line("EmailEvents", **row, DeliveryAction="Delivered") for row in rows)
    )
    assert [(event["record"], event["action"], event["account"]) for event in outcome.events] == [
        (1, "send", "mail:jane@example.org"),
        (1, "receive", "mail:bob@example.org"),
        (2, "send", "mail:jane@example.org"),
        (3, "receive", "mail:bob@example.org"),
    ]


def test_what_cannot_be_read_is_counted(read):
    data = (
        line("DeviceInfo")
        + line("DeviceInfo", Timestamp="yesterday")
        + line("EmailEvents", SenderFromAddress="a@example.org")
        + line("EmailUrlInfo")
        + b'{"Timestamp": "2024-03-04T10:00:00Z", "x": 1}\n'
    )
    outcome = read(Defender(), data)
    assert [(each.record, each.reason) for each in outcome.rejects] == [
        (2, "the time is not ISO 8601"),
        (3, "no recipient"),
        (5, "not of a known advanced hunting table"),
    ]
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}


def test_rows_without_an_envelope_are_read_too(read):
    row = {**DEVICE, "ActionType": "UsbDriveMounted", "RemoteDeviceName": ""}
    for data in (json.dumps(row) + "\n", json.dumps([row], indent=1)):
        assert [event["action"] for event in read(Defender(), data.encode()).events] == ["mount"]


def test_rows_of_the_portals_export(read):
    header = b"Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,PreviousFileName,InitiatingProcessAccountName\n"
    rows = (
        b'"Mar 4, 2024 1:00:00 PM",d1,pc-7,FileDeleted,a,C:\\a,,jdoe\n'
        b"2024-03-04T13:00:00.5Z,d1,pc-7,FileDeleted,a,C:\\a,,jdoe\n"
        b'"Mar 4, 2024 13:00:00 PM",d1,pc-7,FileDeleted,a,C:\\a,,jdoe\n'
        b"2024-03-04T13:00:00Z,d1,pc-7\n"
    )
    outcome = read(DefenderTable(), header + rows, zone="Europe/Berlin")
    assert [(event["ts_us"], event["time_basis"], event["stream"]) for event in outcome.events] == [
        (1_709_553_600_000_000, "setting", "defender_csv.devicefileevents"),
        (1_709_557_200_500_000, "record", "defender_csv.devicefileevents"),
    ]
    assert outcome.lost == [3, 4]


KEYS = (
    "ActionType",
    "AccountName",
    "AdditionalFields",
    "RawEventData",
    "FolderPath",
    "FileName",
    "FileSize",
    "Timestamp",
)
NAMES = ("DeviceFileEvents", "DeviceEvents", "CloudAppEvents", "EmailEvents", "AlertEvidence", "New")


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5), st.sampled_from(NAMES))
def test_values_of_any_type_are_counted(read, changes, table):
    assert read(Defender(), line(table, **changes) + line("DeviceInfo")).records == 2
