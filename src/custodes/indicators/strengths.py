"""How unusual one measure in one window was, day by day: what was expected, how much there was, and how rare that is.

Computed of the few cells that lie above their mean (:mod:`custodes.baselines.cells`); everywhere else there are no bans.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.cells import Cells
from custodes.baselines.expectation import MIN_HISTORY, Expectation, expect, strength, window_sums
from custodes.baselines.season import season
from custodes.baselines.series import series_of
from custodes.indicators.rarity import busy, corrected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from custodes.baselines.book import SeriesBook
    from custodes.baselines.panel import Panel

__all__ = ["Strength", "started", "strengths"]

_THREADS = 2
_AHEAD = 3  # results that are waited for at a time: a bound of memory
_SEEN = 0.5  # of a week's sources, below which it says nothing of how rare something is


@dataclass(frozen=True, slots=True)
class Strength:
    """What one measure in one window came to.

    bans:     where there are any
    observed: at these cells · mean, variance: what was expected there, season included
    expected: persons × weeks, without season
    """

    bans: Cells
    observed: NDArray[np.float32]
    mean: NDArray[np.float32]
    variance: NDArray[np.float32]
    expected: Expectation


def started(panel: Panel, settles: int = 0) -> NDArray[np.bool_]:
    """Return persons × weeks: True from ``settles`` weeks after the week in which a person was first seen."""
    active = panel.seen > 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), panel.n_weeks)
    return np.arange(panel.n_weeks)[None, :] >= (first + settles)[:, None]


def strengths(book: SeriesBook, wanted: Sequence[tuple[str, int]]) -> Iterator[Strength]:
    """Yield the strength of each measure and window. A series is loaded once where its windows follow each other.

    Series are loaded here, one after the other; what is computed of them runs beside it, since most of that time is spent
    where Python's lock is not held. Cost of each: persons × weeks, and what lies above its mean; ``_AHEAD`` are in memory.
    """
    name, series, some = "", np.zeros((0, 0), np.float32), False
    waiting: deque[Future[Strength]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for measure, window in wanted:
            if measure != name:
                name, series = measure, book[measure]
                some = bool(series.any())
            task = (_strength, book, measure, window, series) if some else (_nothing, series)
            waiting.append(pool.submit(*task))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _strength(book: SeriesBook, measure: str, window: int, series: NDArray[np.float32]) -> Strength:
    """Return how unusual the sums of a series' windows are, day by day."""
    panel = book.panel
    on = started(panel, series_of(measure).settles)
    seen = book.exposure(measure)
    windows = window_sums(series, window)
    expected = expect(panel, series, window, on, seen, windows)
    scored = (expected.history >= MIN_HISTORY) & on
    sums = Cells.of(windows, scored)
    factor = season(sums, expected.mean, expected.variance, scored)
    week = sums.week
    mean = expected.mean.reshape(-1)[week] * factor
    variance = expected.variance.reshape(-1)[week] * factor**2
    bans = strength(sums.value, mean, variance)
    high = np.flatnonzero(bans)
    cells = sums.chosen(high).valued(bans[high])
    much = busy(expected.mean, scored)
    held = corrected(cells, on & (panel.seen > 0) & (seen >= _SEEN), much)
    return Strength(cells.valued(held), sums.value[high], mean[high], variance[high], expected)


def _nothing(series: NDArray[np.float32]) -> Strength:
    """Return what nobody ever did any of."""
    weekly = np.zeros((len(series), series.shape[1] // 7), np.float32)
    none = np.zeros(0, np.float32)
    cells = Cells(np.zeros(0, np.int64), none, series.shape[1])
    return Strength(cells, none, none, none, Expectation(weekly, weekly, weekly, weekly))
