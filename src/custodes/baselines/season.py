r"""Season: how much more than expected everybody else did in the same days.

A month of tenders, a migration or a rising season meets all, so it is nobody's news. For window sums y, expected means
m and variances v of the people with history, person i left out:

.. math:: G_i = \max\left(1, \frac{\sum_{j \ne i} \min(y_j, m_j + 3\sqrt{v_j}) + c}{\sum_{j \ne i} m_j + c}\right)

The mean is multiplied by G and the variance by its square. Sums are capped, so that one person's burst is no season.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["season"]

_CALM = 20.0  # counts that are added to both sides: a season is not read off a handful


def season(
    sums: NDArray[np.float32],
    mean: NDArray[np.float32],
    variance: NDArray[np.float32],
    counted: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Return the factor of each person and day; all arguments persons × days, of windows of one length.

    >>> x = lambda *v: np.array([v], np.float32).T
    >>> factor = season(x(9, 10, 300), x(5, 5, 5), x(10, 10, 10), x(1, 1, 1) > 0)
    >>> [round(float(one), 2) for one in factor[:, 0]]
    [1.48, 1.45, 1.3]
    """
    capped = np.where(counted, np.minimum(sums, mean + 3 * np.sqrt(variance)), 0)
    usual = np.where(counted, mean, 0)
    others = capped.sum(axis=0, keepdims=True, dtype=np.float64) - capped
    expected = usual.sum(axis=0, keepdims=True, dtype=np.float64) - usual
    factor: NDArray[np.float32] = np.maximum(1.0, (others + _CALM) / (expected + _CALM)).astype(np.float32)
    return factor
