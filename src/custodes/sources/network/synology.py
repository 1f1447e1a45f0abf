r"""Synology DSM: the file transfer log and the connection log, as Log Center sends or archives them by syslog.

Sample::

    <14>May 20 17:30:01 NAS WinFileService Event: read, Path: /plans/a.xlsx, File/Folder: File, Size: 24.23 KB, User: ACME\jdoe, IP: 192.0.2.17
    <14>May 20 17:30:03 NAS FileStation Event: mkdir, Path: /plans/new, File/Folder: Folder, Size: NA, User: jdoe, IP: 192.0.2.18
    <14>May 20 17:31:40 NAS Connection: User [jdoe] from [192.0.2.17] signed in to [DSM] successfully via [password].

The service in front of "Event" says by which way (Windows file service, File Station, FTP, WebDAV). A path may hold commas;
what follows it is read from the line's end, where a name cannot reach. Sizes are rounded as the log rounds them. Lines of
the system itself are out of scope. Times are local to the NAS and have no year.

References: kb.synology.com, "Log Center", "File Station" (Enable File Station log), "SMB" (Enable transfer log).
"""

from __future__ import annotations

import re
from functools import lru_cache
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

__all__ = ["GUIDE", "SynologyLog", "transfer"]

_A, _C = Action, Channel
_SERVICE = re.compile(
    r"(?P<head>.{1,200}? )(?P<service>File Station|[A-Za-z0-9]{2,20}) (?=Event: [^,]{1,40}, Path: )"
)
_TRANSFER = re.compile(
    r"Event: (?P<event>[^,]{1,40}), Path: (?P<path>.*)"
    r", Size: (?P<size>[^,]{0,30}), User: (?P<user>[^,]{1,256}), IP: (?P<address>[^,\s]{1,64}?)\.?\s*"
)
_SESSION = re.compile(
    r"User \[(?P<user>[^\]]{1,256})\] from \[(?P<address>[^\]]{1,256})\] (?P<said>.{1,500})", re.DOTALL
)
_SHARE = re.compile(r"accessed (?:the )?shared folder \[([^\]]{1,256})\]")
_EVENTS = {
    "read": _A.READ,
    "download": _A.DOWNLOAD,
    "get": _A.DOWNLOAD,
    "write": _A.UPDATE,
    "create": _A.CREATE,
    "mkdir": _A.CREATE,
    "upload": _A.UPLOAD,
    "put": _A.UPLOAD,
    "delete": _A.DELETE,
    "remove": _A.DELETE,
    "rmdir": _A.DELETE,
    "rename": _A.RENAME,
    "move": _A.MOVE,
    "copy": _A.COPY,
    "compress": _A.ARCHIVE,
}
_UNITS = {"byte": 1, "bytes": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40}

GUIDE = Guide(
    channels=(_C.FILE, _C.SIGNIN),
    becomes=(
        ("`read`, `write`, `create`, `delete`, `rename`, `move`, `copy`", "that, done to a file or folder"),
        ("`download`, `upload` (File Station, FTP, WebDAV)", "a file fetched from or put on the NAS"),
        ("a user signed in, was refused or signed out", "a sign-in or its end"),
        ("a folder that was read, a share that was entered, other events", "administrative"),
        ("lines of the system", "out of scope"),
    ),
    switch_on=(
        "*Control Panel > File Services > SMB > Enable transfer log*, with the events to record; the same for FTP and "
        "WebDAV, and *File Station > Settings > Enable File Station log*.",
        "*Log Center > Log Sending* to a syslog server, or *Log Center > Logs > File Transfer > Export* as CSV.",
    ),
    blind=(
        "What is done on the NAS's own command line.",
        "Sizes to the byte: the log rounds them.",
    ),
    tested=Tested.PAPER,
    references=('kb.synology.com, "Log Center"', 'kb.synology.com, "SMB", transfer log'),
)


