"""Days and weeks as integers, in the organisation's zone, on every engine alike.

day:  days since 1970-01-01 in local time · week: ``(day + 3) // 7``, Monday to Sunday, counted from 1969-12-29.
Engines disagree on time zones; so the zone becomes a list of (from ts_us, offset) that is applied as integers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir

__all__ = ["DAY_US", "day_date", "day_number", "local_us", "monday", "offsets", "week_of"]

DAY_US = 86_400_000_000
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return the day's number.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return (day - _EPOCH).days


def day_date(number: int) -> date:
    """Return the day of a number."""
    return _EPOCH + timedelta(days=int(number))


def week_of(number: int) -> int:
    """Return the week of a day's number.

    >>> week_of(day_number(date(2024, 1, 7))) == week_of(day_number(date(2024, 1, 1)))
    True
    """
    return (int(number) + 3) // 7


def monday(week: int) -> date:
    """Return the Monday of a week's number.

    >>> monday(week_of(day_number(date(2024, 1, 7))))
    datetime.date(2024, 1, 1)
    """
    return day_date(int(week) * 7 - 3)


def offsets(zone: ZoneInfo, first_us: int, last_us: int) -> list[tuple[int, int]]:
    """Return (from ts_us, offset in seconds) of a zone between two times, ascending; the first covers ``first_us``.

    Found by halving each day in which the offset changes. Cost: one look-up a day.

    >>> from zoneinfo import ZoneInfo
    >>> year = [int(datetime(y, 1, 1, tzinfo=UTC).timestamp()) * 10**6 for y in (2024, 2025)]
    >>> [(datetime.fromtimestamp(u / 1e6, UTC).isoformat(), s) for u, s in offsets(ZoneInfo("Europe/Berlin"), *year)][1:]
    [('2024-03-31T01:00:00+00:00', 7200), ('2024-10-27T01:00:00+00:00', 3600)]
    """

    def at(second: int) -> int:
        shift = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
        return int(shift.total_seconds()) if shift else 0

    start, stop = first_us // 10**6, last_us // 10**6 + 1
    found = [(first_us, at(start))]
    step = 86_400
    for second in range(start, stop, step):
        low, high = second, min(second + step, stop)
        before, after = at(low), at(high)
        if before == after:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if at(middle) == before else (low, middle)
        found.append((high * 10**6, after))
    return found


def local_us(ts_us: ir.IntegerColumn, zone_offsets: list[tuple[int, int]]) -> ir.IntegerColumn:
    """Return local microseconds of a column of UTC microseconds."""
    first, *rest = zone_offsets
    if not rest:
        return ts_us + first[1] * 10**6 if first[1] else ts_us
    branches = [(ts_us >= since, seconds * 10**6) for since, seconds in reversed(rest)]
    return ts_us + ibis.cases(*branches, else_=first[1] * 10**6)
