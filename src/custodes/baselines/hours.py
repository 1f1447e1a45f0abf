"""Timing against the person's own hours.

An hour of the day is *unusual* for a person when, over the weeks before, fewer than ``RARE`` of their events
fell into it and its two neighbours. Somebody who always works at night has usual nights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["off_hours", "usual_hours"]

RARE = 0.02
HALF_LIFE = 13.0  # weeks


def usual_hours(panel: Panel) -> NDArray[np.bool_]:
    """Return persons × weeks × 24: True where the hour was usual before that week began."""
    people, weeks = panel.seen.shape
    counts = np.zeros((24, people, weeks), np.float32)
    for hour, person, day, value in panel.by_hour("h"):
        np.add.at(counts[hour], (person, day // 7), value)
    usual = np.ones((people, weeks, 24), np.bool_)
    decay = 0.5 ** (1 / HALF_LIFE)
    total = np.zeros((24, people))
    for w in range(1, weeks):
        total = total * decay + counts[:, :, w - 1]
        near = total + np.roll(total, 1, axis=0) + np.roll(total, -1, axis=0)
        usual[:, w] = (near >= RARE * np.maximum(total.sum(axis=0), 1.0)).T
    return usual


def off_hours(panel: Panel, usual: NDArray[np.bool_], prefix: str) -> NDArray[np.float32]:
    """Return persons × days: events at unusual hours; prefix "h" for all of them, "c" for those that move documents."""
    out = np.zeros((len(panel.persons), panel.n_weeks * 7), np.float32)
    for hour, person, day, value in panel.by_hour(prefix):
        odd = ~usual[person, day // 7, hour]
        np.add.at(out, (person[odd], day[odd]), value[odd])
    return out
