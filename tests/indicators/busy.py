"""An organisation in real formats: one person per indicator, calm for 19 weeks, who in the last does what it is about.

Microsoft 365 records and CERT tables, as their products write them. What no built-in source reads yet comes through a
source of another package: :class:`Elsewhere`, one JSON object a line.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from custodes.indicators import load_library
from custodes.model.event import Batch
from custodes.sources.columns import events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIRST = date(2024, 1, 1)  # a Monday
WEEKS = 20
LAST = FIRST + timedelta(weeks=WEEKS - 1)
QUIET = 8
NAMES = (*(rule.id for rule in load_library()), *(f"quiet_{n}" for n in range(QUIET)))
COLUMNS = {
    "logon": "id,date,user,pc,activity",
    "device": "id,date,user,pc,activity",
    "http": "id,date,user,pc,url,content",
    "email": "id,date,user,pc,to,cc,bcc,from,size,attachments,content",
}


class Elsewhere:
    """A source as another package would bring it: {"at", "who", "action", "channel", "object"} a line."""

    name = "elsewhere"
    title = "Another product's log"

    def sniff(self, head: bytes, file: object, /) -> bool:
        return head.startswith(b'{"at":')

    def read(self, stream: Any, file: object, context: object, /) -> Iterator[Batch]:
        rows = [json.loads(line) for line in stream]
        columns = {name: pa.array([row[name] for row in rows]) for name in ("action", "channel", "object")}
        times = [int(datetime.fromisoformat(row["at"]).timestamp()) * 10**6 for row in rows]
        yield Batch(
            len(rows),
            events(
                len(rows),
                ts_us=pa.array(times),
                account=pa.array([row["who"] for row in rows]),
                record=pa.array(range(1, len(rows) + 1)),
                **{"actor": "user", "source": "elsewhere", "stream": "elsewhere", "part": 0, **columns},
            ),
        )

    def raw(self, stream: Any, file: object, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        yield from ((n, line.strip()) for n, line in enumerate(stream, 1) if n in wanted)


@dataclass
class Logs:
    """What was written so far, by file."""

    m365: list[dict[str, Any]] = field(default_factory=list)
    cert: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    elsewhere: list[dict[str, Any]] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        (folder / "cert").mkdir(parents=True)
        for name, rows in self.cert.items():
            lines = [COLUMNS[name]]
            for n, (at, *fields) in enumerate(sorted(rows)):
                lines.append(",".join([f"{{{name}{n}}}", f"{at:%m/%d/%Y %H:%M:%S}", *map(str, fields)]))
            (folder / "cert" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for name, records in (("audit", self.m365), ("other", self.elsewhere)):
            text = "".join(json.dumps(record) + "\n" for record in records)
            (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
        people = ["person,name,accounts,manager,team,department,role,start,notice,last_day"]
        for n, name in enumerate(NAMES):
            people.append(
                f"{name},Person {n},entra:{name}@example.org;cert:{name},,Team,House,Clerk,2019-04-01,,"
            )
        (folder / "hr-2024-01-01.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
        return folder


@dataclass(frozen=True)
class Day:
    """One person's day, and the ways to act on it. ``hour`` is UTC, as in the logs."""

    logs: Logs
    who: str
    day: date
    hour: int = 10

    def at(self, n: int = 0) -> datetime:
        return datetime.combine(self.day, time(self.hour)) + timedelta(seconds=20 * n)

    def record(self, n: int, **keys: Any) -> None:
        logs = self.logs.m365
        head = {"CreationTime": self.at(n).isoformat(), "Id": f"r-{len(logs)}", "UserType": 0}
        logs.append({**head, "UserId": f"{self.who}@example.org", "ResultStatus": "Succeeded", **keys})

    def store(self, operation: str, times: int, folder: str = "", **keys: Any) -> None:
        """Act on so many different files in the cloud store; ``folder`` is "site/folder", by default one's own."""
        site, _, inside = (folder or f"{self.who}/work").partition("/")
        place = f"https://example.sharepoint.com/sites/{site}/"
        for n in range(times):
            name = f"{self.day:%m%d}-{n}.docx"
            where = {"SiteUrl": place, "SourceRelativeUrl": f"Documents/{inside}", "SourceFileName": name}
            kind = {"Workload": "SharePoint", "RecordType": 6, "Operation": operation}
            self.record(n, ObjectId=f"{place}Documents/{inside}/{name}", **{**kind, **where, **keys})

    def device(self, operation: str, times: int, ending: str = "docx", **keys: Any) -> None:
        for n in range(times):
            path = f"C:\\\\Work\\\\{self.day:%m%d}-{n}.{ending}".replace("\\\\", "\\")
            kind = {"Workload": "Endpoint", "RecordType": 63, "Operation": operation}
            self.record(n, ObjectId=path, DeviceName=f"pc-{self.who}", FileSize=900_000, **kind, **keys)

    def exchange(self, operation: str, times: int, **keys: Any) -> None:
        for n in range(times):
            self.record(n, **{"Workload": "Exchange", "RecordType": 1, "Operation": operation, **keys})

    def mail(self, to: str, attachments: int = 0, times: int = 1) -> None:
        sender = f"{self.who}@example.org"
        for n in range(times):
            row = (self.at(n), self.who, f"pc-{self.who}", to, "", "", sender, 9000, attachments, "x")
            self.logs.cert["email"].append(row)

    def cert(self, table: str, last: str, pc: str = "", n: int = 0) -> None:
        more = ("x",) if table == "http" else ()
        self.logs.cert[table].append((self.at(n), self.who, pc or f"pc-{self.who}", last, *more))

    def other(self, action: str, channel: str, times: int) -> None:
        for n in range(times):
            at = self.at(n).replace(tzinfo=UTC).isoformat()
            thing = {"action": action, "channel": channel, "object": f"{channel}-{self.day:%m%d}-{n}"}
            self.logs.elsewhere.append({"at": at, "who": f"entra:{self.who}@example.org", **thing})


