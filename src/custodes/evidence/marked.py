"""Which events each series counts: one query marks the events of everybody that is shown, for all their evidence.

Each series names its events by the same predicate that it was computed with, so what is listed is what was counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from custodes.baselines.handled import FIRST_HANDLED, document_name, stage_of
from custodes.baselines.machines import MEDIA_ON_OTHERS
from custodes.baselines.measure import STORE
from custodes.baselines.measures import CARRYING_ACTIONS, MEASURES, used_medium
from custodes.baselines.moving import leaves
from custodes.baselines.novelty import NEW_DAYS
from custodes.baselines.sequences import SEQUENCES
from custodes.baselines.series import EVENTS_OF, is_match
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import ibis.expr.types as ir

__all__ = ["FOR_ALL", "KEY_OF", "LATEST_FIRST", "NOVEL", "ODD", "mark_of", "marked", "parts_of"]

LATEST_FIRST = (
    ("ts_us", "descending"),
    ("file", "ascending"),
    ("record", "ascending"),
    ("part", "ascending"),
)
"""The order in which :class:`custodes.evidence.cited.CitedEvents` takes events."""

NOVEL: Mapping[str, tuple[str, int]] = {
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

KEY_OF = {"area": "area", "host": "machine", "mail": "outside", "guest": "outside"}
"""The column that names the thing of a kind."""

ODD: Mapping[str, Callable[[ir.Table], ir.BooleanColumn]] = {
    "offhours_events": lambda t: ~t.failed,
    "offhours_moves": lambda t: t.action.isin(list(CARRYING_ACTIONS)) & ~t.failed,
    "offhours_out": lambda t: leaves(t) & ~t.failed,
    "offdays_moves": lambda t: t.action.isin(list(CARRYING_ACTIONS)) & ~t.failed,
}
"""Series of what was done at a time unusual for the person."""

_STORED = [c.value for c in (*STORE, Channel.REMOVABLE)]
_TOUCHED: Mapping[str, Callable[[ir.Table], ir.BooleanColumn]] = {
    "area": lambda t: t.channel.isin(_STORED),
    "host": lambda t: t.machine.notnull(),
    "mail": lambda t: t.action == Action.SEND.value,
    "guest": lambda t: t.action == Action.SHARE.value,
}
_BY_NAME = {m.name: m for m in MEASURES}
_CITED = (
    *("ts_us", "file", "record", "part", "account", "action", "channel", "object", "area", "target"),
    *("items", "bytes", "host", "machine", "outside", "failed", "day", "hour"),
)


def parts_of(series: str) -> tuple[str, ...]:
    """Return the series whose events stand behind a series: itself, where it is computed from no others."""
    return EVENTS_OF.get(series, (series,))


def mark_of(part: str) -> str:
    """Return the column that marks the events of a part."""
    return f"of_{part}"


def marked(events: ir.Table, series: Iterable[str], *more: str) -> ir.Table:
    """Add to categorised events, for each part of the series, whether an event is of the kind that it counts.

    Which of these events a piece of evidence counts is then a matter of its days, its person and what was new or odd
    for them. ``document`` and ``renamed`` are the names of the object and of what it was renamed to. ``more`` columns are
    kept. Raises KeyError for what is no series; those of Sigma rules are left out.
    """
    parts = sorted({part for name in series if not is_match(name) for part in parts_of(name)})
    marks = {mark_of(part): _kind(part, events).fill_null(False) for part in parts}
    named = {"document": document_name(events.object), "renamed": document_name(events.target)}
    return events.mutate(**marks, **named).select(*_CITED, *named, *marks, *more)


def _kind(part: str, t: ir.Table) -> ir.BooleanValue:
    """Return which events a part counts, whoever did them and whenever."""
    if part in _BY_NAME:
        return _BY_NAME[part].counted(t)
    if part in FIRST_HANDLED:
        return stage_of(t) == FIRST_HANDLED[part]
    if part in SEQUENCES:
        return stage_of(t).notnull()
    if part == MEDIA_ON_OTHERS:
        return used_medium(t) & ~t.failed
    if part in NOVEL:
        touched = _TOUCHED[NOVEL[part][0]](t) & ~t.failed
        return touched & t.action.isin(list(CARRYING_ACTIONS)) if part == "reach_moved" else touched
    return ODD[part](t) & ibis.literal(True)
