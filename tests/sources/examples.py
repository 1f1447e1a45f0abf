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
