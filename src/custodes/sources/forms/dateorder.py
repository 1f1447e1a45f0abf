"""Month or day first? Decided once for a whole file, by its own dates, and never row by row.

A file whose dates are day first would be read half wrong and half not at all as month first. So before a row is
believed, the file is read ahead to the first dates that tell (one number above 12), and a day-first file is refused.
Where no date tells, the declared order holds; where such dates jump from month to month, that is said.
"""

from __future__ import annotations

import zlib
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from custodes.sources.forms.csvfile import CsvFile

if TYPE_CHECKING:
    from custodes.sources.base import LogFile, ReadContext

__all__ = ["Order", "order_of"]

_SLASHES = r"^(0\d|1\d|2\d|3[01])/(0\d|1\d|2\d|3[01])/\d{4} "


class Order(StrEnum):
    """What a file's dates with slashes show."""

    NONE = "none"  # it has no such dates
    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    OPEN = "open"  # no date tells, and read month first they are as a log's days are
    UNCLEAR = "unclear"  # no date tells, and read month first they jump over months


def order_of(first: pa.StringArray, column: str, file: LogFile, context: ReadContext) -> Order:
    """Say what order a file's dates have; ``first`` are its first dates, ``column`` the name of their column.

    Cost: nothing where the first dates tell, else one reading of that column up to the first that does.
    """
    seen = _Seen()
    found = seen.add(first)
    if found is not Order.OPEN:
        return found
    try:
        with file.open() as stream:
            for rows in CsvFile(stream, context).rows([column]):
                found = seen.add(rows.table[column])
                if found in (Order.MONTH_FIRST, Order.DAY_FIRST):
                    return found
    except (OSError, EOFError, zlib.error):
        pass
    return seen.judged()


class _Seen:
    """The first and second numbers of the dates so far."""

    def __init__(self) -> None:
        self._numbers: tuple[set[str], set[str]] = (set(), set())

    def add(self, texts: pa.StringArray) -> Order:
        """Take some dates in and say what they show: telling ones decide by their majority.

        >>> _Seen().add(pa.array(["01/02/2010 07:14:34", "13/02/2010 07:14:34", None])).value
        'day first'
        >>> _Seen().add(pa.array(["2010-01-02 07:14:34"])).value
        'none'
        """
        slashes = texts.filter(pc.fill_null(pc.match_substring_regex(texts, _SLASHES), False))
        if not len(slashes):
            return Order.NONE
        pairs = pc.value_counts(pc.utf8_slice_codeunits(slashes, 0, 5)).to_pylist()
        balance = 0
        for pair in pairs:
            one, two = pair["values"].split("/")
            self._numbers[0].add(one)
            self._numbers[1].add(two)
            balance += ((one > "12" >= two) - (two > "12" >= one)) * pair["counts"]
        if balance:
            return Order.DAY_FIRST if balance > 0 else Order.MONTH_FIRST
        return Order.OPEN

    def judged(self) -> Order:
        """Say what the whole file shows where nothing told."""
        months, days = map(len, self._numbers)
        return Order.UNCLEAR if months >= 3 and months > days else Order.OPEN
