"""The rivals: what else could have ranked the same person-weeks, from one line to a published method.

============================  ==================================================================================
five-line rule                copies to removable media in the week
leave date alone              1 in the 60 days before a departure that the directory knows, else 0
Isolation Forest              Liu, Ting and Zhou 2008, scikit-learn's, on the weekly features
PCA reconstruction error      on weekly percentiles, as many components as explain 90 % of the variance
============================  ==================================================================================

The two that learn are fitted anew every four weeks on the weeks before, which are never scored by that fit. Nothing
was tuned: no label is seen, and the settings are the libraries' own or stand above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_number
from custodes.trials.features import percentiles, present, weekly_features, weekly_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.pipeline.assess import Assessment

__all__ = ["REFIT", "chronological", "forest", "leaver_weeks", "reconstruction", "rivals"]

REFIT = 4  # weeks
_SEED = 20_240_101
_EXPLAINED = 0.9


def leaver_weeks(a: Assessment) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return persons × weeks twice: where a week lies in a leaver's window, and where that was known at its end.

    The first is for a ranking of the whole period afterwards, the second for a list made week by week.
    """
    inside = np.zeros(a.panel.seen.shape, np.bool_)
    known = np.zeros_like(inside)
    for window in a.windows:
        since = (day_number(window.known_from) - a.panel.first_day) // 7
        inside[window.person, window.first_week : window.last_week + 1] = True
        known[window.person, max(window.first_week, since, 0) : window.last_week + 1] = True
    return inside, known


def rivals(panel: Panel, has_p: NDArray[np.bool_]) -> dict[str, NDArray[np.float64]]:
    """Return persons × weeks of the rule, the forest and the reconstruction; NaN where ``has_p`` is False."""
    here = present(panel, has_p)
    features = weekly_features(panel)
    copies = weekly_sum(panel, "copies_removable").astype(np.float64)
    return {
        "rule": np.where(has_p, copies, np.nan),
        "forest": chronological(features, here, has_p, forest),
        "pca": chronological(percentiles(features, here), here, has_p, reconstruction),
    }


def chronological(
    features: NDArray[np.float32],
    here: NDArray[np.bool_],
    has_p: NDArray[np.bool_],
    method: Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return persons × weeks of a method that is fitted on the past only; NaN where there is no p.

    features: persons × weeks × features · here: who is learnt from · method: (before, now) -> strangeness of now
    """
    found = np.full(has_p.shape, np.nan)
    weeks = has_p.shape[1]
    first = int(has_p.any(axis=0).argmax()) if has_p.any() else weeks
    for start in range(first, weeks, REFIT):
        block = slice(start, min(start + REFIT, weeks))
        wanted = has_p[:, block]
        before = features[:, :start][here[:, :start]]
        if not wanted.any():
            continue
        values = np.zeros(int(wanted.sum()))
        if len(before) >= 2:
            values = method(before, features[:, block][wanted])
        found[:, block][wanted] = values
    return found


def forest(before: NDArray[np.float32], now: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the anomaly score of an Isolation Forest fitted on ``before``; rows × features both."""
    from sklearn.ensemble import IsolationForest

    fitted = IsolationForest(random_state=_SEED).fit(before)
    score: NDArray[np.float64] = -fitted.score_samples(now)
    return score


def reconstruction(before: NDArray[np.float32], now: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the squared distance to the plane of the components that explain 90 % of ``before``."""
    from sklearn.decomposition import PCA

    past = before.astype(np.float64)
    if not past.var(axis=0).any():
        return np.asarray(((now - past[0]) ** 2).sum(axis=1), np.float64)
    fitted = PCA(n_components=_EXPLAINED, svd_solver="covariance_eigh").fit(past)
    again = fitted.inverse_transform(fitted.transform(now.astype(np.float64)))
    error: NDArray[np.float64] = ((now - again) ** 2).sum(axis=1)
    return error
