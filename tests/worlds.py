"""Small worlds for tests: a panel from arrays, without a lake."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa

from custodes.baselines.calendar import day_number
from custodes.baselines.measures import HOURS, MEASURES
from custodes.baselines.panel import Panel, build_panel
from custodes.baselines.tables import Tables
from custodes.identity import Identity
from custodes.model.person import DirectoryEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

START = date(2024, 1, 1)  # a Monday
STORED = {m.name for m in MEASURES}
TOUCH_SCHEMA = pa.schema(
    [
        ("account", pa.string()),
        ("day", pa.int32()),
        ("kind", pa.string()),
        ("key", pa.string()),
        ("n", pa.int64()),
    ]
)
HANDLED_SCHEMA = pa.schema(
    [
        ("account", pa.string()),
        ("day", pa.int32()),
        ("key", pa.string()),
        ("stage", pa.string()),
        ("link", pa.string()),
        ("first_us", pa.int64()),
        ("last_us", pa.int64()),
    ]
)


def panel_of(
    series: Mapping[str, NDArray[np.int64]],
    *,
    touches: Iterable[tuple[int, int, str, str, int]] = (),
    departments: Iterable[str] | None = None,
    entries: Iterable[DirectoryEntry] | None = None,
    start: date = START,
    active: bool = True,
    handled: Sequence[tuple[int, int, str, str]] = (),
) -> Panel:
    """Return a panel in which person i has account "cert:Pi"; series are persons × days.

    handled: (person, day, name, stage), at noon ·
    touches: (person, day, kind, key, n) · active: everybody does one thing at 10 o'clock on every day
    """
    people, days = next(iter(series.values())).shape
    first = day_number(start)
    columns = {name: np.zeros((people, days), np.int64) for name in (*STORED, *HOURS, "events")}
    for name, values in series.items():
        columns[name] = np.asarray(values, np.int64)
    if active:
        columns["events"] += 1
        columns["h10"] = np.maximum(columns["h10"], 1)
    account = [f"cert:P{i:04d}" for i in range(people) for _ in range(days)]
    day = np.tile(np.arange(first, first + days), people)
    table = pa.table(
        {"account": account, "day": pa.array(day, pa.int32()), "label": [""] * len(account)}
        | {name: values.reshape(-1) for name, values in columns.items()}
    )
    kept = table.filter(pa.array(columns["events"].reshape(-1) > 0))
    rows = [(f"cert:P{p:04d}", first + d, kind, key, n) for p, d, kind, key, n in touches]
    touched = pa.table(
        [list(c) for c in zip(*rows, strict=True)] or [[] for _ in TOUCH_SCHEMA], schema=TOUCH_SCHEMA
    )
    if entries is None:
        place = list(departments) if departments is not None else ["all"] * people
        entries = [_entry(i, place[i], start - timedelta(400)) for i in range(people)]
    noon = [(first + d) * 86_400 * 10**6 + 43_200 * 10**6 for _, d, _, _ in handled]
    done = [(f"cert:P{p:04d}", first + d, key, stage, None) for p, d, key, stage in handled]
    rows = [(*row, at, at) for row, at in zip(done, noon, strict=True)]
    staged = pa.table(
        [list(c) for c in zip(*rows, strict=True)] or [[] for _ in HANDLED_SCHEMA], schema=HANDLED_SCHEMA
    )
    tables = Tables(ibis.memtable(kept), ibis.memtable(touched), ibis.memtable(staged))
    panel = build_panel(tables, Identity(entries))
    assert panel is not None
    return panel


def _entry(number: int, department: str, start: date) -> DirectoryEntry:
    name = f"P{number:04d}"
    return DirectoryEntry(name, "hr", None, accounts=(f"cert:{name}",), department=department, start=start)
