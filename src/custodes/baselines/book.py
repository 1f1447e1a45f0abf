"""Loads series of one panel: what is stored is read, what is derived is computed, what several need is computed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.firsthandled import first_names
from custodes.baselines.handled import FIRST_HANDLED
from custodes.baselines.hours import usual_days, usual_hours
from custodes.baselines.loaders import LOADERS
from custodes.baselines.machines import Media, media_on_others
from custodes.baselines.measures import MEASURES
from custodes.baselines.sequences import Handled, Steps, earlier_names, sequences
from custodes.baselines.series import DAYS_OF, SERIES, is_match, series_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["SeriesBook"]

_PER = {m.name: m.per for m in MEASURES if m.per != 1}


@dataclass
class SeriesBook:
    """Loads series of one panel as persons × days, deriving what is shared only once."""

    panel: Panel
    _usual: NDArray[np.bool_] | None = field(default=None, repr=False)
    _usual_days: NDArray[np.bool_] | None = field(default=None, repr=False)
    _handled: tuple[Handled, list[str]] | None = field(default=None, repr=False)
    _steps: dict[str, Steps] | None = field(default=None, repr=False)
    _media: Media | None = field(default=None, repr=False)

    @property
    def usual(self) -> NDArray[np.bool_]:
        """Usual hours, persons × weeks × 24."""
        if self._usual is None:
            self._usual = usual_hours(self.panel)
        return self._usual

    def exposure(self, name: str) -> NDArray[np.float64]:
        """Return per week the share of a series' sources that delivered (:mod:`custodes.baselines.silence`)."""
        return self.panel.silence.exposure(series_of(name).channels, self.panel.n_weeks)

    @property
    def usual_days(self) -> NDArray[np.bool_]:
        """Usual days of the week, persons × weeks × 7."""
        if self._usual_days is None:
            self._usual_days = usual_days(self.panel)
        return self._usual_days

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

    def documents(self, person: int, name: str, first: int, last: int) -> tuple[str, ...]:
        """Return the names of the documents that a series counts for a person on days ``first`` to ``last``.

        Of a sequence these are the present and the earlier names of those with which it came to its end.
        """
        low = self.panel.first_day
        if name in FIRST_HANDLED:
            return first_names(self.panel, FIRST_HANDLED[name], person, first - low, last - low)
        ended = self.steps[name].of(person, first - low, last - low)
        return tuple(self.handled[1][i] for i in earlier_names(self.handled[0], person, ended))

    @property
    def media(self) -> Media:
        """Where removable media were used on somebody else's machine."""
        if self._media is None:
            self._media = media_on_others(self.panel)
        return self._media

    def machines(self, person: int, first: int, last: int) -> frozenset[tuple[int, str]]:
        """Return (day, machine) of a person's removable media on other people's machines on days ``first`` to ``last``."""
        low = self.panel.first_day
        return frozenset((day + low, name) for day, name in self.media.of(person, first - low, last - low))

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        """Return the series; KeyError for a name that is not in :data:`SERIES` and no Sigma rule's."""
        if is_match(name):
            return self.panel.matched(name)
        if name not in SERIES:
            raise KeyError(name)
        if name in DAYS_OF:
            return (self[DAYS_OF[name]] > 0).astype(np.float32)
        load = LOADERS.get(name)
        return load(self) if load is not None else self.stored(name)

    def stored(self, name: str) -> NDArray[np.float32]:
        """Return a stored measure in its unit."""
        return self.panel.dense(name) / np.float32(_PER.get(name, 1))
