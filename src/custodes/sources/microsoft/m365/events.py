"""Events from decoded Microsoft 365 records, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from custodes.model.event import TimeBasis
from custodes.sources.columns import YIELDED, events
from custodes.sources.microsoft.m365.details import details_of
from custodes.sources.microsoft.m365.fields import (
    NOBODY,
    account_of,
    actor_of,
    address_of,
    alias_of,
    number_of,
    outcome_of,
    time_of,
)
from custodes.sources.microsoft.m365.operations import done, kind_of
from custodes.sources.microsoft.m365.places import area_of_object, area_of_url
from custodes.sources.times import FIRST_US, LAST_US

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from custodes.sources.microsoft.m365.record import Record

__all__ = ["Made", "events_of"]

_SECOND = 1_000_000
_PLAIN = 19  # characters of a time without fraction and zone


_NOBODY = account_of(NOBODY)
_SAID, _SCHEMA = TimeBasis.RECORD.value, TimeBasis.FORMAT.value


class _Sort(NamedTuple):
    """What all records of one workload, type and operation have in common."""

    stream: str
    action: str
    channel: str
    outcome: str | None
    details: Callable[[Record], dict[str, Any]] | None


class Made(NamedTuple):
    """What records became. faults: number and reason of each that cannot be read · empty: how many tell of no action"""

    events: pa.RecordBatch | None
    faults: list[tuple[int, str]]
    empty: int


def events_of(numbers: Sequence[int], records: Sequence[Record]) -> Made:
    """Return one event for each record that says when, and who or what.

    A record without an account is of nobody, in Microsoft's own words for that; it belongs to no person, and without an
    operation it is administrative. Cost: about 5 microseconds a record.
    """
    times = _times([record.CreationTime for record in records])
    accounts = [account_of(record.UserId or record.UserKey or "") for record in records]
    faults: list[tuple[int, str]] = []
    kept: list[int] = []
    for place, (time, account, record) in enumerate(zip(times, accounts, records, strict=True)):
        if isinstance(time, str):
            faults.append((numbers[place], time))
        elif account or record.Operation or record.Id:
            kept.append(place)
    empty = len(records) - len(faults) - len(kept)
    if not kept:
        return Made(None, faults, empty)
    if len(kept) < len(records):
        numbers, records = [numbers[place] for place in kept], [records[place] for place in kept]
        times, accounts = [times[place] for place in kept], [accounts[place] for place in kept]
    return Made(_batch(numbers, times, accounts, records), faults, empty)


def _times(texts: list[str | None]) -> list[int | str]:
    """Return microseconds UTC, or the reason why there is no time, of each text; at once where all are well-formed."""
    if all(text is not None and len(text) == 19 for text in texts):
        try:
            found = pa.array(texts, pa.string()).cast(pa.timestamp("us")).cast(pa.int64())
        except pa.ArrowInvalid:
            pass
        else:
            span = pc.min_max(found).as_py()
            if texts and span["min"] >= FIRST_US and span["max"] < LAST_US:
                times: list[int | str] = found.to_pylist()
                return times
    return [time_of(text) for text in texts]


def _batch(
    numbers: Sequence[int], times: Sequence[int | str], accounts: list[str], records: Sequence[Record]
) -> pa.RecordBatch:
    """Build the columns; what only some parts of the log say is filled in for their records alone."""
    sorts = _sorts(records)
    columns: dict[str, list[Any]] = {
        "ts_us": list(times),
        "account": [account or _NOBODY for account in accounts],
        "aliases": [alias_of(record.UserKey) if record.UserKey else None for record in records],
        "actor": [actor_of(record.UserType, record.UserId or record.UserKey or NOBODY) for record in records],
        "organization": [record.OrganizationId or None for record in records],
        "action": [sort.action for sort in sorts],
        "native_action": [record.Operation or None for record in records],
        "channel": [sort.channel for sort in sorts],
        "object": [record.ObjectId or None for record in records],
        "object_id": [record.ListItemUniqueId or None for record in records],
        "area": [_area(record, sort) for record, sort in zip(records, sorts, strict=True)],
        "bytes": [
            None if record.FileSizeBytes is None else number_of(record.FileSizeBytes) for record in records
        ],
        "address": [_address(record) for record in records],
        "outcome": [
            outcome_of(record.ResultStatus) if record.ResultStatus is not None else sort.outcome
            for record, sort in zip(records, sorts, strict=True)
        ],
        "label": [record.SensitivityLabelId or None for record in records],
        "stream": [sort.stream for sort in sorts],
        "record": list(numbers),
        "record_id": [record.Id or None for record in records],
    }
    for place, sort in enumerate(sorts):
        if sort.details is not None:
            for name, value in sort.details(records[place]).items():
                columns.setdefault(name, [None] * len(records))[place] = value
    arrays = {name: pa.array(values, YIELDED.field(name).type) for name, values in columns.items()}
    return events(len(records), source="m365", part=0, **arrays, **_trust(records))


def _trust(records: Sequence[Record]) -> dict[str, Any]:
    """Return how far the times can be trusted; mostly all are written "2020-02-07T16:43:53", in UTC by the schema."""
    texts = [record.CreationTime or "" for record in records]
    if max(map(len, texts)) == _PLAIN == min(map(len, texts)):
        return {"precision_us": _SECOND, "time_basis": _SCHEMA}
    return {
        "precision_us": pa.array(map(_precision, texts), pa.int64()),
        "time_basis": pa.array(map(_basis, texts), pa.string()),
    }


def _sorts(records: Sequence[Record]) -> list[_Sort]:
    known: dict[tuple[object, ...], _Sort] = {}
    sorts = []
    for record in records:
        key = (record.Workload, record.RecordType, record.Operation)
        sort = known.get(key)
        if sort is None:
            kind = kind_of(record.Workload or "", record.RecordType, record.Operation or "")
            outcome = done(kind.stream, record.Operation or "")
            sort = _Sort(kind.stream, kind.action.value, kind.channel.value, outcome, details_of(kind))
            known[key] = sort
        sorts.append(sort)
    return sorts


def _precision(text: str) -> int:
    """Return the smallest step of a time, in microseconds."""
    digits = text.partition(".")[2].partition("+")[0].partition("-")[0].strip().rstrip("Z")
    step: int = _SECOND // 10 ** min(len(digits), 6)
    return step


def _basis(text: str) -> str:
    """Return whether the record itself says that its time is UTC, or only the schema does."""
    zone = text.strip()[_PLAIN:]
    return _SAID if "Z" in zone or "+" in zone or "-" in zone else _SCHEMA


def _address(record: Record) -> str | None:
    """Return the client's address; Exchange writes its own front end's into ClientIP."""
    for text in (record.ClientIPAddress, record.ClientIP, record.ActorIpAddress):
        if text and (address := address_of(text)):
            return address
    return None


def _area(record: Record, sort: _Sort) -> str | None:
    """Return where a file in SharePoint or OneDrive lives."""
    if sort.stream != "m365.sharepoint":
        return None
    if record.SiteUrl:
        return area_of_url(record.SiteUrl, record.SourceRelativeUrl or "", record.SourceFileName or "")
    return area_of_object(record.ObjectId) if record.ObjectId else None
