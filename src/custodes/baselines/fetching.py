"""Measures of documents opened and fetched where they are kept, and of those that carry a sensitivity label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.measure import STORE, Measure, did, items, labelled
from custodes.baselines.moving import COPY, UPLOAD
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["FETCHING"]

FETCH = did(Action.DOWNLOAD, Action.SYNC, Action.COPY, channel=(Channel.CLOUD, Channel.SYNC, Channel.FILE))
READS = did(Action.READ, channel=STORE)
_CODE, _RECORDS = Channel.CODE, Channel.RECORDS
_SEEN_LABELS = (Channel.CLOUD, Channel.FILE, Channel.REMOVABLE, Channel.PRINT, Channel.WEB, Channel.SHARE)


def _taken(t: ir.Table) -> ir.BooleanColumn:
    """Say where a document leaves its place: fetched, copied, printed, shared, sent, or uploaded to the web."""
    return FETCH(t) | COPY(t) | UPLOAD(t) | did(Action.PRINT, Action.SHARE, Action.SEND)(t)


FETCHING: tuple[Measure, ...] = (
    Measure("downloads", "files", "downloaded", (Channel.CLOUD,), FETCH, value=items),
    Measure(
        "distinct_downloads", "different files", "downloaded", (Channel.CLOUD,), FETCH, distinct="object"
    ),
    Measure("syncs", "files", "taken by synchronisation", (Channel.SYNC,), did(Action.SYNC), value=items),
    Measure(
        "distinct_reads", "different files", "opened", (Channel.CLOUD, Channel.FILE), READS, distinct="object"
    ),
    Measure(
        "labelled_taken",
        "labelled files",
        "copied, downloaded, printed, shared or sent",
        _SEEN_LABELS,
        labelled(_taken),
    ),
    Measure(
        "labelled_reads",
        "different labelled files",
        "opened",
        (Channel.CLOUD, Channel.FILE),
        labelled(READS),
        distinct="object",
    ),
    Measure(
        "clones",
        "times",
        "a repository was cloned or downloaded",
        (_CODE,),
        did(Action.DOWNLOAD, Action.COPY, Action.SYNC, channel=_CODE),
    ),
    Measure(
        "distinct_clones",
        "different repositories",
        "cloned or downloaded",
        (_CODE,),
        did(Action.DOWNLOAD, Action.COPY, Action.SYNC, channel=_CODE),
        distinct="object",
    ),
    Measure(
        "records_taken",
        "records",
        "ordered, lent or copied",
        (_RECORDS,),
        did(Action.READ, Action.DOWNLOAD, Action.COPY, channel=_RECORDS),
        value=items,
    ),
    Measure(
        "records_copied",
        "different records",
        "copied",
        (_RECORDS,),
        did(Action.DOWNLOAD, Action.COPY, channel=_RECORDS),
        distinct="object",
    ),
)
"""In the order of the table's columns."""
