r"""QNAP QTS and QuTS: the system connection log (QuLog's access log) as it is sent by syslog.

Sample::

    <30>May 20 20:24:24 NAS qulogd[14629]: conn log: Users: jdoe, Source IP: 192.0.2.33, Computer name: PC-17, Connection type: SAMBA, Accessed resources: plans/a.pdf, Action: Read
    <30>May 20 20:24:30 NAS qulogd[14629]: conn log: Users: jdoe, Source IP: 192.0.2.33, Computer name: ---, Connection type: SAMBA, Accessed resources: plans/a.pdf -> plans/b.pdf, Action: Rename

"---" stands for nothing. "[File Station] " in front of a resource names the application. Lines of the event log ("event
log: …") are about the system and out of scope. Times are local to the NAS; those of RFC 3164 have no year.

References: docs.qnap.com, "QuLog Center", "System Connection Logs", "Sending Logs to a Remote Syslog Server".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.fields import account_of
from custodes.sources.forms.products import LineSource
from custodes.sources.forms.syslog import syslog_reader
from custodes.sources.guide import Guide, Tested
from custodes.sources.rows import Row

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.moments import Moment
    from custodes.sources.rows import Found, Reader

__all__ = ["GUIDE", "QnapLog", "access"]

_A, _C = Action, Channel
_ACCESS = re.compile(
    r"conn log: Users: (?P<user>.{1,256}?), Source IP: (?P<address>[^,]{1,64}), "
    r"Computer name: (?P<computer>[^,]{1,256}), Connection type: (?P<way>[^,]{1,64}), "
    r"Accessed resources: (?P<object>.*), Action: (?P<action>[^,]{1,64}?)\.?\s*",
    re.DOTALL,
)
_ACTIONS = {
    "read": _A.READ,
    "open": _A.READ,
    "download": _A.DOWNLOAD,
    "write": _A.UPDATE,
    "add": _A.CREATE,
    "create": _A.CREATE,
    "create directory": _A.CREATE,
    "mkdir": _A.CREATE,
    "make directory": _A.CREATE,
    "upload": _A.UPLOAD,
    "delete": _A.DELETE,
    "del": _A.DELETE,
    "rename": _A.RENAME,
    "move": _A.MOVE,
    "copy": _A.COPY,
    "compress": _A.ARCHIVE,
}
_SESSIONS = {
    "login ok": (_A.LOGON, "success"),
    "login success": (_A.LOGON, "success"),
    "login succ": (_A.LOGON, "success"),
    "login fail": (_A.LOGON, "failure"),
    "login failed": (_A.LOGON, "failure"),
    "logout": (_A.LOGOFF, None),
}
_APP = re.compile(r"\[([^\]]{1,64})\] ?")

GUIDE = Guide(
    channels=(_C.FILE, _C.SIGNIN),
    becomes=(
        (
            "`Read`, `Write`, `Add`, `Create Directory`, `Delete`, `Rename`, `Move`, `Copy`",
            "that, done to a file",
        ),
        ("`Login OK`, `Login Success`, `Login Fail`, `Logout`", "a sign-in or its end"),
        ("other actions (mounts of NFS, administration)", "administrative"),
        ("event log", "out of scope"),
    ),
    switch_on=(
        "*QuLog Center > Log Settings > Access Log Settings*: switch on each connection type whose access is to be "
        "recorded (SMB is off at first).",
        "*QuLog Center > QuLog Service > Log Sender* to a syslog server, with the access log; or export as CSV.",
    ),
    blind=("How large a file was.", "What is done on the NAS's own command line."),
    tested=Tested.PAPER,
    references=('docs.qnap.com, "QuLog Center"', 'docs.qnap.com, "System Connection Logs"'),
)


class QnapLog(LineSource):
    """Lines of a QNAP NAS."""

    name = "qnap"
    title = "QNAP connection log (syslog)"
    longest = 8192
    guide = GUIDE

    def is_line(self, line: str) -> bool:
        """Say whether a line is one of the connection log."""
        return "conn log: Users: " in line and _ACCESS.search(line) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""
        head = syslog_reader(file, context)

        def read(text: str) -> Found:
            line = head(text) or head(text.replace(" conn log: ", " qulogd: conn log: ", 1))
            if line is None:
                return "not a syslog line"
            found = _ACCESS.fullmatch(line.message)
            if found is None:
                wrong = "conn log: " in line.message
                return "not as the connection log is written" if wrong else SetAside.OUT_OF_SCOPE
            keys = ("user", "address", "computer", "way", "object", "action")
            return access(line.when, *(_said(found[key]) for key in keys), nas=line.host)

        return read


def access(
    when: Moment,
    user: str | None,
    address: str | None,
    computer: str | None,
    way: str | None,
    thing: str | None,
    word: str | None,
    *,
    nas: str | None,
) -> Found:
    """Return what was done; ``computer`` is the device it was done from, ``nas`` stands in where none is named."""
    if user is None:
        return SetAside.OUT_OF_SCOPE
    key = " ".join((word or "").lower().replace("_", " ").split())
    session = _SESSIONS.get(key)
    action = session[0] if session else _ACTIONS.get(key, _A.OTHER)
    app = _APP.match(thing or "")
    path = (thing or "")[app.end() :] if app else thing
    target = None
    if action in (_A.RENAME, _A.MOVE, _A.COPY) and path and "->" in path:
        path, _, target = (part.strip() for part in path.partition("->"))
    return Row(
        when=when,
        account=account_of("qnap", user),
        action=action,
        channel=_C.SIGNIN if session else _C.FILE if action is not _A.OTHER else _C.ADMIN,
        native_action=word,
        object=path or None,
        area=None if session else "/".join((path or "").strip("/").split("/")[:-1][:3]) or None,
        target=target,
        host=computer or nas,
        process=app[1] if app else way,
        address=address,
        outcome=session[1] if session else None,
        stream="connections",
    )


def _said(text: str | None) -> str | None:
    text = (text or "").strip()
    return text if text and text.strip("-") else None
