"""The Microsoft 365 audit log in each of its forms: the same events, and every record accounted for."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.base import ReadContext
from custodes.sources.files.walk import walk
from custodes.sources.microsoft.m365.audit import Microsoft365
from custodes.sources.registry import recognise

SOURCE = Microsoft365()
SAMPLES = os.environ.get("CUSTODES_SAMPLES", "")
needs_samples = pytest.mark.skipif(not SAMPLES, reason="CUSTODES_SAMPLES is not set")


def record(number: int = 1, **changes) -> dict:
    """A download from a site; a value of None takes the key away."""
    whole = {
        "CreationTime": f"2024-03-04T10:00:{number:02d}",
        "Id": f"0b9a-{number}",
        "Operation": "FileDownloaded",
        "RecordType": 6,
        "UserType": 0,
        "Workload": "SharePoint",
        "ClientIP": "203.0.113.7",
        "UserId": "Jane@Example.org",
        "ObjectId": f"https://example.sharepoint.com/sites/legal/Docs/a/b/c/{number}.docx",
        "SiteUrl": "https://example.sharepoint.com/sites/legal/",
        "SourceRelativeUrl": "Docs/a/b/c",
        "SourceFileName": f"{number}.docx",
        **changes,
    }
    return {key: value for key, value in whole.items() if value is not None}


def lines(*records) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in records).encode()


def purview(*records, header=("CreationDate", "UserIds", "Operations", "AuditData")) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for each in records:
        data = each if isinstance(each, str) else json.dumps(each)
        row = {"AuditData": data, "CreationDate": "2024-03-04T10:00:00.0000000Z"}
        writer.writerow([row.get(column, "x") for column in header])
    return out.getvalue().encode()


THREE = [record(n) for n in (1, 2, 3)]
NEW_COLUMNS = (
    "RecordId",
    "CreationDate",
    "RecordType",
    "Operation",
    "UserId",
    "AuditData",
    "AssociatedAdminUnits",
)
FORMS = {
    "lines": lines(*THREE),
    "lines in gzip-like pieces": lines(*THREE).replace(b"\n", b"\r\n\r\n"),
    "array": json.dumps(THREE).encode(),
    "pretty array": json.dumps(THREE, indent=2).encode(),
    "page": json.dumps({"value": THREE}).encode(),
    "byte order mark": b"\xef\xbb\xbf" + lines(*THREE),
    "UTF-16": json.dumps(THREE, indent=1).encode("utf-16"),
    "Purview CSV": purview(*THREE),
    "newer Purview CSV": purview(*THREE, header=NEW_COLUMNS),
    "CSV of Windows PowerShell": b"#TYPE System.Management.Automation.PSObject\r\n" + purview(*THREE),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_events(form, read, log_file):
    data = FORMS[form]
    assert SOURCE.sniff(data[:65536], log_file(data))
    assert recognise(log_file(data, "export")) is not None
    outcome = read(SOURCE, data)
    assert outcome.events == read(SOURCE, FORMS["lines"]).events
    assert (outcome.records, outcome.rejects) == (3, [])
    assert outcome.warnings == (["the file is in UTF-16-LE and was read as such"] if form == "UTF-16" else [])


def test_a_record_in_full(read):
    (event,) = read(SOURCE, lines(record(7))).events
    assert {key: value for key, value in event.items() if value is not None} == {
        "ts_us": 1_709_546_407_000_000,
        "account": "entra:jane@example.org",
        "actor": "user",
        "action": "download",
        "native_action": "FileDownloaded",
        "channel": "cloud",
        "object": "https://example.sharepoint.com/sites/legal/Docs/a/b/c/7.docx",
        "area": "example.sharepoint.com/sites/legal/Docs/a/b",
        "address": "203.0.113.7",
        "outcome": "success",
        "precision_us": 1_000_000,
        "time_basis": "format",
        "source": "m365",
        "stream": "m365.sharepoint",
        "record": 1,
        "part": 0,
        "record_id": "0b9a-7",
    }


REFUSED = {
    "no time (CreationTime)": record(CreationTime=None),
    "the time is not ISO 8601 (YYYY-MM-DDTHH:MM:SS)": record(CreationTime="3/4/2024 10:00 AM"),
    "impossible time": record(CreationTime="2024-02-30T10:00:00"),
    "not a JSON object": ["no", "object"],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_record_that_cannot_be_an_event_is_a_reject_with_its_reason(reason, read):
    for data in (
        lines(record(1), REFUSED[reason], record(3)),
        json.dumps([record(1), REFUSED[reason], record(3)]).encode(),
    ):
        outcome = read(SOURCE, data)
        assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]
        assert [event["record"] for event in outcome.events] == [1, 3]


def test_a_record_that_names_nobody_is_nobodys(read):
    unnamed = record(2, UserId=" ")
    bare = {key: record(3)[key] for key in ("CreationTime", "Id", "RecordType", "ClientIP")}
    empty = {"CreationTime": "2024-03-04T10:00:04", "RecordType": 1}
    outcome = read(SOURCE, lines(record(1), unnamed, bare, empty))
    assert [(event["account"], event["actor"], event["action"]) for event in outcome.events] == [
        ("entra:jane@example.org", "user", "download"),
        ("entra:Not Available", "system", "download"),
        ("entra:Not Available", "system", "other"),
    ]
    assert outcome.events[2]["native_action"] is None
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}


def test_what_else_a_record_calls_the_account_and_its_tenant(read):
    mailbox = {
        "Workload": "Exchange",
        "RecordType": 2,
        "Operation": "Send",
        "LogonUserSid": "S-1-5-21-1-2-3-1001",
    }
    owner = mailbox | {"MailboxOwnerUPN": "Post@Example.org", "LogonType": 0}
    outcome = read(
        SOURCE,
        lines(
            record(1, UserKey="i:0h.f|membership|1003200096971F55@live.com", OrganizationId="0e1d"),
            record(2, UserKey="21119711-1517-43D4-8138-b537dafad016"),
            record(3, UserKey="Jane@Example.org"),
            record(4, UserKey="100320009d6edf94", **owner),
            record(5, **(owner | {"LogonType": 2})),
        ),
    )
    assert [event["aliases"] for event in outcome.events] == [
        "id:1003200096971f55",
        "guid:21119711-1517-43d4-8138-b537dafad016",
        None,
        "id:100320009d6edf94;sid:S-1-5-21-1-2-3-1001;mail:post@example.org",
        "sid:S-1-5-21-1-2-3-1001",
    ]
    assert [event["organization"] for event in outcome.events] == ["0e1d", None, None, None, None]


@pytest.mark.parametrize(
    ("written", "precision", "basis"),
    [
        ("2024-03-04T10:00:01", 1_000_000, "format"),
        ("2024-03-04T10:00:01.5", 100_000, "format"),
        ("2024-03-04T10:00:01Z", 1_000_000, "record"),
        ("2024-03-04T10:00:01.123Z", 1_000, "record"),
        ("2024-03-04T12:00:01.12+02:00", 10_000, "record"),
        ("2024-03-04T04:30:01-0530", 1_000_000, "record"),
    ],
)
def test_how_far_a_time_can_be_trusted(written, precision, basis, read):
    plain, other = read(SOURCE, lines(record(1), record(2, CreationTime=written))).events
    assert (plain["precision_us"], plain["time_basis"]) == (1_000_000, "format")
    assert (other["precision_us"], other["time_basis"]) == (precision, basis)


def test_a_rejected_record_leaves_no_content_behind(read):
    broken = b'{"CreationTime":"2024-03-04T10:00:01","UserId":"jane@union.example", oops}\n'
    outcome = read(SOURCE, broken)
    (reject,) = outcome.rejects
    assert reject.sample == ""
    assert "jane" not in reject.reason
    assert reject.reason.startswith("not valid JSON: ")


@pytest.mark.parametrize(
    ("written", "micros"),
    [
        ("2024-03-04T10:00:01", 0),
        ("2024-03-04T10:00:01Z", 0),
        ("2024-03-04 10:00:01", 0),
        ("2024-03-04T10:00:01.5", 500_000),
        ("2024-03-04T10:00:01.1234567Z", 123_456),
        ("2024-03-04T12:00:01+02:00", 0),
        ("2024-03-04T04:30:01-0530", 0),
    ],
)
def test_times_are_utc_however_they_are_written(written, micros, read):
    (event,) = read(SOURCE, lines(record(CreationTime=written)), zone="Asia/Tokyo").events
    assert event["ts_us"] == 1_709_546_401_000_000 + micros
    assert event["offset_min"] is None


ODD = {
    "keys that differ in case only": '"userid": "other", "ID": 5, "operation": "x", ',
    "duplicate keys": '"UserId": "other@example.org", ',
    "NaN": '"Score": NaN, "Other": -Infinity, ',
    "numbers where texts belong": '"DeviceName": 7, "Item": 3, "TeamName": [], ',
    "control characters": '"Note": "a\x01\tb", ',
    "a lone surrogate": '"Note": "\\ud800", ',
    "a huge number": f'"Size": 1e400, "Whole": {"9" * 400}, ',
    "deep nesting": '"Deep": ' + "[" * 300 + "]" * 300 + ", ",
    "JSON within JSON": '"Data": "{\\"CreationTime\\": \\"2020\\", \\"x\\": [\\"}\\"]}", ',
}


@pytest.mark.parametrize("oddity", ODD)
def test_odd_records_are_read(oddity, read):
    plain = json.dumps(record(1))
    odd = "{" + ODD[oddity] + plain[1:]
    for data in (f"{odd}\n{plain}\n", f"[{plain},{odd},{odd}]"):
        outcome = read(SOURCE, data.encode())
        assert outcome.rejects == []
        expected = read(SOURCE, lines(record(1))).events[0]
        assert [{**event, "record": 1} for event in outcome.events] == [expected] * outcome.records


def test_bytes_that_are_not_utf8_are_read_as_windows_1252(read):
    data = lines(record(1), record(2)).replace(b"1.docx", b"gr\xfc\xdfe.docx", 1)
    outcome = read(SOURCE, data)
    assert [event["object"].rpartition("/")[2] for event in outcome.events] == ["grüße.docx", "2.docx"]


def test_scalars_of_another_type_are_read(read):
    odd = record(
        UserType="Regular", RecordType="SharePointFileOperation", Workload=None, FileSizeBytes="12", Id=5
    )
    (event,) = read(SOURCE, lines(odd)).events
    assert (event["stream"], event["actor"], event["bytes"], event["record_id"]) == (
        "m365.sharepoint",
        "user",
        12,
        "5",
    )


def test_an_export_of_exactly_fifty_thousand_rows_was_probably_cut(read):
    row = json.dumps(record(1, ObjectId=None, SiteUrl=None))
    cut = "the export has exactly 50,000 rows: it was probably cut there; export a shorter period"
    whole = purview(*[row] * 50_000)
    assert read(SOURCE, whole).warnings == [cut]
    assert read(SOURCE, whole.rpartition(b'"202')[0].rpartition(b"\n")[0] + b"\n").warnings == []


def test_rows_of_a_csv_that_cannot_be_read(read):
    data = purview(record(1), "", '{"CreationTime": "2024', record(4)) + b"too,few\n" + purview(record(6))
    outcome = read(SOURCE, data)
    assert [event["record"] for event in outcome.events] == [1, 4, 7]
    assert [(reject.record, reject.reason.partition(":")[0]) for reject in outcome.rejects] == [
        (2, "no AuditData"),
        (3, "not valid JSON"),
        (5, "the row has 2 values where the header has 4"),
    ]
    assert sum(outcome.aside.values()) == 1  # the header again


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"CSV of Windows PowerShell"}))
def test_raw_records_are_found_again(form, log_file):
    data = FORMS[form]
    found = dict(SOURCE.raw(io.BytesIO(data), log_file(data), frozenset({1, 3, 9})))
    assert sorted(found) == [1, 3]
    for number, raw in found.items():
        if raw.startswith(b"{"):
            assert json.loads(raw) == record(number)
        else:
            assert f"{number}.docx".encode() in raw


def test_raw_numbers_are_those_of_reading_around_broken_elements(read, log_file):
    data = f"[{json.dumps(record(1))},{json.dumps(record(2))[:-9]},{json.dumps(record(3))}, 7, {json.dumps(record(5))}]"
    outcome = read(SOURCE, data.encode())
    assert [event["record"] for event in outcome.events] == [1, 3, 5]
    raws = dict(SOURCE.raw(io.BytesIO(data.encode()), log_file(b""), frozenset(range(9))))
    assert {number: json.loads(raw)["Id"] for number, raw in raws.items()} == {
        1: "0b9a-1",
        3: "0b9a-3",
        5: "0b9a-5",
    }


@pytest.mark.parametrize(
    "other",
    [
        b'{"TimeGenerated":"2021-08-02T13:32:07Z","RecordType":"50","Operation":"MailItemsAccessed"}\n',
        b'{"winlog":{"CreationTime":"2020","RecordType":1}}\n',
        b'[{"id":1},{"id":2}]',
        b"person,name,accounts\n1,a,b\n",
        b'["CreationTime", "RecordType"]',
        b'[2024-01-01 10:00:00] "CreationTime" RecordType\n',
    ],
)
def test_other_logs_are_not_taken(other, log_file):
    assert not SOURCE.sniff(other, log_file(other))


def test_a_first_record_longer_than_the_head_is_recognised(log_file):
    data = lines(record(1, More="x" * 100_000))
    assert SOURCE.sniff(data[:65536], log_file(data))
    behind = b"not JSON\n" + lines(record(1))
    assert not SOURCE.sniff(behind, log_file(behind))
    broken = b'{"CreationTime": oops\n' + lines(record(1))
    assert SOURCE.sniff(broken, log_file(broken))


def test_a_truncated_gzip_keeps_what_came(tmp_path):
    records = [record(n % 60, Id=os.urandom(20).hex()) for n in range(3000)]
    for name, data in (("lines", lines(*records)), ("array", json.dumps(records).encode())):
        packed = gzip.compress(data)
        (tmp_path / f"{name}.json.gz").write_bytes(packed[: len(packed) // 2])
    for file in walk([tmp_path]):
        batches = list(recognise(file).read(file.open(), file, ReadContext(ZoneInfo("UTC"))))
        rejects = [reject for batch in batches for reject in batch.rejects]
        events = sum(batch.events.num_rows for batch in batches if batch.events)
        assert 1000 < events < 3000
        assert reasons_of(rejects) >= {"the gzip file ends early"}
        assert sum(batch.records for batch in batches) == events + sum(
            reject.record > 0 for reject in rejects
        )


def reasons_of(rejects) -> set[str]:
    return {reject.reason for reject in rejects}


@given(st.data())
def test_no_mutation_crashes_or_loses_count(read, data):
    form = FORMS[data.draw(st.sampled_from(sorted(FORMS)))]
    place = data.draw(st.integers(0, len(form)))
    put = data.draw(st.binary(max_size=8) | st.sampled_from([b'"', b"{", b"}]", b",", b"\n", b"\\", b"null"]))
    changed = form[:place] + put + form[place + data.draw(st.integers(0, 40)) :]
    outcome = read(SOURCE, changed, max_record=data.draw(st.sampled_from([300, 1 << 20])))
    wanted = frozenset(event["record"] for event in outcome.events)
    if not outcome.rejects:
        assert {number for number, _ in SOURCE.raw(io.BytesIO(changed), None, wanted)} == wanted


values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.lists(st.text(max_size=3), max_size=2)
)
values = values | st.dictionaries(
    st.sampled_from(["Name", "Value", "Path", "UPN", "From", "To", "Rules"]), values, max_size=3
)
KEYS = [
    "Operation", "RecordType", "UserType", "UserId", "UserKey", "Workload", "ResultStatus", "ObjectId", "ClientIP", "SiteUrl",
    "SourceRelativeUrl", "FileSizeBytes", "DeviceProperties", "Item", "AffectedItems", "Folders", "Parameters", "Members",
    "ExchangeMetaData", "SharePointMetaData", "PolicyDetails", "TargetDomain", "RemovableMediaDeviceAttributes", "FileSize",
    "TargetUserOrGroupName", "SensitivityLabelEventData", "SensitivityLabelIds", "PreviousFileName", "DestinationFileName",
]  # fmt: skip


KINDS = [
    ("Endpoint", "FileCopiedToRemovableMedia"),
    ("Exchange", "Send"),
    ("Exchange", "New-InboxRule"),
    ("OneDrive", "SharingSet"),
    ("SharePoint", "FileMoved"),
    ("AzureActiveDirectory", "UserLoggedIn"),
    ("MicrosoftTeams", "ChatCreated"),
    ("", "DlpRuleMatch"),
]


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=5), st.sampled_from(KINDS))
def test_values_of_any_type_make_an_event_or_a_reject(read, changes, kind):
    odd = {**record(1, Workload=kind[0], Operation=kind[1]), **changes}
    outcome = read(SOURCE, lines(record(1), odd))
    assert outcome.records == 2
    assert outcome.events[0]["record"] == 1


@needs_samples
def test_a_vendors_own_records_are_all_accounted_for(read):
    files = list(walk([Path(SAMPLES) / "samples" / "raw" / "o365"]))
    totals = [0, 0, 0]
    reasons = set()
    for file in files:
        assert recognise(file).name == "m365", file.path
        outcome = read(SOURCE, file.open().read(), name=file.name)
        totals[0] += outcome.records
        totals[1] += len(outcome.events)
        totals[2] += len(outcome.rejects)
        reasons |= reasons_of(outcome.rejects)
    assert totals == [60, 59, 0]
    assert not reasons


@needs_samples
def test_the_file_work_of_real_people_is_read_whole():
    (file,) = walk([Path(SAMPLES) / "people" / "audit.jsonl.gz"])
    batches = list(SOURCE.read(file.open(), file, ReadContext(ZoneInfo("UTC"))))
    assert sum(batch.events.num_rows for batch in batches if batch.events) == 233_228
    assert not [reject for batch in batches for reject in batch.rejects]
    accounts = {
        account
        for batch in batches
        if batch.events
        for account in batch.events["account"].unique().to_pylist()
    }
    assert len(accounts) == 279


@needs_samples
def test_the_log_analytics_form_is_not_taken_for_it():
    for file in walk([Path(SAMPLES) / "otrf"]):
        found = recognise(file)
        assert found is None or found.name != "m365"
