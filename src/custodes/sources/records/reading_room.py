"""The reading-room list: which item of the records was given out to whom, came back, or was copied.

Sample::

    date,reader,item,area,action,pages
    2024-03-04T10:12:00Z,jdoe,R 012345,Collection 012/treaties 0412,issued,
    2024-03-04T11:40:00Z,jdoe,R 012345,Collection 012/treaties 0412,copied,14

A format of this project's own, since systems for records export tables of many shapes: bring yours into these columns.
Times are ISO 8601; one without a zone is local. ``action``: issued, returned, copied; ``pages`` of a copy. ``area``
is where the item lives, levels joined by "/". The item's title is not wanted: a reference says enough.

References: the project's manual, "Reading-room list".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow.compute as pc

from custodes.identity.accounts import canonical_account
from custodes.model.event import Action, Batch, Channel, Reject, SetAside
from custodes.sources.columns import each_distinct, events, whole_numbers
from custodes.sources.forms.csvfile import CsvFile, columns_of, raw_records
from custodes.sources.guide import Guide, Tested
from custodes.sources.times import REASONS, Zone, month_first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.csvfile import Rows

__all__ = ["ReadingRoom"]

_NEEDED = ("date", "reader", "item", "action")
_COLUMNS = (*_NEEDED, "area", "pages")
_ACTIONS = {"issued": Action.READ, "returned": Action.OTHER, "copied": Action.COPY}
_NO_READER, _NO_ITEM, _NO_ACTION = 100, 101, 102
_REASONS = {
    **REASONS,
    _NO_READER: "no reader",
    _NO_ITEM: "no item",
    _NO_ACTION: "the action is not issued, returned or copied",
}


class ReadingRoom:
    """Requests of a reading room."""

    name = "reading_room"
    title = "Reading-room list (date, reader, item, area, action, pages)"
    guide = Guide(
        channels=(Channel.RECORDS,),
        becomes=(
            ("`issued`", "an item read"),
            ("`copied`", "so many pages copied"),
            ("`returned`", "administrative"),
        ),
        switch_on=(
            "Bring the records system's export into the columns `date,reader,item,area,action,pages`.",
        ),
        blind=("What was photographed in the room.",),
        tested=Tested.OWN,
        references=("the manual, Reading-room list",),
    )

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the header has date, reader, item and action."""
        return set(_NEEDED) <= set(columns_of(head))

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the rows as events; ``record`` counts data rows after the header."""
        zone = Zone(context.zone)
        for rows in CsvFile(stream, context).rows(_COLUMNS):
            yield _batch(rows, zone)

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)


def _batch(rows: Rows, zone: Zone) -> Batch:
    """Turn some rows into events and rejects."""
    data, numbers = rows.table, rows.numbers
    times = month_first(data["date"], zone)
    readers = each_distinct(data["reader"], _account)
    items = each_distinct(data["item"], lambda text: text.strip() or None)
    said = each_distinct(data["action"], lambda text: text.strip().lower())
    actions = each_distinct(said, lambda text: _ACTIONS[text].value if text in _ACTIONS else None)
    fault = times.fault.copy()
    for column, reason in ((readers, _NO_READER), (items, _NO_ITEM), (actions, _NO_ACTION)):
        fault[(fault == 0) & column.is_null().to_numpy(zero_copy_only=False)] = reason
    where = numbers.to_numpy()
    bad = [Reject(int(n), _REASONS[int(f)]) for n, f in zip(where[fault > 0], fault[fault > 0], strict=True)]
    keep = np.flatnonzero(fault == 0)
    columns = {
        "record": numbers,
        "account": readers,
        "action": actions,
        "native_action": said,
        "object": items,
        "object_id": items,
        "area": each_distinct(data["area"], _area),
        "items": pc.min_element_wise(
            whole_numbers(data["pages"], lambda _text: None), 2**31 - 1, skip_nulls=False
        ),
    }
    good = times.only(fault == 0)
    found = events(
        len(keep),
        ts_us=good.ts_us,
        offset_min=good.offset,
        actor="user",
        channel=Channel.RECORDS.value,
        source="reading_room",
        stream="reading_room.requests",
        part=0,
        **{name: column.take(keep) for name, column in columns.items()},
    )
    return Batch(
        rows.records,
        found if len(keep) else None,
        tuple(sorted((*rows.rejects, *bad), key=lambda reject: reject.record)),
        {SetAside.HEADER: rows.headers} if rows.headers else {},
        warnings=rows.notes,
    )


@lru_cache(100_000)
def _account(reader: str) -> str | None:
    return canonical_account("reading_room", reader) if reader.strip() else None


@lru_cache(100_000)
def _area(text: str) -> str | None:
    """Return at most three levels."""
    return "/".join([part.strip() for part in text.split("/") if part.strip()][:3]) or None
