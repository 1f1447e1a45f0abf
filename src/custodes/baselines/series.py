"""Every series that an indicator may name: stored measures, and those derived from touches and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.expectation import unusual_days
from custodes.baselines.hours import off_hours, usual_hours
from custodes.baselines.measures import MEASURES
from custodes.baselines.novelty import first_touches, reach, reach_moved
from custodes.model.event import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["DAYS_OF", "EVENTS_OF", "SERIES", "Series", "SeriesBook"]

_ALL = tuple(Channel)
_STORES = (Channel.CLOUD, Channel.FILE, Channel.SYNC, Channel.REMOVABLE)


@dataclass(frozen=True, slots=True)
class Series:
    """What an indicator may name.

    unit, doing: as in :class:`~custodes.baselines.measures.Measure` · channels: where it can be seen
    settles: weeks after a person's first activity during which everything is new and nothing is learned
    """

    unit: str
    doing: str
    channels: tuple[Channel, ...]
    settles: int = 0


SERIES: Mapping[str, Series] = {m.name: Series(m.unit, m.doing, m.channels) for m in MEASURES} | {
    "new_areas": Series("folders", "touched for the first time", _STORES, settles=4),
    "reach": Series(
        "points",
        "scored for different files in folders new to this person, each by how few colleagues used the folder before",
        _STORES,
        settles=4,
    ),
    "reach_moved": Series(
        "points",
        "scored for different files taken along from folders new to this person, each by how few colleagues used the "
        "folder before",
        _STORES,
        settles=4,
    ),
    "days_removable": Series("days", "on which files were copied to removable media", (Channel.REMOVABLE,)),
    "days_personal": Series("days", "on which attachments went to personal mail addresses", (Channel.MAIL,)),
    "days_shared": Series("days", "on which access was given to somebody outside", (Channel.SHARE,)),
    "days_fetching": Series(
        "days", "on which more different files than usual for this person were downloaded", (Channel.CLOUD,)
    ),
    "days_syncing": Series("days", "on which files were taken by synchronisation", (Channel.SYNC,)),
    "days_exploring": Series("days", "on which folders were touched for the first time", _STORES, settles=4),
    "new_hosts": Series("devices", "used for the first time", _ALL, settles=4),
    "new_recipients": Series(
        "mail domains outside", "written to for the first time", (Channel.MAIL,), settles=4
    ),
    "offhours_moves": Series(
        "actions that move documents", "done at hours unusual for this person", _STORES, settles=4
    ),
    "offhours_events": Series("actions", "done at hours unusual for this person", _ALL, settles=4),
}

_FIRST_OF = {"new_areas": "area", "new_hosts": "host", "new_recipients": "mail"}
_PER = {m.name: m.per for m in MEASURES if m.per != 1}

DAYS_OF = {
    "days_removable": "copies_removable",
    "days_personal": "attached_personal",
    "days_shared": "shares_outside",
    "days_exploring": "new_areas",
    "days_syncing": "syncs",
}
"""Persistence: a drip differs from a burst by its days, not by its files."""

EVENTS_OF = DAYS_OF | {"days_fetching": "distinct_downloads"}
"""The measure whose events stand behind a count of days."""


@dataclass
class SeriesBook:
    """Loads series of one panel as persons × days, deriving what is shared only once."""

    panel: Panel
    _usual: NDArray[np.bool_] | None = field(default=None, repr=False)

    @property
    def usual(self) -> NDArray[np.bool_]:
        """Usual hours, persons × weeks × 24."""
        if self._usual is None:
            self._usual = usual_hours(self.panel)
        return self._usual

    def exposure(self, name: str) -> NDArray[np.float64]:
        """Return per week the share of a series' sources that delivered (:mod:`custodes.baselines.silence`)."""
        return self.panel.silence.exposure(SERIES[name].channels, self.panel.n_weeks)

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        """Return the series; KeyError for a name that is not in :data:`SERIES`."""
        if name not in SERIES:
            raise KeyError(name)
        if name in _FIRST_OF:
            return first_touches(self.panel, _FIRST_OF[name])
        if name in DAYS_OF:
            return (self[DAYS_OF[name]] > 0).astype(np.float32)
        match name:
            case "reach":
                return reach(self.panel)
            case "reach_moved":
                return reach_moved(self.panel)
            case "days_fetching":
                return unusual_days(
                    self.panel, self["distinct_downloads"], self.exposure("distinct_downloads")
                )
            case "offhours_moves" | "offhours_events":
                return off_hours(self.panel, self.usual, "c" if name == "offhours_moves" else "h")
            case _:
                return self.panel.dense(name) / np.float32(_PER.get(name, 1))
