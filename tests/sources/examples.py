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
}
