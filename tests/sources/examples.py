"""A small log of each source, made up: what the contract test and the fuzzer start from."""

from __future__ import annotations

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
}
