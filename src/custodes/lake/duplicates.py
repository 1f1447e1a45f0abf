"""Records that the lake holds already, found where logs overlap in time and nowhere else.

A record with an identifier is a duplicate where a record of the same stream, identifier and content is held, in
whatever file. Records without one are compared as multisets between files: a content that occurs c times in this
file and h times in others is a duplicate min(c, h) times, so two equal lines of one log stay two records. Content
is what is stored of a record: all columns of all its events.

::

    held before file i   H = max(h, c_1 .. c_(i-1))      h: in the lake, without the file's own earlier state
    duplicates of it     min(c_i, H)

Cost: nothing where spans of time do not overlap; else one pass over the overlapping rows, spilling when large.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from custodes.lake.delta import parts_of
from custodes.lake.engine.duck import DuckEngine
from custodes.lake.schemas import EVENTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from custodes.lake.delta import Part
    from custodes.lake.ledger import Arrival
    from custodes.lake.store import Lake

    Windows = dict[str, list[tuple[int, int]]]

__all__ = ["Duplicates", "find_duplicates", "overlaps"]

_CONTENT = ", ".join(f'e."{f.name}"' for f in EVENTS.stored if f.name not in ("file", "record"))


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is a duplicate in one file.

    records: numbers, ascending · events: how many events are behind them
    """

    records: NDArray[np.int64]
    events: int


def overlaps(
    new: Sequence[Arrival], held: Iterable[Arrival], within: Mapping[str, Windows] | None = None
) -> Windows:
    """Return stream -> disjoint windows of time in which two files have events, ascending.

    within: SHA-256 -> windows in which one new file may hold a record twice by itself
    """
    found: Windows = {}
    known: dict[str, _Spans] = {}
    for arrival in held:
        for stream, (low, high) in arrival.spans.items():
            known.setdefault(stream, _Spans()).add(low, high)
    for arrival in new:
        for stream, (low, high) in arrival.spans.items():
            spans = known.setdefault(stream, _Spans())
            found.setdefault(stream, []).extend(spans.meeting(low, high))
            spans.add(low, high)
        for stream, windows in (within or {}).get(arrival.sha256, {}).items():
            found.setdefault(stream, []).extend(windows)
    return {stream: _joined(windows) for stream, windows in found.items() if windows}


class _Spans:
    """Spans of time of many files. Memory: 16 bytes a file; a look: a pass over them in machine code."""

    def __init__(self) -> None:
        self._ends = np.empty((2, 64), np.int64)
        self._count = 0

    def add(self, low: int, high: int) -> None:
        if self._count == self._ends.shape[1]:
            self._ends = np.concatenate([self._ends, np.empty_like(self._ends)], axis=1)
        self._ends[:, self._count] = low, high
        self._count += 1

    def meeting(self, low: int, high: int) -> list[tuple[int, int]]:
        """Return where a span meets others."""
        lows, highs = self._ends[:, : self._count]
        meets = (lows <= high) & (highs >= low)
        first, last = np.maximum(lows[meets], low), np.minimum(highs[meets], high)
        return _joined(zip(first.tolist(), last.tolist(), strict=True))


