"""What each stream of a lake delivered on each day, in accounts: from this it is read when a source was silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.calendar import DAY_US, local_us, offsets
from custodes.baselines.silence import Delivery

if TYPE_CHECKING:
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["deliveries"]


def deliveries(lake: Lake, engine: Engine) -> list[Delivery]:
    """Return the accounts of persons that each stream showed on each channel and day. Cost: one scan of the events."""
    span = lake.span()
    if span is None:
        return []
    shifts = offsets(lake.settings.time.info, *span)
    events = lake.events(engine)
    people = events.filter(events.actor == "user")
    timed = people.select("channel", "stream", "account", day=local_us(people.ts_us, shifts) // DAY_US)
    rows = timed.group_by(["channel", "stream", "day"]).aggregate(accounts=timed.account.nunique())
    return [Delivery(**row) for row in rows.to_pyarrow().to_pylist()]
