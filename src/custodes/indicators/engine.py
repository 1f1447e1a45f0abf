"""Evaluates a library on a panel: the strength of every measure and window, day by day, joined by stage.

Within a stage the strongest measure counts, since measures of one stage are correlated. What it was is kept as
a small integer, so that evidence can be rebuilt for the few people that are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.expectation import Expectation, expect, strength, window_sums
from custodes.baselines.series import SERIES, SeriesBook
from custodes.indicators.rarity import corrected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.indicators.rule import Indicator, Stage

__all__ = ["Finding", "Stages", "evaluate", "findings", "probes", "started"]


@dataclass(frozen=True, slots=True)
class Probe:
    """One measure in one window, with the indicators that name it (one stage each)."""

    measure: str
    window: int
    indicators: tuple[str, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Stages:
    """Strengths by stage.

    daily:   stage -> persons × days, bans: the strongest measure of the stage in windows ending that day
    weekly:  (measure, window) -> persons × weeks, float16: largest of the week, to find what stood out
    """

    daily: dict[Stage, NDArray[np.float32]]
    weekly: dict[tuple[str, int], NDArray[np.float16]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure and window of one person that stood out in a week; the numbers of its strongest day."""

    person: int
    week: int
    measure: str
    window: int
    day: int
    observed: float
    mean: float
    variance: float
    peers: float
    history: float
    strength: float


def probes(library: Sequence[Indicator]) -> tuple[Probe, ...]:
    """Return the distinct (measure, window) pairs that a library needs, grouped by measure."""
    named: dict[tuple[str, int], list[Indicator]] = {}
    for rule in library:
        for measure in rule.measures:
            for window in rule.windows:
                named.setdefault((measure, window), []).append(rule)
    return tuple(
        Probe(measure, window, tuple(r.id for r in of), tuple(dict.fromkeys(r.stage for r in of)))
        for (measure, window), of in sorted(named.items())
    )


def started(panel: Panel, settles: int = 0) -> NDArray[np.bool_]:
    """Return persons × weeks: True from ``settles`` weeks after the week in which a person was first seen."""
    active = panel.seen > 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), panel.n_weeks)
    return np.arange(panel.n_weeks)[None, :] >= (first + settles)[:, None]


def evaluate(book: SeriesBook, library: Sequence[Indicator], tick: Callable[[float, str], None]) -> Stages:
    """Return the strengths of all stages. Cost: probes × persons × days; memory: stages × persons × days × 4 bytes."""
    shape = (len(book.panel.persons), book.panel.n_weeks * 7)
    daily = {rule.stage: np.zeros(shape, np.float32) for rule in library}
    weekly: dict[tuple[str, int], NDArray[np.float16]] = {}
    for probe, _, _, bans in _strengths(book, probes(library)):
        for stage in probe.stages:
            np.maximum(daily[stage], bans, out=daily[stage])
        weekly[probe.measure, probe.window] = bans.reshape(shape[0], -1, 7).max(2).astype(np.float16)
        tick(1, probe.measure)
    return Stages(daily, weekly)


def findings(
    book: SeriesBook,
    library: Sequence[Indicator],
    stages: Stages,
    wanted: Sequence[tuple[int, int]],
    at_least: float,
) -> list[Finding]:
    """Return what stood out by ``at_least`` bans for the wanted (person, week) pairs: a second pass over those measures."""
    people = np.array([p for p, _ in wanted], np.int64)
    weeks = np.array([w for _, w in wanted], np.int64)
    chosen = [
        probe
        for probe in probes(library)
        if len(wanted) and (stages.weekly[probe.measure, probe.window][people, weeks] >= at_least).any()
    ]
    found: list[Finding] = []
    for probe, sums, expected, bans in _strengths(book, chosen):
        by_week = bans.reshape(bans.shape[0], -1, 7)
        for p, w in wanted:
            offset = int(by_week[p, w].argmax())
            value = float(by_week[p, w, offset])
            if value < at_least:
                continue
            day = w * 7 + offset
            mean, variance = float(expected.mean[p, w]), float(expected.variance[p, w])
            numbers = (
                float(sums[p, day]),
                mean,
                variance,
                float(expected.peers[p, w]),
                float(expected.history[p, w]),
            )
            found.append(Finding(p, w, probe.measure, probe.window, day, *numbers, value))
    return found


def _strengths(
    book: SeriesBook, wanted: Sequence[Probe]
) -> Iterator[tuple[Probe, NDArray[np.float32], Expectation, NDArray[np.float32]]]:
    panel = book.panel
    name, series = "", np.zeros((0, 0), np.float32)
    for probe in wanted:
        if probe.measure != name:
            name, series = probe.measure, book[probe.measure]
        on = started(panel, SERIES[name].settles)
        expected = expect(panel, series, probe.window, on)
        sums = window_sums(series, probe.window)
        scored = np.repeat((expected.history > 0) & on, 7, axis=1)
        bans = strength(sums, np.repeat(expected.mean, 7, axis=1), np.repeat(expected.variance, 7, axis=1))
        bans = np.where(scored, bans, 0.0).astype(np.float32)
        yield probe, sums, expected, corrected(bans, on & (panel.seen > 0))
