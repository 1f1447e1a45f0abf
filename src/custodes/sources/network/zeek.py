r"""Zeek logs as JSON: smb_files, smb_mapping, http, smtp, ftp and files; all other streams are out of scope.

Sample::

    {"_path":"smb_files","ts":"2024-05-20T09:15:54.600639Z","uid":"C6WWAQ2","id.orig_h":"192.0.2.14","id.orig_p":41717,
     "id.resp_h":"192.0.2.8","id.resp_p":445,"action":"SMB::FILE_OPEN","path":"\\\\FILES\\plans","name":"a\\b.docx","size":9}

The stream is ``_path`` where the log has it, else it is told by fields that no other stream has together. Times are UTC.
A record is read as well inside the framing of a Splunk export (``{"result":{"_raw":"…","host":"…"}}``), whose ``host`` is
the sensor that recorded it. Zeek sees machines: what no login did is the machine's own, never a person's
(:mod:`custodes.sources.network.parties`). Passwords, bodies, cookies and what stands behind "?" are not kept.

References: docs.zeek.org, "Zeek Log Formats and Inspection", "Log Files"; docs.splunk.com, "Export search results".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from custodes.model.event import Channel, SetAside
from custodes.sources.forms.jsonfile import text_of
from custodes.sources.forms.products import JsonSource
from custodes.sources.guide import Guide, Tested
from custodes.sources.network.zeek_files import file_seen, ftp_command, smb_file, smb_mapping
from custodes.sources.network.zeek_record import field, stream_of
from custodes.sources.network.zeek_web import mail, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.network.zeek_event import Record
    from custodes.sources.rows import Found, Reader, Row

__all__ = ["GUIDE", "ZeekJson", "found"]

_C = Channel
_STREAMS: dict[str, Callable[[Record], Row]] = {
    "smb_files": smb_file,
    "smb_mapping": smb_mapping,
    "http": request,
    "smtp": mail,
    "ftp": ftp_command,
    "files": file_seen,
}

GUIDE = Guide(
    channels=(_C.FILE, _C.WEB, _C.MAIL, _C.PRINT),
    becomes=(
        (
            "`smb_files`: open, read, write, rename, delete, print",
            "that, done to a file of a share by a machine",
        ),
        ("`ftp`: `RETR`, `STOR`, `APPE`, `DELE`, `MKD`, `RMD`, `RNFR`", "that, done by the login"),
        ("`http`: `POST`, `PUT`, `PATCH` with a body", "an upload; any other request is a visit"),
        ("`smtp` with sender and recipient from an inside address", "a mail sent by the sender"),
        ("`smtp` from a public address", "a mail that came in, nobody's sending"),
        ("`files`", "a file seen in transit, by a machine: certificates are administrative"),
        ("`smb_mapping`, encrypted `smtp`, other commands", "administrative"),
        ("every other stream", "out of scope"),
    ),
    switch_on=(
        "Take the logs of Zeek as they are (TSV), or as JSON (`LogAscii::use_json=T`, or Corelight's export).",
        "Zeek logs opening, renaming and deleting on shares; reads and writes need `SMB::FILE_READ` and "
        "`SMB::FILE_WRITE` in `SMB::logged_file_actions`.",
    ),
    blind=(
        "Who it was: SMB and most requests name a machine only. Such events are kept under `host:ADDRESS`, belong to "
        "nobody, and count in no measure of a person; set them beside the file server's own log.",
        "Whatever is encrypted: HTTPS, SMB 3 with encryption, SMTP after STARTTLS.",
        "Whether a mail had attachments: its parts are numbered, its text among them.",
        "Who a sender of mail really is: the envelope can be forged, and a mail that passes the sensor twice counts "
        "twice.",
    ),
    tested=Tested.RECORDS,
    references=('docs.zeek.org, "Log Files"', 'docs.zeek.org, "Zeek Log Formats and Inspection"'),
)
"""One for both forms: what is in a record does not depend on how it is written."""


def found(record: Record, host: str | None = None) -> Found:
    """Read one record; ``host`` is the sensor that recorded it, where a framing names it."""
    stream = stream_of(record)
    reader = _STREAMS.get(stream)
    if reader is None:
        return SetAside.OUT_OF_SCOPE
    event = reader(record)
    event.stream, event.host = stream, host
    return event


class ZeekJson(JsonSource):
    """Zeek's logs, one JSON object a line."""

    name = "zeek"
    title = "Zeek logs as JSON (smb_files, smb_mapping, http, smtp, ftp, files)"
    mark = "ts"
    guide = GUIDE

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether one of the first records is Zeek's, framed or not."""
        return super().sniff(head, file) or (
            b'"_raw"' in (text := text_of(head)) and b'\\"ts\\"' in text and self._framed(text)
        )

    def _framed(self, text: bytes) -> bool:
        """Look into the first framed record."""
        try:
            first = msgspec.json.decode(text.partition(b"\n")[0])
        except (ValueError, RecursionError):
            return False
        return isinstance(first, dict) and self.is_record(_unframed(first)[0])

    def is_record(self, record: Record) -> bool:
        """Say whether it names a stream that is read, or a connection in Zeek's words."""
        if "ts" not in record:
            return False
        if stream_of(record) in _STREAMS:
            return "uid" in record or "fuid" in record
        uid = record.get("uid")
        return isinstance(uid, str) and uid.startswith("C") and field(record, "id.orig_h") is not None

    def reader(self, file: LogFile, context: ReadContext) -> Reader[Record]:
        """Return the function that reads a record."""

        def read(record: Record) -> Found:
            inner, host = _unframed(record)
            if "ts" not in inner:
                return "no time"
            return found(inner, host)

        return read


def _unframed(record: Record) -> tuple[dict[str, Any], str | None]:
    """Take a record out of a Splunk export; raises ValueError where what it frames is no JSON object."""
    frame = record.get("result")
    if not isinstance(frame, dict) or not isinstance(raw := frame.get("_raw"), str):
        return record, None
    host = frame.get("host")
    return msgspec.json.decode(raw, type=dict[str, Any]), host if isinstance(host, str) else None
