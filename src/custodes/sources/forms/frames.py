r"""What is wrapped around log lines on their way: syslog heads, exports of Splunk, records of shippers.

Samples, each around the same line::

    <134>1 2024-05-20T19:21:05Z print cups - - - floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12
    {"preview":false,"result":{"_raw":"floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12","host":"print"}}
    {"@timestamp":"2024-05-20T19:21:07Z","event":{"original":"floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12"}}

A frame is a codec: from the bytes of one outer record to those of the line within, or a ValueError with the reason.
A line within never holds a line's end, so that the two are counted alike.

References: RFC 3164, RFC 5424; docs.splunk.com, "Export data using the REST API"; elastic.co, "event.original";
docs.docker.com, "JSON File logging driver"; systemd.journal-fields(7), "MESSAGE" and "__REALTIME_TIMESTAMP".
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from custodes.sources.forms.chunks import repaired
from custodes.sources.forms.csvfile import columns_of
from custodes.sources.forms.jsonfile import is_json, reader, text_of
from custodes.sources.forms.jsonrecords import is_lines, object_of
from custodes.sources.forms.syslog import split

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Frame", "JournalFrame", "JsonFrame", "SyslogFrame", "TableFrame", "frames_around"]

_NOTHING = "there is no log line in its frame"
_LONGEST_HEAD = 64 * 1024  # bytes of a syslog line; longer ones are rejects before any pattern sees them
_LOOKED_AT = 5
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 -- UTC, written with a Z of its own
_PATHS = (
    ("result", "_raw"),
    ("_raw",),
    ("event", "original"),
    ("event.original",),
    ("event",),
    ("_source",),
    ("message",),
    ("MESSAGE",),
    ("log",),
    ("msg",),
    ("body",),
    ("line",),
    ("raw",),
    ("raw_data",),
    ("textPayload",),
    ("jsonPayload",),
    ("data",),
)
"""Where shippers put the line, or the object, that they were given: the surest first."""
_BEFORE = re.compile(
    r"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) "
)


class SyslogFrame:
    """A syslog head. ``how``: what the line is behind: "program", "host" or "time", since not all write all three."""

    mark = b""

    def __init__(self, how: str) -> None:
        self.how = how

    def many(self, raws: list[bytes]) -> list[bytes]:
        """Take the line out of each record; raises ValueError where there is one without."""
        return [self.one(raw) for raw in raws]

    def one(self, raw: bytes) -> bytes:
        """Take the line out of one record.

        >>> SyslogFrame("program").one(b'May 20 19:21:05 files app[7]: {"a": 1}')
        b'{"a": 1}'
        >>> SyslogFrame("host").one(b'May 20 19:21:05 files {"a": 1}')
        b'{"a": 1}'
        """
        if len(raw) > _LONGEST_HEAD:
            raise ValueError(f"the line is longer than {_LONGEST_HEAD:,} bytes")
        text = repaired(raw)[0].decode().strip("\r\0")
        if self.how == "program":
            head = split(text)
            if head is None:
                raise ValueError("the line has no syslog head")
            return _line(head.message)
        before = _BEFORE.match(text)
        if before is None:
            raise ValueError("the line has no syslog head")
        rest = text[before.end() :]
        return _line(rest.partition(" ")[2] if self.how == "host" else rest)


class JsonFrame:
    """A JSON object with the line at ``path``, as a text or as an object."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        self.mark = f'"{path[0]}"'.encode()
        self._one = msgspec.json.Decoder(dict[str, msgspec.Raw])

    def many(self, raws: list[bytes]) -> list[bytes]:
        """Take the line out of each record; raises ValueError where there is one without."""
        return [self._quick(raw) for raw in raws]

    def one(self, raw: bytes) -> bytes:
        r"""Take the line out of one record.

        >>> JsonFrame(("result", "_raw")).one(rb'{"preview":false,"result":{"_raw":"{\"a\": \"\\\"b\\\"\"}"}}')
        b'{"a": "\\"b\\""}'
        """
        try:
            return self._quick(raw)
        except (ValueError, RecursionError):
            pass
        found: Any = object_of(raw)
        for key in self.path:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, dict):
            found = json.dumps(found)
        if not isinstance(found, str):
            raise ValueError(_NOTHING)  # noqa: TRY004 -- a codec's way to say that a record is lost
        return _line(_unquoted(found))

    def _quick(self, raw: bytes) -> bytes:
        for key in self.path:
            try:
                raw = bytes(self._one.decode(raw)[key]).strip()
            except KeyError:
                raise ValueError(_NOTHING) from None
        if raw.startswith(b"{"):
            return _clean(raw)
        if not raw.startswith(b'"'):
            raise ValueError(_NOTHING)
        return _line(_unquoted(msgspec.json.decode(raw, type=str)))


