"""Windows events as JSON and XML: what each means, whose account it is, and records that are none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.windows.logs import WindowsLogs
from custodes.sources.windows.meaning import MEANINGS

SID = "S-1-5-21-1-2-3-1104"
SUBJECT = {"SubjectUserSid": SID, "SubjectUserName": "JDoe", "SubjectDomainName": "ACME"}
FILE = SUBJECT | {
    "ObjectType": "File",
    "ObjectName": "D:\\Plans\\Lab\\a\\b\\plan.docx",
    "AccessMask": "0x1",
    "ProcessName": "C:\\Windows\\explorer.exe",
}
SHARE = SUBJECT | {
    "ShareName": "\\\\*\\Plans",
    "ShareLocalPath": "\\??\\D:\\Plans",
    "RelativeTargetName": "Lab\\plan.docx",
    "AccessMask": "0x120089",
    "IpAddress": "203.0.113.15",
}
PROVIDERS = {"Security": "Microsoft-Windows-Security-Auditing", "Sysmon": "Microsoft-Windows-Sysmon"}


def shipped(number, data, log="Security", fields="event_data", **more):
    """A record as Winlogbeat ships it."""
    event = {
        "channel": log,
        "event_id": number,
        "provider_name": PROVIDERS.get(log, log),
        "computer_name": "FS1.example.org",
        "record_id": 7,
        "time_created": "2024-05-06T07:08:09.123Z",
        fields: data,
    }
    return {"@timestamp": "2024-05-06T07:09:00.000Z", "winlog": event | more}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def one(read, *args, **more):
    outcome = read(WindowsLogs(), lines(shipped(*args, **more)))
    assert not outcome.rejects
    (event,) = outcome.events
    return event


def test_a_file_that_was_read(read):
    event = one(read, 4663, FILE, keywords=["Audit Success"])
    wanted = {
        "ts_us": 1_714_979_289_123_000,
        "account": "windows:acme\\jdoe",
        "aliases": "sid:S-1-5-21-1-2-3-1104",
        "actor": "user",
        "action": "read",
        "native_action": "4663 object accessed",
        "channel": "file",
        "object": "D:\\Plans\\Lab\\a\\b\\plan.docx",
        "area": "D:/Plans/Lab/a",
        "process": "C:\\Windows\\explorer.exe",
        "host": "FS1.example.org",
        "outcome": "success",
        "record_id": "fs1.example.org/security/7",
        "stream": "windows.security",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("number", "more", "head", "action", "channel", "outcome"),
    [
        (4663, {"AccessMask": "0x2"}, {}, "update", "file", None),
        (4663, {"AccessMask": "0x10000"}, {}, "delete", "file", None),
        (4663, {"AccessMask": "0x80"}, {}, "other", "file", None),
        (4663, {"AccessMask": "soon"}, {}, "other", "file", None),
        (4663, {"AccessMask": "0x2"}, {"task": "Removable Storage"}, "copy", "removable", None),
        (4663, {"AccessMask": "0x1"}, {"task": 12812}, "read", "removable", None),
        (4663, {"ObjectType": "Key"}, {}, "other", "admin", None),
        (4656, {}, {"keywords": ["Audit Success"]}, "other", "file", "success"),
        (4656, {}, {"keywords": ["Audit Failure"]}, "read", "file", "failure"),
        (4660, {"ObjectName": "-"}, {}, "other", "file", None),
        (4670, {}, {}, "other", "admin", None),
        (4719, {}, {"outcome": "success"}, "other", "admin", "success"),
    ],
)
def test_the_access_that_was_used_says_what_was_done(read, number, more, head, action, channel, outcome):
    event = one(read, number, FILE | more, **head)
    assert (event["action"], event["channel"], event["outcome"]) == (action, channel, outcome)


@pytest.mark.parametrize(
    ("number", "more", "action", "channel", "thing", "area"),
    [
        (5145, {}, "read", "file", "\\??\\D:\\Plans\\Lab\\plan.docx", "FS1/Plans/Lab"),
        (5145, {"RelativeTargetName": "\\"}, "other", "file", "\\??\\D:\\Plans\\", "FS1/Plans"),
        (5140, {"RelativeTargetName": None}, "other", "file", "\\??\\D:\\Plans\\", "FS1/Plans"),
        (
            5145,
            {"ShareName": "\\\\*\\IPC$", "ShareLocalPath": "", "RelativeTargetName": "lsarpc"},
            *("other", "admin", "\\\\*\\IPC$\\lsarpc", "FS1/IPC$"),
        ),
    ],
)
def test_what_was_opened_through_a_share(read, number, more, action, channel, thing, area):
    event = one(read, number, SHARE | more)
    assert (event["action"], event["channel"], event["object"], event["area"]) == (
        action,
        channel,
        thing,
        area,
    )
    assert event["address"] == "203.0.113.15"


@pytest.mark.parametrize(("number", "action"), [(5142, "share"), (5143, "other"), (5144, "unshare")])
def test_shares_that_are_made(read, number, action):
    event = one(read, number, SUBJECT | {"ShareName": "\\\\*\\Out", "ShareLocalPath": "D:\\Out"})
    assert (event["action"], event["object"], event["target"]) == (action, "D:\\Out", "\\\\*\\Out")


@pytest.mark.parametrize(
    ("number", "kind", "word", "actor", "action", "outcome"),
    [
        (4624, "2", "4624 logon, interactive", "user", "logon", "success"),
        (4624, "5", "4624 logon, service", "service", "logon", "success"),
        (4624, "99", "4624 logon, other", "user", "logon", "success"),
        (4625, "3", "4625 logon failed, network", "user", "logon", "failure"),
        (4634, 10, "4634 logoff, remote interactive", "user", "logoff", None),
        (4647, None, "4647 logoff by the user", "user", "logoff", None),
    ],
)
def test_signing_in_and_out(read, number, kind, word, actor, action, outcome):
    data = {
        "TargetUserName": "jdoe",
        "TargetDomainName": "ACME",
        "TargetUserSid": "S-1-0-0",
        "LogonType": kind,
    }
    event = one(read, number, data | {"IpAddress": "::1", "SubjectUserName": "FS1$"})
    assert (event["native_action"], event["actor"], event["action"]) == (word, actor, action)
    assert (event["account"], event["aliases"], event["outcome"]) == ("windows:acme\\jdoe", None, outcome)


def test_other_credentials_name_who_used_them(read):
    data = SUBJECT | {"TargetUserName": "admin", "TargetServerName": "fs2.example.org"}
    event = one(read, 4648, data)
    assert (event["account"], event["target"]) == ("windows:acme\\jdoe", "fs2.example.org")
    assert (event["action"], event["channel"]) == ("other", "signin")


@pytest.mark.parametrize(
    ("domain", "name", "sid", "account", "aliases"),
    [
        ("ACME", "FS1$", SID, "windows:acme\\fs1$", f"sid:{SID}"),
        ("NT AUTHORITY", "SYSTEM", "S-1-5-18", "windows:nt authority\\system", "sid:S-1-5-18"),
        ("AUTORITE NT", "Système", "S-1-5-18", "windows:autorite nt\\système", "sid:S-1-5-18"),
        ("Window Manager", "DWM-2", "S-1-5-90-0-2", "windows:window manager\\dwm-2", "sid:S-1-5-90-0-2"),
        (
            "Font Driver Host",
            "UMFD-0",
            "S-1-5-96-0-0",
            "windows:font driver host\\umfd-0",
            "sid:S-1-5-96-0-0",
        ),
        ("-", "ANONYMOUS LOGON", "S-1-5-7", "windows:ANONYMOUS LOGON", "sid:S-1-5-7"),
        ("-", "-", "S-1-0-0", "windows:FS1$", None),
    ],
)
def test_the_machines_own_accounts_are_no_persons(read, domain, name, sid, account, aliases):
    data = {"SubjectDomainName": domain, "SubjectUserName": name, "SubjectUserSid": sid}
    event = one(read, 4663, FILE | data)
    assert (event["actor"], event["account"], event["aliases"]) == ("system", account, aliases)


def test_a_sid_that_nobody_could_resolve_is_the_account(read):
    event = one(read, 4663, FILE | {"SubjectUserName": "-", "SubjectDomainName": "-"})
    assert (event["actor"], event["account"]) == ("user", f"sid:{SID}")


@pytest.mark.parametrize(
    ("kind", "identifier", "action"),
    [
        ("DiskDrive", "USBSTOR\\Disk&Ven_Acme\\1", "mount"),
        ("WPD", "USB\\VID_1234\\1", "mount"),
        ("WPD", "SWD\\WPDBUSENUM\\_??_USBSTOR#1", "other"),
        ("HIDClass", "USB\\VID_1234\\2", "other"),
    ],
)
def test_a_stick_is_one_medium(read, kind, identifier, action):
    data = {
        "SubjectUserName": "FS1$",
        "ClassName": kind,
        "DeviceId": identifier,
        "DeviceDescription": "Acme Stick",
    }
    event = one(read, 6416, data)
    assert (event["action"], event["object"], event["object_id"]) == (action, "Acme Stick", identifier)
    assert event["channel"] == ("removable" if action == "mount" else "admin")


def test_a_document_that_was_printed(read):
    data = {
        "xml_name": "DocumentPrinted",
        "Param1": "12",
        "Param2": "plan.docx",
        "Param3": "jdoe",
        "Param4": "\\\\PC-00042",
        "Param5": "floor02",
        "Param6": "IP_1",
        "Param7": "25830",
        "Param8": "3",
    }
    user = {"domain": "ACME", "name": "jdoe", "identifier": SID}
    log = "Microsoft-Windows-PrintService"
    event = one(read, 307, data, log, "user_data", user=user)
    wanted = {
        "account": "windows:acme\\jdoe",
        "aliases": f"sid:{SID}",
        "action": "print",
        "channel": "print",
        "object": "plan.docx",
        "target": "floor02",
        "items": 3,
        "bytes": 25830,
        "address": "PC-00042",
        "stream": "windows.print",
    }
    assert {name: event[name] for name in wanted} == wanted
    assert one(read, 307, data, log, "user_data", user=user | {"name": "SYSTEM"})["account"] == "windows:jdoe"


@pytest.mark.parametrize(("number", "thing"), [(104, "Application"), (1102, None)])
def test_a_log_that_was_cleared(read, number, thing):
    data = SUBJECT | {"xml_name": "LogFileCleared", "Channel": "Application"}
    event = one(read, number, data, "Microsoft-Windows-Eventlog", "user_data")
    assert (event["action"], event["object"], event["outcome"]) == ("clear", thing, "success")


@pytest.mark.parametrize(
    ("number", "more", "action", "channel", "url"),
    [
        (1, {"CommandLine": "x --password hunter2"}, "other", "admin", None),
        (3, {"SourceIp": "203.0.113.15", "DestinationIp": "203.0.113.80"}, "other", "admin", None),
        (11, {}, "create", "file", None),
        (15, {}, "create", "file", None),
        (
            15,
            {
                "TargetFilename": "C:\\Users\\jdoe\\plan.docx:Zone.Identifier",
                "Contents": "[ZoneTransfer] \nHostUrl=https://files.example.org/plan.docx?token=hunter2",
            },
            *("download", "file", "https://files.example.org/plan.docx"),
        ),
        (22, {"QueryName": "example.org"}, "other", "admin", None),
        (23, {}, "delete", "file", None),
        (26, {}, "delete", "file", None),
    ],
)
def test_what_sysmon_sees(read, number, more, action, channel, url):
    data = {"User": "ACME\\jdoe", "Image": "C:\\a.exe", "TargetFilename": "C:\\Users\\jdoe\\plan.docx"} | more
    event = one(read, number, data, "Sysmon", user={"identifier": "S-1-5-18"})
    assert (event["account"], event["aliases"], event["process"]) == ("windows:acme\\jdoe", None, "C:\\a.exe")
    assert (event["action"], event["channel"], event["url"]) == (action, channel, url)
    assert "hunter2" not in str(event)


def test_sysmon_says_itself_when_it_happened(read):
    data = {"TargetFilename": "C:\\a", "UtcTime": "2024-05-06 07:08:01.5"}
    assert one(read, 11, data, "Sysmon")["ts_us"] == 1_714_979_281_500_000
    assert one(read, 11, data | {"UtcTime": "soon"}, "Sysmon")["ts_us"] == 1_714_979_289_123_000


def test_older_sysmon_names_the_machine_only(read):
    event = one(read, 11, {"TargetFilename": "C:\\a"}, "Sysmon", user={"identifier": "S-1-5-18"})
    assert (event["account"], event["actor"]) == ("windows:FS1$", "system")


def test_what_the_table_does_not_know_is_out_of_scope(read):
    other = shipped(4663, FILE, log="Application")
    outcome = read(WindowsLogs(), lines(shipped(4672, FILE), shipped(4663, FILE), other))
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 2}
    assert [event["record"] for event in outcome.events] == [2]


def test_records_of_before_version_7_are_read(read):
    old = {
        "@timestamp": "2018-05-06T07:08:09.123Z",
        "log_name": "Security",
        "record_number": "9",
        "source_name": "Microsoft-Windows-Security-Auditing",
        "computer_name": "FS1",
        "event_id": 4663,
        "keywords": ["Audit Failure"],
        "event_data": FILE,
    }
    (event,) = read(WindowsLogs(), lines(old)).events
    assert (event["action"], event["outcome"], event["record_id"]) == ("read", "failure", "fs1/security/9")
    assert WindowsLogs().sniff(lines(old), None)


@pytest.mark.parametrize(
    ("flat", "ts_us"),
    [
        ({"TimeGenerated": "2024-05-06T07:08:09.5Z", "Computer": "FS1"}, 1_714_979_289_500_000),
        (
            {"@timestamp": "2024-05-06T07:08:09.5Z", "EventTime": "2024-05-06 09:08:09", "Hostname": "FS1"},
            1_714_979_289_500_000,
        ),
        (
            {"EventTime": "2024-05-06 07:08:09", "Hostname": "FS1", "EventType": "AUDIT_FAILURE"},
            1_714_979_289_000_000,
        ),
    ],
)
def test_flat_records_are_read(read, flat, ts_us):
    record = {"Channel": "Security", "EventID": 4663, "SourceName": PROVIDERS["Security"]} | FILE | flat
    (event,) = read(WindowsLogs(), lines(record)).events
    assert event["ts_us"] == ts_us
    assert (event["action"], event["host"], event["account"]) == ("read", "FS1", "windows:acme\\jdoe")
    assert event["outcome"] == ("failure" if "EventType" in flat else None)


@pytest.mark.parametrize("qualified", [False, True])
def test_what_evtx_dump_writes_is_read(read, qualified):
    system = {
        "Provider": {"#attributes": {"Name": PROVIDERS["Security"]}},
        "EventID": {"#attributes": {"Qualifiers": 0}, "#text": 4663} if qualified else 4663,
        "TimeCreated": {"#attributes": {"SystemTime": "2024-05-06T07:08:09.5Z"}},
        "Channel": "Security",
        "Computer": "FS1",
        "Security": None,
    }
    record = {"Event": {"System": system, "EventData": FILE}}
    assert WindowsLogs().sniff(lines(record), None)
    assert WindowsLogs().sniff(json.dumps([record], indent=1).encode(), None)
    (event,) = read(WindowsLogs(), lines(record)).events
    assert (event["action"], event["account"], event["host"]) == ("read", "windows:acme\\jdoe", "FS1")
    assert read(WindowsLogs(), lines(record, {"Event": {"System": 7}})).lost == [2]


def test_the_table_event_holds_its_fields_as_xml(read):
    inside = '<DataItem><EventData xmlns="x"><Data Name="TargetFilename">C:\\a</Data></EventData></DataItem>'
    record = {
        "TimeGenerated": "2024-05-06T07:08:09Z",
        "Source": "Microsoft-Windows-Sysmon",
        "Computer": "FS1",
        "EventLog": "Microsoft-Windows-Sysmon/Operational",
        "EventID": 11,
        "EventData": inside,
    }
    assert read(WindowsLogs(), lines(record)).events[0]["object"] == "C:\\a"
    bad = record | {"EventData": "<!DOCTYPE x><DataItem/>"}
    assert read(WindowsLogs(), lines(bad)).events[0]["object"] is None


def xml(number="4663", **more):
    data = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in (FILE | more).items())
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>{number}</EventID><Task>12800</Task>"
        "<Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2024-05-06T07:08:09.123456700Z'/>"
        "<EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>FS1.example.org</Computer><Security/>"
        f"</System><EventData>{data}</EventData></Event>"
    )


@pytest.mark.parametrize(
    "text",
    [
        xml() + xml("4624"),
        xml() + "\r\n" + xml("4624") + "\r\n",
        f"<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<Events>{xml()}{xml('4624')}</Events>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xml_is_read_however_it_stands(read, log_file, text, encoding):
    data = text.encode(encoding)
    assert WindowsLogs().sniff(data, log_file(data))
    events = read(WindowsLogs(), data).events
    assert [(event["record"], event["action"]) for event in events] == [(1, "read"), (2, "logon")]
    assert (events[0]["outcome"], events[0]["ts_us"]) == ("failure", 1_714_979_289_123_456)
    file = log_file(data)
    ((number, raw),) = WindowsLogs().raw(file.open(), file, frozenset({2}))
    assert number == 2
    assert b"<EventID>4624" in raw


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (xml().replace("<System>", "<!ENTITY a 'b'><System>"), "the XML holds declarations"),
        (xml().replace("</System>", ""), "not well-formed XML"),
        (xml("soon"), "no event id"),
        (xml().replace("SystemTime", "Other"), "no time"),
        ("<Event><Other/></Event>", "no event of Windows"),
        (xml(ProcessName="x" * 3000), "the record is longer than 2,000 bytes"),
    ],
)
def test_xml_that_cannot_be_read_is_a_reject(read, text, reason):
    outcome = read(WindowsLogs(), (xml() + text + xml()).encode(), max_record=2000)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]
    assert [event["record"] for event in outcome.events] == [1, 3]


def test_an_event_that_is_cut_off_is_a_reject(read):
    outcome = read(WindowsLogs(), (xml() + xml()[:200]).encode())
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, "the event is cut off")]


def test_the_original_is_read_where_nothing_else_is_there(read):
    record = {
        "event": {"original": xml(), "code": "4663"},
        "winlog": {"channel": "Security"},
        "@timestamp": "x",
    }
    (event,) = read(WindowsLogs(), lines(record)).events
    assert (event["action"], event["outcome"]) == ("read", "failure")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (shipped(None, FILE), "no event id"),
        (shipped([1], FILE), "no event id"),
        (shipped(4663, FILE, time_created="soon"), "the time is not ISO 8601"),
        (shipped(4663, FILE, time_created=7), "the time is not ISO 8601"),
        ({"winlog": {"event_id": 4663, "channel": "Security"}}, "no time"),
    ],
)
def test_json_that_cannot_be_read_is_a_reject(read, record, reason):
    outcome = read(WindowsLogs(), lines(shipped(4663, FILE), record))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_arrays_and_search_results_are_read(read):
    hits = json.dumps([{"_source": shipped(4663, FILE)}, shipped(4624, {})], indent=1).encode()
    assert [event["action"] for event in read(WindowsLogs(), hits).events] == ["read", "logon"]


def test_it_is_recognised_by_its_records(log_file):
    file = log_file(b"")
    assert WindowsLogs().sniff(lines(shipped(4672, {})), file)
    assert not WindowsLogs().sniff(b'{"@timestamp":"2024-01-01T00:00:00Z","winlog":"x"}\n', file)
    assert not WindowsLogs().sniff(b'{"EventID":4663,"a":"b"}\n', file)
    assert not WindowsLogs().sniff(b"<Event><System/></Event>", file)


def test_raw_records_are_found_again(log_file):
    file = log_file(lines(shipped(4663, FILE), shipped(4624, FILE)))
    ((number, raw),) = WindowsLogs().raw(file.open(), file, frozenset({2}))
    assert (number, json.loads(raw)["winlog"]["event_id"]) == (2, 4624)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("0x1" * 9000) | st.just("-"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.data())
def test_values_of_any_type_are_counted(read, data):
    product, number = data.draw(st.sampled_from(sorted(MEANINGS)))
    log = {"print": "Microsoft-Windows-PrintService", "sysmon": "Sysmon"}.get(product, "Security")
    names = st.sampled_from(
        [*FILE, *SHARE, "User", "Param7", "Contents", "LogonType", "DeviceId", "TargetFilename"]
    )
    fields = data.draw(st.dictionaries(names, VALUES, max_size=6))
    heads = st.sampled_from(["keywords", "user", "task", "record_id", "computer_name", "channel", "outcome"])
    record = shipped(number, fields, log, **data.draw(st.dictionaries(heads, VALUES, max_size=3)))
    flat = (
        record["winlog"]
        | {"EventID": number, "Computer": "x", "TimeGenerated": "2024-05-06T07:08:09Z"}
        | fields
    )
    assert not read(WindowsLogs(), lines(record)).rejects
    assert read(WindowsLogs(), lines(shipped(1, {}), {"EventID": 1} | flat)).records == 2


@given(
    st.lists(
        st.sampled_from([b"<", b">", b"</Event>", b"<Event ", b"&a;", b"\0", b"\xff", xml().encode()]),
        max_size=30,
    )
)
def test_any_bytes_of_xml_are_counted(read, pieces):
    read(WindowsLogs(), xml().encode() + b"".join(pieces))


@given(
    st.lists(
        st.sampled_from([b"{", b"}", b'"winlog":', b"1", b"\n", b"\xff", lines(shipped(1, {}))]), max_size=30
    )
)
def test_any_bytes_of_json_are_counted(read, pieces):
    read(WindowsLogs(), lines(shipped(1, {})) + b"".join(pieces))
