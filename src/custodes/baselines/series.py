"""Every series that an indicator may name: stored measures, and those derived from touches and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.expectation import unusual_days
from custodes.baselines.hours import off_hours, usual_hours
from custodes.baselines.measures import MEASURES
from custodes.baselines.novelty import first_touches, reach, reach_moved
from custodes.baselines.sequences import SEQUENCES, Handled, Steps, earlier_names, sequences
from custodes.model.event import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["DAYS_OF", "EVENTS_OF", "SERIES", "Series", "SeriesBook"]

_ALL = tuple(Channel)
_OUT = (Channel.REMOVABLE, Channel.SHARE, Channel.PRINT, Channel.WEB)
_OUT_OR_MAIL = (*_OUT, Channel.MAIL)
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
    "fetched_taken": Series("different files", "taken out after they had been fetched", _OUT),
    "disguised_taken": Series("different files", "taken out after they had been renamed or packed", _OUT),
    "taken_deleted": Series("different files", "deleted after they had been taken out", _OUT),
    "days_fetched_out": Series(
        "days", "on which files were both downloaded and taken or sent out", _OUT_OR_MAIL
    ),
    "days_new_out": Series(
        "days",
        "on which files from folders new to this person were taken along, and files were taken or sent out",
        _OUT_OR_MAIL,
        settles=4,
    ),
    "days_taken_deleted": Series("days", "on which files were deleted after they had been taken out", _OUT),
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
    "days_taken_deleted": "taken_deleted",
}
"""Persistence: a drip differs from a burst by its days, not by its files."""

_TAKEN_OUT = ("copies_removable", "shares_outside", "uploads_web", "attached_personal")

EVENTS_OF: Mapping[str, tuple[str, ...]] = {name: (of,) for name, of in DAYS_OF.items()} | {
    "days_fetching": ("distinct_downloads",),
    "days_fetched_out": ("distinct_downloads", *_TAKEN_OUT),
    "days_new_out": ("reach_moved", *_TAKEN_OUT),
}
"""The measures whose events stand behind a count of days."""


@dataclass
class SeriesBook:
    """Loads series of one panel as persons × days, deriving what is shared only once."""

    panel: Panel
    _usual: NDArray[np.bool_] | None = field(default=None, repr=False)
    _handled: tuple[Handled, list[str]] | None = field(default=None, repr=False)
    _steps: dict[str, Steps] | None = field(default=None, repr=False)

    @property
    def usual(self) -> NDArray[np.bool_]:
        """Usual hours, persons × weeks × 24."""
        if self._usual is None:
            self._usual = usual_hours(self.panel)
        return self._usual

    @property
    def handled(self) -> tuple[Handled, list[str]]:
        """What was done to documents, and their names."""
        if self._handled is None:
            self._handled = self.panel.handled()
        return self._handled

    @property
    def steps(self) -> dict[str, Steps]:
        """Where sequences of each sort came to their end."""
        if self._steps is None:
            self._steps = sequences(self.handled[0])
        return self._steps

    def documents(self, person: int, sequence: str, first: int, last: int) -> tuple[str, ...]:
        """Return the names, present and earlier, of documents with which a person ended a sequence on days ``first`` to ``last``."""
        low = self.panel.first_day
        ended = self.steps[sequence].of(person, first - low, last - low)
        return tuple(self.handled[1][i] for i in earlier_names(self.handled[0], person, ended))

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        """Return the series; KeyError for a name that is not in :data:`SERIES`."""
        if name not in SERIES:
            raise KeyError(name)
        if name in _FIRST_OF:
            return first_touches(self.panel, _FIRST_OF[name])
        if name in DAYS_OF:
            return (self[DAYS_OF[name]] > 0).astype(np.float32)
        if name in SEQUENCES:
            steps = self.steps[name]
            return self.panel.scatter(steps.person, steps.day, np.ones(len(steps.person), np.float32))
        if name in _DERIVED:
            return _DERIVED[name](self)
        return self.panel.dense(name) / np.float32(_PER.get(name, 1))

    def on_both(self, name: str) -> NDArray[np.float32]:
        """Return persons × days: 1 where a series is above 0 and something was taken or sent out on the same day."""
        out = sum((self[one] for one in _TAKEN_OUT), np.zeros((), np.float32))
        both: NDArray[np.float32] = ((self[name] > 0) & (out > 0)).astype(np.float32)
        return both


_DERIVED: Mapping[str, Callable[[SeriesBook], NDArray[np.float32]]] = {
    "reach": lambda book: reach(book.panel),
    "reach_moved": lambda book: reach_moved(book.panel),
    "days_fetching": lambda book: unusual_days(book.panel, book["distinct_downloads"]),
    "days_fetched_out": lambda book: book.on_both("distinct_downloads"),
    "days_new_out": lambda book: book.on_both("reach_moved"),
    "offhours_moves": lambda book: off_hours(book.panel, book.usual, "c"),
    "offhours_events": lambda book: off_hours(book.panel, book.usual, "h"),
}