def _joined(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high in sorted(windows):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def find_duplicates(
    lake: Lake,
    staged: Path,
    parts: Sequence[Part],
    new: Sequence[Arrival],
    windows: Windows,
    chains: Mapping[str, set[str]],
    leaving: Collection[str] = (),
) -> dict[str, Duplicates]:
    """Return SHA-256 -> duplicates of each new file whose events lie staged.

    chains: SHA-256 of a new file -> those of its own earlier states in the lake
    leaving: SHA-256 of files that leave the lake with this commit
    """
    folder = lake.table(EVENTS.name)
    spans = [window for several in windows.values() for window in several]
    held = [p for p in parts_of(folder) if any(_meets(p, window) for window in spans)]
    with DuckEngine(lake.settings, lake.tmp) as engine:
        con = engine.con.con
        con.register("windows", _windows_table(windows))
        order = [(a.sha256, a.seq) for a in new]
        con.register("fresh", pa.table({"file": [o[0] for o in order], "seq": [o[1] for o in order]}))
        own = [(sha256, old) for sha256, several in chains.items() for old in several]
        names = pa.schema([("file", pa.string()), ("old", pa.string())])
        con.register("own", pa.Table.from_pylist([{"file": f, "old": o} for f, o in own], schema=names))
        types = {n: kind for n, kind in EVENTS.types().items() if n not in EVENTS.partition}
        for name, where, chosen in (("new_events", staged, parts), ("old_events", folder, held)):
            view = engine.parquet([where / p.path for p in chosen], types, ()).get_name()
            con.execute(f"CREATE TEMP TABLE {name} AS {_RECORDS.format(view=view, content=_CONTENT)}")
        con.register("leaving", pa.table({"file": pa.array(sorted(leaving), pa.string())}))
        con.execute("DELETE FROM old_events WHERE file IN (SELECT file FROM leaving)")
        rows = con.execute(_DUPLICATES).to_arrow_table()
    return _by_file(rows)


def _meets(part: Part, window: tuple[int, int]) -> bool:
    return part.first is None or part.last is None or (part.first <= window[1] and part.last >= window[0])


def _windows_table(windows: Windows) -> pa.Table:
    rows = [(stream, low, high) for stream, several in windows.items() for low, high in several]
    return pa.table(
        {
            "stream": pa.array([r[0] for r in rows], pa.string()),
            "low": pa.array([r[1] for r in rows], pa.int64()),
            "high": pa.array([r[2] for r in rows], pa.int64()),
        }
    )


def _by_file(rows: pa.Table) -> dict[str, Duplicates]:
    result = {}
    for sha256 in rows["file"].unique().to_pylist():
        mine = rows.filter(pa.compute.equal(rows["file"], sha256))
        numbers = np.sort(mine["record"].to_numpy())
        result[sha256] = Duplicates(numbers, int(mine["events"].to_numpy().sum()))
    return result


# windows of a stream are disjoint, so the last one that begins before an event is the only one it can lie in
_RECORDS = """
SELECT e.file, e.record, min(e.stream) AS stream, min(e.ts_us) AS ts_us, min(e.record_id) AS record_id,
       count(*) AS events, bit_xor(hash({content})) AS content
FROM (SELECT * FROM {view}) e ASOF JOIN windows w ON e.stream = w.stream AND e.ts_us >= w.low
WHERE e.ts_us <= w.high
GROUP BY e.file, e.record
"""

_DUPLICATES = """
WITH identified AS (
    SELECT file, record, events, row_number() OVER (
        PARTITION BY stream, record_id, ts_us, content ORDER BY seq, record) AS nth, seq
    FROM (
        SELECT n.*, f.seq FROM new_events n JOIN fresh f USING (file) WHERE n.record_id IS NOT NULL
        UNION ALL
        SELECT o.*, -1 AS seq FROM old_events o WHERE o.record_id IS NOT NULL
    )
),
counted AS (
    SELECT stream, ts_us, content, file, seq, count(*) AS c
    FROM new_events JOIN fresh USING (file) WHERE record_id IS NULL GROUP BY ALL
),
old_counted AS (
    SELECT stream, ts_us, content, file AS old, count(*) AS h
    FROM old_events WHERE record_id IS NULL GROUP BY ALL
),
elsewhere AS (
    SELECT c.stream, c.ts_us, c.content, c.file, sum(CASE WHEN own.old IS NULL THEN o.h ELSE -o.h END) AS h
    FROM counted c JOIN old_counted o USING (stream, ts_us, content)
    LEFT JOIN own ON own.file = c.file AND own.old = o.old
    GROUP BY ALL
),
limits AS (
    SELECT stream, ts_us, content, file, greatest(
        coalesce(h, 0),
        coalesce(max(c) OVER (PARTITION BY stream, ts_us, content ORDER BY seq
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) AS held
    FROM counted LEFT JOIN elsewhere USING (stream, ts_us, content, file)
),
numbered AS (
    SELECT stream, ts_us, content, file, record, events,
           row_number() OVER (PARTITION BY stream, ts_us, content, file ORDER BY record) AS nth
    FROM new_events WHERE record_id IS NULL
)
SELECT file, record, events FROM identified WHERE seq >= 0 AND nth > 1
UNION ALL
SELECT n.file, n.record, n.events FROM numbered n JOIN limits USING (stream, ts_us, content, file)
WHERE n.nth <= limits.held
"""
