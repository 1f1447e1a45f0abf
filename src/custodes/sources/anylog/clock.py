"""Times as exchange formats and tables write them: numbers since 1970, ISO 8601, English dates, or a declared pattern."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custodes.model.event import TimeBasis
from custodes.sources.moments import (
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    MONTHS,
    SECOND,
    Moment,
    TimeError,
    epoch,
    iso,
    wall,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["by_pattern", "from_java", "stamped", "zone_of"]

_ENGLISH = re.compile(
    r"(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) {1,2}(\d{1,2}),? (\d{4}) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?: ?(\S{1,40}))?"
)
_UNITS = ((11, SECOND), (14, MILLISECOND), (17, MICROSECOND))
_JAVA = {
    "yyyy": "%Y", "uuuu": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%m", "dd": "%d", "d": "%d",
    "HH": "%H", "H": "%H", "hh": "%I", "h": "%I", "mm": "%M", "m": "%M", "ss": "%S", "s": "%S", "SSSSSS": "%f",
    "SSS": "%f", "SS": "%f", "S": "%f", "a": "%p", "EEEE": "%A", "EEE": "%a", "z": "%z", "zzz": "%z", "Z": "%z",
    "X": "%z", "XX": "%z", "XXX": "%z", "ZZZ": "%z",
}  # fmt: skip


def stamped(text: str | None, zone: ZoneInfo) -> Moment:
    """Read a time in any of the forms that cannot be mistaken for another; a day's place before a month's is never guessed.

    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> stamped("1716225665000", berlin)[0] == stamped("May 20 2024 19:21:05", berlin)[0]
    True
    >>> stamped("May 20 2024 17:21:05.123 UTC", berlin)[:3]
    (1716225665123000, 0, 1000)
    """
    text = (text or "").strip()
    if re.fullmatch(r"\d{9,17}(?:\.\d{1,9})?", text):
        digits = len(text.partition(".")[0])
        return epoch(text, next(unit for most, unit in _UNITS if digits <= most))
    if found := _ENGLISH.fullmatch(text):
        month, day, year, clock, fraction, named = found.groups()
        written = f"{year}-{MONTHS.get(month, 0):02d}-{int(day):02d} {clock}" + (
            f".{fraction}" if fraction else ""
        )
        if not named or re.fullmatch(r"Z|UTC|GMT|[+-]\d\d:?\d\d", named):
            return iso(written + (named or ""), zone)
        other = zone_of(named)
        if other is None:
            raise TimeError("the time's zone is not known")
        return iso(written, other)._replace(basis=TimeBasis.RECORD)
    return iso(text, zone)


@lru_cache(1_000)
def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name, or None."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def by_pattern(pattern: str) -> Callable[[str | None, ZoneInfo], Moment]:
    """Return the function that reads times of a pattern as ``strptime`` has it, in English.

    >>> by_pattern("%d.%m.%Y %H:%M")("20.05.2024 19:21", ZoneInfo("Europe/Berlin"))[:3]
    (1716225660000000, None, 60000000)
    """
    step = MICROSECOND if "%f" in pattern else SECOND if re.search("%[STXcs]", pattern) else MINUTE

    def read(text: str | None, zone: ZoneInfo) -> Moment:
        text = (text or "").strip()
        if not text:
            raise TimeError("no time")
        if pattern.endswith("%z"):
            text = re.sub(r" ?(?:UTC|GMT)$", " +0000" if " %z" in pattern else "+0000", text)
        try:
            when = datetime.strptime(text, pattern)  # noqa: DTZ007 -- the zone is attached next
        except ValueError:
            raise TimeError("the time is not of the declared pattern") from None
        offset = when.utcoffset()
        seconds = int(when.replace(tzinfo=UTC, microsecond=0).timestamp())
        local = seconds * SECOND + when.microsecond
        if offset is None:
            return wall(local, zone, step)
        minutes = round(offset.total_seconds() / 60)
        return wall(local - minutes * MINUTE, ZoneInfo("UTC"), step, TimeBasis.RECORD)._replace(
            offset_min=minutes
        )

    return read


@lru_cache(1_000)
def from_java(pattern: str) -> str | None:
    """Return a pattern of Java's SimpleDateFormat as one of ``strptime``; None where it cannot be said.

    >>> from_java("MMM dd yyyy HH:mm:ss.SSS z"), from_java("yyyy-MM-dd'T'HH:mm:ssXXX"), from_java("w")
    ('%b %d %Y %H:%M:%S.%f %z', '%Y-%m-%dT%H:%M:%S%z', None)
    """
    parts = re.findall(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z'])", pattern[:100])
    found = []
    for quoted, letters, _, other in parts:
        if letters:
            if letters not in _JAVA:
                return None
            found.append(_JAVA[letters])
        else:
            found.append((quoted or other).replace("%", "%%"))
    return "".join(found)
