r"""Calibration: how often did an ordinary week of this organisation look like this?

One score per person and week, restated against its week and ranked among the 26 weeks before:

.. math::
    f_{G,w} = \max\bigl(1, (q + c)/(q' + c)\bigr), \quad s_{iw} = raw_{iw} / \max_G f_{G,w}, \quad
    p = \frac{1 + \#\{N \ge s_{iw}\}}{|N| + 1}

q is the median and the .95 quantile of raw in G this week with person i left out, q' the same over the 26 weeks
before, pooled; the larger ratio counts. G is the organisation, and the finest of team, role and department that
has ``min_group`` people with a score. N holds every s of the 26 weeks before, weeks apart in which a source was silent that
delivers again (docs/decisions/018): a week is compared with weeks of which as much was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from custodes.settings import Detection

__all__ = ["Calibrated", "benjamini_hochberg", "calibrate"]

_QUANTILES = (0.5, 0.95)
_CALM = 0.2  # c: a score that every calm week reaches (docs/decisions/011)


@dataclass(frozen=True)
class Calibrated:
    """Scores and p-values as known at the end of each day; persons × weeks × 7. NaN where there is none.

    score:  s · p_value: rank among the weeks before
    pool:   per week, |N|
    factor: per week, the organisation's f at the week's end
    """

    score: NDArray[np.float32]
    p_value: NDArray[np.float64]
    pool: NDArray[np.int64]
    factor: NDArray[np.float64]


def calibrate(
    raw: NDArray[np.float32],
    scored: NDArray[np.bool_],
    groups: Sequence[NDArray[np.int32]],
    left_from: NDArray[np.int32],
    settings: Detection,
    silent: NDArray[np.bool_] | None = None,
) -> Calibrated:
    """Restate and rank.

    raw:     persons × weeks × 7: the week's largest score so far, each day
    scored:  persons × weeks × 7: who has a score, as known that day (enough history, seen lately)
    groups:  finest first; persons × weeks codes, -1 unknown
    left_from: persons × weeks: the week (column) from which a person's week no longer serves as comparison, because
             they were referred onward or turned out to be leaving; a number beyond the last week: never
    silent:  sources × weeks: True where a source that usually delivers gave nothing; None: never

    Cost: one sort of the comparison pool a week.
    """
    score = np.full(raw.shape, np.nan, np.float32)
    p_value = np.full(raw.shape, np.nan)
    pool = np.zeros(raw.shape[1], np.int64)
    factor = np.ones(raw.shape[1])
    for w in range(raw.shape[1]):
        past = _comparable(
            [v for v in range(max(0, w - settings.history_weeks), w) if scored[:, v, 6].any()],
            w,
            silent,
            settings.min_weeks,
        )
        references = _references(raw[:, :, 6], scored[:, :, 6], groups, w, past, settings)
        for d in range(7):
            on = scored[:, w, d]
            f = _factors(raw[:, w, d], on, references)
            score[on, w, d] = raw[on, w, d] / f[on]
            factor[w] = float(np.median(f[on])) if on.any() else 1.0
        if len(past) < settings.min_weeks:
            continue
        n = np.sort(np.concatenate([score[scored[:, v, 6] & (left_from[:, v] > w), v, 6] for v in past]))
        pool[w] = len(n)
        at_least = len(n) - np.searchsorted(n, score[:, w, :], side="left")
        p_value[:, w, :] = np.where(np.isnan(score[:, w, :]), np.nan, (1 + at_least) / (len(n) + 1))
    return Calibrated(score, p_value, pool, factor)


def _comparable(past: Sequence[int], w: int, silent: NDArray[np.bool_] | None, least: int) -> Sequence[int]:
    """Leave out weeks in which a source was silent that delivered in the week before ``w``, while ``least`` remain.

    The week before, because of week ``w`` itself it is known at its end only. A source that stays silent is gone: then
    weeks without it are what to compare with.
    """
    if silent is None or not silent.any() or not w:
        return past
    kept = [v for v in past if not (silent[:, v] & ~silent[:, w - 1]).any()]
    return kept if len(kept) >= least else past


@dataclass(frozen=True)
class _Reference:
    """A group this week, and the quantiles of its raw scores over the weeks before."""

    members: NDArray[np.bool_]
    old: NDArray[np.float64]


def _references(
    final: NDArray[np.float32],
    scored: NDArray[np.bool_],
    groups: Sequence[NDArray[np.int32]],
    w: int,
    past: Sequence[int],
    settings: Detection,
) -> list[_Reference]:
    """Return the organisation and the finest large groups of week ``w``, where they have enough weeks before."""
    codes = _finest(groups, scored, w, settings.min_group)
    found = []
    for group in (None, *np.unique(codes[codes >= 0])):
        members = np.ones(len(codes), np.bool_) if group is None else codes == group
        before = [final[scored[:, v] & members, v] for v in past]
        held = [b for b in before if len(b)]
        if len(held) >= settings.min_weeks:
            found.append(_Reference(members, np.quantile(np.concatenate(held), _QUANTILES)))
    return found


def _finest(
    groups: Sequence[NDArray[np.int32]], scored: NDArray[np.bool_], w: int, least: int
) -> NDArray[np.int64]:
    """Return each person's finest group with ``least`` people with a score, as known a week before; -1 for none."""
    chosen = np.full(scored.shape[0], -1, np.int64)
    known, base = max(w - 1, 0), 0
    for codes in groups:
        now = codes[:, known].astype(np.int64)
        size = np.bincount(now[scored[:, known] & (now >= 0)], minlength=int(now.max(initial=-1)) + 1)
        fits = (now >= 0) & (chosen < 0)
        fits[fits] = size[now[fits]] >= least
        chosen[fits] = base + now[fits]
        base += int(codes.max(initial=-1)) + 1
    return chosen


def _factors(
    now: NDArray[np.float32], on: NDArray[np.bool_], references: Sequence[_Reference]
) -> NDArray[np.float64]:
    """Return each person's f on this day: the largest over the organisation and their group."""
    f = np.ones(len(now))
    for reference in references:
        members = on & reference.members
        if members.sum() >= 3:
            f[members] = np.maximum(f[members], _ratio(now[members], reference.old))
    return f


def _ratio(values: NDArray[np.float32], old: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each value the largest ratio of quantiles with that value left out.

    Leaving one out of sorted values only shifts the places above it, so two look-ups a quantile suffice.
    """
    order = np.argsort(values, kind="stable")
    ranked = values[order].astype(np.float64)
    n = len(ranked)
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    best = np.ones(n)
    for quantile, q_old in zip(_QUANTILES, old, strict=True):
        at = quantile * (n - 2)
        low, share = int(at), at - int(at)
        high = min(low + 1, n - 2)

        q = (1 - share) * _without(ranked, place, low) + share * _without(ranked, place, high)
        best = np.maximum(best, (q + _CALM) / (q_old + _CALM))
    return best


def _without(ranked: NDArray[np.float64], place: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Return for each value the k-th smallest of the others."""
    value: NDArray[np.float64] = np.where(place <= k, ranked[min(k + 1, len(ranked) - 1)], ranked[k])
    return value


def benjamini_hochberg(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return q-values of p-values; NaN stays NaN.

    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, np.nan])).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    out = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    m = len(order)
    q = p[order] * m / np.arange(1, m + 1)
    out[order] = np.minimum(np.minimum.accumulate(q[::-1])[::-1], 1.0)
    return out
