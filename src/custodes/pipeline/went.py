"""Where documents went: label × destination × count, without people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from custodes.baselines.calendar import day_number, offsets
from custodes.baselines.destinations import Destination, Destinations
from custodes.baselines.measures import categorised
from custodes.model.event import ANYONE, Action, Channel
from custodes.model.reading import Went

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import ibis.expr.types as ir

    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["where_documents_went"]

_SITES = (Destination.FILE_SHARING, Destination.WEBMAIL)
_BAD_SITES = (Destination.LEAK, Destination.PASTE)
_TAKEN = (Channel.CLOUD, Channel.FILE, Channel.SYNC, Channel.CODE, Channel.RECORDS)


def where_documents_went(
    lake: Lake, engine: Engine, own: Iterable[str], first: date, last: date
) -> tuple[Went, ...]:
    """Return a row for each label and destination of the days from ``first`` to ``last``, most first.

    Only what a person did and what did not fail; uploads into the organisation's own stores go nowhere, and sites of
    :attr:`Destination.IGNORED` are not counted. Cost: one scan of the events.
    """
    span = lake.span()
    if span is None:
        return ()
    shifts = offsets(lake.settings.time.info, *span)
    moves = [
        Action.COPY,
        Action.DOWNLOAD,
        Action.SYNC,
        Action.UPLOAD,
        Action.PRINT,
        Action.SHARE,
        Action.SEND,
    ]
    events = lake.events(engine)
    chosen = events.filter(events.action.isin([a.value for a in moves]))
    known = Destinations(lake.settings, own)
    t = categorised(chosen, known, shifts)
    t = t.filter(~t.failed & t.day.between(day_number(first), day_number(last)))
    others = "others outside" if known.own else "others (which domains are our own is not known)"
    t = t.mutate(where=_where(t, others), files=_files(t), name=ibis.coalesce(t.object_id, t.object))
    t = t.filter(t["where"].notnull() & (t.files > 0))
    rows = t.group_by(label=t.label.fill_null(""), where=t["where"]).aggregate(
        files=t.files.sum(), different=t.name.nunique(where=t.action != Action.SEND.value)
    )
    found = [
        Went(row["label"], row["where"], int(row["files"]), int(row["different"]) or None)
        for row in rows.to_pyarrow().to_pylist()
    ]
    return tuple(sorted(found, key=lambda w: (-w.files, w.label, w.destination)))


def _files(t: ir.Table) -> ir.IntegerColumn:
    """Return how many files each event moved: of a mail its attachments, of anything else one where nothing is said."""
    return t["items"].fill_null(ibis.ifelse(t.action == Action.SEND.value, 0, 1)).cast("int64")


def _where(t: ir.Table, others: str) -> ir.StringColumn:
    """Return the destination in words, null for what goes nowhere."""

    def did(*actions: Action) -> ir.BooleanColumn:
        return t.action.isin([a.value for a in actions])

    def on(*channels: Channel) -> ir.BooleanColumn:
        return t.channel.isin([c.value for c in channels])

    def to(*kinds: Destination) -> ir.BooleanColumn:
        return t.category.isin([k.value for k in kinds]).fill_null(False)

    mail, share = did(Action.SEND) & on(Channel.MAIL), did(Action.SHARE)
    web = did(Action.UPLOAD) & on(Channel.WEB) & ~to(Destination.IGNORED)
    return ibis.cases(
        (did(Action.COPY) & on(Channel.REMOVABLE), "removable media"),
        (did(Action.PRINT), "paper"),
        (did(Action.SYNC), "a device, by synchronisation"),
        (did(Action.DOWNLOAD, Action.COPY) & on(*_TAKEN), "a device, by download or copy"),
        (mail & to(Destination.PERSONAL), "personal mail addresses"),
        (mail & to(Destination.PARTNER), "partners, by mail"),
        (mail & (to(Destination.OWN) | t.target_domains.isnull()), "within, by mail"),
        (mail, f"{others}, by mail"),
        (share & (t.target == ANYONE).fill_null(False), "anyone with a link"),
        (share & to(Destination.PARTNER), "partners, by sharing"),
        (share & (to(Destination.OWN) | t.target_domains.isnull()), "within, by sharing"),
        (share, f"{others}, by sharing"),
        (web & to(*_BAD_SITES), "leak or paste sites"),
        (web & to(*_SITES), "file-sharing or webmail sites"),
        (web & to(Destination.ASSISTANT), "assistants on the web"),
        (web, "other web sites"),
        else_=ibis.null("string"),
    )
