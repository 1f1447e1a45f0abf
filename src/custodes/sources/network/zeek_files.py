"""Files on the wire: Zeek's smb_files, smb_mapping, ftp and files.

References: docs.zeek.org, "smb_files.log", "smb_mapping.log", "ftp.log", "files.log"; "SMB::logged_file_actions".
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from custodes.model.event import Action, Channel
from custodes.sources.fields import bare_address
from custodes.sources.network.parties import is_inside, login, machine
from custodes.sources.network.zeek_event import client, outcome_of, row
from custodes.sources.network.zeek_record import number, text, texts

if TYPE_CHECKING:
    from custodes.sources.network.zeek_event import Record
    from custodes.sources.rows import Row

__all__ = ["file_seen", "ftp_command", "smb_file", "smb_mapping"]

_A, _C = Action, Channel


_SMB = {
    "FILE_OPEN": (_A.READ, _C.FILE),
    "FILE_READ": (_A.READ, _C.FILE),
    "FILE_WRITE": (_A.UPDATE, _C.FILE),
    "FILE_DELETE": (_A.DELETE, _C.FILE),
    "FILE_RENAME": (_A.RENAME, _C.FILE),
    "PRINT_OPEN": (_A.PRINT, _C.PRINT),
}
_FTP = {
    "RETR": _A.DOWNLOAD,
    "STOR": _A.UPLOAD,
    "STOU": _A.UPLOAD,
    "APPE": _A.UPLOAD,
    "DELE": _A.DELETE,
    "RMD": _A.DELETE,
    "MKD": _A.CREATE,
    "RNFR": _A.RENAME,
    "RNTO": _A.RENAME,
}
_SEEN_IN = {"HTTP": _C.WEB, "SMB": _C.FILE, "FTP_DATA": _C.FILE, "FTP": _C.FILE, "SMTP": _C.MAIL}


def smb_file(record: Record) -> Row:
    """Read what a machine did to a file of a share; a pipe is no file."""
    word = text(record, "action")
    action, channel = _SMB.get((word or "").removeprefix("SMB::"), (_A.OTHER, _C.ADMIN))
    share, name, before = text(record, "path"), text(record, "name"), text(record, "prev_name")
    if channel is _C.FILE and (share is None or share.upper().endswith("\\IPC$")):
        action, channel = _A.OTHER, _C.ADMIN  # a named pipe that was opened before its share was seen
    path = _joined(share, before if action is _A.RENAME and before else name)
    to = _joined(share, name) if action is _A.RENAME and before else None
    return row(
        record,
        client(record),
        action,
        channel,
        word,
        object=path,
        object_id=text(record, "fuid"),
        area=share,
        target=to,
        bytes=number(record, "size"),
    )


def _joined(share: str | None, name: str | None) -> str | None:
    if share is None or name is None or name == "<share_root>":
        return share or name
    return f"{share.rstrip(chr(92))}\\{name.lstrip(chr(92))}"


def smb_mapping(record: Record) -> Row:
    """Read that a machine connected to a share."""
    share = text(record, "path")
    return row(
        record, client(record), _A.OTHER, _C.ADMIN, text(record, "share_type"), object=share, area=share
    )


def ftp_command(record: Record) -> Row:
    """Read a command; the password is never looked at. Servers outside are the web, one's own a file server."""
    command, user = text(record, "command"), text(record, "user")
    action = _FTP.get((command or "").upper(), _A.OTHER)
    server = text(record, "id.resp_h") or ""
    channel = _C.FILE if is_inside(server) else _C.WEB
    argument = text(record, "arg") or ""
    url = bare_address(argument) if argument.startswith(("ftp://", "ftps://")) else None
    path = unquote("/" + argument.partition("://")[2].partition("/")[2]) if url else argument or None
    who = login("ftp", user) if user and user != "<unknown>" else client(record)
    moves = action is not _A.OTHER
    return row(
        record,
        who,
        action,
        channel if moves else _C.ADMIN,
        command,
        object=path if moves else None,
        url=url if moves else None,
        object_id=text(record, "fuid"),
        target=server if action is _A.UPLOAD else None,
        target_domains=server if action is _A.UPLOAD and channel is _C.WEB else None,
        bytes=number(record, "file_size"),
        outcome=outcome_of(number(record, "reply_code")),
    )


def file_seen(record: Record) -> Row:
    """Read a file that was seen in transit; who asked for it stands in the stream of its protocol, if anywhere."""
    by, kind = (text(record, "source") or "").upper(), text(record, "mime_type") or ""
    channel = _SEEN_IN.get(by)
    giver, taker = _ends(record)
    moved = channel is not None and not kind.startswith("application/ocsp")
    action = _A.OTHER if not moved or channel is _C.MAIL else _A.UPLOAD if _given(record) else _A.DOWNLOAD
    event = row(
        record,
        machine((giver if _given(record) else taker) or ""),
        action,
        channel if channel is not None and moved else _C.ADMIN,
        by or None,
        object=text(record, "filename"),
        object_id=text(record, "fuid"),
        target=taker if action is _A.UPLOAD else None,
        bytes=number(record, "total_bytes") or number(record, "seen_bytes"),
    )
    event.address = event.address or (giver if _given(record) else taker)
    return event


def _given(record: Record) -> bool:
    """Say whether the client sent the file."""
    return record.get("is_orig") is True


def _ends(record: Record) -> tuple[str | None, str | None]:
    """Return who sent and who received: sets of hosts until Zeek 5.0, the connection's ends since."""
    client, server = text(record, "id.orig_h"), text(record, "id.resp_h")
    giver, taker = (client, server) if _given(record) else (server, client)
    sent, received = texts(record, "tx_hosts"), texts(record, "rx_hosts")
    return giver or next(iter(sent), None), taker or next(iter(received), None)
