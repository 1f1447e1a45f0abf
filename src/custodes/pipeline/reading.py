"""One file through its source into a group: counts, records that stay out, and only what a grown file adds.

A grown file is read from its beginning, since a record's number and fields need the header and all before it; the
records that the lake holds are then left out. Its row in the ledger is the difference between what the source
counts now and what it counted then. Two things may be otherwise than they were:

* the last record held may have been cut in the middle. Where the known content did not end with a line's end, or its
  last record was a reject, that record is read anew and replaces the old one if it differs;
* where the cut fell into a quoted cell, records before it read otherwise too. The mark of the beginning shows it
  (:mod:`custodes.pipeline.marks`); then the whole file is read as new and replaces all that was held of it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.lake.ledger import Arrival, chain_of
from custodes.lake.repeats import Repeats
from custodes.model.event import SetAside
from custodes.pipeline.contents import READ_ERRORS
from custodes.pipeline.marks import Marks
from custodes.pipeline.streams import Checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from custodes.lake.append import Group
    from custodes.model.event import Batch, Reject
    from custodes.pipeline.barrier import Barrier
    from custodes.pipeline.contents import Content
    from custodes.sources.base import LogFile, ReadContext, Source

__all__ = ["FileReading", "ReadsOtherwise"]

_WITHHELD = SetAside.WITHHELD.value
_PURGED = SetAside.PURGED.value


class ReadsOtherwise(Exception):  # noqa: N818 -- no error: a finding that changes the way
    """The beginning of a grown file reads otherwise than it did; nothing was taken from it yet."""


class FileReading:
    """The reading of one file; ``run`` once. Memory: one batch of the source.

    anew: read the file as if nothing of it were held, and replace what is
    """

    def __init__(
        self, group: Group, barrier: Barrier, file: LogFile, content: Content, *, anew: bool = False
    ) -> None:
        self._group = group
        self._barrier = barrier
        self._file = file
        self._content = content
        self._seq = group.number()
        self._totals: Counter[str] = Counter()  # as the source counts, over the whole content
        self._out: Counter[str] = Counter()  # records that the barrier kept out, by reason
        self._context_out: Counter[str] = Counter()
        self._events = 0
        self._spans: dict[str, list[int]] = {}
        self._notes: list[str] = []
        self.repeats = Repeats()
        self._base = content.base if not anew else None
        tail = self._base.tail if self._base is not None else {}
        self._tail: dict[str, Any] = {key: tail[key] for key in ("last", "fate", "file") if key in tail}
        self._last = int(tail.get("last", 0))  # records up to this one are held
        self._doubtful = self._last if tail and (not tail["closed"] or tail["fate"] == "reject") else 0
        self._marks = Marks(self._last)
        self._compared = not self._last
        self._anew_events: list[pa.RecordBatch] = []
        self._anew_rejects: list[Reject] = []
        self._replaced: list[Any] = []  # last records that were taken out: see Known.continuable

    def run(self, source: Source, context: ReadContext, advance: Callable[[int], None]) -> Arrival | None:
        """Read the file into the group and return its row; None where it changed while it was read.

        Raises ReadsOtherwise where a grown file must be read ``anew``.
        """
        changed = False
        try:
            with self._file.open() as stream:
                checked = Checked(stream, self._content, advance)
                for batch in source.read(checked, self._file, context):  # type: ignore[arg-type]
                    self._take(batch)
                changed = checked.changed
        except READ_ERRORS as error:
            self._notes.append(f"reading ended early: {error}")
        if changed:
            return None
        self._compare()
        adjusted = self._replace_doubtful() if self._doubtful else Counter()
        if self._content.base is not None and self._base is None:
            adjusted = self._replace_all(self._content.base)
        if self._out[_PURGED]:
            self._group.empty_samples(self._content.sha256)  # a reject has no time: it may be older too
        return self._arrival(source, adjusted)

    def _take(self, batch: Batch) -> None:
        self._totals["records"] += batch.records
        for reason, count in batch.set_aside.items():
            self._totals[SetAside(reason).value] += count
        self._notes += batch.warnings
        events = batch.events if batch.events is not None and batch.events.num_rows else None
        self._marks.see_rejects(batch.rejects)
        if events is not None:
            self._marks.see_events(events)
        if self._marks.record > self._last:
            self._compare()
        self._take_rejects(batch.rejects)
        if events is not None:
            self._take_events(events)
        context, out = self._barrier.context(batch.context)
        self._context_out.update(out)
        self._group.add_context(context, self._seq, self._content.sha256)
        self._group.add_directory(batch.directory, self._seq, self._content.sha256)

    def _compare(self) -> None:
        """Compare the beginning with what it was, once, as soon as all of it has passed."""
        if not self._compared and self._base is not None and self._marks.before != self._base.tail["mark"]:
            raise ReadsOtherwise
        self._compared = True

    def _take_rejects(self, rejects: Sequence[Reject]) -> None:
        new = []
        for reject in self._barrier.protection.rejects(rejects):
            self._totals["rejects"] += reject.record > 0
            if reject.record == 0:
                self._notes.append(reject.reason)
                new.append(reject)
            elif reject.record == self._doubtful:
                self._anew_rejects.append(reject)
            elif reject.record > self._last:
                new.append(reject)
        self._group.add_rejects(new, self._seq, self._content.sha256, self._file.path)
        if new and new[-1].record > self._tail.get("last", 0):
            self._note_last(new[-1].record, "reject")

    def _take_events(self, events: pa.RecordBatch) -> None:
        records = events.column("record").to_numpy()
        self._totals["behind"] += _distinct(records)
        if self._last and int(records.min()) <= self._last:
            if self._doubtful:
                self._anew_events.append(events.filter(pa.array(records == self._doubtful)))
            events = events.filter(pa.array(records > self._last))
            if not events.num_rows:
                return
        self._keep(events)

    def _keep(self, events: pa.RecordBatch) -> None:
        last = int(events.column("record")[-1].as_py())
        kept, out, fate = self._barrier.pass_through(events)
        self._out.update(out)
        if last >= self._tail.get("last", 0):
            self._note_last(last, fate)
        if not kept.num_rows:
            return
        self._group.add_events(kept, self._content.sha256)
        self.repeats.see(kept)
        self._events += kept.num_rows
        for stream, times in _by_stream(kept):
            self._touch(stream, int(times.min()), int(times.max()))

    def _touch(self, stream: str, first: int, last: int) -> None:
        span = self._spans.setdefault(stream, [first, last])
        span[:] = [min(span[0], first), max(span[1], last)]

    def _note_last(self, record: int, fate: str) -> None:
        self._tail = {"last": record, "fate": fate, "file": self._content.sha256}

    def _replace_doubtful(self) -> Counter[str]:
        """Judge the record that was read anew; return by how much the row's counts differ from the source's."""
        base = self._content.base
        assert base is not None  # noqa: S101 -- a record is doubtful only where a content is continued
        old = base.tail
        stored = self._group.stored(base, old["file"], self._doubtful)
        anew = [batch for batch in self._anew_events if batch.num_rows]
        new = pa.Table.from_batches(anew) if anew else None
        fate = old["fate"]
        if fate == "event" and stored.num_rows == 0:
            fate = _WITHHELD if self._barrier.mark is None else _PURGED  # taken out since
        if fate == "event" and new is not None and _same(stored, new):
            return Counter()
        adjusted: Counter[str] = Counter()
        if fate in (SetAside.DUPLICATE.value, _WITHHELD, _PURGED):
            adjusted.update({"behind": 1, fate: -1})
        self._group.withdraw(old["file"], self._doubtful, stored, by=self._content.sha256)
        self._replaced = [[old["file"], self._doubtful]]
        if self._tail["last"] == self._doubtful:
            self._note_last(self._doubtful, "aside")  # unless it is an event or a reject again
        self._events -= stored.num_rows
        for row in stored.select(["stream", "ts_us"]).to_pylist():
            self._touch(row["stream"], row["ts_us"], row["ts_us"])
        for batch in anew:
            self._keep(batch)
        if self._anew_rejects:
            self._group.add_rejects(self._anew_rejects, self._seq, self._content.sha256, self._file.path)
            if self._tail.get("last") == self._doubtful:
                self._note_last(self._doubtful, "reject")
        return adjusted

    def _replace_all(self, base: Arrival) -> Counter[str]:
        """Take out everything held of the file; return by how much the row's counts differ from the source's."""
        held = self._group.held
        chain = chain_of(base, held) | {base.sha256}
        adjusted: Counter[str] = Counter(base.totals)  # which the row will be without
        for row in held:
            if row.sha256 in chain:
                self._replaced.append([row.tail.get("file"), row.tail.get("last")])
                adjusted.subtract(row.set_aside)
                adjusted.subtract(
                    {"records": row.records, "behind": row.behind_events, "rejects": row.rejects}
                )
                self._events -= row.events
                for stream, span in row.spans.items():
                    self._touch(stream, span[0], span[1])
        spans = list(self._spans.values())
        first, last = min((s[0] for s in spans), default=0), max((s[1] for s in spans), default=0)
        self._group.withdraw_files(chain, first, last, by=self._content.sha256)
        return adjusted

    def _arrival(self, source: Source, adjusted: Counter[str]) -> Arrival:
        """Return the row: the source's counts less those of the content it continues, with our own reasons."""
        content, base = self._content, self._content.base
        net = Counter(self._totals)
        net.subtract(base.totals if base is not None else {})
        net.update(adjusted)
        net["behind"] -= self._out.total()
        net.update(self._out)
        net[SetAside.CONTEXT.value] -= self._context_out.total()
        net.update(self._context_out)
        aside = {key: n for key, n in net.items() if n and key not in ("records", "behind", "rejects")}
        spans = self._spans.values()
        tail = self._tail | {"closed": content.closed, "replaced": self._replaced, "mark": self._marks.rest}
        return Arrival(
            seq=self._seq,
            path=self._file.path,
            name=self._file.name,
            format=source.name,
            sha256=content.sha256,
            head=content.head,
            bytes=content.bytes,
            records=net["records"],
            behind_events=net["behind"],
            events=self._events,
            rejects=net["rejects"],
            set_aside=aside,
            note="; ".join(dict.fromkeys(self._notes)),
            base=base.sha256 if base is not None else "",
            totals=dict(self._totals),
            tail=tail if self._tail else {},
            first_ts_us=min((s[0] for s in spans), default=None),
            last_ts_us=max((s[1] for s in spans), default=None),
            spans=self._spans,
        )


def _by_stream(events: pa.RecordBatch) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield each stream and the times of its events."""
    streams, times = events.column("stream"), events.column("ts_us").to_numpy()
    names = streams.unique().to_pylist()
    for name in names:
        yield (
            name,
            times if len(names) == 1 else times[pc.equal(streams, name).to_numpy(zero_copy_only=False)],
        )


def _distinct(records: NDArray[np.int64]) -> int:
    """Count distinct record numbers; cheap where they ascend, as they nearly always do."""
    steps = np.diff(records)
    return int(np.count_nonzero(steps)) + 1 if (steps >= 0).all() else len(np.unique(records))


def _same(stored: pa.Table, new: pa.Table) -> bool:
    """Say whether the stored events of a record equal those read anew."""
    names = [name for name in new.column_names if name != "file"]
    order = [("part", "ascending")]
    return bool(stored.select(names).sort_by(order).cast(new.schema).equals(new.sort_by(order)))
