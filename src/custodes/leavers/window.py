"""The leaver's window: the 60 days before a departure, once the departure could be known.

All leavers are reviewed, outside the budget account. A window is ranked among past leavers' windows (no p below
20 of them) and, not calibrated for leavers, among the same weeks of those who stayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_date, day_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.identity import Identity

__all__ = ["LeaverWindow", "leaver_windows", "left_out", "rank_windows"]

MIN_PAST = 20


@dataclass(frozen=True, slots=True)
class LeaverWindow:
    """One departure and the columns of the weeks that its window overlaps.

    person: code in the panel · last_day, known_from: as the directory says; a last day read off a monthly list is
    moved to the person's last activity where that is earlier · first_week, last_week: columns, inclusive
    """

    person: int
    last_day: date
    known_from: date
    first_week: int
    last_week: int


def leaver_windows(panel: Panel, identity: Identity, days: int, as_of: date) -> tuple[LeaverWindow, ...]:
    """Return the windows of departures that were known on ``as_of``, by last day; windows outside the panel are left out."""
    found = []
    for code, person in enumerate(panel.persons):
        departure = identity.departure(person, as_of)
        if departure is None:
            continue
        known = day_number(departure.known_from) - panel.first_day
        active = np.flatnonzero(panel.active[code, : max(known, 0) + 1])
        last = day_number(departure.last_day) - panel.first_day
        if len(active) and departure.known_from > departure.last_day:
            last = min(last, int(active[-1]))
        first_week, last_week = max(last - days + 1, 0) // 7, min(last // 7, panel.n_weeks - 1)
        if last >= 0 and first_week <= last_week:
            day = day_date(panel.first_day + last)
            found.append(LeaverWindow(code, day, departure.known_from, first_week, last_week))
    return tuple(sorted(found, key=lambda w: (w.last_day, w.person)))


def left_out(panel: Panel, windows: Sequence[LeaverWindow]) -> NDArray[np.int32]:
    """Return persons × weeks: the week from which it was known that this week lies in a leaver's window.

    Such weeks must not serve as comparison from the week after on; where it never was known, a number beyond the last week.
    """
    out = np.full(panel.seen.shape, panel.n_weeks, np.int32)
    for window in windows:
        known = (day_number(window.known_from) - panel.first_day) // 7 + 1
        out[window.person, window.first_week : window.last_week + 1] = known
    return out


def rank_windows(
    score: NDArray[np.float32], windows: Sequence[LeaverWindow]
) -> list[tuple[float | None, int, float | None]]:
    """Return for each window (p among past leavers or None, how many they are, p among those who stayed or None).

    score: persons × weeks, NaN where there is none; a window's score is its largest.
    """
    peaks = [_peak(score[w.person, w.first_week : w.last_week + 1]) for w in windows]
    leavers = np.array([w.person for w in windows], np.int64)
    stay = np.ones(score.shape[0], np.bool_)
    stay[leavers] = False
    ranked: list[tuple[float | None, int, float | None]] = []
    for window, peak in zip(windows, peaks, strict=True):
        past = [
            v for w, v in zip(windows, peaks, strict=True) if w.last_day < window.last_day and v is not None
        ]
        if peak is None:
            ranked.append((None, len(past), None))
            continue
        p = (1 + sum(v >= peak for v in past)) / (len(past) + 1) if len(past) >= MIN_PAST else None
        others = score[stay, window.first_week : window.last_week + 1]
        tops = np.nanmax(others[~np.isnan(others).all(axis=1)], axis=1) if others.size else np.zeros(0)
        ranked.append(
            (p, len(past), (1 + float((tops >= peak).sum())) / (len(tops) + 1) if len(tops) else None)
        )
    return ranked


def _peak(values: NDArray[np.float32]) -> float | None:
    return None if np.isnan(values).all() else float(np.nanmax(values))
