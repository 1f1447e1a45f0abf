"""The head of a syslog line: RFC 5424, RFC 3164 as BSD wrote it, and the ISO times that rsyslog and journald write.

A time without a year takes one from its neighbours: the file's last line is of the year in which the file was modified
(or of the date in its name), and each step from December back to January before it was a New Year.

References: RFC 3164, RFC 5424; rsyslog.com/doc, "RSYSLOG_FileFormat"; journalctl(1), "--output".
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from custodes.model.event import TimeBasis
from custodes.sources.forms.chunks import Chunks
from custodes.sources.moments import MONTHS, SECOND, Moment, TimeError, iso, wall

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from custodes.sources.base import LogFile, ReadContext

__all__ = ["SysLine", "looks_syslog", "split", "syslog_reader"]

_PRIORITY = r"(?:<(?P<priority>\d{1,3})>)?"
_BSD = re.compile(
    _PRIORITY
    + r"(?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]?\d) (?:(?P<year>\d{4}) )?(?P<clock>\d\d:\d\d:\d\d)(?:\.\d+)? "
    r"(?P<rest>.*)",
    re.DOTALL,
)
_ISO = re.compile(
    _PRIORITY
    + r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) (?P<rest>.*)",
    re.DOTALL,
)
_NEW = re.compile(
    r"<(?P<priority>\d{1,3})>1 (?P<time>\S+) (?P<host>\S+) (?P<app>\S+) (?P<pid>\S+) (?P<msgid>\S+) "
    r"(?P<data>-|(?:\[(?:[^\]\"\\]|\\.|\"(?:[^\"\\]|\\.)*\")*\])+) ?(?:\ufeff)?(?P<rest>.*)",
    re.DOTALL,
)
_TAG = re.compile(r"(?P<app>[^\s\[\]:]{1,64})(?:\[(?P<pid>[^\]\s]{1,20})\]|\])?: ?(?P<message>.*)", re.DOTALL)
_STEPS = re.compile(rb"(?:^|\n)(?:<\d{1,3}>)?([A-Z][a-z]{2}) [ \d]?\d \d\d:\d\d:\d\d ")


class SysLine(NamedTuple):
    """A line taken apart: host, program and process number ("" where it has none), and what was said."""

    when: Moment
    host: str
    app: str
    pid: str
    message: str


class _Head(NamedTuple):
    """What stands before the message; ``time`` is ISO, or "" with month, day, clock and perhaps a year."""

    time: str
    month: str
    day: str
    year: str
    clock: str
    host: str
    app: str
    pid: str
    message: str


def looks_syslog(line: str) -> bool:
    """Say whether a line has such a head.

    >>> looks_syslog("May 20 19:21:05 files smbd[7]: hello"), looks_syslog("hello: there")
    (True, False)
    """
    return split(line) is not None


def split(line: str) -> _Head | None:
    """Take a line apart without reading its time; None where it is no syslog line.

    >>> split('<34>1 2024-05-20T19:21:05Z files smbd 7 - [a b="]"] hello').message
    'hello'
    >>> split("2024-05-20T19:21:05.123456+02:00 files sshd[12]: Accepted").app
    'sshd'
    """
    if line.startswith("<") and (new := _NEW.fullmatch(line)):
        host, app, pid = (_said(new[key]) for key in ("host", "app", "pid"))
        return _Head(_said(new["time"]), "", "", "", "", host, app, pid, new["rest"])
    if bsd := _BSD.fullmatch(line):
        return _tagged(bsd["rest"], "", bsd["month"], bsd["day"].strip(), bsd["year"] or "", bsd["clock"])
    if dated := _ISO.fullmatch(line):
        return _tagged(dated["rest"], dated["time"], "", "", "", "")
    return None


def _tagged(rest: str, time: str, month: str, day: str, year: str, clock: str) -> _Head | None:
    """Read host, program and message behind the time."""
    host, _, behind = rest.partition(" ")
    tag = _TAG.fullmatch(behind)
    if tag is None or not host or host.endswith(":"):
        if not (alone := _TAG.fullmatch(rest.lstrip())):
            return None
        return _Head(time, month, day, year, clock, "", alone["app"], alone["pid"] or "", alone["message"])
    return _Head(time, month, day, year, clock, host, tag["app"], tag["pid"] or "", tag["message"])


def _said(text: str) -> str:
    return "" if text == "-" else text


def syslog_reader(file: LogFile, context: ReadContext) -> Callable[[str], SysLine | None]:
    """Return a function that reads the lines of one file in their order: None for what is no syslog line.

    Raises TimeError (a ValueError) where a line's time cannot be. Cost: for a file without years one pass before.
    """
    years = _Years(file)

    def read(line: str) -> SysLine | None:
        head = split(line)
        if head is None:
            return None
        when = iso(head.time, context.zone) if not head.month else _bsd(head, years, context)
        return SysLine(when, head.host, head.app, head.pid, head.message)

    return read


def _bsd(head: _Head, years: _Years, context: ReadContext) -> Moment:
    month = MONTHS.get(head.month, 0)
    basis = TimeBasis.SETTING if head.year else TimeBasis.FILE
    year = int(head.year) if head.year else years.of(month)
    return _local(year, month, head.day, head.clock, context.zone, basis)


@lru_cache(1_000)
def _local(year: int, month: int, day: str, clock: str, zone: ZoneInfo, basis: TimeBasis) -> Moment:
    try:
        hour, minute, second = map(int, clock.split(":"))
        local = datetime(year, month, int(day), hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        raise TimeError("impossible time") from None
    return wall(round(local.timestamp()) * SECOND, zone, SECOND, basis)


class _Years:
    """Gives each line of a file without years its year; lines must come in their order."""

    def __init__(self, file: LogFile) -> None:
        self._file = file
        self._year: int | None = None
        self._last = 0

    def of(self, month: int) -> int:
        """Return the year of the next line, which is of this month."""
        if self._year is None:
            self._year = self._first()
        if _new_year(self._last, month):
            self._year += 1
        elif _new_year(month, self._last) and self._last:
            return self._year - 1  # a straggler from before New Year
        self._last = month
        return self._year

    def _first(self) -> int:
        """Return the year of the first line: that of the last one, less the New Years between them."""
        months: list[int] = []
        held = b""
        with self._file.open() as stream:
            for chunk in Chunks(stream):
                data = held + chunk
                cut = data.rfind(b"\n")
                for name in _STEPS.findall(data[: cut + 1]):
                    _note(months, name)
                held = data[cut:] if cut >= 0 else data[-4096:]
        for name in _STEPS.findall(held):
            _note(months, name)
        last = _day_of(self._file)
        ahead = (
            bool(months)
            and months[-1] > last.month
            and not (months[-1] == last.month % 12 + 1 and last.day >= 28)
        )
        new_years = sum(_new_year(a, b) for a, b in pairwise(months))
        return last.year - ahead - new_years


def _note(months: list[int], name: bytes) -> None:
    """Keep the months in their order, each run once; a straggler of the month before New Year is left out."""
    month = MONTHS.get(name.decode(), 0)
    if month and (not months or (months[-1] != month and not _new_year(month, months[-1]))):
        months.append(month)


def _new_year(before: int, after: int) -> bool:
    return before - after > 6


def _day_of(file: LogFile) -> date:
    """Return the date in the file's name, as rotated logs have it, else that of its modification."""
    found = re.search(r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)", file.name)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    return file.modified.date()
