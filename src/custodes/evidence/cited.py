"""Finds the events behind a piece of evidence.

Each series names the events it counts by the same predicate that it was computed with, so what is listed is what
was counted. At most ``LIMIT`` of a node are listed, the latest of the window; the total is always the true one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis

from custodes.baselines.calendar import day_number, week_of
from custodes.baselines.measures import CARRYING_ACTIONS, MEASURES
from custodes.baselines.novelty import NEW_DAYS
from custodes.baselines.series import EVENTS_OF
from custodes.model.event import Channel
from custodes.model.evidence import EventRef

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir

    from custodes.model.evidence import Evidence

__all__ = ["LIMIT", "CitedEvents", "event_ref"]

LIMIT = 50
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

    events: categorised events of the person's accounts, of those days
    firsts: (kind, key) -> number of the day on which the person first touched it
    usual:  (week, hour) -> whether the hour was usual for the person
    paths:  SHA-256 of a file -> path as it was read
    """

    events: ir.Table
    firsts: Mapping[tuple[str, str], int]
    usual: Mapping[tuple[int, int], bool]
    paths: Mapping[str, str]
    zone: ZoneInfo

    def attach(self, node: Evidence) -> Evidence:
        """Return the node with its events and their number; children keep their numbers only."""
        counted = self._counted(node).mutate(total=lambda t: t.count().over(ibis.window()))
        rows = (
            counted.order_by([ibis.desc("ts_us"), "file", "record", "part"])
            .limit(LIMIT)
            .to_pyarrow()
            .to_pylist()
        )
        total = int(rows[0]["total"]) if rows else 0
        refs = tuple(event_ref(row, self.paths, self.zone) for row in reversed(rows))
        return replace(node, events=refs, events_total=total)

    def _counted(self, node: Evidence) -> ir.Table:
        first, last = day_number(node.first), day_number(node.last)
        t = self.events.filter(self.events.day.between(first, last))
        measure = EVENTS_OF.get(node.measure, node.measure)
        if measure in _BY_NAME:
            return t.filter(_BY_NAME[measure].where(t))
        if measure in _FIRST_KIND:
            kind, column = _FIRST_KIND[measure]
            since = first - NEW_DAYS + 1 if node.measure in ("reach", "reach_moved") else first
            keys = [key for (k, key), day in self.firsts.items() if k == kind and since <= day <= last]
            touched = _TOUCHED[kind](t)
            if node.measure == "reach_moved":
                touched &= t.action.isin(list(CARRYING_ACTIONS))
            return t.filter(t[column].isin(keys or [""]) & touched)
        if measure not in OFF_HOURS:
            raise KeyError(measure)
        weeks = range(week_of(first), week_of(last) + 1)
        odd = [(w * 24 + h) for w in weeks for h in range(24) if not self.usual.get((w, h), True)]
        at_odd = (((t.day + 3) // 7).cast("int64") * 24 + t.hour).isin(odd or [-1])
        moves = (
            t.action.isin(list(CARRYING_ACTIONS)) if node.measure == "offhours_moves" else ibis.literal(True)
        )
        return t.filter(at_odd & moves)


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
