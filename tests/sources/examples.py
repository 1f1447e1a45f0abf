"""A small log of each source, made up: what the contract test and the fuzzer start from."""

from __future__ import annotations

import io
import json

import pyarrow as pa
from pyarrow import parquet

_OCSF = {
    "class_uid": 6006, "activity_id": 2, "time": 1716225665000, "status_id": 1,
    "metadata": {"uid": "a-1", "product": {"name": "Example", "vendor_name": "Example"}},
    "actor": {"user": {"name": "jdoe", "domain": "CORP"}}, "file": {"name": "a.docx", "path": "/plans/a.docx", "size": 20480},
}  # fmt: skip


def _parquet() -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([_OCSF]), out)
    return out.getvalue()


EXAMPLES: dict[str, bytes] = {
    "cert-psychometric": b"employee_name,user_id,O,C,E,A,N\nJane Doe,ABC0123,1,2,3,4,5\n",
    "cert-ldap": (
        b"employee_name,user_id,email,role,business_unit,functional_unit,department,team,supervisor\n"
        b"Jane Doe,ABC0123,jane@example.org,Editor,1,2,3 - Press,4 - Desk,Ann Other\n"
    ),
    "cert": (
        b"id,date,user,pc,to,cc,bcc,from,size,attachments,content\n"
        b"{R1-A},01/02/2010 07:12:16,ABC0123,PC-1234,b@example.net,,,a@example.org,25830,1,x\n"
    ),
    "hr": b"person,name,accounts,start,last_day\nE1,Jane Doe,entra:jane@example.org,2019-03-01,\n",
    "m365": (
        b'{"CreationTime":"2020-02-07T16:44:07","Id":"ec04","Operation":"FileDeleted","RecordType":6,"UserType":0,'
        b'"Workload":"OneDrive","ClientIP":"203.0.113.15","UserId":"jane@example.org",'
        b'"ObjectId":"https://example-my.sharepoint.com/personal/jane_example_org/Documents/plan.docx"}\n'
    ),
    "github": (
        b'{"@timestamp":1624445969188,"_document_id":"x","action":"git.clone","actor":"jdoe","actor_ip":"203.0.113.15",'
        b'"org":"acme","repo":"acme/engine"}\n'
    ),
    "cups": (
        b"floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12 - PC-1 minutes.docx iso_a4_210x297mm one-sided\n"
    ),
    "reading_room": b"date,reader,item,area,action,pages\n2024-03-04T10:12:00Z,jdoe,R 012345,Box 12,copied,14\n",
    "ocsf": json.dumps(_OCSF).encode(),
    "ocsf-parquet": _parquet(),
    "ecs": (
        b'{"@timestamp":"2024-05-20T17:21:05.000Z","ecs":{"version":"8.17.0"},"event":{"action":"file-downloaded",'
        b'"category":["file"],"type":["access"],"outcome":"success"},"user":{"name":"jdoe"},"file":{"path":"/a/b.docx"}}\n'
    ),
    "cef": (
        b"May 20 19:21:05 dlp01 CEF:0|Example|Endpoint DLP|5.1|1042|File copied to USB|5|rt=1716225665000 "
        b"suser=CORP\\\\jdoe shost=PC-1 filePath=C:\\\\plans\\\\a b.docx fsize=20480 act=allowed externalId=42\n"
    ),
    "leef": (
        b"LEEF:2.0|Example|Web Gateway|4.0|upload|^|devTime=1716225665000^usrName=jdoe^src=203.0.113.7"
        b"^url=https://files.example.net/put^srcBytes=20480^action=allowed\n"
    ),
    "devicelock": (
        b"Type,Date/Time,Source,Action,Name,Information,Reason,User,PID,Process,Computer\n"
        b"Success,2024-05-20 19:21:05,Removable,Write,E:\\b.docx,,,CORP\\jdoe,7,x.exe,PC-1\n"
    ),
    "trend_dlp": (
        b'"Date/Time","User","Endpoint","Domain","IP","Rule Name","Channel","Process","Source","Destination","Action"\n'
        b'"2024-05-20 19:21:05","jdoe","PC-1","CORP","203.0.113.7","R1","Removable storage","x.exe","C:\\b.docx","E:\\","Block"\n'
    ),
    "zscaler_web": (
        b'{"sourcetype":"zscalernss-web","event":{"datetime":"2024-05-20 17:21:05","user":"jdoe@example.org",'
        b'"url":"files.example.net/put","action":"Blocked","requestmethod":"POST","requestsize":"4096",'
        b'"urlcategory":"Online Storage","urlsupercategory":"IT Services"}}\n'
    ),
}