class SynologyLog(LineSource):
    """Lines of a Synology NAS."""

    name = "synology"
    title = "Synology file transfer and connection log (syslog)"
    longest = 8192
    guide = GUIDE

    def is_line(self, line: str) -> bool:
        """Say whether a line tells of a transfer or a session in Synology's words."""
        if _SERVICE.match(line) or " - Event: " in line:
            return _TRANSFER.search(line) is not None
        return " Connection: User [" in line and _SESSION.search(line) is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[str]:
        """Return the function that reads a line."""
        head = syslog_reader(file, context)

        def read(text: str) -> Found:
            service = _SERVICE.match(text)
            # the colon that syslog wants behind a program's name, and Synology leaves out
            line = head(
                f"{service['head']}{service['service'].replace(' ', '')}: {text[service.end() :]}"
                if service
                else text
            )
            if line is None:
                return SetAside.OUT_OF_SCOPE if text.startswith("<") else "not a syslog line"
            moved = _TRANSFER.fullmatch(line.message)
            if moved is not None:
                path, kind = _kind(moved["path"])
                row = transfer(
                    line.when,
                    line.app,
                    moved["event"],
                    path,
                    moved["user"],
                    moved["address"],
                    moved["size"],
                    folder=kind == "folder",
                )
                row.host = line.host
                return row
            session = _SESSION.match(line.message)
            return _session(line.when, session, line.host) if session else SetAside.OUT_OF_SCOPE

        return read


def _kind(path: str) -> tuple[str, str]:
    """Part a path from the kind that newer versions write behind it.

    >>> _kind("/a, b/c.pdf, File/Folder: File"), _kind("/a.pdf")
    (('/a, b/c.pdf', 'file'), ('/a.pdf', ''))
    """
    before, mark, kind = path.rpartition(", File/Folder: ")
    return (before, kind.strip().lower()) if mark else (path, "")


def transfer(
    when: Moment,
    service: str,
    event: str,
    path: str,
    user: str,
    address: str | None,
    size: str | None,
    *,
    folder: bool,
) -> Row:
    """Return what was done to a file or folder."""
    word = event.strip().lower()
    action = _EVENTS.get(word, _A.OTHER)
    if folder and action is _A.READ:
        action = _A.OTHER
    path, target = path.strip(), None
    if action in (_A.RENAME, _A.MOVE, _A.COPY) and "->" in path:
        path, _, target = (part.strip() for part in path.partition("->"))
    return Row(
        when=when,
        account=account_of("synology", user),
        action=action,
        channel=_C.FILE if action is not _A.OTHER else _C.ADMIN,
        native_action=event.strip(),
        object=path,
        area="/".join(path.strip("/").split("/")[:-1][:3]) or None,
        target=target,
        bytes=_size(size) if not folder else None,
        process=service,
        address=address,
        stream="transfers",
    )


def _session(when: Moment, found: re.Match[str], host: str | None) -> Row:
    """Return a sign-in, a sign-out, or a share that was entered."""
    said = found["said"]
    failed = "failed to" in said
    share = _SHARE.search(said)
    begun = failed or "signed in" in said or "logged in" in said
    ended = "signed out" in said or "logged out" in said
    address = found["address"].partition("(")[2].rstrip(")") or found["address"]
    return Row(
        when=when,
        account=account_of("synology", found["user"]),
        action=_A.LOGON if begun else _A.LOGOFF if ended else _A.OTHER,
        channel=_C.SIGNIN if begun or ended else _C.ADMIN,
        native_action="failed to sign in" if failed else "accessed shared folder" if share else None,
        object=share[1] if share else None,
        host=host,
        address=address,
        outcome="failure" if failed else "success" if begun else None,
        stream="connections",
    )


@lru_cache(10_000)
def _size(text: str | None) -> int | None:
    """Read a rounded size.

    >>> _size("24.23 KB"), _size("165 Bytes"), _size("NA")
    (24812, 165, None)
    """
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?) ?([A-Za-z]{1,5})", (text or "").strip())
    unit = _UNITS.get(found[2].lower()) if found else None
    return round(float(found[1]) * unit) if found and unit else None
