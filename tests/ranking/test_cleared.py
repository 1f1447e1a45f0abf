"""What a clearing holds back, day by day, against the rule read aloud."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.ranking.cleared import Clearing, held_days


def _slow(clearings: list[Clearing], person: int, day: int) -> bool:
    """Whether a flag of this person and day is explained."""
    force = [c for c in clearings if c.person == person and max(c.day, 0) <= day <= c.until]
    if not force:
        return False
    for k, bans in enumerate(force[0].strength[:, day]):
        explained = max(2.0, *(float(c.explained[k]) for c in force))
        if all(c.further[k] for c in force):
            if bans >= 2:
                return False
        elif bans >= explained + 1:
            return False
    return True


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_holds_what_the_rule_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people, days, indicators = 4, 40, 5
    strength = rng.integers(0, 9, (people, indicators, days)).astype(np.float32) * (
        rng.random((people, indicators, days)) < 0.2
    )
    clearings = []
    for _ in range(int(rng.integers(0, 7))):
        person, day = int(rng.integers(people)), int(rng.integers(-5, days + 5))
        explained = (rng.integers(2, 8, indicators) * (rng.random(indicators) < 0.6)).astype(np.float32)
        further = (explained == 0) & (rng.random(indicators) < 0.5)
        until = day + int(rng.integers(0, 30))
        clearings.append(Clearing(person, day, until, strength[person], explained, further))
    got = held_days(clearings, people, days)
    want = [[_slow(clearings, i, d) for d in range(days)] for i in range(people)]
    np.testing.assert_array_equal(got.held, want)
    assert got.since == {c.person for c in clearings if c.day >= days}
    assert set(np.argwhere(got.decided)[:, 0].tolist()) == {c.person for c in clearings if 0 <= c.day < days}
