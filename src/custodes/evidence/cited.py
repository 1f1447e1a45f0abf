"""Finds the events behind a piece of evidence.

Each series names the events it counts by the same predicate that it was computed with, so what is listed is what
was counted. At most ``LIMIT`` of a node are listed, the latest of the window; the total is always the true one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.baselines.calendar import day_number
from custodes.baselines.measures import CARRYING_ACTIONS, MEASURES
from custodes.baselines.novelty import NEW_DAYS
from custodes.baselines.series import EVENTS_OF
from custodes.model.event import Channel
from custodes.model.evidence import EventRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from custodes.model.evidence import Evidence

__all__ = ["LATEST_FIRST", "LIMIT", "CitedEvents", "event_ref", "marked"]

LIMIT = 50
LATEST_FIRST = (
    ("ts_us", "descending"),
    ("file", "ascending"),
    ("record", "ascending"),
    ("part", "ascending"),
)
"""The order in which :class:`CitedEvents` takes events."""
_CITED = (
    *("ts_us", "file", "record", "part", "account", "action", "channel", "object", "area", "target"),
    *("items", "bytes", "host", "target_domains", "day", "hour"),
)
OFF_HOURS = ("offhours_moves", "offhours_events")
_BY_NAME = {m.name: m for m in MEASURES}
_FIRST_KIND = {
    "new_areas": ("area", "area"),
    "reach": ("area", "area"),
    "reach_moved": ("area", "area"),
    "new_hosts": ("host", "host"),
    "new_recipients": ("mail", "target_domains"),
}


@dataclass(frozen=True)
class CitedEvents:
    """The events of one person in the days that evidence speaks of.

    events: as :func:`marked` has them, of the person's accounts and those days, the latest first
    firsts: (kind, key) -> number of the day on which the person first touched it
    usual:  (week, hour) -> whether the hour was usual for the person
    paths:  SHA-256 of a file -> path as it was read
    """

    events: pa.Table
    firsts: Mapping[tuple[str, str], int]
    usual: Mapping[tuple[int, int], bool]
    paths: Mapping[str, str]
    zone: ZoneInfo

    def attach(self, node: Evidence) -> Evidence:
        """Return the node with its events and their number; children keep their numbers only.

        Cost: one look at the person's events, no query.
        """
        found = np.flatnonzero(self._counted(node))
        rows = self.events.take(pa.array(found[:LIMIT])).to_pylist()
        refs = tuple(event_ref(row, self.paths, self.zone) for row in reversed(rows))
        return replace(node, events=refs, events_total=len(found))

    def _counted(self, node: Evidence) -> NDArray[np.bool_]:
        """Return which events the node counts."""
        first, last = day_number(node.first), day_number(node.last)
        day = self.events["day"].to_numpy()
        counted: NDArray[np.bool_] = (
            self.events[_mark(node.measure)].to_numpy() & (day >= first) & (day <= last)
        )
        if node.measure in _FIRST_KIND:
            kind, column = _FIRST_KIND[node.measure]
            since = first - NEW_DAYS + 1 if node.measure in ("reach", "reach_moved") else first
            keys = [key for (k, key), at in self.firsts.items() if k == kind and since <= at <= last]
            counted &= pc.is_in(self.events[column], pa.array(keys, pa.string())).to_numpy()
        elif measure_of(node.measure) in _FIRST_KIND:
            return self._counted(replace(node, measure=measure_of(node.measure)))
        elif node.measure in OFF_HOURS:
            hour = self.events["hour"].to_numpy()
            odd = {(w, h) for (w, h), usual in self.usual.items() if not usual}
            at = zip(((day + 3) // 7).tolist(), hour.tolist(), strict=True)
            counted &= np.fromiter((place in odd for place in at), np.bool_, len(day))
        return counted


def measure_of(series: str) -> str:
    """Return the series whose events stand behind a series."""
    return EVENTS_OF.get(series, series)


def marked(events: ir.Table, series: Iterable[str]) -> ir.Table:
    """Add to categorised events, for each series, whether an event is of the kind that it counts, and keep what is cited.

    One query for all evidence; which of these events a node counts is then a matter of its days and its person.
    Raises KeyError for what is no series.
    """
    wanted = sorted({one for name in series for one in (name, measure_of(name))})
    marks = {_mark(name): _kind(name, events).fill_null(False) for name in wanted}
    return events.mutate(**marks).select(*_CITED, *marks)


def _mark(series: str) -> str:
    return f"of_{series}"


def _kind(series: str, t: ir.Table) -> ir.BooleanValue:
    """Return which events a series counts, whoever did them and whenever."""
    measure = measure_of(series)
    if measure in _BY_NAME:
        return _BY_NAME[measure].where(t)
    carrying = t.action.isin(list(CARRYING_ACTIONS))
    if measure in _FIRST_KIND:
        touched = _TOUCHED[_FIRST_KIND[measure][0]](t)
        return touched & carrying if measure == "reach_moved" else touched
    if measure not in OFF_HOURS:
        raise KeyError(measure)
    return carrying if measure == "offhours_moves" else ibis.literal(True)


_TOUCHED: Mapping[str, Any] = {
    "area": lambda t: t.channel.isin(
        [
            c.value
            for c in (
                Channel.CLOUD,
                Channel.FILE,
                Channel.SYNC,
                Channel.CODE,
                Channel.RECORDS,
                Channel.REMOVABLE,
            )
        ]
    ),
    "host": lambda t: t.host.notnull(),
    "mail": lambda t: t.action == "send",
}


def event_ref(row: Mapping[str, Any], paths: Mapping[str, str], zone: ZoneInfo) -> EventRef:
    """Return a stored event as evidence cites it."""
    part = f".{row['part']}" if row["part"] else ""
    time = datetime.fromtimestamp(row["ts_us"] // 10**6, UTC).astimezone(zone).replace(tzinfo=None)
    return EventRef(
        id=f"{row['file'][:12]}:{row['record']}{part}",
        source=paths.get(row["file"], ""),
        record=row["record"],
        time=time.isoformat(sep="T"),
        file_sha256=row["file"],
        account=row["account"],
        action=row["action"],
        channel=row["channel"],
        object=row["object"],
        area=row["area"],
        target=row["target"],
        items=row["items"],
        bytes=row["bytes"],
        host=row["host"],
    )
