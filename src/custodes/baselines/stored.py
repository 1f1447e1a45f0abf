"""Keeps the derived tables of a lake up to date with its events: a new day costs a day's work."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from custodes.baselines.calendar import DAY_US, local_us, offsets
from custodes.baselines.destinations import DATED, Destinations
from custodes.baselines.measures import HOURS, MEASURES, categorised, measure_table, touch_tables
from custodes.lake.derived import DERIVED, progress_of, refresh, refresh_first_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import ibis.expr.types as ir

    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["bring_up_to_date", "own_domains"]

_VERSION = "4"  # raise it when a measure changes its meaning but not its name


def own_domains(mails: Iterable[str]) -> frozenset[str]:
    """Return the domains of the directory's addresses.

    >>> sorted(own_domains(["a@example.org", "", "b@Lab.example.org"]))
    ['example.org', 'lab.example.org']
    """
    return frozenset(m.rsplit("@", 1)[1].lower() for m in mails if "@" in m)


def bring_up_to_date(
    lake: Lake, engine: Engine, own: Iterable[str], tick: Callable[[float, str], None]
) -> int | None:
    """Refresh measures, touches and first-seen. Returns the first recomputed day, None where nothing was new."""
    span = lake.span()
    last_file = max((a.seq for a in lake.arrivals() if a.first_ts_us is not None), default=None)
    if span is None or last_file is None:
        return None
    destinations = Destinations(lake.settings, own)
    key = _key(lake, destinations)
    done = [progress_of(lake.table(name), key) for name in DERIVED]
    since = None if None in done else min(d for d in done if d is not None)
    if since is not None and since >= last_file:
        return None
    zone = lake.settings.time.info
    first_us, last_us = span
    shifts = offsets(zone, first_us, last_us)
    from_day = None
    new_us = lake.changed_since(since) if since is not None else None
    if new_us is not None:
        shift = next(seconds for at, seconds in reversed(shifts) if at <= new_us)
        from_day = (new_us + shift * 10**6) // DAY_US

    def events() -> ir.Table:
        return categorised(_since(lake.events(engine), shifts, from_day), destinations, shifts)

    tick(1, "measures")
    refresh(
        lake,
        engine,
        "measures",
        key,
        from_day=from_day,
        last_file=last_file,
        build=lambda: measure_table(events()),
    )
    tick(1, "touches")
    refresh(
        lake,
        engine,
        "touches",
        key,
        from_day=from_day,
        last_file=last_file,
        build=lambda: _touches(engine, events()),
    )
    tick(1, "first seen")
    refresh_first_seen(lake, engine, key, from_day=from_day, last_file=last_file)
    return int(from_day if from_day is not None else (first_us + shifts[0][1] * 10**6) // DAY_US)


def _touches(engine: Engine, events: ir.Table) -> ir.Table:
    """Return all kinds of touches, each computed on its own first (see :func:`touch_tables`)."""
    tables = touch_tables(events)
    return engine.union(tables)


def _since(events: ir.Table, shifts: list[tuple[int, int]], from_day: int | None) -> ir.Table:
    """Limit events to local days from ``from_day`` on, by time alone, so that whole files are skipped."""
    if from_day is None:
        return events
    earliest = from_day * DAY_US - max(seconds for _, seconds in shifts) * 10**6
    return events.filter((events.ts_us >= earliest) & (local_us(events.ts_us, shifts) >= from_day * DAY_US))


def _key(lake: Lake, destinations: Destinations) -> int:
    """Return the key under which these tables are valid: zone, destinations and measures."""
    parts = [
        _VERSION,
        DATED,
        lake.settings.time.zone,
        destinations.fingerprint,
        *(m.name for m in MEASURES),
        *HOURS,
    ]
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:4])
