"""The noun behind every stored count: which events it counts, what it adds, and how a sentence says it.

The two tables of measures (:mod:`custodes.baselines.moving`, :mod:`custodes.baselines.tracks`) are written with the
predicates below. A predicate takes categorised events and returns a column of yes and no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import ibis

from custodes.baselines.portable import any_case
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from custodes.baselines.destinations import Destination

__all__ = ["MIB", "STORE", "Measure", "did", "ending", "items", "labelled", "made", "native", "to"]

MIB = 1024 * 1024
STORE = (Channel.CLOUD, Channel.FILE, Channel.SYNC, Channel.CODE, Channel.RECORDS)
"""Channels on which documents are kept: where something is read, changed or deleted."""

_MAKES = tuple(a.value for a in (Action.CREATE, Action.RENAME, Action.UPLOAD, Action.COPY))


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that adds over days and accounts.

    name:    column of the table
    unit:    what it counts, plural, as sentences say it
    doing:   the sentence's verb: "41 files were <copied to removable media>"
    channels: where its records come from; it is blind where none of them is seen
    where:   which events count; ``value`` what is summed (None: one each), ``distinct`` the column counted once a day
    per:     what is stored is so many times the unit: bytes are kept, and read as MiB
    outcome: whether what was done counts, what was refused or stopped, or either
    """

    name: str
    unit: str
    doing: str
    channels: tuple[Channel, ...]
    where: Callable[[ir.Table], ir.BooleanColumn]
    value: Callable[[ir.Table], ir.IntegerColumn] | None = None
    distinct: str | None = None
    per: int = 1
    outcome: Literal["done", "refused", "any"] = "done"

    def chosen(self, t: ir.Table) -> ir.BooleanColumn:
        """Say of categorised events which count: the same answer for the stored sum and for the evidence."""
        if self.outcome == "any":
            return self.where(t)
        return self.where(t) & (t.failed if self.outcome == "refused" else ~t.failed)

    def counted(self, t: ir.Table) -> ir.BooleanColumn:
        """Say which events add anything: of mails with attachments those that have some."""
        chosen = self.chosen(t)
        return chosen if self.value is None else chosen & (self.value(t) > 0)

    def expression(self, t: ir.Table) -> ir.Scalar:
        """Return the aggregate over a table of categorised events."""
        if self.distinct is not None:
            return t[self.distinct].nunique(where=self.chosen(t))
        if self.value is not None:
            return self.value(t).sum(where=self.chosen(t))
        return t.count(where=self.chosen(t))


def did(
    *actions: Action, channel: Channel | tuple[Channel, ...] | None = None
) -> Callable[[ir.Table], ir.BooleanColumn]:
    """Return the predicate of some actions, on any channel or on these."""
    names = [a.value for a in actions]
    channels = () if channel is None else (channel,) if isinstance(channel, Channel) else channel

    def where(t: ir.Table) -> ir.BooleanColumn:
        chosen = t.action.isin(names) if len(names) > 1 else t.action == names[0]
        return chosen & t.channel.isin([c.value for c in channels]) if channels else chosen

    return where


def to(
    base: Callable[[ir.Table], ir.BooleanColumn], *kinds: Destination
) -> Callable[[ir.Table], ir.BooleanColumn]:
    """Narrow a predicate to some kinds of destination."""
    return lambda t: base(t) & t.category.isin([k.value for k in kinds]).fill_null(False)


def native(action: Action, *words: str) -> Callable[[ir.Table], ir.BooleanColumn]:
    """Return the predicate of an action under some of a product's own words, spelled as the product does."""
    return lambda t: (t.action == action.value) & t.native_action.isin(list(words)).fill_null(False)


def labelled(base: Callable[[ir.Table], ir.BooleanColumn]) -> Callable[[ir.Table], ir.BooleanColumn]:
    """Narrow a predicate to documents that carry a sensitivity label."""
    return lambda t: base(t) & (t.label.fill_null("") != "")


def ending(
    base: Callable[[ir.Table], ir.BooleanColumn], endings: str
) -> Callable[[ir.Table], ir.BooleanColumn]:
    """Narrow a predicate to files whose names end so. Names are looked at only where the predicate holds."""
    pattern = _ends(endings)
    return lambda t: base(t).ifelse(t.object.fill_null("").re_search(pattern), False)


_TAIL = r"[ .]*(:[^/\\:]*:\$[A-Za-z]+)?"  # what some systems ignore after a name


def _ends(endings: str) -> str:
    return rf"\.({'|'.join(any_case(one) for one in endings.split())}){_TAIL}\z"


def made(endings: str, *actions: Action) -> Callable[[ir.Table], ir.BooleanColumn]:
    """Return the predicate of what was made under a name with one of these endings, or by one of these actions.

    The name is looked at only where something was made: a pattern over every row costs more than all sums.
    """
    pattern = _ends(endings)

    def where(t: ir.Table) -> ir.BooleanColumn:
        name = ibis.coalesce(t.target, t.object).fill_null("")
        named = t.action.isin(list(_MAKES)).ifelse(name.re_search(pattern), False)
        return t.action.isin([a.value for a in actions]) | named

    return where


def items(t: ir.Table) -> ir.IntegerColumn:
    """Return how many files or pages an event stands for; one where nothing is said."""
    return t["items"].fill_null(1).cast("int64")
