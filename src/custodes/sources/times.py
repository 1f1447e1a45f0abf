"""Local wall-clock texts to microseconds UTC, a column at a time, in one declared format and ISO 8601.

Nothing is guessed: ``MM/DD/YYYY HH:MM:SS`` is read month first, whatever the numbers are. A text in another format,
or of a time that cannot be, is a fault of that row. All arithmetic is on integers.

A local time that a change of the clocks skips is read with the offset before the change; one that occurs twice, as
the first of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["DAY_FIRST", "REASONS", "Times", "Zone", "month_first"]

_DAY_US = 86_400_000_000
FIRST_US = int((date(1990, 1, 1) - date(1970, 1, 1)).days) * _DAY_US
LAST_US = int((date(2101, 1, 1) - date(1970, 1, 1)).days) * _DAY_US
NO_TIME, OTHER_FORMAT, IMPOSSIBLE, DAY_FIRST = 1, 2, 3, 4
REASONS = {
    NO_TIME: "no time",
    OTHER_FORMAT: "the time is not MM/DD/YYYY HH:MM:SS, nor ISO 8601",
    IMPOSSIBLE: "impossible time",
    DAY_FIRST: "the time is not MM/DD/YYYY HH:MM:SS: its month is above 12 (export dates month first, or as ISO 8601)",
}
"""Reasons by the codes in :attr:`Times.fault`."""


@dataclass(frozen=True, slots=True)
class Times:
    """What a column of texts says.

    ts_us:  int64 microseconds UTC; 0 where there is a fault
    offset: int16 minutes that the text itself gave, null where it gave none; None where none did
    fault:  uint8, 0 where all is well, else a key of REASONS
    """

    ts_us: np.ndarray
    offset: pa.Int16Array | None
    fault: np.ndarray

    def only(self, keep: np.ndarray) -> Times:
        """Return the rows that the mask keeps."""
        return Times(
            self.ts_us[keep],
            None if self.offset is None else self.offset.filter(pa.array(keep)),
            self.fault[keep],
        )


class Zone:
    """Offsets of one zone for many local times; a day is looked up once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._days: dict[int, int | None] = {}

    def utc(self, local_us: np.ndarray) -> np.ndarray:
        """Return microseconds UTC of local wall-clock microseconds (both int64).

        >>> from zoneinfo import ZoneInfo
        >>> int(Zone(ZoneInfo("Europe/Berlin")).utc(np.array([0]))[0]) // 60_000_000
        -60
        """
        days, where = np.unique(local_us // _DAY_US, return_inverse=True)
        offsets = np.array([self._day(int(day)) for day in days], dtype=object)
        if all(offset is not None for offset in offsets):
            return local_us - offsets.astype(np.int64)[where] if len(days) else local_us
        changing = np.array([offset is None for offset in offsets])[where]
        known = np.where([offset is None for offset in offsets], 0, offsets).astype(np.int64)[where]
        moments, place = np.unique(local_us[changing] // 60_000_000, return_inverse=True)
        known[changing] = np.array([self._offset(int(minute) * 60_000_000) for minute in moments], np.int64)[
            place
        ]
        return local_us - known

    def _day(self, day: int) -> int | None:
        """Return the day's offset in microseconds; None where it changes within the day."""
        if day not in self._days:
            first, last = self._offset(day * _DAY_US), self._offset((day + 1) * _DAY_US)
            self._days[day] = first if first == last else None
        return self._days[day]

    def _offset(self, local_us: int) -> int:
        local = datetime(1970, 1, 1) + timedelta(microseconds=local_us)  # noqa: DTZ001 - wall clock, zone is attached next
        offset = local.replace(tzinfo=self._zone).utcoffset() or timedelta()
        return offset // timedelta(microseconds=1)


def month_first(texts: pa.StringArray, zone: Zone, *, refuse: bool = False) -> Times:
    """Read ``MM/DD/YYYY HH:MM:SS`` in ``zone``; ISO 8601 too, there with the offset it gives, if any.

    refuse: read no date with slashes at all, because the file is known to be day first
    Cost: about 60 ns a row in the declared format; a few microseconds for each distinct text in any other.

    >>> from zoneinfo import ZoneInfo
    >>> month_first(pa.array(["01/02/2010 07:14:34", "13/02/2010 07:14:34"]), Zone(ZoneInfo("UTC"))).fault.tolist()
    [0, 4]
    """
    count = len(texts)
    local = np.zeros(count, np.int64)
    fault = np.full(count, OTHER_FORMAT, np.uint8)
    fault[texts.is_null().to_numpy(zero_copy_only=False)] = NO_TIME
    fixed = pc.fill_null(pc.equal(pc.binary_length(texts), 19), False)
    if count and pc.all(fixed).as_py():
        local, fault = _fixed(texts)
    elif pc.any(fixed).as_py():
        where = fixed.to_numpy(zero_copy_only=False)
        local[where], fault[where] = _fixed(texts.filter(fixed))
    if refuse:
        fault[(fault == 0) | (fault == IMPOSSIBLE)] = DAY_FIRST
    good = fault == 0
    ts_us = np.zeros(count, np.int64)
    ts_us[good] = zone.utc(local[good])
    offset = _other(texts, zone, ts_us, fault) if (fault == OTHER_FORMAT).any() else None
    far = (fault == 0) & ((ts_us < FIRST_US) | (ts_us >= LAST_US))
    ts_us[far], fault[far] = 0, IMPOSSIBLE
    return Times(ts_us, offset, fault)


def _fixed(texts: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """Read texts of exactly 19 bytes: local microseconds and faults."""
    data = np.frombuffer(texts.buffers()[2], np.uint8)
    start = np.frombuffer(texts.buffers()[1], np.int32, offset=4 * texts.offset)[0]
    chars = data[start : start + 19 * len(texts)].reshape(-1, 19)
    digits = chars - 48  # uint8: anything else than a digit becomes 10 or more
    marks = chars[:, 2] == ord("/")
    for place, mark in ((5, "/"), (10, " "), (13, ":"), (16, ":")):
        marks &= chars[:, place] == ord(mark)
    marks &= (digits[:, (0, 1, 3, 4, 6, 7, 8, 9, 11, 12, 14, 15, 17, 18)] < 10).all(axis=1)
    number = digits.astype(np.int64)
    month, day = (number[:, at] * 10 + number[:, at + 1] for at in (0, 3))
    year = ((number[:, 6] * 10 + number[:, 7]) * 10 + number[:, 8]) * 10 + number[:, 9]
    hour, minute, second = (number[:, at] * 10 + number[:, at + 1] for at in (11, 14, 17))
    fault = np.where(marks, 0, OTHER_FORMAT).astype(np.uint8)
    fault[marks & (month > 12) & (day <= 12)] = DAY_FIRST
    possible = (
        (year >= 1990)
        & (year <= 2100)
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (hour < 24)
        & (minute < 60)
        & (second < 60)
    )
    safe = np.where(possible & marks, month, 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    possible &= day <= _MONTH_DAYS[safe] + ((safe == 2) & leap)
    fault[(fault == 0) & ~possible] = IMPOSSIBLE
    days = _days(np.where(fault == 0, year, 1970), safe, np.where(fault == 0, day, 1))
    seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    return np.where(fault == 0, seconds * 1_000_000, 0), fault


_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Count days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, days_from_civil)."""
    year = year - (month <= 2)
    era: np.ndarray = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days: np.ndarray = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days


def _other(texts: pa.StringArray, zone: Zone, ts_us: np.ndarray, fault: np.ndarray) -> pa.Int16Array | None:
    """Read what the declared format did not take, as ISO 8601; distinct texts once."""
    where = np.flatnonzero(fault == OTHER_FORMAT)
    codes = texts.take(pa.array(where)).dictionary_encode()
    offset, given = np.zeros(len(texts), np.int16), np.zeros(len(texts), np.bool_)
    known = [_iso(text, zone) for text in codes.dictionary.to_pylist()]
    for row, code in zip(where.tolist(), codes.indices.to_pylist(), strict=True):
        found = known[code]
        if found is not None:
            ts_us[row], minutes = found
            fault[row] = 0
            if minutes is not None:
                offset[row], given[row] = minutes, True
    return pa.array(offset, mask=~given) if given.any() else None


def _iso(text: str, zone: Zone) -> tuple[int, int | None] | None:
    """Read one ISO 8601 text with date and time: microseconds UTC and the offset it gave in minutes."""
    text = text.strip()
    if len(text) < 16 or text[4:5] != "-":
        return None
    try:
        moment = datetime.fromisoformat(text)
        offset = moment.utcoffset()
        wall = (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None
    if not FIRST_US <= wall < LAST_US:
        return wall, None  # impossible in any zone; the caller says so
    if offset is None:
        return int(zone.utc(np.array([wall], np.int64))[0]), None
    return wall - offset // timedelta(microseconds=1), offset // timedelta(minutes=1)
