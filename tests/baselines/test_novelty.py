"""Novelty and reach against a slow count."""

from __future__ import annotations

import math

import numpy as np
from tests.worlds import panel_of

from custodes.baselines.novelty import NEW_DAYS, first_touches, reach

PEOPLE, DAYS = 26, 70


def _touches(seed: int) -> list[tuple[int, int, str, str, int]]:
    rng = np.random.default_rng(seed)
    rows = {
        (int(rng.integers(PEOPLE)), int(rng.integers(DAYS)), f"k{int(rng.integers(40))}"): int(
            rng.integers(1, 5)
        )
        for _ in range(900)
    }
    return [(p, d, "area", key, n) for (p, d, key), n in rows.items()]


def test_reach_and_first_touches_agree_with_a_slow_count() -> None:
    rows = _touches(3)
    place = ["small"] * 6 + ["large"] * 20
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=rows, departments=place)
    first = {}
    for p, d, _, key, _ in sorted(rows, key=lambda r: r[1]):
        first.setdefault((p, key), d)
    slow_first, slow_reach = np.zeros((PEOPLE, DAYS)), np.zeros((PEOPLE, DAYS))
    for p, d, _, key, n in rows:
        since = first[p, key]
        slow_first[p, d] += d == since
        peers = [q for q in range(PEOPLE) if q != p and (place[p] == "small" or place[q] == "large")]
        earlier = sum(1 for q in peers if first.get((q, key), DAYS) < since)
        if d - since < NEW_DAYS:
            slow_reach[p, d] += n * math.log10((len(peers) + 1) / (earlier + 1))
    np.testing.assert_array_equal(first_touches(panel, "area")[:, :DAYS], slow_first)
    np.testing.assert_allclose(reach(panel)[:, :DAYS], slow_reach, rtol=1e-4, atol=1e-5)
