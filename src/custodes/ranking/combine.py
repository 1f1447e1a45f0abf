r"""One score per person and day.

What carrying measures add is summed, each with diminishing returns and its weight
(:func:`custodes.indicators.weights.carried`). Context modulates: what it has above 3 bans counts in proportion to the
carrying evidence, so that odd hours or a web site alone never list anybody:

.. math:: raw = C\,(1 + \min(1, \sum_c (x_c - 3)^+ / 6)), \quad C = \sum_m w_m \sum_v v_w 2 \ln(1 + (x_{mw} - 1)^+ / 2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.indicators.rule import CARRYING
from custodes.indicators.weights import CONTEXT_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from custodes.indicators.rule import Stage

__all__ = ["combine", "running_maximum"]

CONTEXT_SCALE = 6.0


def combine(carried: NDArray[np.float32], daily: Mapping[Stage, NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the score of windows ending on each day; shape as the arguments' (persons × days).

    >>> from custodes.indicators.rule import Stage
    >>> x = lambda v: np.array([[v]], np.float32)
    >>> [float(combine(x(c), {Stage.EGRESS: x(5), Stage.TIMING: x(9)})[0, 0]) for c in (4, 0)]
    [8.0, 0.0]
    """
    context = np.zeros_like(carried)
    for stage, bans in daily.items():
        if stage not in CARRYING:
            context += np.maximum(bans - CONTEXT_FROM, 0)
    score: NDArray[np.float32] = carried * (1 + np.minimum(context / CONTEXT_SCALE, 1))
    return score


def running_maximum(daily: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return persons × weeks × 7: the largest score of the week so far; the last of the seven is the week's raw."""
    return np.maximum.accumulate(daily.reshape(daily.shape[0], -1, 7), axis=2)
