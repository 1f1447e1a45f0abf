"""Timing against the person's own hours.

An hour of the day is *unusual* for a person when, over the weeks before, fewer than ``RARE`` of their events
fell into it and its two neighbours. Somebody who always works at night has usual nights. A day of the week is unusual when
the person worked on it in fewer than ``RARE_DAYS`` of their weeks before: a Saturday for most, a Monday for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["off_days", "off_hours", "usual_days", "usual_hours"]

RARE = 0.02
RARE_DAYS = 0.1  # of the active weeks
HALF_LIFE = 13.0  # weeks


def usual_hours(panel: Panel) -> NDArray[np.bool_]:
    """Return persons × weeks × 24: True where the hour was usual before that week began."""
    people, weeks = panel.seen.shape
    counts = np.zeros((24, people, weeks), np.float32)
    for hour, person, day, value in panel.by_hour("h"):
        place = person * weeks + day // 7
        counts[hour] = np.bincount(place, value, minlength=people * weeks).reshape(people, weeks)
    usual = np.ones((people, weeks, 24), np.bool_)
    decay = 0.5 ** (1 / HALF_LIFE)
    total = np.zeros((24, people))
    for w in range(1, weeks):
        total = total * decay + counts[:, :, w - 1]
        near = total + np.roll(total, 1, axis=0) + np.roll(total, -1, axis=0)
        usual[:, w] = (near >= RARE * np.maximum(total.sum(axis=0), 1.0)).T
    return usual


def off_hours(panel: Panel, usual: NDArray[np.bool_], prefix: str) -> NDArray[np.float32]:
    """Return persons × days: events at unusual hours.

    prefix: "h" for all of them, "c" for those that move documents, "x" for those by which documents leave
    """
    out = np.zeros((len(panel.persons), panel.n_weeks * 7), np.float32)
    for hour, person, day, value in panel.by_hour(prefix):
        odd = ~usual[person, day // 7, hour]
        np.add.at(out.reshape(-1), person[odd] * out.shape[1] + day[odd], value[odd])
    return out


def usual_days(panel: Panel) -> NDArray[np.bool_]:
    """Return persons × weeks × 7, Monday first: True where the weekday was usual before that week began."""
    people, weeks = panel.seen.shape
    worked = panel.active.reshape(people, weeks, 7)
    here = panel.seen > 0
    usual = np.ones((people, weeks, 7), np.bool_)
    decay = 0.5 ** (1 / HALF_LIFE)
    days, total = np.zeros((people, 7)), np.zeros(people)
    for w in range(1, weeks):
        days = days * decay + worked[:, w - 1]
        total = total * decay + here[:, w - 1]
        usual[:, w] = days >= RARE_DAYS * np.maximum(total, 1.0)[:, None]
    return usual


def off_days(panel: Panel, usual: NDArray[np.bool_], prefix: str) -> NDArray[np.float32]:
    """Return persons × days: events on unusual days of the week; prefixes as in :func:`off_hours`."""
    out = np.zeros((len(panel.persons), panel.n_weeks * 7), np.float32)
    for _, person, day, value in panel.by_hour(prefix):
        odd = ~usual[person, day // 7, day % 7]
        np.add.at(out.reshape(-1), person[odd] * out.shape[1] + day[odd], value[odd])
    return out
