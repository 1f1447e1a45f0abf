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

    from custodes.baselines.cells import Cells

__all__ = ["season"]

_CALM = 20.0  # counts that are added to both sides: a season is not read off a handful


def season(
    sums: Cells, mean: NDArray[np.float32], variance: NDArray[np.float32], counted: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the factor at each cell.

    sums: of windows of one length, where they are not 0 and are counted · the others: persons × weeks

    >>> from custodes.baselines.cells import Cells
    >>> x = lambda *v: np.array([v], np.float32).T
    >>> sums = Cells(np.array([0, 7, 14]), np.array([9, 10, 300], np.float32), 7)
    >>> [round(float(one), 2) for one in season(sums, x(5, 5, 5), x(10, 10, 10), x(1, 1, 1) > 0)]
    [1.48, 1.45, 1.3]
    """
    week, day = sums.week, sums.day
    capped = np.minimum(sums.value, (mean + 3 * np.sqrt(variance)).reshape(-1)[week])
    usual = np.where(counted, mean, 0)
    others = np.bincount(day, weights=capped, minlength=sums.days)[day] - capped
    expected = usual.sum(axis=0, dtype=np.float64)[day // 7] - usual.reshape(-1)[week]
    factor: NDArray[np.float32] = np.maximum(1.0, (others + _CALM) / (expected + _CALM)).astype(np.float32)
    return factor
