"""Days as people write them in lists: read by a declared order, or by what the whole list proves, never by a guess.

``2024-03-01``, ``01.03.2024`` and ``1. März 2024`` say which number is the day: with dots it is always the first. With
slashes or dashes, one date above 12 proves the order of all the list's dates; where none does, and the settings do not
declare it, a date that could be both is none. A time of day behind the date is left out.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DateError", "DateOrder", "Proof", "day_in", "read_day"]

_TIME = r"(?:[T ,]+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d{1,9})?\s?(?:[ap]\.?m\.?)?\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20|99)\d\d)(\d\d)(\d\d)(?:\d{6}(?:\.\d+)?Z?)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME, re.IGNORECASE)
_NAMED = re.compile(r"(\d{1,2})\.?[ -]?([^\W\d_]{3,9})\.?[ -](\d{4})" + _TIME, re.IGNORECASE)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})" + _TIME, re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d\d")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb",
            "mar mär mae",
            "apr",
            "may mai",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct okt",
            "nov",
            "dec dez",
        ),
        1,
    )
    for name in names.split()
}
_NEVER = 9000  # years from which a date means "without end": personnel systems write 31.12.9999


class DateOrder(StrEnum):
    """What the dates of a list show, or the settings declare (``[time] dates``)."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    OPEN = "open"  # no date tells
    TORN = "contradictory"  # some prove the one, some the other, or all prove what was not declared


class DateError(ValueError):
    """A text that is no date; the message is a clause without its content."""


class Proof:
    """What the dates of one list prove together.

    >>> proof = Proof("")
    >>> proof.see(["03/04/2024", "28/02/2024"])
    >>> proof.order.value
    'day-first'
    """

    def __init__(self, declared: str) -> None:
        self._declared = DateOrder(declared) if declared else DateOrder.OPEN
        self._shown: set[DateOrder] = set()

    def see(self, texts: Iterable[str | None]) -> None:
        """Take dates in."""
        for text in texts:
            found = _NUMBERS.fullmatch(text.strip()) if text else None
            if found is None or found[2] == ".":
                continue
            one, two = int(found[1]), int(found[3])
            if one > 12 >= two:
                self._shown.add(DateOrder.DAY_FIRST)
            elif two > 12 >= one:
                self._shown.add(DateOrder.MONTH_FIRST)

    @property
    def order(self) -> DateOrder:
        """The order of the list's dates."""
        shown = self._shown | ({self._declared} - {DateOrder.OPEN})
        return DateOrder.TORN if len(shown) > 1 else next(iter(shown), DateOrder.OPEN)


def read_day(text: str | None, order: DateOrder) -> date | None:
    """Return the day of a text; None where it is empty or means "without end". Raises DateError.

    >>> read_day("01.03.2024", DateOrder.OPEN), read_day("3/14/2019 9:26:53 AM", DateOrder.MONTH_FIRST)
    (datetime.date(2024, 3, 1), datetime.date(2019, 3, 14))
    >>> read_day("1. März 2024", DateOrder.OPEN), read_day("31.12.9999", DateOrder.OPEN)
    (datetime.date(2024, 3, 1), None)
    >>> read_day("03/04/2024", DateOrder.OPEN)
    Traceback (most recent call last):
    custodes.sources.people.dates.DateError: it may be day or month first: declare [time] dates
    """
    text = text.strip() if text else ""
    if not text or not text.strip("0-/. :T"):
        return None
    if len(text) > 60:
        raise DateError("it is no date")
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        return _numbers(int(found[1]), found[2], int(found[3]), int(found[4]), order)
    if found := _NAMED.fullmatch(text):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := _NAMED_FIRST.fullmatch(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    raise DateError("its year has two digits" if _SHORT_YEAR.fullmatch(text) else "it is no date")


def _numbers(one: int, mark: str, two: int, year: int, order: DateOrder) -> date | None:
    if mark == "." or one > 12 or one == two or order is DateOrder.DAY_FIRST:
        return _day(year, two, one)
    if two > 12 or order is DateOrder.MONTH_FIRST:
        return _day(year, one, two)
    if order is DateOrder.TORN:
        raise DateError("the list's dates contradict each other or the declared order")
    raise DateError("it may be day or month first: declare [time] dates")


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].casefold(), 0)


def _day(year: int, month: int, day: int) -> date | None:
    if year >= _NEVER:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError("there is no such day") from None


def day_in(name: str) -> date | None:
    """Return the date in a file's name, year first or, with dots, day first.

    >>> day_in("staff-2024-03-01.csv"), day_in("exportUsers_2024-3-1.csv"), day_in("Liste 01.03.2024.csv")
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1), datetime.date(2024, 3, 1))
    >>> day_in("staff.csv")
    """
    year_first = re.finditer(r"(?<!\d)(\d{4})(-?)(\d{1,2})\2(\d{1,2})(?!\d)", name)
    found = [(m[1], m[3], m[4]) for m in year_first if m[2] or len(m[3] + m[4]) == 4]
    found += [(m[3], m[2], m[1]) for m in re.finditer(r"(?<!\d)(\d\d)\.(\d\d)\.(\d{4})(?!\d)", name)]
    for year, month, day in found:
        try:
            listed = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if 1990 <= listed.year <= 2100:
            return listed
    return None
