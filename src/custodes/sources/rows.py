"""What a reader makes of one record, and batches of events from it. Most sources need nothing else of the lake.

A reader returns what it :data:`Found`: a :class:`Row` (one event), several, the reason why the record is set aside, or,
as a text, why it cannot be read. Every record comes out as one of them, so that nothing vanishes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from custodes.model.event import Action, Batch, Channel, Reject, SetAside
from custodes.sources.columns import YIELDED, events
from custodes.sources.moments import Moment, TimeError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Found", "Reader", "Row", "batch_of"]

T = TypeVar("T")


class Row(msgspec.Struct, kw_only=True, gc=False):
    """One event: what :data:`custodes.model.event.EVENT_SCHEMA` says of its columns; None or "" where not known.

    ``stream`` without its source: "drive" becomes "google.drive"; empty for a source of one stream.
    """

    when: Moment
    account: str
    action: Action
    channel: Channel
    native_action: str | None = None
    actor: str = "user"
    aliases: str | None = None
    organization: str | None = None
    object: str | None = None
    object_id: str | None = None
    url: str | None = None
    area: str | None = None
    target: str | None = None
    target_domains: str | None = None
    items: int | None = None
    bytes: int | None = None
    host: str | None = None
    process: str | None = None
    address: str | None = None
    client: str | None = None
    outcome: str | None = None
    label: str | None = None
    record_id: str | None = None
    also: str | None = None
    stream: str = ""


Found: TypeAlias = Row | Sequence[Row] | SetAside | str
Reader: TypeAlias = Callable[[T], Found]

_FIELDS = Row.__struct_fields__
_PARTS = 2**15 - 1  # what ``part`` can number
_MOST = {"items": 2**31 - 1, "bytes": 2**63 - 1}


def batch_of(
    count: int,
    numbers: Iterable[int],
    values: Iterable[T],
    lost: Iterable[tuple[int, str]],
    reader: Reader[T],
    source: str,
) -> Batch:
    """Return the batch of ``count`` records: those decoded (``numbers``, ``values``) and those ``lost`` before.

    A TimeError of the reader becomes a reject; so does any other exception, without its text, which may quote a secret.
    """
    rows: list[Row] = []
    records: list[int] = []
    parts: list[int] = []
    rejects = [Reject(number, reason) for number, reason in lost]
    aside: Counter[SetAside] = Counter()
    for number, value in zip(numbers, values, strict=True):
        try:
            found = reader(value)
        except TimeError as error:
            found = str(error)
        except Exception as error:  # noqa: BLE001 -- one bad record must not end the reading of its file
            found = f"not as this product writes it ({type(error).__name__})"
        if isinstance(found, Row):
            rows.append(found)
            records.append(number)
            parts.append(0)
        elif isinstance(found, SetAside):
            aside[found] += 1
        elif isinstance(found, str):
            rejects.append(Reject(number, found))
        elif len(found) > _PARTS:
            rejects.append(Reject(number, f"it tells more than {_PARTS:,} events"))
        elif found:
            rows.extend(found)
            records.extend([number] * len(found))
            parts.extend(range(len(found)))
        else:
            aside[SetAside.OUT_OF_SCOPE] += 1
    rejects.sort(key=lambda reject: reject.record)
    made = _events(rows, records, parts, source) if rows else None
    return Batch(count, made, tuple(rejects), dict(aside))


def _events(rows: list[Row], records: list[int], parts: list[int], source: str) -> pa.RecordBatch:
    said = dict(zip(_FIELDS, zip(*map(msgspec.structs.astuple, rows), strict=True), strict=True))
    times = dict(zip(Moment._fields, zip(*said.pop("when"), strict=True), strict=True))
    columns: dict[str, Sequence[Any]] = {
        "ts_us": times["ts_us"],
        "offset_min": times["offset_min"],
        "precision_us": times["precision_us"],
        "time_basis": times["basis"],
        "record": records,
        "part": parts,
        "stream": _streams(said.pop("stream"), source),
        **said,
    }
    arrays = {
        name: _array(values, YIELDED.field(name).type, _MOST.get(name, 0))
        for name, values in columns.items()
        if values.count(None) < len(rows)
    }
    return events(len(rows), source=source, **arrays)


def _streams(said: Sequence[str], source: str) -> list[str]:
    names = {stream: f"{source}.{stream}" if stream else source for stream in set(said)}
    return [names[stream] for stream in said]


def _array(values: Sequence[Any], kind: pa.DataType, most: int) -> pa.Array:
    """Return a column: texts that UTF-8 cannot hold are mended, empty ones and numbers beyond measure are null."""
    if most:
        values = [value if value is not None and 0 <= value <= most else None for value in values]
    try:
        column = pa.array(values, kind)
    except UnicodeEncodeError:
        column = pa.array([v if v is None else v.encode("utf-8", "replace").decode() for v in values], kind)
    if not pa.types.is_string(kind):
        return column
    empty = pc.equal(pc.binary_length(column), 0)
    return pc.if_else(empty, None, column) if pc.any(empty).as_py() else column
