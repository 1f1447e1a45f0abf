"""OpenSSH's sftp-server (also ``internal-sftp``) in syslog: files fetched, stored, renamed and removed, by whose session.

Samples (the message behind the syslog head, one process a session)::

    session opened for local user jdoe from [203.0.113.7]
    open "/srv/plans/a.pdf" flags READ mode 0666
    close "/srv/plans/a.pdf" bytes read 48213 written 0
    rename old "/srv/plans/b.pdf" new "/srv/plans/c.pdf"
    remove name "/srv/plans/c.pdf"
    sent status Permission denied

``open`` and ``close`` are one event, with the bytes that were read or written. At this level a status is logged only
where a request failed: that of the line before it, or one that is not logged at all, as a client's look whether a file
exists. So "No such file" leaves the outcome of the line before open; any other status is taken to be its failure.

References: sftp-server(8), "-l log_level"; sftp-server.c of OpenSSH, ``process_open`` and ``handle_log_close``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from custodes.model.event import Action, Channel, SetAside
from custodes.sources.forms.joined import Part
from custodes.sources.rows import Row
from custodes.sources.unix.logins import actor_of, address_of, login, machine

if TYPE_CHECKING:
    from custodes.sources.forms.syslog import SysLine
    from custodes.sources.rows import Found

__all__ = ["SFTP", "SftpSessions", "sftp_event"]

SFTP = frozenset({"sftp-server", "internal-sftp"})
_A = Action
_SESSION = re.compile(
    r"session (?P<what>opened|closed) for local user (?P<user>.+?) from \[(?P<address>[^\]]*)\]"
)
_OPEN = re.compile(r'open "(?P<path>.*)" flags (?P<flags>[A-Z,]*) mode 0?\d+')
_CLOSE = re.compile(r'(?:forced )?close "(?P<path>.*)" bytes read (?P<read>\d+) written (?P<written>\d+)')
_TWO = re.compile(r'(?P<word>rename|posix-rename|link|hardlink|symlink) old "(?P<path>.*?)" new "(?P<to>.*)"')
_ONE = re.compile(r'(?P<word>remove|mkdir|rmdir) (?:name )?"(?P<path>.*?)"(?: mode \d+)?')
_STATUS = re.compile(r"sent status (?P<status>.+)")
_ABSENT = "No such file"
_WORDS = {
    "rename": _A.RENAME,
    "posix-rename": _A.RENAME,
    "link": _A.COPY,
    "hardlink": _A.COPY,
    "symlink": _A.OTHER,
    "remove": _A.DELETE,
    "mkdir": _A.CREATE,
    "rmdir": _A.DELETE,
}
_SESSIONS = 10_000  # that are remembered at once
_FILES = 1_000  # open at once in one session


class _Session:
    """What lines of one process have said: who, from where, which files are open."""

    def __init__(self) -> None:
        self.user = ""
        self.address: str | None = None
        self.open: dict[str, str] = {}
        self.last = ""


class Told(NamedTuple):
    """A line of a session as it was read. ``status`` alone is set where an operation before it failed."""

    line: SysLine
    user: str
    address: str | None
    word: str = ""
    path: str = ""
    to: str | None = None
    flags: str = ""
    read: int = 0
    written: int = 0
    status: str = ""


class SftpSessions:
    """The sessions of one file, by host and process."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, str], _Session] = {}
        self._count = 0

    def line(self, line: SysLine) -> Part | Found:
        """Read a line of sftp-server."""
        session = self._session(line)
        text = line.message
        if found := _OPEN.fullmatch(text):
            key = self._new(session)
            if len(session.open) < _FILES:
                session.open[found["path"]] = key
            return Part(key, self._told(line, session, "open", found["path"], flags=found["flags"]))
        if found := _CLOSE.fullmatch(text):
            key, session.last = session.open.pop(found["path"], "") or self._new(session), ""
            counts = {"read": int(found["read"][:18]), "written": int(found["written"][:18])}
            return Part(key, self._told(line, session, "close", found["path"], **counts), last=True)
        if found := _TWO.fullmatch(text):
            return Part(
                self._new(session), self._told(line, session, found["word"], found["path"], to=found["to"])
            )
        if found := _ONE.fullmatch(text):
            return Part(self._new(session), self._told(line, session, found["word"], found["path"]))
        if (found := _STATUS.fullmatch(text)) and session.last:
            key, session.last = session.last, ""
            session.open = {path: other for path, other in session.open.items() if other != key}
            return Part(key, self._told(line, session, status=found["status"]), last=True)
        return self._about(line, session)

    def _about(self, line: SysLine, session: _Session) -> Found:
        found = _SESSION.fullmatch(line.message)
        if found is None:
            return SetAside.OUT_OF_SCOPE
        session.user, session.address = found["user"], address_of(found["address"])
        session.open.clear()  # of an earlier process of this number
        if found["what"] == "closed":
            self._sessions.pop((line.host, line.pid), None)
        return _row(self._told(line, session, f"session {found['what']}"), _A.OTHER, Channel.SIGNIN)

    def _session(self, line: SysLine) -> _Session:
        key = (line.host, line.pid)
        session = self._sessions.get(key)
        if session is None:
            if len(self._sessions) >= _SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            session = self._sessions[key] = _Session()
        return session

    def _new(self, session: _Session) -> str:
        self._count += 1
        session.last = f"sftp {self._count}"
        return session.last

    def _told(self, line: SysLine, session: _Session, word: str = "", path: str = "", **more: object) -> Told:
        return Told(line, session.user, session.address, word, path, **more)  # type: ignore[arg-type]


def sftp_event(parts: list[Told]) -> Found:
    """Return the event of an operation: its line, for a file also the close, and the status where it failed."""
    first, last = parts[0], parts[-1]
    if not first.word:
        return SetAside.OUT_OF_SCOPE
    row = _row(first, _WORDS.get(first.word, _A.READ), Channel.FILE)
    if first.word in ("open", "close"):
        row.action, row.bytes = _moved(first.flags, last)
    row.outcome = "success" if not last.status else None if last.status == _ABSENT else "failure"
    return row


def _moved(flags: str, last: Told) -> tuple[Action, int | None]:
    """Say which way a file went. Without a close nothing is known to have moved: it was opened, or written."""
    if last.written:
        return _A.UPLOAD, last.written
    if last.read:
        return _A.DOWNLOAD, last.read
    return (_A.UPDATE if "WRITE" in flags else _A.READ), None


def _row(told: Told, action: Action, channel: Channel) -> Row:
    return Row(
        when=told.line.when,
        account=login(told.user) if told.user else machine(told.line.host),
        actor=actor_of(told.user) if told.user else "system",
        action=action,
        native_action=told.word,
        channel=channel,
        object=told.path or None,
        target=told.to,
        host=told.line.host,
        address=told.address,
        stream="sftp",
    )
