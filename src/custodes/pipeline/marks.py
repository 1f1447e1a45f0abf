"""A mark of a log's records, by which a grown log shows whether its beginning still reads as it did.

Only the end of a log can be cut; but where the cut fell into a quoted cell, records before it read otherwise once
the quote is closed. The mark is a sum, so it can be taken batch by batch and compared at any record::

    mark = sum over records of  number x (time + lengths of account and object)   for events
                                number x CRC-32 of the reason                      for rejects     (mod 2^64)
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from custodes.model.event import Reject

__all__ = ["Marks"]

_MOD = 1 << 64


class Marks:
    """Sums while a file is read.

    before: over records below ``bound`` · record: the highest number met · rest: over all records below that one
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._all = 0
        self._of_last = 0
        self.before = 0
        self.record = 0

    @property
    def rest(self) -> int:
        """The sum over all records but the last."""
        return (self._all - self._of_last) % _MOD

    def see_events(self, events: pa.RecordBatch) -> None:
        """Take in events of some records, rows in any order."""
        records = events.column("record").to_numpy()
        weight = events.column("ts_us").to_numpy().astype(np.uint64)
        for name in ("account", "object"):
            lengths = pc.fill_null(pc.binary_length(events.column(name)), 0)
            weight = weight + lengths.to_numpy(zero_copy_only=False).astype(np.uint64)
        self._add(records, weight * records.astype(np.uint64))

    def see_rejects(self, rejects: Sequence[Reject]) -> None:
        """Take in records that could not be read; those with number 0 describe the file and do not count."""
        numbers = np.array([r.record for r in rejects if r.record], np.int64)
        weight = np.array([zlib.crc32(r.reason.encode()) for r in rejects if r.record], np.uint64)
        if len(numbers):
            self._add(numbers, weight * numbers.astype(np.uint64))

    def _add(self, records: NDArray[np.int64], weight: NDArray[np.uint64]) -> None:
        highest = int(records.max())
        self._all = (self._all + int(weight.sum(dtype=np.uint64))) % _MOD
        if self._bound:
            self.before = (self.before + int(weight[records < self._bound].sum(dtype=np.uint64))) % _MOD
        if highest >= self.record:
            of_last = int(weight[records == highest].sum(dtype=np.uint64))
            self._of_last = (self._of_last + of_last) % _MOD if highest == self.record else of_last
            self.record = highest
