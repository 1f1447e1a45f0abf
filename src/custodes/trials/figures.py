"""Figures with intervals, from one world or from several.

A share has Wilson's interval. An area (AUC, average precision) is the mean over worlds, weighted by the number of
those who acted; its interval comes from drawing worlds again and, within each, people, those who acted and the others
apart. A share over several worlds has the wider of Wilson's interval and that of drawing worlds again: a few worlds
may agree by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.trials.metrics import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = [
    "RESAMPLES",
    "SEED",
    "Figure",
    "Quartiles",
    "area",
    "average_precision",
    "quartiles",
    "share",
    "won",
]

RESAMPLES = 300
SEED = 20_240_101


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval; all None where there is nothing to measure.

    count, of: of a share, what it was made from; of an area, those who acted and the others
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Of ``n`` numbers; None where there is none."""

    n: int
    lower: float | None
    median: float | None
    upper: float | None


Sides = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""Scores of those who acted, and of the others, in one world."""


def share(parts: Sequence[tuple[int, int]]) -> Figure:
    """Return a share from (count, of) a world.

    >>> f = share([(8, 10)])
    >>> f.value, round(f.low, 4), round(f.high, 4)
    (0.8, 0.4902, 0.9433)
    """
    count, of = sum(part[0] for part in parts), sum(part[1] for part in parts)
    if not of:
        return Figure(None, None, None, count, of)
    low, high = wilson(count, of)
    if len(parts) > 1:
        again = _over_worlds([part[0] for part in parts], [part[1] for part in parts])
        low, high = min(low, again[0]), max(high, again[1])
    return Figure(count / of, low, high, count, of)


def area(parts: Sequence[Sides], statistic: Callable[[Sides], float]) -> Figure:
    """Return the AUC or average precision of worlds in which somebody acted and somebody did not."""
    whole = [part for part in parts if len(part[0]) and len(part[1])]
    acted, others = (sum(len(part[side]) for part in parts) for side in (0, 1))
    if not whole:
        return Figure(None, None, None, acted, others)
    weights = [len(part[0]) for part in whole]
    values = [statistic(part) for part in whole]
    middle = float(np.average(values, weights=weights))
    low, high = _over_people(whole, statistic)
    return Figure(middle, min(low, middle), max(high, middle), acted, others)


def won(sides: Sides) -> float:
    """Return the AUC: the share of pairs in the right order, equals a half.

    >>> won((np.array([3.0, 2.0]), np.array([2.0, 1.0])))
    0.875
    """
    acted, others = sides
    ordered = np.sort(others)
    below = np.searchsorted(ordered, acted, "left") + np.searchsorted(ordered, acted, "right")
    return float(below.sum() / (2 * len(acted) * len(others)))


def average_precision(sides: Sides) -> float:
    """Return the mean, over those who acted, of the precision where each is reached; equals against us.

    >>> average_precision((np.array([3.0, 1.0]), np.array([2.0, 1.0])))
    0.75
    """
    acted, others = np.sort(sides[0])[::-1], np.sort(sides[1])
    before = len(others) - np.searchsorted(others, acted, "left")
    place = np.arange(1, len(acted) + 1)
    return float((place / (place + before)).mean())


def quartiles(values: Sequence[float]) -> Quartiles:
    """Return the quartiles.

    >>> quartiles([1, 2, 3, 4, 5])
    Quartiles(n=5, lower=2.0, median=3.0, upper=4.0)
    """
    if not values:
        return Quartiles(0, None, None, None)
    lower, median, upper = (float(v) for v in np.quantile(values, (0.25, 0.5, 0.75)))
    return Quartiles(len(values), lower, median, upper)


def _over_worlds(above: Sequence[float], below: Sequence[float]) -> tuple[float, float]:
    """Resample worlds; draws in which nothing is left to divide by are passed over."""
    drawn = np.random.default_rng(SEED).multinomial(
        len(below), [1 / len(below)] * len(below), size=20 * RESAMPLES
    )
    bottom = drawn @ np.asarray(below, np.float64)
    ratio = (drawn @ np.asarray(above, np.float64))[bottom > 0] / bottom[bottom > 0]
    low, high = (float(v) for v in np.quantile(ratio, (0.025, 0.975)))
    return low, high


def _over_people(worlds: Sequence[Sides], statistic: Callable[[Sides], float]) -> tuple[float, float]:
    """Resample worlds, where there are several, and the people within each that is drawn."""
    rng = np.random.default_rng(SEED)
    values = []
    for _ in range(RESAMPLES):
        drawn = [
            worlds[i] for i in (rng.integers(len(worlds), size=len(worlds)) if len(worlds) > 1 else (0,))
        ]
        weighed = [
            len(acted) * statistic((_again(rng, acted), _again(rng, others))) for acted, others in drawn
        ]
        values.append(sum(weighed) / sum(len(acted) for acted, _ in drawn))
    low, high = (float(v) for v in np.quantile(values, (0.025, 0.975)))
    return low, high


def _again(rng: np.random.Generator, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[rng.integers(len(values), size=len(values))]