def _several(act: Callable[[Day, int], None], times: int) -> Callable[[Day], None]:
    def run(d: Day) -> None:
        for n in range(times):
            act(d, n)

    return run


def _fetched(d: Day) -> None:
    d.store("FileDownloaded", 20)
    d.device("FileCopiedToRemovableMedia", 20, EnforcementMode=1)


def _packed(d: Day) -> None:
    d.device("FileCreated", 20, "zip")
    d.device("FileCopiedToRemovableMedia", 20, "zip", EnforcementMode=1)


def _covered(d: Day) -> None:
    d.device("FileCopiedToRemovableMedia", 20, EnforcementMode=1)
    d.store("FileDeleted", 20)


_FORWARD = [{"Name": "Name", "Value": "x"}, {"Name": "ForwardTo", "Value": "someone@gmail.com"}]
_FOLDERS = [{"Path": "\\Inbox", "FolderItems": [{"SizeInBytes": 5}, {"SizeInBytes": 6}]}]
_MANY = ";".join(f"r{n}@partner.test" for n in range(40))

ACTS: dict[str, Callable[[Day], None]] = {
    "archive_before_egress": lambda d: d.store("FileRenamed", 30, DestinationFileName="y.docx"),
    "attachments_outside": lambda d: d.mail("a@partner.test", 10, 6),
    "audit_settings_changed": lambda d: d.exchange("Set-AdminAuditLogConfig", 1),
    "bulk_copy_to_removable_media": lambda d: d.device("FileCopiedToRemovableMedia", 40, EnforcementMode=1),
    "bulk_download": lambda d: d.store("FileDownloaded", 60),
    "bulk_printing": lambda d: d.device("FilePrinted", 40, TargetPrinterName="HP-3"),
    "bulk_sync": lambda d: d.store("FileSyncDownloadedFull", 60),
    "cloud_share_outside": lambda d: d.store("SharingSet", 20, TargetUserOrGroupName="b@partner.test"),
    "code_cloned": lambda d: d.other("download", "code", 12),
    "deleted_for_good": lambda d: d.store("FileDeletedSecondStageRecycleBin", 30),
    "device_unknown_here": _several(lambda d, n: d.cert("logon", "Logon", f"new-{d.day:%m%d}-{n}", n), 4),
    "disguised_and_taken_out": _packed,
    "documents_to_personal_mail": lambda d: d.mail("me@gmail.com", 3, 10),
    "fetched_and_taken_out": _fetched,
    "fetched_for_the_first_time": lambda d: d.store("FileDownloaded", 40),
    "file_endings_changed": lambda d: d.store("FileRenamed", 30, DestinationFileName="y.jpg"),
    "files_encrypted": lambda d: d.device("FileCreated", 20, "gpg"),
    "given_to_an_assistant": lambda d: d.device("UploadText", 10, TargetDomain="chatgpt.com"),
    "guests_from_new_domains": _several(
        lambda d, n: d.store("SharingSet", 1, TargetUserOrGroupName=f"x@guest{d.day:%m%d}{n}.test"), 5
    ),
    "labelled_documents_taken": lambda d: d.store("FileDownloaded", 20, SensitivityLabelId="secret-1"),
    "labelled_share_of_reading": lambda d: d.store("FileAccessed", 30, SensitivityLabelId="secret-1"),
    "labels_lowered": lambda d: d.store("FileSensitivityLabelRemoved", 15),
    "links_for_anybody": lambda d: d.store("AnonymousLinkCreated", 15),
    "log_clearing": lambda d: d.other("clear", "admin", 1),
    "mail_forwarding_outside": lambda d: d.exchange("New-InboxRule", 1, Parameters=_FORWARD),
    "mailboxes_of_others": lambda d: d.exchange(
        "MailItemsAccessed", 20, RecordType=50, MailboxOwnerUPN="quiet_0@example.org", Folders=_FOLDERS
    ),
    "many_recipients_outside": lambda d: d.mail(_MANY, 0, 4),
    "mass_deletion": lambda d: d.store("FileDeleted", 60),
    "media_on_machines_of_others": lambda d: d.cert("device", "Connect", f"pc-quiet_{d.day.weekday()}"),
    "moved_on_days_off": lambda d: None,  # see below: on the Saturday before, and after
    "new_area_of_file_store": _several(
        lambda d, n: d.store("FileAccessed", 6, f"quiet_{n}/plans{d.day:%m%d}"), QUIET
    ),
    "new_device": _several(lambda d, n: d.cert("logon", "Logon", f"pc-quiet_{n}", n), QUIET),
    "new_recipients": _several(lambda d, n: d.mail(f"a@common{n}{d.day:%a}.test".lower()), 5),
    "out_at_unusual_hours": lambda d: Day(d.logs, d.who, d.day, 3).device("FilePrinted", 15),
    "programs_on_media": lambda d: d.device("FileCopiedToRemovableMedia", 4, "exe", EnforcementMode=1),
    "rare_destination": _several(lambda d, n: d.cert("http", "http://dropbox.com/home", n=n), 20),
    "recipient_domain_unknown_here": _several(lambda d, n: d.mail(f"a@odd{n}{d.day:%m%d}.test"), 5),
    "records_ordered": lambda d: d.other("read", "records", 12),
    "refused_access": lambda d: d.store("FileAccessed", 30, ResultStatus="Failed"),
    "removable_media_connected": _several(lambda d, n: d.cert("device", "Connect", n=n), 12),
    "restored_files": lambda d: d.store("FileRestored", 20),
    "shared_with_personal_address": lambda d: d.store("SharingSet", 15, TargetUserOrGroupName="b@gmail.com"),
    "stopped_on_the_way_out": lambda d: d.device("FileCopiedToRemovableMedia", 10, EnforcementMode=4),
    "taken_out_and_deleted": _covered,
    "taken_from_new_areas": lambda d: d.store("FileDownloaded", 30, f"quiet_1/plans{d.day:%m%d}"),
    "taken_for_the_first_time": lambda d: d.device("FilePrinted", 30),
    "unfamiliar_share_of_work": lambda d: d.store("FileAccessed", 60, f"{d.who}/fresh"),
    "upload_to_file_sharing": lambda d: d.device("FileUploadedToCloud", 20, TargetDomain="dropbox.com"),
    "upload_to_web": lambda d: d.device("FileUploadedToCloud", 20, TargetDomain="somewhere.test"),
    "wide_reading": lambda d: d.store("FileAccessed", 150),
    "work_outside_own_hours": lambda d: Day(d.logs, d.who, d.day, 3).store("FileDownloaded", 20),
}


def build(folder: Path) -> Path:
    """Write the organisation's logs: a calm day each for everybody, and the acts of the last week."""
    logs = Logs()
    for day in (FIRST + timedelta(days=n) for n in range(7 * WEEKS)):
        for n, who in enumerate(NAMES):
            today = Day(logs, who, day)
            if day.weekday() < 5:
                _calm(today, n)
            if day >= LAST and day.weekday() < 5 and who in ACTS:
                ACTS[who](Day(logs, who, day, 14))
        if day >= LAST and day.weekday() >= 5:
            Day(logs, "moved_on_days_off", day).store("FileDownloaded", 20)
    return logs.write(folder)


def _calm(d: Day, n: int) -> None:
    Day(d.logs, d.who, d.day, 8).cert("logon", "Logon")
    d.store("FileAccessed", 3 + (d.day.toordinal() + n) % 3)
    d.store("FileDownloaded", (d.day.toordinal() + n) % 2)
    if (d.day.toordinal() + n) % 3 == 0:
        d.mail("a@partner.test")
    if n >= len(NAMES) - QUIET:  # domains that somebody here writes to
        d.mail(f"a@common{n % 5}{d.day:%a}.test".lower())
