"""Evaluates a library on a panel: the strength of every measure and window, day by day.

What carries is summed over measures and windows, each with its weight; of a stage of context the strongest counts.
Whatever stood out is kept with its numbers, so that evidence is what was scored and not a second computation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.indicators.strengths import started, strengths
from custodes.indicators.weights import SCORED_WINDOWS, carried

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from custodes.baselines.book import SeriesBook
    from custodes.indicators.rule import Indicator, Stage
    from custodes.indicators.strengths import Strength

__all__ = ["NOTABLE", "Finding", "Stages", "evaluate", "findings", "probes", "started"]

NOTABLE = 2.0  # bans from which something is shown: about once in a hundred ordinary weeks
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

    @property
    def counts(self) -> float:
        """What its carried strength counts for: the measure's weight times the window's."""
        return self.weight * SCORED_WINDOWS.get(self.window, 0.0)


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
    for number, found in enumerate(strengths(book, [(p.measure, p.window) for p in wanted])):
        probe, bans = wanted[number], found.bans
        for stage in probe.stages if probe.scores else ():
            flat = daily[stage].reshape(-1)
            flat[bans.at] = np.maximum(flat[bans.at], bans.value)
        if probe.scores and probe.weight:
            carrying.reshape(-1)[bans.at] += probe.counts * carried(bans.value)
        for place, person in enumerate(keep):
            mine = slice(*np.searchsorted(bans.at, (person * shape[1], (person + 1) * shape[1])))
            kept[number, place, bans.at[mine] % shape[1]] = bans.value[mine]
        notable.append(_notable(number, found))
        tick(1, probe.measure)
    return Stages(daily, carrying, wanted, np.concatenate(notable), kept)


def _notable(number: int, found: Strength) -> NDArray[np.void]:
    """Return the rows that reached NOTABLE, with the numbers of the week's strongest day."""
    far = np.flatnonzero(found.bans.value >= NOTABLE)
    strong = found.bans.chosen(far)
    best = strong.tops()[1]
    week = strong.week[best]
    rows = np.zeros(len(best), _ROW)
    weeks = found.expected.mean.shape[1]
    rows["probe"], rows["person"], rows["week"] = number, week // weeks, week % weeks
    rows["day"], rows["strength"] = strong.day[best], strong.value[best]
    for name in ("observed", "mean", "variance"):
        rows[name] = getattr(found, name)[far[best]]
    for name in ("peers", "history"):
        rows[name] = getattr(found.expected, name).reshape(-1)[week]
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
