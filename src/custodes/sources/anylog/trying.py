"""What a mapping makes of a file, for whoever writes it: the first records, what would be rejected, which words are unknown.

Nobody is named: of accounts, objects and targets only whether they were found is said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from custodes.errors import InputError
from custodes.sources.anylog.mapped import MappedTable, source_of
from custodes.sources.base import ReadContext
from custodes.sources.files.walk import head_of
from custodes.sources.forms.csvfile import columns_of
from custodes.sources.forms.frames import frames_around
from custodes.sources.forms.framing import framed, unwrapped, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from zoneinfo import ZoneInfo

    from custodes.model.event import Batch
    from custodes.sources.anylog.mapping import Mapping
    from custodes.sources.base import LogFile, Source

__all__ = ["Tried", "tried"]

_HEAD = 64 * 1024
_FIRST = 10
_FOUND = ("account", "object", "target", "bytes", "host", "outcome")


@dataclass
class Tried:
    """What came out.

    first:   of the first events: record, time, action, channel, and which fields were found
    kinds:   (action, channel) -> events · rejects: reason -> (records, the first of them) · aside: reason -> records
    missing: columns that the mapping uses and the table does not have
    """

    records: int = 0
    first: list[dict[str, Any]] = field(default_factory=list)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejects: dict[str, list[int]] = field(default_factory=dict)
    aside: Counter[str] = field(default_factory=Counter)
    missing: tuple[str, ...] = ()

    @property
    def events(self) -> int:
        """How many events there are."""
        return self.kinds.total()

    def lines(self) -> list[str]:
        """Say it in lines; the numbers add up."""
        rejects = sum(count for count, _ in self.rejects.values())
        aside = ", ".join(f"{reason.replace('_', ' ')} {n:,}" for reason, n in sorted(self.aside.items()))
        told = [
            f"Records: {self.records:,} = {self.events:,} events + {rejects:,} rejects + {self.aside.total():,} set aside"
            + (f" ({aside})." if aside else ".")
        ]
        told += [f"  {_row(event)}" for event in self.first]
        if self.kinds:
            told.append(
                "Events: " + ", ".join(f"{a} ({c}) {n:,}" for (a, c), n in self.kinds.most_common()) + "."
            )
        told += [
            f"Rejected: {reason}: {count:,}, the first is record {number:,}."
            for reason, (count, number) in sorted(self.rejects.items(), key=lambda item: -item[1][0])
        ]
        if other := sum(n for (action, _), n in self.kinds.items() if action == "other"):
            told.append(
                f"{other:,} events are administrative, since no table of [[words]] names what was done; never scored."
            )
        if self.missing:
            told.append(f"Columns that the file does not have: {', '.join(self.missing)}.")
        return told


def tried(mapping: Mapping, file: LogFile, zone: ZoneInfo) -> Tried:
    """Read a file by a mapping. Raises InputError where it is not of that form."""
    source = _source(mapping, file)
    found = Tried(missing=_missing(source, file))
    with file.open() as stream:
        for batch in source.read(stream, file, ReadContext(zone)):
            _take(found, batch)
    return found


def _source(mapping: Mapping, file: LogFile) -> Source:
    source = source_of(mapping)
    try:
        head = head_of(file, _HEAD)
    except OSError as error:
        raise InputError(f"the file cannot be opened: {error.strerror or error}", place=file.path) from error
    if source.sniff(head, file):
        return source
    for frame in frames_around(head):
        text = unwrapped(frame, head)
        if text and source.sniff(text, within(frame, file)) and (inner := framed(frame, source, text, file)):
            return inner
    wanted = ", ".join(mapping.recognise)
    what = "column" if mapping.form == "csv" else "key"
    missing = _missing(source, file, mapping.recognise)
    told = (
        f"it lacks {', '.join(missing)}"
        if missing
        else f"form is '{mapping.form}', and it needs each {what} of: {wanted}"
    )
    raise InputError(
        f"the mapping does not recognise the file: {told}",
        place=file.path,
        advice="correct `form` and `recognise` in it",
    )


def _missing(source: Source, file: LogFile, wanted: tuple[str, ...] = ()) -> tuple[str, ...]:
    if not isinstance(source, MappedTable):
        return ()
    there = set(columns_of(head_of(file, _HEAD)))
    names = wanted or source.mapping.columns()
    return tuple(name for name in names if name.strip().lower() not in there)


def _take(found: Tried, batch: Batch) -> None:
    found.records += batch.records
    found.aside.update({reason.value: count for reason, count in batch.set_aside.items()})
    for reject in batch.rejects:
        count = found.rejects.setdefault(reject.reason, [0, reject.record])
        count[0] += 1
    if batch.events is not None:
        actions, channels = (batch.events.column(name).to_pylist() for name in ("action", "channel"))
        found.kinds.update(zip(actions, channels, strict=True))
        found.first += islice(_rows(batch), _FIRST - len(found.first))


def _rows(batch: Batch) -> Iterator[dict[str, Any]]:
    assert batch.events is not None  # noqa: S101 -- asked before
    yield from batch.events.slice(0, _FIRST).to_pylist()


def _row(event: dict[str, Any]) -> str:
    when = datetime.fromtimestamp(event["ts_us"] // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    there = [name for name in _FOUND if event[name] is not None]
    return (
        f"record {event['record']}: {when}  {event['action']} ({event['channel']}); found: {', '.join(there)}"
    )
