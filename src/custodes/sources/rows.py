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
    outcome: str | None = None
    label: str | None = None
    record_id: str | None = None
    also: str | None = None
    stream: str = ""


Found: TypeAlias = Row | Sequence[Row] | SetAside | str
Reader: TypeAlias = Callable[[T], Found]

_TEXTS = (
    *("account", "native_action", "actor", "aliases", "organization", "object", "object_id", "url", "area"),
    *("target", "target_domains", "host", "process", "address", "outcome", "label", "record_id", "also"),
)
_NUMBERS = ("items", "bytes")
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
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            found = f"not as this product writes it ({type(error).__name__})"
        if isinstance(found, Row):
            rows.append(found)
            records.append(number)
            parts.append(0)
        elif isinstance(found, SetAside):
            aside[found] += 1
        elif isinstance(found, str):
            rejects.append(Reject(number, found))
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
    columns: dict[str, Any] = {
        name: pa.array([_clean(getattr(row, name)) for row in rows], pa.string()) for name in _TEXTS
    }
    columns |= {name: [_fitting(getattr(row, name), _MOST[name]) for row in rows] for name in _NUMBERS}
    columns |= {
        "ts_us": [row.when.ts_us for row in rows],
        "offset_min": [row.when.offset_min for row in rows],
        "precision_us": [row.when.precision_us for row in rows],
        "time_basis": [row.when.basis.value for row in rows],
        "action": [row.action.value for row in rows],
        "channel": [row.channel.value for row in rows],
        "stream": [f"{source}.{row.stream}" if row.stream else source for row in rows],
        "record": records,
        "part": parts,
    }
    arrays = {
        name: value if isinstance(value, pa.Array) else pa.array(value, YIELDED.field(name).type)
        for name, value in columns.items()
    }
    return events(len(rows), source=source, **arrays)


def _clean(text: str | None) -> str | None:
    """Return a text that UTF-8 can hold; what is empty is null."""
    if not text:
        return None
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _fitting(number: int | None, most: int) -> int | None:
    return number if number is not None and 0 <= number <= most else None
