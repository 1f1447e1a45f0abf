"""Two things done one after the other, as far as days tell: files deleted while others had just been taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TAKING", "deleted_after"]

TAKING = ("copies_removable", "downloads", "uploads_web", "attached_personal", "prints")
"""Measures of taking; what is deleted on the same day or the day after is held against them."""


def deleted_after(taken: NDArray[np.float32], deleted: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return persons × days: files deleted, at most as many as were taken on that day and the day before.

    A clean-up without anything taken counts nothing, nor does a copy that stays.

    >>> deleted_after(np.array([[5, 0, 0]], np.float32), np.array([[2, 9, 9]], np.float32)).tolist()
    [[2.0, 5.0, 0.0]]
    """
    before = np.zeros_like(taken)
    before[:, 1:] = taken[:, :-1]
    least: NDArray[np.float32] = np.minimum(deleted, taken + before)
    return least
