"""The five-line rule: most copies to removable media in any week. What a detector has to beat to be worth its keep."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from custodes.baselines.calendar import monday
from custodes.identity.known import identity_of
from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from custodes.lake import Engine, Lake

__all__ = ["five_line_rule", "weekly_copies"]

_DAY_US = 86_400_000_000


def weekly_copies(events: ir.Table) -> ir.Table:
    """Return (account, week, n): the rule itself. Weeks begin on Monday, UTC."""
    copies = events.filter(events.action == Action.COPY.value, events.channel == Channel.REMOVABLE.value)
    week = ((copies.ts_us // _DAY_US + 3) // 7).cast("int64")
    return copies.group_by([copies.account, week.name("week")]).aggregate(n=copies.count())


def five_line_rule(lake: Lake, engine: Engine) -> dict[str, float]:
    """Return the most copies to removable media in any week, by person; 0 for people of the directory without any.

    An account belongs to the person who had it on the week's last day; one that nobody is known for stands for
    itself. Cost: one aggregate over the events.
    """
    identity = identity_of(lake, engine)
    totals: Counter[tuple[str, int]] = Counter()
    for row in weekly_copies(lake.events(engine)).to_pyarrow().to_pylist():
        person = identity.resolve(row["account"], monday(row["week"] + 1)).person
        totals[person, row["week"]] += row["n"]
    most: dict[str, float] = defaultdict(float, dict.fromkeys(identity.persons, 0.0))
    for (person, _), n in totals.items():
        most[person] = max(most[person], float(n))
    return dict(most)
