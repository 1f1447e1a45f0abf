"""Who has a score: enough history of their own, and seen lately. Everybody else is unknown, not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["scored_days", "why_unknown"]

LATELY = 4  # weeks


def scored_days(panel: Panel, min_weeks: int) -> NDArray[np.bool_]:
    """Return persons × weeks × 7: True where somebody has a score, as known at the end of that day.

    ``min_weeks`` whole weeks since the week of the first event, and an event in this week so far or in one of the
    four weeks before.
    """
    seen = panel.seen > 0
    people, weeks = seen.shape
    first = np.where(seen.any(axis=1), seen.argmax(axis=1), weeks)
    old_enough = np.arange(weeks)[None, :] >= (first + min_weeks)[:, None]
    lately = np.zeros((people, weeks), np.bool_)
    for back in range(1, LATELY + 1):
        lately[:, back:] |= seen[:, :-back]
    so_far = np.maximum.accumulate(panel.active.reshape(people, weeks, 7), axis=2)
    scored: NDArray[np.bool_] = old_enough[:, :, None] & (lately[:, :, None] | so_far)
    return scored


def why_unknown(panel: Panel, person: int, min_weeks: int) -> str:
    """Return in words why a person never has a score."""
    seen = panel.seen[person] > 0
    if not seen.any():
        return "no activity seen in any log"
    if panel.n_weeks - int(seen.argmax()) <= min_weeks:
        return f"less than {min_weeks} whole weeks of history"
    return "not seen again after the first weeks"
