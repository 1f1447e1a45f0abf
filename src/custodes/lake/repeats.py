"""Where one file may hold a record twice by itself: a cheap look while it is read, so that the search is rare.

Exports of paged searches repeat records. A repeated record has the same time, so it lies in the same batch of the
source or in two whose spans of time meet; an orderly log has neither, and then nothing is searched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.lake.duplicates import Windows

__all__ = ["Repeats"]


class Repeats:
    """Watches the batches of one file; ``windows`` says where to search, by stream. Memory: two numbers a batch."""

    def __init__(self) -> None:
        self.windows: Windows = {}
        self._spans: list[tuple[int, int]] = []
        self._ends: dict[int, set[str]] = {}  # identifiers at the last batch's first and last time

    def see(self, events: pa.RecordBatch) -> None:
        """Take in the kept events of one batch."""
        events = _identified(events)
        if not events.num_rows:
            return
        ts, ids = events.column("ts_us"), events.column("record_id")
        times = ts.to_numpy()
        low, high = int(times.min()), int(times.max())
        if _repeated(times, ids):
            self._mark(events, low, high)
        for other_low, other_high in self._spans:
            if low < other_high and other_low < high:
                self._mark(events, max(low, other_low), min(high, other_high))
        ends = {t: set(ids.filter(pc.equal(ts, t)).to_pylist()) for t in {low, high}}
        for t, several in ends.items():
            if several & self._ends.get(t, set()):
                self._mark(events, t, t)
        for older in self._spans[:-1]:
            for t in {low, high} & set(older):
                self._mark(events, t, t)
        self._ends = ends
        self._spans = (
            _joined([*self._spans, (low, high)]) if len(self._spans) > 256 else [*self._spans, (low, high)]
        )

    def _mark(self, events: pa.RecordBatch, low: int, high: int) -> None:
        for stream in events.column("stream").unique().to_pylist():
            self.windows.setdefault(stream, []).append((low, high))


def _identified(events: pa.RecordBatch) -> pa.RecordBatch:
    """Return the first events of records that have an identifier."""
    chosen = events.column("part").to_numpy() == 0
    if events.column("record_id").null_count:
        chosen &= events.column("record_id").is_valid().to_numpy(zero_copy_only=False)
    return events if chosen.all() else events.filter(pa.array(chosen))


def _repeated(times: NDArray[np.int64], ids: pa.Array) -> bool:
    """Say whether an identifier occurs twice. In the order of time only neighbours of equal time need a look."""
    steps = np.diff(times)
    if (steps >= 0).all():
        beside = np.zeros(len(times), np.bool_)
        beside[1:] |= steps == 0
        beside[:-1] |= steps == 0
        ids = ids.filter(pa.array(beside))
    return bool(pc.count_distinct(ids).as_py() < len(ids))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join neighbouring spans two by two: wider spans search more and miss nothing."""
    spans = sorted(spans)
    halves = [spans[i : i + 2] for i in range(0, len(spans), 2)]
    return [(min(s[0] for s in pair), max(s[1] for s in pair)) for pair in halves]
