"""Evaluates a library on a panel: the strength of every measure and window, day by day.

What carries is summed over measures and windows, each with its weight; of a stage of context the strongest counts.
Whatever stood out is kept with its numbers, so that evidence is what was scored and not a second computation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.expectation import MIN_HISTORY, Expectation, expect, strength, window_sums
from custodes.baselines.season import season
from custodes.baselines.series import SeriesBook, series_of
from custodes.indicators.rarity import busy, corrected
from custodes.indicators.weights import SCORED_WINDOWS, carried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.indicators.rule import Indicator, Stage

__all__ = ["NOTABLE", "Finding", "Stages", "evaluate", "findings", "probes", "started"]

NOTABLE = 2.0  # bans from which something is shown: about once in a hundred ordinary weeks
_SEEN = 0.5  # of a week's sources, below which it says nothing of how rare something is
_ROW = np.dtype(
    [(name, np.int32) for name in ("probe", "person", "week", "day")]
    + [(name, np.float32) for name in ("observed", "mean", "variance", "peers", "history", "strength")]
)


@dataclass(frozen=True, slots=True)
class Probe:
    """One measure in one window, with the indicators that name it and the stages of those that score.

    weight: what its strength counts for where it carries, the largest of those indicators'
    """

    measure: str
    window: int
    indicators: tuple[str, ...]
    stages: tuple[Stage, ...]
    weight: float

    @property
    def scores(self) -> bool:
        """Whether its window counts; others are shown."""
        return self.window in SCORED_WINDOWS


@dataclass(frozen=True)
class Stages:
    """Strengths by stage, and everything that stood out.

    daily:   stage -> persons × days, bans: the strongest measure of the stage in windows ending that day
    carried: persons × days: what all carrying measures and windows add to the score
    notable: one row per person, week, measure and window that reached NOTABLE bans, as :class:`Finding` has them
             (``probe`` is the place in ``probes``)
    kept:    probes × kept persons × days, bans: of the few persons for whom every day was asked for
    """

    daily: dict[Stage, NDArray[np.float32]]
    carried: NDArray[np.float32]
    probes: tuple[Probe, ...]
    notable: NDArray[np.void]
    kept: NDArray[np.float32]

    def reached(self, measure: str) -> NDArray[np.void]:
        """Return the notable rows of one measure, in any window."""
        mine = [k for k, probe in enumerate(self.probes) if probe.measure == measure]
        return self.notable[np.isin(self.notable["probe"], mine)]


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
        Probe(
            measure,
            window,
            tuple(r.id for r in of),
            tuple(dict.fromkeys(r.stage for r in of if r.scores)),
            max((r.weight(measure) for r in of if r.carries), default=0.0),
        )
        for (measure, window), of in sorted(named.items())
    )


def started(panel: Panel, settles: int = 0) -> NDArray[np.bool_]:
    """Return persons × weeks: True from ``settles`` weeks after the week in which a person was first seen."""
    active = panel.seen > 0
    first = np.where(active.any(axis=1), active.argmax(axis=1), panel.n_weeks)
    return np.arange(panel.n_weeks)[None, :] >= (first + settles)[:, None]


def evaluate(
    book: SeriesBook,
    library: Sequence[Indicator],
    tick: Callable[[float, str], None],
    keep: Sequence[int] = (),
) -> Stages:
    """Return the strengths of all stages. Cost: probes × persons × days; memory: stages × persons × days × 4 bytes.

    keep: codes of persons whose every probe and day is kept, in this order
    """
    shape = (len(book.panel.persons), book.panel.n_weeks * 7)
    daily = {rule.stage: np.zeros(shape, np.float32) for rule in library}
    carrying = np.zeros(shape, np.float32)
    wanted = probes(library)
    notable = []
    kept = np.zeros((len(wanted), len(keep), shape[1]), np.float32)
    for number, (probe, sums, usual, bans) in enumerate(_strengths(book, wanted)):
        for stage in probe.stages if probe.scores else ():
            np.maximum(daily[stage], bans, out=daily[stage])
        if probe.scores and probe.weight:
            carrying += probe.weight * carried(bans)
        kept[number] = bans[list(keep)]
        notable.append(_notable(number, sums, usual, bans))
        tick(1, probe.measure)
    return Stages(daily, carrying, wanted, np.concatenate(notable), kept)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What was expected, season included: persons × days, and persons × weeks."""

    mean: NDArray[np.float32]
    variance: NDArray[np.float32]
    expected: Expectation


def _notable(
    number: int, sums: NDArray[np.float32], usual: _Usual, bans: NDArray[np.float32]
) -> NDArray[np.void]:
    """Return the rows that reached NOTABLE, with the numbers of the week's strongest day."""
    by_week = bans.reshape(bans.shape[0], -1, 7)
    person, week = np.nonzero(by_week.max(axis=2) >= NOTABLE)
    offset = by_week[person, week].argmax(axis=1)
    rows = np.zeros(len(person), _ROW)
    rows["probe"], rows["person"], rows["week"], rows["day"] = number, person, week, week * 7 + offset
    rows["observed"] = sums[person, rows["day"]]
    rows["strength"] = by_week[person, week, offset]
    for name in ("mean", "variance"):
        rows[name] = getattr(usual, name)[person, rows["day"]]
    for name in ("peers", "history"):
        rows[name] = getattr(usual.expected, name)[person, week]
    return rows


def findings(stages: Stages, wanted: Iterable[tuple[int, int]]) -> list[Finding]:
    """Return what stood out for the wanted (person, week) pairs."""
    pairs = set(wanted)
    rows = stages.notable[np.isin(stages.notable["person"], [p for p, _ in pairs])]
    return [
        Finding(
            int(row["person"]),
            int(row["week"]),
            stages.probes[row["probe"]].measure,
            stages.probes[row["probe"]].window,
            int(row["day"]),
            *(float(row[name]) for name in ("observed", "mean", "variance", "peers", "history", "strength")),
        )
        for row in rows
        if (int(row["person"]), int(row["week"])) in pairs
    ]


def _strengths(
    book: SeriesBook, wanted: Sequence[Probe]
) -> Iterator[tuple[Probe, NDArray[np.float32], _Usual, NDArray[np.float32]]]:
    panel = book.panel
    name, series, some = "", np.zeros((0, 0), np.float32), False
    for probe in wanted:
        if probe.measure != name:
            name, series = probe.measure, book[probe.measure]
            some = bool(series.any())
        if not some:  # nobody ever did any of it
            yield probe, series, _nothing(series), series
            continue
        on = started(panel, series_of(name).settles)
        seen = book.exposure(probe.measure)
        expected = expect(panel, series, probe.window, on, seen)
        sums = window_sums(series, probe.window)
        scored = np.repeat((expected.history >= MIN_HISTORY) & on, 7, axis=1)
        mean, variance = (np.repeat(x, 7, axis=1) for x in (expected.mean, expected.variance))
        factor = season(sums, mean, variance, scored)
        usual = _Usual(mean * factor, variance * factor**2, expected)
        bans = np.where(scored, strength(sums, usual.mean, usual.variance), 0.0).astype(np.float32)
        much = busy(expected.mean, scored[:, ::7])
        yield probe, sums, usual, corrected(bans, on & (panel.seen > 0) & (seen >= _SEEN), much)


def _nothing(series: NDArray[np.float32]) -> _Usual:
    weekly = np.zeros((len(series), series.shape[1] // 7), np.float32)
    return _Usual(series, series, Expectation(weekly, weekly, weekly, weekly))
