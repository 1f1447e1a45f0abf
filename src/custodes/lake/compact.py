"""Many small files of one month become one, sorted by time again; small tables become one file.

A lake that grows by a day at a time would else hold thousands of files after a year. Only small parts are touched,
so a part is rewritten a few times in its life and memory is bounded by what is read at once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from custodes.lake.delta import parts_of
from custodes.lake.journal import Change
from custodes.lake.schemas import CITED, DIRECTORY, EVENTS, FILES, MONTH, REJECTS
from custodes.lake.writer import EventWriter, in_order, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custodes.lake.delta import Part
    from custodes.lake.journal import Journal
    from custodes.lake.schemas import TableSpec
    from custodes.lake.store import Lake

__all__ = ["compact"]

_MANY = 24  # small parts of a month that are borne
_MANY_ROWS = 8  # of a small table, which is read whole at every ingest
_SMALL = 250_000  # rows below which a part counts as small
_AT_ONCE = 1_000_000


def compact(lake: Lake, journal: Journal) -> int:
    """Join small parts where there are many; return how many parts went. Use under the writer's lock."""
    gone = 0
    months: dict[str, list[Part]] = defaultdict(list)
    for part in parts_of(lake.table(EVENTS.name)):
        months[part.partition[MONTH] or ""].append(part)
    for parts in months.values():
        for several in _joinable(parts, _MANY):
            gone += _events(lake, journal, several)
    for spec in (FILES, REJECTS, DIRECTORY, CITED):
        for several in _joinable(parts_of(lake.table(spec.name)), _MANY_ROWS):
            gone += _small(lake, journal, spec, several)
    return gone


def _joinable(parts: Sequence[Part], many: int) -> Iterator[list[Part]]:
    """Yield sets of small parts, each of so many rows as may be in memory at once."""
    small = [part for part in parts if part.rows < _SMALL]
    if len(small) <= many:
        return
    chosen: list[Part] = []
    for part in sorted(small, key=lambda p: (p.first or 0, p.path)):
        chosen.append(part)
        if sum(p.rows for p in chosen) >= _AT_ONCE:
            yield chosen
            chosen = []
    if len(chosen) > 1:
        yield chosen


def _events(lake: Lake, journal: Journal, parts: list[Part]) -> int:
    table = in_order(_read(lake, EVENTS, parts))
    writer = EventWriter(journal.staging / EVENTS.name, f"c-{uuid4().hex[:12]}")
    writer.add(table)
    journal.commit({EVENTS.name: Change(writer.close(), parts)})
    return len(parts)


def _small(lake: Lake, journal: Journal, spec: TableSpec, parts: list[Part]) -> int:
    table = _read(lake, spec, parts)
    adds = write_table(journal.staging / spec.name, f"c-{uuid4().hex[:12]}", table)
    journal.commit({spec.name: Change(adds, parts)})
    return len(parts)


def _read(lake: Lake, spec: TableSpec, parts: Sequence[Part]) -> pa.Table:
    folder = lake.table(spec.name)
    return pa.concat_tables(
        [pq.read_table(folder / p.path, schema=spec.stored, partitioning=None) for p in parts]
    )
