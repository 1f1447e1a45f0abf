"""What counts, and how much: shared by the score that is ranked and the evidence that explains it.

Decided by trial on simulated organisations (docs/decisions/010): several moderate counts say more than one
enormous one, so a count's bans add with diminishing returns and a weight; a week and four weeks both count, a day is
shown and does not.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CONTEXT_FROM", "FLOOR", "SCORED_WINDOWS", "carried"]

FLOOR = 1.0  # bans that every calm week reaches
CONTEXT_FROM = 3.0  # bans below which context says nothing
SCORED_WINDOWS = MappingProxyType({7: 0.7, 28: 1.0})
"""Windows, in days, that count, and how much: docs/decisions/021."""

_SCALE = 2.0  # bans above the floor at which returns begin to diminish


def carried(bans: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what a carrying measure in a window adds to the score before its weight: ``2 ln(1 + (bans - 1)+ / 2)``.

    >>> [round(float(x), 1) for x in carried(np.array([1, 3, 12], np.float32))]
    [0.0, 1.4, 3.7]
    """
    counted: NDArray[np.float32] = _SCALE * np.log1p(np.maximum(bans - FLOOR, 0) / _SCALE)
    return counted
