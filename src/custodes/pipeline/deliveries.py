"""What each stream of a lake delivered on each day: coverage counts it, and silence is read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.calendar import DAY_US, local_us, offsets
from custodes.baselines.silence import Delivery

if TYPE_CHECKING:
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["deliveries"]


def deliveries(lake: Lake, engine: Engine) -> list[Delivery]:
    """Return the events, and the accounts of persons, of each stream on each channel and day. Cost: one scan of the events."""
    span = lake.span()
    if span is None:
        return []
    shifts = offsets(lake.settings.time.info, *span)
    events = lake.events(engine)
    timed = events.mutate(day=local_us(events.ts_us, shifts) // DAY_US)
    rows = timed.group_by(["channel", "stream", "day"]).aggregate(
        accounts=timed.account.nunique(where=timed.actor == "user"), events=timed.count()
    )
    return [Delivery(**row) for row in rows.to_pyarrow().to_pylist()]
