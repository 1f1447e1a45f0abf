"""Keeps the derived tables of a lake up to date with its events: a new day costs a day's work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.baselines.calendar import DAY_US, local_us, offsets
from custodes.baselines.delivered import delivery_table
from custodes.baselines.destinations import DATED, Destinations
from custodes.baselines.handled import handled_table
from custodes.baselines.measures import HOURS, MEASURES, categorised, measure_table, touch_tables
from custodes.lake.derived import DERIVED, progress_of, refresh, refresh_first_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import ibis.expr.types as ir

    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["Due", "bring_up_to_date", "due_for", "own_domains"]

_VERSION = "9"  # raise it when a measure changes its meaning but not its name


def own_domains(mails: Iterable[str]) -> frozenset[str]:
    """Return the domains of the directory's addresses.

    >>> sorted(own_domains(["a@example.org", "", "b@Lab.example.org"]))
    ['example.org', 'lab.example.org']
    """
    return frozenset(m.rsplit("@", 1)[1].lower() for m in mails if "@" in m)


def bring_up_to_date(
    lake: Lake, engine: Engine, own: Iterable[str], tick: Callable[[float, str], None]
) -> int | None:
    """Refresh measures, touches, handled documents, deliveries and first-seen. Returns the first recomputed day, None where nothing was new."""
    due = due_for(lake, own, DERIVED)
    if due is None:
        return None
    key, from_day, last_file = due.key, due.from_day, due.last_file

    def events() -> ir.Table:
        return due.events(lake.events(engine))

    built: dict[str, Callable[[], ir.Table]] = {
        "measures": lambda: measure_table(events()),
        "touches": lambda: _touches(engine, events()),
        "handled": lambda: handled_table(events()),
        "deliveries": lambda: delivery_table(_since(lake.events(engine), due.shifts, from_day), due.shifts),
    }
    for name, build in built.items():
        tick(1, name)
        refresh(lake, engine, name, key, from_day=from_day, last_file=last_file, build=build)
    tick(1, "first seen")
    refresh_first_seen(lake, engine, key, from_day=from_day, last_file=last_file)
    return due.first_day


@dataclass(frozen=True)
class Due:
    """What derived tables have not taken in yet.

    key:      under which they are valid · last_file: number of the last file that is taken in now
    from_day: first day to be computed anew; None: all · first_day: the same, or the lake's first day
    shifts:   the zone's offsets, as :func:`~custodes.baselines.calendar.offsets` gives them
    """

    key: int
    last_file: int
    from_day: int | None
    first_day: int
    shifts: list[tuple[int, int]]
    destinations: Destinations

    def events(self, events: ir.Table, before_us: int = 0) -> ir.Table:
        """Return the due days' events, categorised, and those of so many microseconds before them."""
        return categorised(
            _since(events, self.shifts, self.from_day, before_us), self.destinations, self.shifts
        )


def due_for(lake: Lake, own: Iterable[str], tables: Iterable[str], rules: str = "") -> Due | None:
    """Return what is due of some tables; None where they hold all there is.

    rules: names a set of Sigma rules, for a table that depends on it
    """
    span = lake.span()
    last_file = max((a.seq for a in lake.arrivals() if a.first_ts_us is not None), default=None)
    if span is None or last_file is None:
        return None
    destinations = Destinations(lake.settings, own)
    key = _key(lake, destinations, rules)
    done = [progress_of(lake.table(name), key) for name in tables]
    since = None if None in done else min(d for d in done if d is not None)
    if since is not None and since >= last_file:
        return None
    first_us, last_us = span
    shifts = offsets(lake.settings.time.info, first_us, last_us)
    from_day = None
    new_us = lake.changed_since(since) if since is not None else None
    if new_us is not None:
        shift = next(seconds for at, seconds in reversed(shifts) if at <= new_us)
        from_day = (new_us + shift * 10**6) // DAY_US
    first_day = int(from_day if from_day is not None else (first_us + shifts[0][1] * 10**6) // DAY_US)
    return Due(key, last_file, from_day, first_day, shifts, destinations)


def _touches(engine: Engine, events: ir.Table) -> ir.Table:
    """Return all kinds of touches, each computed on its own first (see :func:`touch_tables`)."""
    tables = touch_tables(events)
    return engine.union(tables)


def _since(
    events: ir.Table, shifts: list[tuple[int, int]], from_day: int | None, before_us: int = 0
) -> ir.Table:
    """Limit events to local days from ``from_day`` on, and what lies ``before_us`` before, by time alone, so that whole files are skipped."""
    if from_day is None:
        return events
    earliest = from_day * DAY_US - max(seconds for _, seconds in shifts) * 10**6 - before_us
    if before_us:
        return events.filter(events.ts_us >= earliest)
    return events.filter((events.ts_us >= earliest) & (local_us(events.ts_us, shifts) >= from_day * DAY_US))


def _key(lake: Lake, destinations: Destinations, rules: str = "") -> int:
    """Return the key under which tables are valid: zone, destinations and measures, and the rules where they matter."""
    parts = [
        _VERSION,
        DATED,
        lake.settings.time.zone,
        destinations.fingerprint,
        *(m.name for m in MEASURES),
        *HOURS,
        *([rules] if rules else []),
    ]
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:4])
