"""How good a ranking is: AUC, recall and precision at k, and intervals of a rate.

All by person: an insider with five strange weeks is one insider. Ties count half in the AUC and against us at k.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy.stats import beta, norm, rankdata

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["auc", "clopper_pearson", "precision_at", "recall_at", "wilson"]

K = TypeVar("K")


def auc(score: Mapping[K, float], positive: Collection[K]) -> float | None:
    """Return P(a positive scores above a negative) + half of P(equal); None where one side is empty.

    score: everybody's; positives without a score are an error (KeyError), not a zero
    Cost: n log n, by rank sums (Mann and Whitney 1947).

    >>> auc({"a": 3, "b": 2, "c": 2, "d": 1}, {"a", "b"})
    0.875
    """
    missing = [p for p in positive if p not in score]
    if missing:
        raise KeyError(missing[0])
    chosen = set(positive)
    names = list(score)
    truth = np.array([name in chosen for name in names], dtype=bool)
    above, below = int(truth.sum()), int((~truth).sum())
    if not above or not below:
        return None
    ranks = rankdata(np.array([float(score[name]) for name in names]))
    return float((ranks[truth].sum() - above * (above + 1) / 2) / (above * below))


def _found(score: Mapping[K, float], positive: Collection[K], k: int) -> int:
    """Count positives among the first k; among equals the negatives come first."""
    chosen = set(positive)
    order = sorted(score, key=lambda name: (-score[name], name in chosen))
    return sum(name in chosen for name in order[: max(k, 0)])


def recall_at(score: Mapping[K, float], positive: Collection[K], k: int) -> float | None:
    """Return the share of the positives that stands among the first k; None without positives.

    >>> recall_at({"a": 3, "b": 2, "c": 2, "d": 1}, {"a", "b"}, 2)
    0.5
    """
    return _found(score, positive, k) / len(set(positive)) if positive else None


def precision_at(score: Mapping[K, float], positive: Collection[K], k: int) -> float | None:
    """Return the share of the first k (of all, where there are fewer) that is positive; None for k < 1 or nobody.

    >>> precision_at({"a": 3, "b": 2, "c": 2, "d": 1}, {"a", "b"}, 3)
    0.6666666666666666
    """
    size = min(k, len(score))
    return _found(score, positive, size) / size if size > 0 else None


def wilson(found: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval (1927) of a rate: short, right on average. (0, 1) of nothing.

    >>> low, high = wilson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    _checked(found, of, confidence)
    if of == 0:
        return 0.0, 1.0
    z = float(norm.ppf(0.5 + confidence / 2))
    rate = found / of
    middle = (rate + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * (rate * (1 - rate) / of + z * z / (4 * of * of)) ** 0.5
    low = 0.0 if found == 0 else max(middle - half, 0.0)
    return low, 1.0 if found == of else min(middle + half, 1.0)


def clopper_pearson(found: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval (Clopper and Pearson 1934): never covers less than it says. (0, 1) of nothing.

    >>> low, high = clopper_pearson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4439, 0.9748)
    """
    _checked(found, of, confidence)
    tail = (1 - confidence) / 2
    low = 0.0 if found == 0 else float(beta.ppf(tail, found, of - found + 1))
    high = 1.0 if found == of else float(beta.ppf(1 - tail, found + 1, of - found))
    return low, high


def _checked(found: int, of: int, confidence: float) -> None:
    if not 0 <= found <= of or not 0 < confidence < 1:
        message = f"no rate: {found} of {of} at {confidence}"
        raise ValueError(message)
