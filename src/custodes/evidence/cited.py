"""Finds the events behind a piece of evidence among those that were marked for its person.

At most ``LIMIT`` of a node are listed, the latest of the window; the total is always the true one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.baselines.calendar import day_number
from custodes.baselines.handled import FIRST_HANDLED
from custodes.baselines.machines import MEDIA_ON_OTHERS
from custodes.baselines.sequences import SEQUENCES
from custodes.baselines.series import is_match
from custodes.evidence.marked import FOR_ALL, KEY_OF, NOVEL, ODD, mark_of, parts_of
from custodes.model.evidence import EventRef

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from custodes.model.evidence import Evidence

__all__ = ["LIMIT", "CitedEvents", "event_ref"]

LIMIT = 50


@dataclass(frozen=True)
class CitedEvents:
    """The events of one person in the days that evidence speaks of.

    events: of the person's accounts, of those days, as :func:`custodes.evidence.marked.marked` marks them, latest first
    firsts: (kind, key) -> number of the day on which the person first touched it
    usual:  (week, hour) -> whether the hour was usual for the person
    paths:  SHA-256 of a file -> path as it was read
    usual_days: (week, day of the week, Monday 0) -> whether the day was usual for the person
    firsts_here: as ``firsts``, of the day on which anybody first touched it
    again: (kind, thing, number of a day): what the person touched as new again
    documents: (series, first day, last day) -> names of the documents that it counts in these days
    machines: (first day, last day) -> (day, machine of somebody else) of the removable media used in these days
    matches: events that a Sigma rule counts, the rule named in ``rule``, latest first; None without Sigma rules
    """

    events: pa.Table
    firsts: Mapping[tuple[str, str], int]
    usual: Mapping[tuple[int, int], bool]
    paths: Mapping[str, str]
    zone: ZoneInfo
    usual_days: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    firsts_here: Mapping[tuple[str, str], int] = field(default_factory=dict)
    again: frozenset[tuple[str, str, int]] = frozenset()
    documents: Callable[[str, int, int], tuple[str, ...]] = lambda *_: ()
    machines: Callable[[int, int], frozenset[tuple[int, str]]] = lambda *_: frozenset()
    matches: pa.Table | None = None

    def attach(self, node: Evidence) -> Evidence:
        """Return the node with its events and their number; children keep their numbers only.

        Cost: one look at the person's events, no query.
        """
        counted = self._counted(node)
        rows = counted.slice(0, LIMIT).to_pylist()
        refs = tuple(event_ref(row, self.paths, self.zone) for row in reversed(rows))
        return replace(node, events=refs, events_total=counted.num_rows)

    def _counted(self, node: Evidence) -> pa.Table:
        """Return the events that a node counts."""
        first, last = day_number(node.first), day_number(node.last)
        if is_match(node.measure) and self.matches is not None:
            rule = pc.equal(self.matches["rule"], node.measure).to_numpy()
            return self.matches.filter(pa.array(rule & _within(self.matches, first, last)))
        parts = [self._part(name, first, last) for name in parts_of(node.measure)]
        counted = np.logical_or.reduce(parts) & _within(self.events, first, last)
        return self.events.filter(pa.array(counted))

    def _part(self, part: str, first: int, last: int) -> NDArray[np.bool_]:
        """Return which events one part counts; the days are looked at elsewhere."""
        counted: NDArray[np.bool_] = self.events[mark_of(part)].to_numpy()
        if part in SEQUENCES or part in FIRST_HANDLED:
            names = self.documents(part, first, last)
            return counted & (self._is_in("document", names) | self._is_in("renamed", names))
        if part == MEDIA_ON_OTHERS:
            return counted & self._then_and_there(self.machines(first, last))
        if part in NOVEL:
            kind, before = NOVEL[part]
            return counted & self._is_in(
                KEY_OF[kind], self._new(kind, first - before, last, here=part in FOR_ALL)
            )
        return counted & self._odd(part) if part in ODD else counted

    def _then_and_there(self, places: frozenset[tuple[int, str]]) -> NDArray[np.bool_]:
        found = zip(self.events["day"].to_pylist(), self.events["machine"].to_pylist(), strict=True)
        return np.fromiter((one in places for one in found), np.bool_, len(self.events))

    def _is_in(self, column: str, values: tuple[str, ...]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = pc.is_in(self.events[column], pa.array(values, pa.string())).to_numpy()
        return found

    def _new(self, kind: str, since: int, last: int, *, here: bool) -> tuple[str, ...]:
        """Return the stored keys that hold a thing first touched from ``since`` to ``last``."""
        first: dict[str, int] = {}
        for (of, key), day in (self.firsts_here if here else self.firsts).items():
            for one in _apart(kind, key) if of == kind else ():
                first[one] = min(first.get(one, day), day)
        new = {one for one, day in first.items() if since <= day <= last}
        new |= {one for of, one, day in self.again if of == kind and since <= day <= last}
        return tuple(key for of, key in self.firsts if of == kind and new.intersection(_apart(kind, key)))

    def _odd(self, part: str) -> NDArray[np.bool_]:
        """Return which events stand at a time unusual for the person."""
        days = self.events["day"].to_numpy().astype(np.int64)
        by_day = part == "offdays_moves"
        place = (days + 3) % 7 if by_day else self.events["hour"].to_numpy()
        usual = self.usual_days if by_day else self.usual
        unusual = [week * 24 + at for (week, at), known in usual.items() if not known]
        return np.isin((days + 3) // 7 * 24 + place, unusual)


def _within(table: pa.Table, first: int, last: int) -> NDArray[np.bool_]:
    day = table["day"].to_numpy()
    inside: NDArray[np.bool_] = (day >= first) & (day <= last)
    return inside


def _apart(kind: str, key: str) -> list[str]:
    """Take the domains of a stored key apart; an area's name is one thing, whatever stands in it."""
    return key.split(";") if KEY_OF[kind] == "outside" else [key]


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
