"""What people must know about Windows event logs before they rely on them."""

from __future__ import annotations

from custodes.model.event import Channel
from custodes.sources.guide import Guide, Tested

__all__ = ["GUIDE"]

GUIDE = Guide(
    channels=(Channel.FILE, Channel.REMOVABLE, Channel.PRINT, Channel.SHARE, Channel.SIGNIN, Channel.ADMIN),
    becomes=(
        (
            "Security 4663; 4656 where it was refused; 5145",
            "a file read, changed or deleted, by its access mask: writing goes before deleting, deleting before reading",
        ),
        (
            "4663 of the task *Removable Storage* (12812)",
            "a file read from, or copied to, a removable medium",
        ),
        ("6416 of a disk, a drive or a portable device", "a removable medium connected"),
        (
            "4624, 4625, 4634, 4647",
            "a sign-in, a failed one, a sign-out; the type of logon stands in its name",
        ),
        ("5142, 5144", "a folder shared, a share ended"),
        ("104, 1102", "a log cleared"),
        ("PrintService 307", "so many pages printed"),
        ("Sysmon 11, 15", "a file created; one with the mark of the web: downloaded, and from where"),
        ("Sysmon 23, 26", "a file deleted"),
        ("4656 granted, 4660, 5140", "other events of files: 4663 and 5145 name what was done and to what"),
        (
            "4648, 4670, 4688, 4719, 5143, other devices and objects, `IPC$`, Sysmon 1, 3, 22",
            "administrative or other, never scored; command lines are not read",
        ),
        ("every other event", "out of scope"),
    ),
    switch_on=(
        "*Advanced Audit Policy > Object Access > File System* and *> Handle Manipulation*, and on each folder that counts "
        "an entry in its SACL (*Properties > Security > Advanced > Auditing*): without one nothing is logged (4656–4670).",
        "*Object Access > Removable Storage* logs every access to removable media without a SACL, as 4663.",
        "*Object Access > File Share* and *> Detailed File Share* on file servers (5140–5145): the latter is much.",
        "*Detailed Tracking > PNP Activity* (6416), *Logon/Logoff > Logon* and *> Logoff*.",
        "Enable the log *Microsoft-Windows-PrintService/Operational*, and the policy *Allow job name in event logs*: without "
        'it every job is called "Print Document".',
        "Sysmon with `FileCreate`, `FileCreateStreamHash` and `FileDeleteDetected` in its configuration; use a current "
        "version: file events of older ones do not name the user.",
        "Make the Security log large enough (by default 20 MB, overwritten within hours), or forward it. Copy a log with "
        "`wevtutil epl Security security.evtx`, not from the running system's folder.",
    ),
    blind=(
        "A copy: Windows logs that a file was read and that another was written, not that one is the other's copy.",
        "Reading a file, against listing a folder: both are ReadData.",
        "A deletion against a renaming or a move: all ask for DELETE.",
        "Who connected a device: 6416 and older Sysmon name the machine only.",
        "What happened on machines whose policy does not ask for it, and what was overwritten in the log.",
        "How many bytes of a file were read.",
    ),
    tested=Tested.RECORDS,
    references=(
        "learn.microsoft.com/windows/security/threat-protection/auditing/advanced-security-audit-policy-settings",
        "learn.microsoft.com/sysinternals/downloads/sysmon",
        "learn.microsoft.com/windows/client-management/mdm/policy-csp-admx-printing2 (Allow job name in event logs)",
        "elastic.co/guide/en/beats/winlogbeat/current/exported-fields-winlog.html",
        "learn.microsoft.com/azure/azure-monitor/reference/tables/securityevent",
        'github.com/libyal/libevtx, "Windows XML Event Log (EVTX) format"',
    ),
)
