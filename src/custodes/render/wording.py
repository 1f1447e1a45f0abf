"""Numbers, days and counted things as sentences say them. English, whatever the machine's locale."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["about", "counted", "day", "is_are", "joined", "number", "plural", "rarity", "span"]

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ONE = {
    "copies of programs or scripts": "copy of a program or script",
    "different files": "different file",
    "files of different names": "file",
    "mail domains outside": "mail domain outside",
    "domains outside": "domain outside",
    "actions that move documents": "action that moves documents",
    "actions by which documents leave": "action by which a document leaves",
    "MiB": "MiB",
    "GiB": "GiB",
    "times": "time",
    "bytes": "byte",
}
_RAREST = (
    5.0  # bans: rarer than that is said as "fewer than 1 in 100,000"; a model's far tail is no measurement
)


def day(when: date) -> str:
    """Return "12 May 2024"."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def span(first: date, last: date) -> str:
    """Return a period in the shortest form that is not ambiguous.

    >>> from datetime import date
    >>> span(date(2024, 5, 6), date(2024, 5, 12)), span(date(2024, 4, 29), date(2024, 5, 5))
    ('6–12 May 2024', '29 April – 5 May 2024')
    """
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    start = f"{first.day} {_MONTHS[first.month - 1]}"
    return f"{start} – {day(last)}" if first.year == last.year else f"{day(first)} – {day(last)}"


def number(value: float) -> str:
    """Return a number as it is read aloud: whole above ten, one decimal below.

    >>> number(12345.6), number(1.24), number(3.0), number(0.04)
    ('12,346', '1.2', '3', '0.04')
    """
    if abs(value) >= 10 or value == int(value):
        return f"{round(value):,}"
    if abs(value) < 0.1:
        return f"{value:.1g}"
    return f"{value:.1f}".removesuffix(".0")


def about(value: float) -> str:
    """Return a number with two leading digits: of an estimate no more is known.

    >>> about(579.2), about(0.0000123), about(1.0), about(0.0012862)
    ('580', '0.000012', '1', '0.0013')
    """
    rounded = Decimal(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 or not rounded else f"{rounded.normalize():f}"


def counted(value: float, unit: str) -> str:
    """Return "1 file", "41 files".

    >>> counted(1, "files"), counted(41, "files"), counted(1.0, "different files")
    ('1 file', '41 files', '1 different file')
    """
    return f"{number(value)} {_ONE.get(unit, unit.removesuffix('s')) if value == 1 else unit}"


def plural(value: int, one: str, many: str = "") -> str:
    """Return "1 person", "2 people".

    >>> plural(1, "person", "people"), plural(3, "week")
    ('1 person', '3 weeks')
    """
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def is_are(value: float) -> str:
    """Return "was" for one, "were" otherwise."""
    return "was" if value == 1 else "were"


def joined(parts: list[str], last: str = "and") -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def rarity(bans: float) -> str:
    """Say how rare something is among ordinary windows of time, no further than a model can be trusted.

    >>> rarity(2.3), rarity(9.0)
    ('about 1 in 200', 'fewer than 1 in 100,000')
    """
    if bans >= _RAREST:
        return "fewer than 1 in 100,000"
    return f"about 1 in {float(f'{max(1.0, 10**bans):.1g}'):,.0f}"
