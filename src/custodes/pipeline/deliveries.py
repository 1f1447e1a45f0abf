"""What each stream of a lake delivered on each day: coverage counts it, and silence is read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.calendar import offsets
from custodes.baselines.delivered import deliveries_of, delivery_table

if TYPE_CHECKING:
    from custodes.baselines.silence import Delivery
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["deliveries"]


def deliveries(lake: Lake, engine: Engine) -> list[Delivery]:
    """Return the events, and the accounts of persons, of each stream on each channel and day.

    For where the derived tables are not brought up to date. Cost: one scan of the events.
    """
    span = lake.span()
    if span is None:
        return []
    shifts = offsets(lake.settings.time.info, *span)
    return deliveries_of(delivery_table(lake.events(engine), shifts))
