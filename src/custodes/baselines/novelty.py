"""Novelty and reach: what a person touches for the first time, and how rare that is among their peers.

A thing is *new* for a person during the first ``NEW_DAYS`` days after they first touched it. **Reach** sums,
over the distinct objects touched in new areas, how rare the area is among the peers who could have touched it
before: ``log10((others + 1) / (others who touched it earlier + 1))``. It sums over distinct objects, never over
actions: opening one foreign file a hundred times is not a sweep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel

__all__ = ["first_touches", "reach"]

NEW_DAYS = 28


def first_touches(panel: Panel, kind: str) -> NDArray[np.float32]:
    """Return persons × days: how many things of a kind the person touched for the first time on that day."""
    person, day, key, _ = panel.touches(kind)
    first, _ = _firsts(person, day, key)
    return panel.scatter(person[first], day[first], np.ones(len(first), np.float32))


def reach(panel: Panel, kind: str = "area") -> NDArray[np.float32]:
    """Return persons × days: distinct objects in new areas, each weighted by the area's rarity among the peers.

    Peers are the department as known in the week before, everybody where it is unknown or has fewer than ten.
    Cost: one sort of the touches.
    """
    person, day, key, n = panel.touches(kind)
    if not len(person):
        return np.zeros((len(panel.persons), panel.n_weeks * 7), np.float32)
    first, since = _firsts(person, day, key)
    group = panel.groups[1].codes[person[first], np.maximum(day[first] // 7 - 1, 0)].astype(np.int64)
    size = np.bincount(panel.groups[1].codes.max(axis=1) + 1, minlength=int(group.max(initial=0)) + 2)
    group = np.where((group >= 0) & (size[np.minimum(group + 1, len(size) - 1)] > 10), group, -1)
    everybody = _earlier(np.zeros_like(group), key[first], day[first])
    earlier = np.where(group >= 0, _earlier(group, key[first], day[first]), everybody)
    others = np.where(group >= 0, size[group + 1], len(panel.persons)) - 1
    weight = np.log10((others + 1.0) / (np.minimum(earlier, others) + 1.0))
    position = np.full(len(person), -1, np.int64)
    position[first] = np.arange(len(first))
    mine = since["first"]
    new = (day - day[mine]) < NEW_DAYS
    value = np.where(new, n * weight[position[mine]], 0.0).astype(np.float32)
    return panel.scatter(person, day, value)


def _firsts(
    person: NDArray[np.int64], day: NDArray[np.int64], key: NDArray[np.int64]
) -> tuple[NDArray[np.int64], dict[str, NDArray[np.int64]]]:
    """Return the rows that are a person's first touch of a key, and for every row the row of its first touch."""
    order = np.lexsort((day, key, person))
    p, k = person[order], key[order]
    starts = np.ones(len(order), np.bool_)
    starts[1:] = (p[1:] != p[:-1]) | (k[1:] != k[:-1])
    first_of = np.empty(len(order), np.int64)
    first_of[order] = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
    return order[starts], {"first": first_of}


def _earlier(group: NDArray[np.int64], key: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each first touch how many of the same group touched the same key on an earlier day."""
    order = np.lexsort((day, key, group))
    g, k, d = group[order], key[order], day[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (g[1:] != g[:-1]) | (k[1:] != k[:-1])
    place = np.arange(len(order))
    start = np.maximum.accumulate(np.where(new, place, 0))
    fresh = new.copy()
    fresh[1:] |= d[1:] != d[:-1]
    same_day = np.maximum.accumulate(np.where(fresh, place, 0))
    out = np.empty(len(order), np.int64)
    out[order] = same_day - start
    return out
