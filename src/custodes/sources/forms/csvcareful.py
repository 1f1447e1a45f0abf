"""The careful CSV reader: slow, and it never loses more than the record that is wrong.

A line is a record. Where a quoted value is still open at its end, lines are joined until it closes; where it never
closes, closes inside a word, the join has the wrong number of values or holds nothing but records, the first line
alone is given up and reading goes on with the next one, so that one misplaced quote cannot swallow what follows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field

from custodes.sources.forms.chunks import repaired

__all__ = ["MOST", "Record", "careful_records", "split_record", "wrong_width"]

MOST = 100_000
"""Records that are held at a time: a block of nothing but line ends and single letters is a million."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record.

    raw:    as it stands in the file, without its line end; of an overlong line the beginning
    fault:  why it cannot be read, else empty
    values: its values, where there is no fault
    """

    raw: bytes
    fault: str = ""
    values: list[str] = field(default_factory=list)


def wrong_width(found: int, width: int) -> str:
    """Say that a row has too few or too many values."""
    return f"the row has {found} values where the header has {width}"


def split_record(text: str, delimiter: str = ",") -> tuple[list[str], str]:
    r"""Split one record into values; the second is "", or "open" (a quote), or "odd" (text after a closing one).

    >>> split_record('1,"a ""b"" c",')
    (['1', 'a "b" c', ''], '')
    >>> split_record('1,"a')
    (['1', 'a'], 'open')
    >>> split_record('1,5" disk,"ab"c')
    (['1', '5" disk', 'abc'], 'odd')
    """
    if '"' not in text:
        return text.split(delimiter), ""
    values: list[str] = []
    place, state = 0, ""
    while True:
        quoted = text.startswith('"', place)
        value = ""
        if quoted:
            end = text.find('"', place + 1)
            while end >= 0 and text.startswith('"', end + 1):
                end = text.find('"', end + 2)
            if end < 0:
                return [*values, text[place + 1 :].replace('""', '"')], "open"
            value = text[place + 1 : end].replace('""', '"')
            place = end + 1
        comma = text.find(delimiter, place)
        rest = text[place:] if comma < 0 else text[place:comma]
        if quoted and rest:
            state = "odd"
        values.append(value + rest)
        if comma < 0:
            return values, state
        place = comma + 1


def careful_records(
    data: bytes, width: int, max_record: int, *, ended: bool, delimiter: str = ","
) -> tuple[list[Record], int]:
    r"""Return the records of the data, 100,000 at most, and how much of it they take.

    width: how many values a record has · ended: nothing follows the data; else an unfinished last record is left

    >>> careful_records(b'1,"a\n2,b\n', 2, 100, ended=True)[0][1].values
    ['2', 'b']
    """
    records: list[Record] = []
    place = 0
    while place < len(data) and len(records) < MOST:
        end = data.find(b"\n", place)
        if end < 0:
            if not ended:
                break
            end = len(data)
        line = data[place:end].rstrip(b"\r")
        if not line:
            place = end + 1
        elif len(line) > max_record:
            records.append(Record(line[:1024], f"the line is longer than {max_record:,} bytes"))
            place = end + 1
        else:
            values, state = _values(line, delimiter)
            if state == "open":
                found = _joined(data, place, end, width, max_record, ended=ended, delimiter=delimiter)
                if found is None:
                    break
                record, place = found
            else:
                record, place = _judged(line, values, state, width), end + 1
            records.append(record)
    return records, min(place, len(data))


def _values(line: bytes, delimiter: str) -> tuple[list[str], str]:
    """Split a line as :func:`split_record` does, by Python's strict reader where that accepts it."""
    text = repaired(line)[0].decode()
    if '"' in text:
        try:
            return next(csv.reader((text,), strict=True, delimiter=delimiter)), ""
        except csv.Error:
            pass
    return split_record(text, delimiter)


def _judged(raw: bytes, values: list[str], state: str, width: int) -> Record:
    """Return a record whose quotes are closed; it has a fault where its number of values is wrong."""
    if len(values) == width:
        return Record(raw, values=values)
    if state == "odd":
        return Record(raw, "a quote stands in the wrong place")
    return Record(raw, wrong_width(len(values), width))


def _joined(
    data: bytes, place: int, end: int, width: int, max_record: int, *, ended: bool, delimiter: str
) -> tuple[Record, int] | None:
    """Return the record that begins at ``place`` and is open at the line's ``end``, and where the next begins.

    None where more data is needed. Lines are joined at most ``width`` times, since each opens another value.
    """
    lost = Record(data[place:end].rstrip(b"\r"), "a quote is opened and never closed"), end + 1
    while True:
        closing = _closing(data, end)
        end = data.find(b"\n", closing) if closing >= 0 else -1
        if end < 0 and closing >= 0 and ended:
            end = len(data)
        if end < 0 and not ended and len(data) - place <= max_record:
            return None
        if end < 0 or end - place > max_record:
            return lost
        joined = data[place:end].rstrip(b"\r")
        values, state = split_record(repaired(joined)[0].decode(), delimiter)
        if state == "open" and len(values) <= width:
            continue
        if state or len(values) != width or _swallows(joined, width, delimiter):
            return lost
        return Record(joined, values=values), end + 1


def _swallows(joined: bytes, width: int, delimiter: str = ",") -> bool:
    r"""Say whether a value over several lines holds what are plainly records: three or more, and nothing else.

    >>> _swallows(b'1,"2\n' + b"3,4\n" * 3 + b'5",6', 2)
    True
    """
    inner = joined.split(b"\n")[1:-1]
    return (
        len(inner) >= 3
        and width > 1
        and all(line.count(delimiter.encode()) == width - 1 and b'"' not in line for line in inner)
    )


def _closing(data: bytes, start: int) -> int:
    """Return the position of the next quote that can close a value (a doubled one does not), or -1."""
    place = data.find(b'"', start)
    while place >= 0 and data.startswith(b'"', place + 1):
        place = data.find(b'"', place + 2)
    return place
