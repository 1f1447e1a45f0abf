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
    "ad-users": (
        b'#TYPE Microsoft.ActiveDirectory.Management.ADUser\n"DistinguishedName","SamAccountName","SID","whenCreated"\n'
        b'"CN=Jane Doe,DC=corp,DC=example,DC=org","jdoe","S-1-5-21-1-2-3-1104","3/14/2019 9:26:53 AM"\n'
    ),
    "entra-users": (
        b"userPrincipalName,displayName,mail,objectId,userType,department,accountEnabled\n"
        b"jane@example.org,Jane Doe,jane@example.org,6b1f0c5e-0000-4000-8000-0000000000a1,Member,Press,True\n"
    ),
    "ldif": (
        b"dn: uid=jdoe,ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: jdoe\ncn:: SmFuZSBEb2U=\n"
        b"mail: jane@example.org\nemployeeNumber: 4711\n"
    ),
    "staff": (
        b"Personalnummer;Name;Vorname;E-Mail;Abteilung;Eintritt;Austritt\n"
        b"4711;D\xf6;Jane;jane@example.org;Presse;01.03.2019;31.12.9999\n"
    ),
    "m365": (
        b'{"CreationTime":"2020-02-07T16:44:07","Id":"ec04","Operation":"FileDeleted","RecordType":6,"UserType":0,'
        b'"Workload":"OneDrive","ClientIP":"203.0.113.15","UserId":"jane@example.org",'
        b'"ObjectId":"https://example-my.sharepoint.com/personal/jane_example_org/Documents/plan.docx"}\n'
    ),
    "google": (
        b'{"kind":"admin#reports#activities","items":[{"kind":"admin#reports#activity","id":{"time":"2024-05-20T19:21:05Z",'
        b'"uniqueQualifier":"1","applicationName":"drive","customerId":"C0"},"actor":{"email":"jdoe@example.org",'
        b'"profileId":"7"},"ipAddress":"203.0.113.15","events":[{"name":"download","parameters":[{"name":"doc_title",'
        b'"value":"plan"}]},{"name":"print"}]}]}\n'
    ),
    "google_console": (
        b"Event,Description,Actor,Date,Document ID,Title,Visibility,Prior visibility,Owner,IP address\n"
        b"Download,x,jdoe@example.org,2024-05-20T19:21:05Z,1AbC,plan,Private,,ann@example.org,203.0.113.15\n"
    ),
    "okta": (
        b'{"uuid":"x","published":"2024-05-20T19:21:05.843Z","eventType":"user.session.start","actor":{"id":"00u1",'
        b'"type":"User","alternateId":"jdoe@example.org"},"client":{"ipAddress":"203.0.113.15"},"outcome":{"result":"SUCCESS"}}\n'
    ),
    "okta_stream": (
        b'{"detail-type":"SystemLog","id":"8e2c","detail":{"uuid":"x","published":"2024-05-20T19:21:05.843Z",'
        b'"eventType":"user.session.start","actor":{"id":"00u1","alternateId":"jdoe@example.org"}}}\n'
    ),
    "atlassian_organization": (
        b'{"data":[{"id":"6f1b","type":"events","attributes":{"time":"2024-05-20T19:21:05.873Z","action":"confluence_page_viewed",'
        b'"actor":{"id":"5f2c","email":"jdoe@example.org"},"context":[{"id":"4711","type":"page","attributes":{"name":"Plan"}}],'
        b'"container":[],"location":{"ip":"203.0.113.15"}}}],"meta":{"page_size":1},"links":{"self":"x"}}\n'
    ),
    "keycloak": (
        b"2024-05-20 19:21:05,403 DEBUG [org.keycloak.events] (task-1) type=LOGIN, realmId=acme, clientId=files, "
        b"userId=8f14, ipAddress=203.0.113.15, username=jdoe\n"
    ),
    "keycloak_api": (
        b'{"time":1716232865403,"type":"LOGIN","realmId":"acme","clientId":"files","userId":"8f14",'
        b'"ipAddress":"203.0.113.15","details":{"username":"jdoe"}}\n'
    ),
    "keycloak_json": (
        b'{"timestamp":"2024-05-20T19:21:05.403Z","loggerName":"org.keycloak.events","level":"DEBUG",'
        b'"message":"type=\\"LOGIN\\", realmId=\\"acme\\", userId=\\"8f14\\", username=\\"jdoe\\""}\n'
    ),
    "slack": (
        b'{"id":"x","date_create":1716232865,"action":"file_downloaded","actor":{"type":"user","user":{"id":"W1",'
        b'"email":"jdoe@example.org"}},"entity":{"type":"file","file":{"id":"F1","name":"plan.pdf"}},"context":{}}\n'
    ),
    "confluence": (
        b'{"author":{"type":"user","accountId":"5f2c"},"remoteAddress":"203.0.113.15","creationDate":1716232865873,'
        b'"summary":"Space exported","category":"Spaces","affectedObject":{"name":"Lab","objectType":"Space"}}\n'
    ),
    "github": (
        b'{"@timestamp":1624445969188,"_document_id":"x","action":"git.clone","actor":"jdoe","actor_ip":"203.0.113.15",'
        b'"org":"acme","repo":"acme/engine"}\n'
    ),
    "github_table": (
        b"action,actor,user,org,repo,created_at,data.visibility\nrepo.access,jdoe,,acme,acme/engine,1624445969188,public\n"
    ),
    "cups": (
        b"floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12 - PC-1 minutes.docx iso_a4_210x297mm one-sided\n"
    ),
    "windows": (
        b'{"@timestamp":"2024-05-06T07:08:09.123Z","winlog":{"channel":"Security","event_id":4663,"record_id":7,'
        b'"provider_name":"Microsoft-Windows-Security-Auditing","computer_name":"fs1.example.org",'
        b'"time_created":"2024-05-06T07:08:09.123Z","keywords":["Audit Success"],"event_data":{'
        b'"SubjectUserSid":"S-1-5-21-1-2-3-1104","SubjectUserName":"jdoe","SubjectDomainName":"ACME","ObjectType":"File",'
        b'"ObjectName":"D:\\\\Plans\\\\plan.docx","AccessMask":"0x1"}}}\n'
    ),
    "auditd": (
        b"type=SYSCALL msg=audit(1716225665.123:901): arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7f a2=0 "
        b'items=1 pid=812 auid=1000 uid=0 comm="cp" exe="/usr/bin/cp"\n'
        b'type=CWD msg=audit(1716225665.123:901): cwd="/srv/plans"\n'
        b'type=PATH msg=audit(1716225665.123:901): item=0 name="a.pdf" nametype=NORMAL\n'
        b"type=USER_LOGIN msg=audit(1716225666.1:902): pid=1 uid=0 auid=1000 msg='op=login acct=\"jdoe\" res=success'\n"
    ),
    "squid": (
        b"1716225665.123    456 203.0.113.7 TCP_MISS/200 48213 GET http://example.org/a.pdf jdoe "
        b"HIER_DIRECT/198.51.100.9 application/pdf\n"
    ),
    "samba": (
        b"[2024/05/20 19:21:05.123456,  1] ../../source3/modules/vfs_full_audit.c:678(do_log)\n"
        b"  jdoe|203.0.113.7|plans|openat|ok|r|/srv/plans/a.pdf\n"
    ),
    "nextcloud": (
        b'{"reqId":"Zk7","time":"2024-05-20T19:21:05+00:00","remoteAddr":"203.0.113.7","user":"jdoe","app":"admin_audit",'
        b'"message":"File with id \\"17\\" accessed: \\"/plans/a.pdf\\""}\n'
    ),
    "syslog": (
        b"May 20 19:21:05 files sshd[812]: Accepted publickey for jdoe from 203.0.113.7 port 51022 ssh2\n"
        b'May 20 19:21:06 files sftp-server[8]: open "/srv/a.pdf" flags READ mode 0666\n'
        b'May 20 19:21:06 files sftp-server[8]: close "/srv/a.pdf" bytes read 48213 written 0\n'
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
    "git": (
        b'{"commit":"3f1c000000000000000000000000000000000000","author":"jdoe@example.org",'
        b'"time":"2024-05-20T10:00:00+02:00","change":"M","path":"docs/a.md","blob":"9d"}\n'
    ),
    "zeek": (
        b'{"ts":1716196524.6,"uid":"CRJ34i2","id.orig_h":"10.0.0.14","id.resp_h":"10.0.0.8","action":"SMB::FILE_OPEN",'
        b'"path":"\\\\\\\\FILES\\\\plans","name":"a.docx","size":9}\n'
    ),
    "zeek_tsv": (
        b"#separator \\x09\n#path\tftp\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tuser\tcommand\targ\n"
        b"#types\ttime\tstring\taddr\taddr\tstring\tstring\tstring\n"
        b"1716196524.6\tCRJ34i2\t10.0.0.14\t10.0.0.8\tjdoe\tRETR\tftp://10.0.0.8/a.zip\n"
    ),
    "synology": (
        b"<14>May  2 17:30:01 NAS WinFileService Event: read, Path: /plans/a.xlsx, File/Folder: File, Size: 24.23 KB, "
        b"User: jdoe, IP: 192.0.2.17\n"
    ),
    "synology_table": (
        b"Log,Time,IP address,User,Event,File/Folder,File size,File name\n"
        b"File Station,2024/05/20 17:30:01,192.0.2.17,jdoe,Download,File,1 KB,/plans/a.xlsx\n"
    ),
    "qnap": (
        b"<30>May  2 20:24:24 NAS qulogd[146]: conn log: Users: jdoe, Source IP: 192.0.2.33, Computer name: PC-17, "
        b"Connection type: SAMBA, Accessed resources: plans/a.pdf, Action: Read\n"
    ),
    "qnap_table": (
        b"Date,Time,Users,Source IP,Computer name,Connection type,Accessed resources,Action\n"
        b"2024-05-20,20:24:24,jdoe,192.0.2.33,PC-17,1,plans/a.pdf,2\n"
    ),
    "loans": b"document,borrower,out,due,returned,area,copies\nVS-2024/017,jdoe,2024-03-04,2024-03-18,,Registry 3,\n",
    "visitors": b"date,visited,organisation\n2024-03-04,jdoe@example.org,Acme\n",
    "travel": b"traveller,departure,return,destination\nE0007,2024-03-11,2024-03-15,Lisbon\n",
    "badges": b"time,holder,door\n2024-03-04T07:58:00,E0007,Lab 2\n",
    "entra": (
        b'{"id":"66ea54eb","createdDateTime":"2024-03-04T10:00:00Z","userPrincipalName":"jane@example.org",'
        b'"userId":"aead923d-498b-4f64-a66c-2af91447a8b6","appId":"a1","appDisplayName":"Office 365",'
        b'"ipAddress":"203.0.113.7","status":{"errorCode":0},"deviceDetail":{"displayName":"PC-7"}}\n'
    ),
    "entra_csv": (
        b"Date (UTC),Request ID,User ID,User,Username,Application,IP address,Status,Sign-in error code\n"
        b"2024-03-04T10:00:00Z,66ea,aead923d-498b-4f64-a66c-2af91447a8b6,Jane Doe,jane@example.org,Office,203.0.113.7,Success,\n"
    ),
    "message_trace": (
        b'{"Organization":"example.org","MessageId":"<1@example.org>","Received":"2024-03-04T10:00:00.1","SenderAddress":'
        b'"jane@example.org","RecipientAddress":"bob@example.org","Subject":"Plans","Status":"Delivered","ToIP":null,'
        b'"FromIP":"203.0.113.9","Size":22704,"MessageTraceId":"a6f6"}\n'
    ),
    "message_trace_csv": (
        b"Received,SenderAddress,RecipientAddress,Subject,Status,ToIP,FromIP,Size,MessageId,MessageTraceId\n"
        b"2024-03-04T10:00:00.1,jane@example.org,bob@example.net,Plans,Delivered,203.0.113.9,,22704,<1@example.org>,a6f6\n"
    ),
    "defender": (
        b'{"time":"2024-03-04T10:02:00Z","tenantId":"0e1d","category":"AdvancedHunting-DeviceFileEvents","properties":{'
        b'"Timestamp":"2024-03-04T10:00:00.0259186Z","ActionType":"FileCreated","DeviceId":"de65","DeviceName":"pc-7",'
        b'"FileName":"plan.docx","FolderPath":"E:\\\\plan.docx","InitiatingProcessAccountName":"jdoe","ReportId":112}}\n'
    ),
    "defender_csv": (
        b"Timestamp,DeviceId,DeviceName,ActionType,FileName,FolderPath,FileSize,PreviousFileName,InitiatingProcessAccountName\n"
        b'"Mar 4, 2024 10:00:00 AM",de65,pc-7,FileCreated,plan.docx,E:\\plan.docx,7,,jdoe\n'
    ),
    "log_analytics": (
        b'{"TimeGenerated":"2024-03-04T10:00:00Z","Type":"OfficeActivity","OfficeId":"699e","RecordType":'
        b'"SharePointFileOperation","Operation":"FileDownloaded","OfficeWorkload":"SharePoint","UserType":"Regular",'
        b'"UserId":"jane@example.org","ClientIP":"203.0.113.7",'
        b'"OfficeObjectId":"https://example.sharepoint.com/sites/legal/Docs/plan.docx"}\n'
    ),
}
