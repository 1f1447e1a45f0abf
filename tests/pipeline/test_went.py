"""Where documents went: label × destination × count, against a list made by hand; and nobody stands in it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from custodes.lake import Lake
from custodes.lake.engine import open_engine
from custodes.model.reading import Went
from custodes.pipeline.ingest import ingest
from custodes.pipeline.went import where_documents_went
from custodes.settings import Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path

MAILS = """id,date,user,pc,to,cc,bcc,from,size,attachments,content
{M1},01/02/2024 09:00:00,AAA0001,PC-1,a@gmail.com;b@own.example,,,x@own.example,900,2,hi
{M2},01/02/2024 09:01:00,AAA0001,PC-1,c@partner.example,,,x@own.example,900,1,hi
{M3},01/02/2024 09:02:00,AAA0002,PC-1,b@own.example,,,x@own.example,900,3,hi
{M4},01/02/2024 09:03:00,AAA0002,PC-1,d@else.example,,,x@own.example,900,0,hi
{M5},01/09/2024 09:04:00,AAA0002,PC-1,d@else.example,,,x@own.example,900,4,hi
"""
FILES = """id,date,user,pc,filename,content
{F1},01/02/2024 09:00:00,AAA0001,PC-1,R:\\one.pdf,x
{F2},01/02/2024 10:00:00,AAA0001,PC-1,R:\\one.pdf,x
{F3},01/03/2024 10:00:00,AAA0002,PC-1,R:\\two.pdf,x
"""
SETTINGS = {"organisation": {"domains": ["own.example"], "partners": ["partner.example"]}}


def _went(folder: Path, settings: Settings, last: date) -> tuple[Went, ...]:
    logs = folder / "logs"
    logs.mkdir()
    (logs / "email.csv").write_text(MAILS, newline="\n")
    (logs / "file.csv").write_text(FILES, newline="\n")
    audit = [
        {"CreationTime": f"2024-01-02T09:00:0{n}", "Id": f"i{n}", "Operation": operation, "OrganizationId": "t",
         "RecordType": 6, "UserKey": "k", "UserType": 0, "Version": 1, "Workload": "SharePoint", "UserId": "u@own.example",
         "SiteUrl": "https://x.example/sites/a/", "SourceRelativeUrl": "Documents", "SourceFileName": "d.docx",
         "ObjectId": "https://x.example/sites/a/Documents/d.docx"}
        for n, operation in enumerate(["FileDownloaded", "FileSyncDownloadedFull", "FileAccessed", "FileUploaded", "FileDownloaded"])
    ]  # fmt: skip
    audit.append(audit[0] | {"Id": "refused", "ResultStatus": "Failed"})
    (logs / "audit.jsonl").write_text("".join(json.dumps(r) + "\n" for r in audit), newline="\n")
    lake = Lake.create(folder / "lake", settings)
    ingest([logs], lake, settings)
    with open_engine(settings, lake.tmp) as engine:
        return where_documents_went(lake, engine, (), date(2024, 1, 1), last)


def test_agrees_with_a_list_made_by_hand_that_leaves_out_what_was_refused(tmp_path: Path) -> None:
    assert set(_went(tmp_path, load_settings(None, **SETTINGS), date(2024, 1, 7))) == {
        Went("", "removable media", 3, 2),
        Went("", "within, by mail", 3, None),
        Went("", "personal mail addresses", 2, None),
        Went("", "partners, by mail", 1, None),
        Went("", "a device, by download or copy", 2, 1),
        Went("", "a device, by synchronisation", 1, 1),
    }


def test_without_own_domains_nobody_is_called_outside(tmp_path: Path) -> None:
    found = {row.destination: row.files for row in _went(tmp_path, Settings(), date(2024, 1, 31))}
    assert found["others (which domains are our own is not known), by mail"] == 8
    assert "within, by mail" not in found