class JournalFrame(JsonFrame):
    """An entry of the systemd journal (``journalctl -o json``): the line as syslog would have written it."""

    def __init__(self) -> None:
        super().__init__(("MESSAGE",))
        self.mark = b'"__REALTIME_TIMESTAMP"'

    def one(self, raw: bytes) -> bytes:
        """Put the line together: time, host, program and message.

        >>> entry = b'{"__REALTIME_TIMESTAMP":"1716225665123456","_HOSTNAME":"files","_COMM":"sshd","MESSAGE":"x"}'
        >>> JournalFrame().one(entry)
        b'2024-05-20T17:21:05.123456Z files sshd: x'
        """
        try:
            entry = json.loads(repaired(raw)[0].decode())
            us = int(entry["__REALTIME_TIMESTAMP"])
            time = (_EPOCH + timedelta(microseconds=us)).isoformat(timespec="microseconds")
            message = entry["MESSAGE"]
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise ValueError(_NOTHING) from None
        if not isinstance(message, str):  # bytes that are no text stand as a list of numbers
            raise ValueError(_NOTHING)  # noqa: TRY004 -- a codec's way to say that a record is lost
        program = entry.get("SYSLOG_IDENTIFIER") or entry.get("_COMM") or "-"
        pid = entry.get("SYSLOG_PID") or entry.get("_PID")
        head = f"{time}Z {entry.get('_HOSTNAME') or '-'} {program}"
        return _line(f"{head}[{pid}]: {message}" if pid else f"{head}: {message}")

    def _quick(self, raw: bytes) -> bytes:
        return self.one(raw)


class TableFrame:
    """A CSV file with the line in the column ``_raw``, as Splunk exports it."""

    mark = b""
    column = "_raw"

    def many(self, raws: list[bytes]) -> list[bytes]:
        """Clean the values of the column; raises ValueError where one is empty."""
        return [self.one(raw) for raw in raws]

    def one(self, raw: bytes) -> bytes:
        """Clean one value of the column."""
        return _line(_unquoted(raw.decode("utf-8", "replace")))


Frame: TypeAlias = SyslogFrame | JsonFrame | TableFrame


def frames_around(head: bytes) -> Iterator[Frame]:
    """Yield the frames in which the records of a file may stand, by its beginning."""
    text = text_of(head)
    if is_json(text):
        yield from _json_frames(text)
        return
    first = repaired(text[:_LONGEST_HEAD].partition(b"\n")[0])[0].decode()
    if split(first) is not None:
        yield SyslogFrame("program")
    if _BEFORE.match(first):
        yield SyslogFrame("host")
        yield SyslogFrame("time")
    if TableFrame.column in columns_of(head):
        yield TableFrame()


def _json_frames(text: bytes) -> Iterator[Frame]:
    for frame in (JournalFrame(), *map(JsonFrame, _PATHS)):
        if frame.mark not in text:
            continue
        looked = 0
        lines = is_lines(text, frame.mark)
        for piece in reader(text, iter([text]), frame, len(text)):
            if piece.lost and not lines:
                break  # the key may be one of an inner object
            if piece.values:
                yield frame
            looked += piece.count
            if piece.values or looked >= _LOOKED_AT:
                break


def _unquoted(text: str) -> str:
    """Undo a text that was written as JSON once more."""
    if len(text) > 2 and text[0] == text[-1] == '"' and text[1] in "{[\\":
        try:
            inner = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return text
        return inner if isinstance(inner, str) else text
    return text


def _line(text: str) -> bytes:
    return _clean(text.encode("utf-8", "replace"))


def _clean(line: bytes) -> bytes:
    """Return one line, without what could end it or be taken for UTF-16; raises ValueError for a blank one."""
    if b"\n" in line or b"\r" in line or b"\0" in line:
        line = line.replace(b"\n", b" ").replace(b"\r", b" ").replace(b"\0", b"")
    line = line.strip()
    if not line:
        raise ValueError(_NOTHING)
    return line
