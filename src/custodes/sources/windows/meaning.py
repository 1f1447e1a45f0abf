"""What an event of Windows means: a table by product and event id. What stands in no row is out of scope.

A row names the event, says what was done over which channel, whose account did it (the prefix of its fields), and
which field holds the object and the program; a function completes what one field cannot say.

References: learn.microsoft.com/windows/security/threat-protection/auditing/advanced-security-auditing-faq and the page of
each event there; learn.microsoft.com/sysinternals/downloads/sysmon, "Events".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.moments import TimeError
from custodes.sources.rows import Row
from custodes.sources.windows.accounts import Who, split, who
from custodes.sources.windows.details import (
    copied_from_web,
    device,
    file_access,
    log_cleared,
    logon,
    network,
    printed,
    share_access,
    share_change,
)
from custodes.sources.windows.event import moment
from custodes.sources.windows.files import area_of_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found
    from custodes.sources.windows.event import WindowsEvent

__all__ = ["MEANINGS", "Meaning", "found", "in_scope"]

_A, _C = Action, Channel


class Meaning(NamedTuple):
    """A row of the table.

    word:    ``native_action``: of Sysmon its own name of the event
    person:  prefix of the account's fields: "Subject" (SubjectUserName …), "Target"; "User" for Sysmon's one field;
             "" where the event names none
    object, process: the field that holds it, or ""
    failed:  what the event id alone says of the outcome
    more:    completes the row
    """

    word: str
    action: Action
    channel: Channel
    person: str
    object: str = ""
    process: str = ""
    failed: bool | None = None
    more: Callable[[Row, WindowsEvent], None] | None = None


MEANINGS: dict[tuple[str, int], Meaning] = {
    ("security", 104): Meaning(
        "104 log cleared", _A.CLEAR, _C.ADMIN, "Subject", failed=False, more=log_cleared
    ),
    ("security", 1102): Meaning("1102 audit log cleared", _A.CLEAR, _C.ADMIN, "Subject", failed=False),
    ("security", 4624): Meaning(
        "4624 logon", _A.LOGON, _C.SIGNIN, "Target", process="ProcessName", failed=False, more=logon
    ),
    ("security", 4625): Meaning(
        "4625 logon failed", _A.LOGON, _C.SIGNIN, "Target", process="ProcessName", failed=True, more=logon
    ),
    ("security", 4634): Meaning("4634 logoff", _A.LOGOFF, _C.SIGNIN, "Target", more=logon),
    ("security", 4647): Meaning("4647 logoff by the user", _A.LOGOFF, _C.SIGNIN, "Target"),
    ("security", 4648): Meaning(
        "4648 explicit credentials", _A.OTHER, _C.SIGNIN, "Subject", process="ProcessName", more=logon
    ),
    ("security", 4656): Meaning(
        "4656 handle requested", _A.OTHER, _C.FILE, "Subject", "ObjectName", "ProcessName", more=file_access
    ),
    ("security", 4660): Meaning(
        "4660 object deleted", _A.OTHER, _C.FILE, "Subject", "ObjectName", "ProcessName", more=file_access
    ),
    ("security", 4663): Meaning(
        "4663 object accessed", _A.OTHER, _C.FILE, "Subject", "ObjectName", "ProcessName", more=file_access
    ),
    ("security", 4670): Meaning(
        "4670 permissions changed", _A.OTHER, _C.ADMIN, "Subject", "ObjectName", "ProcessName"
    ),
    ("security", 4688): Meaning(
        "4688 process created", _A.OTHER, _C.ADMIN, "Subject", process="NewProcessName"
    ),
    ("security", 4719): Meaning("4719 audit policy changed", _A.OTHER, _C.ADMIN, "Subject"),
    ("security", 5140): Meaning("5140 share accessed", _A.OTHER, _C.FILE, "Subject", more=share_access),
    ("security", 5142): Meaning("5142 share added", _A.SHARE, _C.SHARE, "Subject", more=share_change),
    ("security", 5143): Meaning("5143 share modified", _A.OTHER, _C.ADMIN, "Subject", more=share_change),
    ("security", 5144): Meaning("5144 share deleted", _A.UNSHARE, _C.SHARE, "Subject", more=share_change),
    ("security", 5145): Meaning("5145 shared file accessed", _A.OTHER, _C.FILE, "Subject", more=share_access),
    ("security", 6416): Meaning("6416 new device", _A.OTHER, _C.ADMIN, "Subject", more=device),
    ("print", 307): Meaning("307 document printed", _A.PRINT, _C.PRINT, "", more=printed),
    ("sysmon", 1): Meaning(
        "Process Create (rule: ProcessCreate)", _A.OTHER, _C.ADMIN, "User", process="Image"
    ),
    ("sysmon", 3): Meaning(
        "Network connection detected (rule: NetworkConnect)",
        *(_A.OTHER, _C.ADMIN, "User"),
        process="Image",
        more=network,
    ),
    ("sysmon", 11): Meaning(
        "File created (rule: FileCreate)", _A.CREATE, _C.FILE, "User", "TargetFilename", "Image"
    ),
    ("sysmon", 15): Meaning(
        "File stream created (rule: FileCreateStreamHash)",
        *(_A.CREATE, _C.FILE, "User", "TargetFilename", "Image"),
        more=copied_from_web,
    ),
    ("sysmon", 22): Meaning(
        "Dns query (rule: DnsQuery)", _A.OTHER, _C.ADMIN, "User", "QueryName", process="Image"
    ),
    ("sysmon", 23): Meaning(
        "File Delete archived (rule: FileDelete)", _A.DELETE, _C.FILE, "User", "TargetFilename", "Image"
    ),
    ("sysmon", 26): Meaning(
        "File Delete logged (rule: FileDeleteDetected)", _A.DELETE, _C.FILE, "User", "TargetFilename", "Image"
    ),
}


def in_scope(product: str | None, number: int) -> bool:
    """Say whether the table knows an event, before the rest of it is read."""
    return (product, number) in MEANINGS


def found(event: WindowsEvent) -> Found:
    """Return what an event means."""
    meaning = MEANINGS.get((event.product, event.number))
    if meaning is None:
        return SetAside.OUT_OF_SCOPE
    one = _person(event, meaning.person)
    failed = meaning.failed if event.failed is None else event.failed
    row = Row(
        when=event.when if event.product != "sysmon" else _when(event),
        account=one.account,
        aliases=one.aliases,
        actor=one.actor,
        action=meaning.action,
        native_action=meaning.word,
        channel=meaning.channel,
        object=event.text(meaning.object) if meaning.object else None,
        process=event.text(meaning.process) if meaning.process else None,
        host=event.host or None,
        outcome=None if failed is None else "failure" if failed else "success",
        record_id=f"{event.host}/{event.log}/{event.log_id}".lower() if event.log_id else None,
        stream=event.product,
    )
    if meaning.more is not None:
        meaning.more(row, event)
    elif row.object and row.channel is _C.FILE:
        row.area = area_of_path(row.object)
    return row


def _when(event: WindowsEvent) -> Moment:
    """Return Sysmon's own time of what happened; the record was written a little later."""
    try:
        return moment(event.text("UtcTime") or "")
    except TimeError:
        return event.when


def _person(event: WindowsEvent, prefix: str) -> Who:
    """Return the account that an event names; Sysmon's own account is not the person's, so its SID stays out."""
    text = event.text
    if prefix == "User":
        domain, name = split(text("User") or "")
        sid = "S-1-5-18" if not name and event.user[2] == "S-1-5-18" else ""
        return who(domain, name, sid, event.host)
    if prefix:
        name = text(f"{prefix}UserName") or ""
        sid = text(f"{prefix}UserSid") or text(f"{prefix}Sid") or ""
        return who(text(f"{prefix}DomainName") or "", name, sid, event.host)
    name = text("Param3") or text("param3") or ""
    domain, login, sid = event.user
    same = not login or login.lower() == name.lower()
    return who(domain if same else "", name, sid if same else "", event.host)
