"""CUPS page log (``/var/log/cups/page_log``): one line a page, or one a job with "total" where that is all that is known.

Sample (the default PageLogFormat)::

    floor02 jdoe 4711 [20/May/2024:19:21:05 +0000] total 12 - PC-00042 minutes of a meeting.docx iso_a4_210x297mm one-sided

printer, user, job, time, page number or "total", copies or sheets, billing, host, job's name, media, sides. A name may
hold spaces; older lines end after the billing. Each line is one event of so many pages. What a job holds is not in the
log. Lines of another PageLogFormat are rejects, since nobody can tell which word is which.

References: cupsd-logs(5), "PAGE LOG FILE FORMAT"; cupsd.conf(5), "PageLogFormat".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import pyarrow as pa

from custodes.identity.accounts import canonical_account, is_service
from custodes.model.event import Action, Batch, Channel, Reject
from custodes.sources.chunks import Chunks, repaired
from custodes.sources.columns import YIELDED, events
from custodes.sources.jsonrecords import Lines
from custodes.sources.times import FIRST_US, LAST_US

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.jsonrecords import Piece

__all__ = ["CupsPages"]

_MAX_RECORD = 1024 * 1024
_LONGEST = 8192  # bytes; CUPS itself cuts names long before
_LINE = re.compile(
    r"(?P<printer>\S+) (?P<user>\S.*?) (?P<job>\d{1,9}) "
    r"\[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?:total|\d{1,6}) (?P<pages>\d{1,6})"
    r"(?: (?P<billing>\S*))?(?: (?P<host>\S+)(?: (?P<name>.*) (?P<media>\S+) (?P<sides>\S+))?)?\s*"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}


class CupsPages:
    """What was printed, by whom, from which machine, and how many pages."""

    name = "cups"
    title = "CUPS page log (page_log)"

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the first whole line is one of a page log."""
        first = next((line for line in head.split(b"\n") if line.strip()), b"")
        return _LINE.fullmatch(repaired(first)[0].decode().rstrip("\r")) is not None

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the lines as events; ``record`` counts lines that are not blank."""
        chunks = Chunks(stream)
        reader = Lines(iter(chunks), _Codec(), context.max_record)
        for piece in reader:
            if piece.count:
                yield _batch(piece)
        failure = (Reject(0, chunks.failure),) if chunks.failure else ()
        yield Batch(0, rejects=failure, warnings=(chunks.note,) if chunks.note else ())

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted lines."""
        for piece in Lines(iter(Chunks(stream)), _Codec(), _MAX_RECORD):
            for number, raw in zip(piece.numbers, piece.raws, strict=True):
                if number in wanted:
                    yield number, raw.strip()


class _Row(NamedTuple):
    """The columns of a line."""

    ts_us: int
    offset_min: int
    account: str
    actor: str
    object: str | None
    target: str
    items: int
    host: str | None


class _Codec:
    """Reads a line."""

    mark = b""

    def many(self, raws: list[bytes]) -> list[_Row]:
        return [self.one(raw) for raw in raws]

    def one(self, raw: bytes) -> _Row:
        line = _LINE.fullmatch(repaired(raw)[0].decode().rstrip("\r")) if len(raw) <= _LONGEST else None
        if line is None:
            raise ValueError("the line is not of the default page log format")
        ts_us, offset = _time(line["time"])
        user = line["user"].strip()
        return _Row(
            ts_us,
            offset,
            _account(user),
            "service" if is_service(user) else "user",
            _said(line["name"]),
            line["printer"],
            int(line["pages"]),
            _said(line["host"]),
        )


def _batch(piece: Piece[_Row]) -> Batch:
    """Turn lines into events and rejects."""
    rejects = tuple(Reject(number, reason) for number, reason in piece.lost)
    if not piece.values:
        return Batch(piece.count, rejects=rejects)
    columns = {
        name: pa.array(values, YIELDED.field(name).type)
        for name, values in zip(_Row._fields, zip(*piece.values, strict=True), strict=True)
    }
    found = events(
        len(piece.values),
        action=Action.PRINT.value,
        native_action="print",
        channel=Channel.PRINT.value,
        source="cups",
        stream="cups.page_log",
        part=0,
        record=pa.array(piece.numbers, YIELDED.field("record").type),
        **columns,
    )
    return Batch(piece.count, found, rejects)


@lru_cache(100_000)
def _account(user: str) -> str:
    return canonical_account("cups", user)


def _said(text: str | None) -> str | None:
    return text if text and text != "-" else None


def _time(text: str) -> tuple[int, int]:
    """Return microseconds UTC and the offset in minutes; raises ValueError where there is no such time.

    >>> _time("20/May/1999:19:21:05 +0200")
    (927220865000000, 120)
    """
    month, sign = _MONTHS.get(text[3:6], 0), -1 if text[21] == "-" else 1
    offset = sign * (int(text[22:24]) * 60 + int(text[24:26]))
    try:
        hour, minute, second = map(int, text[12:20].split(":"))
        wall = datetime(int(text[7:11]), month, int(text[:2]), hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise ValueError("impossible time") from None
    ts_us = (wall - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) - offset * 60_000_000
    if not FIRST_US <= ts_us < LAST_US or abs(offset) > 24 * 60:
        raise ValueError("impossible time")
    return ts_us, offset
