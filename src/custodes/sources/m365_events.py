"""Events from decoded Microsoft 365 records, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from custodes.sources.columns import YIELDED
from custodes.sources.m365_fields import (
    account_of,
    actor_of,
    address_of,
    area_of_object,
    area_of_url,
    number_of,
    outcome_of,
    time_of,
)
from custodes.sources.m365_operations import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.sources.m365_record import Record

__all__ = ["events_of"]

NO_ACCOUNT = "no account (UserId)"
NO_OPERATION = "no operation"


def events_of(
    numbers: Sequence[int], records: Sequence[Record]
) -> tuple[pa.RecordBatch | None, list[tuple[int, str]]]:
    """Return one event for each record that says when, who and what, and number and reason of each other."""
    kept: list[tuple[int, int, Record]] = []
    faults: list[tuple[int, str]] = []
    times: dict[str | None, int | str] = {}
    for number, record in zip(numbers, records, strict=True):
        time = times.get(record.CreationTime)
        if time is None:
            time = times[record.CreationTime] = time_of(record.CreationTime)
        if isinstance(time, str):
            faults.append((number, time))
        elif not account_of(record.UserId or record.UserKey or ""):
            faults.append((number, NO_ACCOUNT))
        elif not record.Operation or not record.Operation.strip():
            faults.append((number, NO_OPERATION))
        else:
            kept.append((number, time, record))
    return (_batch(kept) if kept else None), faults


def _batch(kept: list[tuple[int, int, Record]]) -> pa.RecordBatch:
    """Build the columns; what only some parts of the log say is filled in for their records alone."""
    records = [record for _, _, record in kept]
    kinds = _kinds(records)
    columns: dict[str, Any] = {name: [None] * len(kept) for name in YIELDED.names}
    columns["ts_us"] = [time for _, time, _ in kept]
    columns["record"] = [number for number, _, _ in kept]
    columns["part"] = [0] * len(kept)
    columns["source"] = ["m365"] * len(kept)
    columns["stream"] = [kind.stream for kind in kinds]
    columns["action"] = [kind.action.value for kind in kinds]
    columns["channel"] = [kind.channel.value for kind in kinds]
    columns["native_action"] = [record.Operation for record in records]
    columns["account"] = [account_of(record.UserId or record.UserKey or "") for record in records]
    columns["actor"] = [actor_of(record.UserType, record.UserId or "") for record in records]
    columns["record_id"] = [record.Id or None for record in records]
    columns["object"] = [record.ObjectId or None for record in records]
    columns["object_id"] = [record.ListItemUniqueId or None for record in records]
    columns["outcome"] = [outcome_of(record.ResultStatus) for record in records]
    columns["label"] = [record.SensitivityLabelId or None for record in records]
    columns["bytes"] = [number_of(record.FileSizeBytes) for record in records]
    columns["address"] = [
        address_of(record.ClientIP or record.ClientIPAddress or record.ActorIpAddress or "")
        for record in records
    ]
    columns["area"] = [_area(record, kind) for record, kind in zip(records, kinds, strict=True)]
    arrays = [pa.array(columns[field.name], field.type) for field in YIELDED]
    return pa.RecordBatch.from_arrays(arrays, schema=YIELDED)


def _kinds(records: list[Record]) -> list[Kind]:
    known: dict[tuple[object, ...], Kind] = {}
    kinds = []
    for record in records:
        key = (record.Workload, record.RecordType, record.Operation)
        kind = known.get(key)
        if kind is None:
            kind = known[key] = kind_of(
                record.Workload or "", number_of(record.RecordType), record.Operation or ""
            )
        kinds.append(kind)
    return kinds


def _area(record: Record, kind: Kind) -> str | None:
    if kind.stream != "m365.sharepoint":
        return None
    if record.SiteUrl:
        return area_of_url(record.SiteUrl, record.SourceRelativeUrl or "", record.SourceFileName or "")
    return area_of_object(record.ObjectId) if record.ObjectId else None
