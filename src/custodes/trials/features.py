"""What a general detector sees of a person and a week: every stored measure, summed and on a log scale.

Besides the measures: all events, and those between seven in the evening and seven in the morning, all of them and
those in which documents move. (48 columns of single hours would drown the others.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from custodes.baselines.measures import MEASURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["FEATURES", "percentiles", "present", "weekly_features", "weekly_sum"]

_STORED = ("events", *(measure.name for measure in MEASURES))
FEATURES: tuple[str, ...] = (*_STORED, "out of hours", "moved out of hours")
_DAYTIME = range(7, 19)


def weekly_sum(panel: Panel, name: str) -> NDArray[np.float32]:
    """Return a stored measure as persons × weeks."""
    daily = panel.dense(name)
    total: NDArray[np.float32] = daily.reshape(daily.shape[0], -1, 7).sum(axis=2)
    return total


def weekly_features(panel: Panel) -> NDArray[np.float32]:
    """Return persons × weeks × features: log(1 + the week's sum) of every stored measure.

    Cost: a query a measure; 4 bytes × persons × weeks × features.
    """
    found = np.empty((*panel.seen.shape, len(FEATURES)), np.float32)
    for number, name in enumerate(_STORED):
        found[:, :, number] = np.log1p(weekly_sum(panel, name))
    for number, prefix in enumerate(("h", "c"), start=len(_STORED)):
        found[:, :, number] = np.log1p(_out_of_hours(panel, prefix))
    return found


def _out_of_hours(panel: Panel, prefix: str) -> NDArray[np.float64]:
    total = np.zeros(panel.seen.shape)
    for hour, person, day, value in panel.by_hour(prefix):
        if hour not in _DAYTIME:
            np.add.at(total, (person, day // 7), value)
    return total


def present(panel: Panel, has_p: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return persons × weeks: those who acted in the week, or are ranked in it though they did nothing."""
    here: NDArray[np.bool_] = (panel.seen > 0) | has_p
    return here


def percentiles(features: NDArray[np.float32], here: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return each feature's rank among the week's people, in (0, 1); equals share the middle. 0 for the absent.

    >>> three = np.array([[[7.0]], [[1.0]], [[7.0]]], np.float32)
    >>> percentiles(three, np.ones((3, 1), bool))[:, 0, 0].astype(float).round(3).tolist()
    [0.667, 0.167, 0.667]
    """
    found = np.zeros_like(features)
    for week in range(features.shape[1]):
        on = here[:, week]
        if on.any():
            found[on, week] = (rankdata(features[on, week], axis=0) - 0.5) / on.sum()
    return found
