"""Measures: numbers per account, day and label, computed from events in one pass and kept.

Only what adds is kept, so that a window is a sum of days and a person a sum of accounts: "distinct" means
distinct within the day. Actions of service or system actors count for nobody; what was refused or stopped counts in
the measures of refusals alone, and only on days on which the account did something, so that guessed logins make nobody.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import ibis

from custodes.baselines.calendar import DAY_US, local_us
from custodes.baselines.destinations import Destination
from custodes.baselines.fetching import FETCHING
from custodes.baselines.measure import STORE, did
from custodes.baselines.moving import MOVING, leaves
from custodes.baselines.portable import lower
from custodes.baselines.tracks import TRACKS
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from custodes.baselines.destinations import Destinations
    from custodes.baselines.measure import Measure

__all__ = [
    "CARRYING_ACTIONS",
    "HOURS",
    "MEASURES",
    "categorised",
    "measure_table",
    "touch_tables",
    "used_medium",
]

MEASURES: tuple[Measure, ...] = (*MOVING, *FETCHING, *TRACKS)
"""All stored measures, in the order of the table's columns."""

HOURS: tuple[str, ...] = tuple(f"{prefix}{hour:02d}" for prefix in "hcx" for hour in range(24))
"""Events of a person by local hour: ``hHH`` all of them, ``cHH`` those in which documents move or media are used,
``xHH`` those in which documents leave (:func:`custodes.baselines.moving.leaves`)."""

CARRYING_ACTIONS: tuple[str, ...] = tuple(
    a.value
    for a in (
        Action.COPY,
        Action.DOWNLOAD,
        Action.SYNC,
        Action.UPLOAD,
        Action.MOUNT,
        Action.PRINT,
        Action.SHARE,
        Action.ARCHIVE,
    )
)
"""Actions in which documents move or media are used."""


used_medium = did(Action.MOUNT, Action.COPY, channel=Channel.REMOVABLE)
"""Says of events whether a removable medium was used."""

_ROW = ("account", "day", "label")
_NOT_OUTSIDE = (Destination.OWN, Destination.IGNORED)


def categorised(
    events: ir.Table, destinations: Destinations, zone_offsets: list[tuple[int, int]]
) -> ir.Table:
    """Add ``day``, ``hour``, ``failed``, ``machine``, ``category`` and ``outside`` to events, and leave out what no person did.

    machine: the host, ASCII letters in lower case: products spell one differently
    outside: those of the target's domains that are not the organisation's own, joined by ";"; null where there is none

    Domains are looked up for distinct destinations only (thousands), in Python, in one place.
    """
    people = events.filter(events.actor == "user")
    local = local_us(people.ts_us, zone_offsets)
    timed = people.mutate(
        day=(local // DAY_US).cast("int32"),
        hour=((local // 3_600_000_000) % 24).cast("int32"),
        failed=(people.outcome == "failure").fill_null(False),
        machine=lower(people.host.nullif("")),
    )
    seen = events.target_domains.as_table().distinct().to_pyarrow()["target_domains"].drop_null().to_pylist()
    table = ibis.memtable(
        {
            "target_domains": seen or [""],
            "category": [destinations.of(d).value for d in seen] or [""],
            "outside": [_outside(d, destinations) for d in seen] or [None],
        },
        schema={"target_domains": "string", "category": "string", "outside": "string"},
    )
    return timed.left_join(table, "target_domains").drop("target_domains_right")


def _outside(domains: str, destinations: Destinations) -> str | None:
    return ";".join(d for d in domains.split(";") if d and destinations.of(d) not in _NOT_OUTSIDE) or None


def measure_table(t: ir.Table) -> ir.Table:
    """Return the measures of categorised events: one row per account, day and label.

    What was refused stands in the row without a label. Cost: a scan of the events for each of :func:`_parts`: a few
    narrow aggregates, most of them of few events, take half as long as one of 120 columns.
    """
    t = t.mutate(label=t.failed.ifelse("", t.label.fill_null("")))
    done = t.group_by(_ROW).aggregate(events=t.count(where=~t.failed), **_by_hour("h", t, ~t.failed))
    for part in _parts(t):
        done = done.left_join(part, _ROW).drop(*(f"{name}_right" for name in _ROW))
    counted = {name: done[name].fill_null(0) for name in (*(m.name for m in MEASURES), *HOURS)}
    return done.filter(done.events > 0).select(*_ROW, "events", **counted)


def _parts(t: ir.Table) -> Iterator[ir.Table]:
    """Yield what stands in rows of account, day and label beside the events by hour, each of the events that it counts."""
    moved = t.filter(_carries(t) | _leaves(t))
    by_hour = _by_hour("c", moved, _carries(moved)) | _by_hour("x", moved, _leaves(moved))
    yield moved.group_by(_ROW).aggregate(**by_hour)
    for distinct in (False, True):
        mine = [m for m in MEASURES if (m.distinct is not None) == distinct]
        some = t.filter(functools.reduce(operator.or_, [m.chosen(t).fill_null(False) for m in mine]))
        yield some.group_by(_ROW).aggregate(**{m.name: m.expression(some).cast("int64") for m in mine})


def _carries(t: ir.Table) -> ir.BooleanColumn:
    return t.action.isin(list(CARRYING_ACTIONS)) & ~t.failed


def _leaves(t: ir.Table) -> ir.BooleanColumn:
    return leaves(t) & ~t.failed


def _by_hour(prefix: str, t: ir.Table, where: ir.BooleanValue) -> dict[str, ir.Scalar]:
    """Return the number of events of each hour."""
    return {f"{prefix}{k:02d}": t.count(where=where & (t.hour == k)).cast("int32") for k in range(24)}


def touch_tables(t: ir.Table) -> list[ir.Table]:
    """Return, a table a kind, which areas, hosts and destinations an account touched on a day, with distinct objects.

    Columns: account, day, kind, key, n. Kinds: "area", "moved" (areas that files were taken from), "host", "medium" (hosts
    on which removable media were used), "mail" and "guest" (outside domains that mail went to or access was given to,
    joined by ";"). How they are joined is the engine's business (:meth:`custodes.lake.engine.base.Engine.union`).
    """
    done = t.filter(~t.failed)
    kept = done.channel.isin([c.value for c in (*STORE, Channel.REMOVABLE)])
    kinds = (
        ("area", done.area, kept),
        ("moved", done.area, kept & done.action.isin([*CARRYING_ACTIONS])),
        ("host", done.machine, done.machine.notnull()),
        ("medium", done.machine, done.machine.notnull() & used_medium(done)),
        ("mail", done.outside, done.action == Action.SEND.value),
        ("guest", done.outside, done.action == Action.SHARE.value),
    )
    parts = []
    for kind, key, where in kinds:
        chosen = done.mutate(key=key).filter(where & key.notnull())
        n = chosen.object.nunique() if kind in ("area", "moved") else chosen.count()
        parts.append(
            chosen.group_by(["account", "day", "key"])
            .aggregate(n=n.cast("int64"))
            .mutate(kind=ibis.literal(kind))
            .select("account", "day", "kind", "key", "n")
        )
    return parts
