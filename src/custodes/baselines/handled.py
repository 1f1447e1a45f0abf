"""What was done to which document, as far as an order of stages can be read from it: collected, renamed or packed, taken out, deleted.

Documents are told by their name without folders, in lower case: a name is what survives a download, a copy to
a medium and a second system. A row says when an account did that to that name on a day, first and last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from custodes.baselines.moving import leaves
from custodes.baselines.portable import lower
from custodes.baselines.tracks import PACKED
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

__all__ = [
    "COLLECTED",
    "DELETED",
    "FIRST_HANDLED",
    "STAGED",
    "TAKEN",
    "document_name",
    "handled_table",
    "stage_of",
]

COLLECTED, STAGED, TAKEN, DELETED = "collected", "staged", "taken", "deleted"

FIRST_HANDLED: Mapping[str, str] = {"first_fetched": COLLECTED, "first_taken": TAKEN}
"""Series that count documents on the day on which they first came to a stage -> the stage."""

_NAME = r"[^/\\]+\z"
_FETCHING = [a.value for a in (Action.DOWNLOAD, Action.SYNC, Action.COPY)]
_FETCHED_FROM = [c.value for c in (Channel.CLOUD, Channel.SYNC, Channel.FILE, Channel.CODE, Channel.RECORDS)]


def document_name(path: ir.StringColumn) -> ir.StringColumn:
    """Return a path's last part, ASCII letters in lower case (engines differ in others); null where there is none."""
    return lower(path.re_extract(_NAME, 0).nullif(""))


def stage_of(t: ir.Table) -> ir.StringColumn:
    """Return the stage of categorised events; null for everything that is none: what failed, and mails, which name no file."""
    mail = t.channel == Channel.MAIL.value
    return ibis.cases(
        (t.failed | mail, ibis.null("string")),
        (leaves(t), TAKEN),
        (t.action.isin(_FETCHING) & t.channel.isin(_FETCHED_FROM), COLLECTED),
        ((t.action == Action.RENAME.value) | PACKED(t), STAGED),
        (t.action == Action.DELETE.value, DELETED),
    )


def handled_table(t: ir.Table) -> ir.Table:
    """Return account, day, key, stage, link, first_us, last_us of categorised events. Cost: one scan.

    link: the name that a document was given, where it was renamed; null else
    """
    t = t.mutate(stage=stage_of(t))
    nothing = ibis.null("string")
    rows = (
        t.mutate(  # names are looked at only where something was done to the document: a pattern costs most
            key=ibis.ifelse(t.stage.notnull(), document_name(t.object), nothing),
            link=ibis.ifelse(t.action == Action.RENAME.value, document_name(t.target), nothing),
        )
    )
    rows = rows.filter(rows.key.notnull())
    return rows.group_by(["account", "day", "key", "stage", "link"]).aggregate(
        first_us=rows.ts_us.min(), last_us=rows.ts_us.max()
    )
