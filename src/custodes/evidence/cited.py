"""Finds the events behind a piece of evidence.

Each series names the events it counts by the same predicate that it was computed with, so what is listed is what
was counted. At most ``LIMIT`` of a node are listed, the latest of the window; the total is always the true one.
"""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis

from custodes.baselines.calendar import day_number, week_of
from custodes.baselines.handled import document_name, stage_of
from custodes.baselines.measure import STORE
from custodes.baselines.measures import CARRYING_ACTIONS, MEASURES
from custodes.baselines.moving import leaves
from custodes.baselines.novelty import NEW_DAYS
from custodes.baselines.sequences import SEQUENCES
from custodes.baselines.series import EVENTS_OF, is_match
from custodes.model.event import Action, Channel
from custodes.model.evidence import EventRef

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir

    from custodes.model.evidence import Evidence

__all__ = ["FOR_ALL", "LIMIT", "CitedEvents", "event_ref"]

LIMIT = 50
_BY_NAME = {m.name: m for m in MEASURES}
_ODD: Mapping[str, Callable[[ir.Table], ir.BooleanColumn]] = {
    "offhours_events": lambda t: ~t.failed,
    "offhours_moves": lambda t: t.action.isin(list(CARRYING_ACTIONS)) & ~t.failed,
    "offhours_out": lambda t: leaves(t) & ~t.failed,
    "offdays_moves": lambda t: t.action.isin(list(CARRYING_ACTIONS)) & ~t.failed,
}
_NOVEL: Mapping[str, tuple[str, int]] = {
    "new_areas": ("area", 0),
    "reach": ("area", NEW_DAYS - 1),
    "reach_moved": ("area", NEW_DAYS - 1),
    "unfamiliar_beyond": ("area", NEW_DAYS - 1),
    "new_hosts": ("host", 0),
    "reach_hosts": ("host", NEW_DAYS - 1),
    "first_hosts": ("host", 0),
    "new_recipients": ("mail", 0),
    "reach_mail": ("mail", NEW_DAYS - 1),
    "first_domains": ("mail", 0),
    "new_guests": ("guest", 0),
}
"""What was new, and for how many days before the window it may have been."""
FOR_ALL = frozenset({"first_hosts", "first_domains"})
"""Series that ask when anybody in the organisation first touched a thing."""
_COLUMN = {"area": "area", "host": "host", "mail": "outside", "guest": "outside"}
_STORED = [c.value for c in (*STORE, Channel.REMOVABLE)]
_TOUCHED: Mapping[str, Callable[[ir.Table], ir.BooleanColumn]] = {
    "area": lambda t: t.channel.isin(_STORED),
    "host": lambda t: t.host.notnull(),
    "mail": lambda t: t.action == Action.SEND.value,
    "guest": lambda t: t.action == Action.SHARE.value,
}


@dataclass(frozen=True)
class CitedEvents:
    """The events of one person in the days that evidence speaks of.

    events: categorised events of the person's accounts, of those days
    firsts: (kind, key) -> number of the day on which the person first touched it
    usual:  (week, hour) -> whether the hour was usual for the person
    paths:  SHA-256 of a file -> path as it was read
    usual_days: (week, day of the week, Monday 0) -> whether the day was usual for the person
    firsts_here: as ``firsts``, of the day on which anybody first touched it
    documents: (sequence, first day, last day) -> names of the documents for which it came to its end in these days
    matches: the same events again, one for each Sigma rule that counts it, named in ``rule``; None without Sigma rules
    """

    events: ir.Table
    firsts: Mapping[tuple[str, str], int]
    usual: Mapping[tuple[int, int], bool]
    paths: Mapping[str, str]
    zone: ZoneInfo
    usual_days: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    firsts_here: Mapping[tuple[str, str], int] = field(default_factory=dict)
    documents: Callable[[str, int, int], tuple[str, ...]] = lambda *_: ()
    matches: ir.Table | None = None

    def attach(self, node: Evidence) -> Evidence:
        """Return the node with its events and their number; children keep their numbers only."""
        counted = self._counted(node).mutate(total=lambda t: t.count().over(ibis.window()))
        rows = counted.order_by([ibis.desc("ts_us"), "file", "record"]).limit(LIMIT).to_pyarrow().to_pylist()
        total = int(rows[0]["total"]) if rows else 0
        refs = tuple(event_ref(row, self.paths, self.zone) for row in reversed(rows))
        return replace(node, events=refs, events_total=total)

    def _counted(self, node: Evidence) -> ir.Table:
        first, last = day_number(node.first), day_number(node.last)
        if is_match(node.measure) and self.matches is not None:
            found = self.matches.filter(self.matches.rule == node.measure)
            return found.filter(found.day.between(first, last))
        t = self.events.filter(self.events.day.between(first, last))
        behind = [self._where(t, name, first, last) for name in EVENTS_OF.get(node.measure, (node.measure,))]
        return t.filter(functools.reduce(operator.or_, behind))

    def _where(self, t: ir.Table, measure: str, first: int, last: int) -> ir.BooleanValue:
        """Say which events of these days a measure counts."""
        if measure in _BY_NAME:
            return _BY_NAME[measure].chosen(t)
        if measure in SEQUENCES:
            names = list(self.documents(measure, first, last)) or [""]
            named = document_name(t.object).isin(names) | document_name(t.target).isin(names)
            return stage_of(t).notnull() & named.fill_null(False)
        if measure in _NOVEL:
            kind, before = _NOVEL[measure]
            keys = self._new(kind, first - before, last, here=measure in FOR_ALL)
            touched = _TOUCHED[kind](t) & ~t.failed
            if measure == "reach_moved":
                touched &= t.action.isin(list(CARRYING_ACTIONS))
            return t[_COLUMN[kind]].isin(keys or [""]) & touched
        return self._odd(t, measure, range(week_of(first), week_of(last) + 1)) & _ODD[measure](t)

    def _new(self, kind: str, since: int, last: int, *, here: bool) -> list[str]:
        """Return the stored keys that hold a thing first touched from ``since`` to ``last``."""
        first: dict[str, int] = {}
        for (of, key), day in (self.firsts_here if here else self.firsts).items():
            for one in _apart(kind, key) if of == kind else ():
                first[one] = min(first.get(one, day), day)
        new = {one for one, day in first.items() if since <= day <= last}
        return [key for of, key in self.firsts if of == kind and new.intersection(_apart(kind, key))]

    def _odd(self, t: ir.Table, measure: str, weeks: range) -> ir.BooleanColumn:
        """Say which events stand at a time unusual for the person."""
        week = ((t.day + 3) // 7).cast("int64")
        if measure == "offdays_moves":
            odd = [w * 7 + d for w in weeks for d in range(7) if not self.usual_days.get((w, d), True)]
            return (week * 7 + (t.day + 3) % 7).isin(odd or [-1])
        odd = [w * 24 + h for w in weeks for h in range(24) if not self.usual.get((w, h), True)]
        return (week * 24 + t.hour).isin(odd or [-1])


def _apart(kind: str, key: str) -> list[str]:
    """Take the domains of a stored key apart; an area's name is one thing, whatever stands in it."""
    return key.split(";") if _COLUMN[kind] == "outside" else [key]


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
