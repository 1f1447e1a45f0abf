"""What each stream delivered on each channel and day, as a table that a new day extends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.calendar import DAY_US, local_us
from custodes.baselines.silence import Delivery

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["deliveries_of", "delivery_table"]


def delivery_table(events: ir.Table, shifts: list[tuple[int, int]]) -> ir.Table:
    """Return channel, stream, day, accounts (of persons) and events (of anybody). Cost: one scan.

    shifts: the zone's offsets, as :func:`~custodes.baselines.calendar.offsets` gives them
    """
    timed = events.mutate(day=(local_us(events.ts_us, shifts) // DAY_US).cast("int32"))
    return timed.group_by(["channel", "stream", "day"]).aggregate(
        accounts=timed.account.nunique(where=timed.actor == "user"), events=timed.count()
    )


def deliveries_of(table: ir.Table) -> list[Delivery]:
    """Return the rows of such a table."""
    rows = table.select("channel", "stream", "day", "accounts", "events").to_pyarrow().to_pylist()
    return [Delivery(**row) for row in rows]
