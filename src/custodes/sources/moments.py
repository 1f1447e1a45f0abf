"""When a record says that something happened, and how far that can be trusted. All arithmetic is on integers.

Nothing is guessed: a text in another form than declared raises :class:`TimeError`, whose message is the reject's reason.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from custodes.model.event import TimeBasis
from custodes.sources.times import FIRST_US, LAST_US

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "DAY",
    "MICROSECOND",
    "MILLISECOND",
    "MINUTE",
    "MONTHS",
    "SECOND",
    "Moment",
    "TimeError",
    "common_log",
    "epoch",
    "iso",
    "wall",
]

MICROSECOND, MILLISECOND, SECOND, MINUTE, DAY = 1, 1_000, 1_000_000, 60_000_000, 86_400_000_000
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
"""Months by their English names of three letters, whatever the machine's language."""
_COMMON = re.compile(r"(\d\d/[A-Z][a-z]{2}/\d{4}):(\d\d):(\d\d):00 ([+-]\d{4})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)
_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?"
)


class TimeError(ValueError):
    """A record says no usable time; the message is a clause without any content of it."""


class Moment(NamedTuple):
    """A time.

    ts_us: microseconds UTC · offset_min: the local offset that the record gave, or None
    precision_us: the smallest step that the text can express · basis: what the time rests on
    """

    ts_us: int
    offset_min: int | None
    precision_us: int
    basis: TimeBasis


def iso(text: str | None, zone: ZoneInfo, *, utc: bool = False) -> Moment:
    """Read ISO 8601 (also with a blank, without colons, or only a day).

    Without an offset the time is UTC where the product says so (``utc``), else local in ``zone``.

    >>> from zoneinfo import ZoneInfo
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> iso("2024-07-01T10:00:00.5+02:00", berlin)[:3], iso("2024-07-01 10:00", berlin).basis.value
    ((1719820800500000, 120, 100000), 'setting')
    >>> iso("2024-07-01T08:00:00Z", berlin).ts_us == iso("2024-07-01 10:00", berlin).ts_us
    True
    """
    found = _ISO.fullmatch(text.strip()) if text else None
    if found is None:
        raise TimeError("no time" if not text or not text.strip() else "the time is not ISO 8601")
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    micros = _clock(_day(f"{year}-{month}-{day}"), hour or "0", minute or "0", second or "0")
    if fraction:
        micros += int(fraction.ljust(6, "0")[:6])
    step = DAY if hour is None else MINUTE if second is None else 10 ** (6 - min(len(fraction or ""), 6))
    if offset:
        minutes = _minutes(offset)
        return _checked(micros - minutes * MINUTE, minutes, step, TimeBasis.RECORD)
    if utc:
        return _checked(micros, None, step, TimeBasis.FORMAT)
    return wall(micros, zone, step)


def common_log(text: str) -> Moment:
    """Read the time of the common log format, without its brackets.

    >>> common_log("20/May/1999:19:21:05 +0200")[:2]
    (927220865000000, 120)
    """
    second = text[18:20]
    first = _common_minute(text[:18] + "00" + text[20:])
    if not (second.isascii() and second.isdigit()) or second > "60":
        raise TimeError("impossible time")
    return Moment(first.ts_us + int(second) * SECOND, first.offset_min, SECOND, TimeBasis.RECORD)


@lru_cache(maxsize=10_000)
def _common_minute(text: str) -> Moment:
    """Read the first second of a minute: a log in the order of time says each minute many times."""
    found = _COMMON.fullmatch(text)
    if found is None:
        raise TimeError("the time is not DD/Mon/YYYY:HH:MM:SS")
    day, hour, minute, offset = found.groups()
    minutes = _minutes(offset)
    micros = _clock(_day(_numbered(day)), hour, minute, "0")
    return _checked(micros - minutes * MINUTE, minutes, SECOND, TimeBasis.RECORD)


def wall(
    local_us: int, zone: ZoneInfo, precision_us: int = SECOND, basis: TimeBasis = TimeBasis.SETTING
) -> Moment:
    """Read wall-clock microseconds in ``zone``: a time that a change of the clocks skips takes the offset before it,
    one that occurs twice is read as its first.
    """
    if not FIRST_US <= local_us < LAST_US:
        raise TimeError("impossible time")
    minute = local_us // MINUTE
    return _checked(local_us - _offset(minute, zone), None, precision_us, basis)


def epoch(value: object, unit: int) -> Moment:
    """Read a number (or its text) of ``unit``s since 1970 in UTC, fractions included.

    >>> epoch(1624445969188, MILLISECOND)[0], epoch("1624445969.188", SECOND)[:3]
    (1624445969188000, (1624445969188000, None, 1000))
    >>> epoch("soon", SECOND)
    Traceback (most recent call last):
    custodes.sources.moments.TimeError: the time is not a number
    """
    text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    if not text:
        raise TimeError("no time")
    found = re.fullmatch(r"(-?\d{1,19})(?:\.(\d*))?(?:[eE]\+?(\d{1,2}))?", text)
    if found is None:
        raise TimeError("the time is not a number")
    whole, fraction, power = found[1], found[2] or "", int(found[3] or 0)
    if power:
        whole, fraction = whole + fraction[:power].ljust(power, "0"), fraction[power:]
    digits = fraction.rstrip("0")[:6]
    micros = int(whole) * unit + int(digits.ljust(6, "0") or 0) * unit // SECOND
    return _checked(micros, None, max(unit // 10 ** len(digits), 1), TimeBasis.RECORD)


def _checked(ts_us: int, offset: int | None, step: int, basis: TimeBasis) -> Moment:
    if not FIRST_US <= ts_us < LAST_US or (offset is not None and abs(offset) > 24 * 60):
        raise TimeError("impossible time")
    return Moment(ts_us, offset, step, basis)


def _clock(midnight: int, hour: str, minute: str, second: str) -> int:
    hours, minutes, seconds = int(hour), int(minute), int(second)
    if hours > 23 or minutes > 59 or seconds > 60:  # a leap second is read as the next minute's first
        raise TimeError("impossible time")
    return midnight + ((hours * 60 + minutes) * 60 + seconds) * SECOND


@lru_cache(maxsize=10_000)
def _day(iso_day: str) -> int:
    """Return a day's midnight as wall-clock microseconds."""
    try:
        return (datetime.fromisoformat(iso_day).replace(tzinfo=UTC) - _EPOCH) // _STEP
    except ValueError:
        raise TimeError("impossible time") from None


@lru_cache(maxsize=10_000)
def _numbered(day: str) -> str:
    """Return "20/May/1999" as ISO 8601."""
    return f"{day[7:]}-{MONTHS.get(day[3:6], 0):02d}-{day[:2]}"


@lru_cache(maxsize=1_000)
def _minutes(offset: str) -> int:
    if offset[0] not in "+-":
        return 0
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return (-1 if offset[0] == "-" else 1) * (int(digits[:2]) * 60 + int(digits[2:]))


@lru_cache(maxsize=100_000)
def _offset(minute: int, zone: ZoneInfo) -> int:
    """Return the zone's offset at a local minute, in microseconds."""
    local = datetime(1970, 1, 1) + timedelta(minutes=minute)  # noqa: DTZ001 - wall clock, zone is attached next
    return (local.replace(tzinfo=zone).utcoffset() or timedelta()) // _STEP
