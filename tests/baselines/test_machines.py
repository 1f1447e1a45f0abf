"""Machines of others against a slow count, touch by touch."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from tests.worlds import panel_of

from custodes.baselines.machines import LATELY, LEAST_DAYS, SHARE, media_on_others

PEOPLE, DAYS = 12, 70
Touch = tuple[int, int, str, str, int]


def _touches(seed: int) -> list[Touch]:
    rng = np.random.default_rng(seed)
    used: set[tuple[int, int, str]] = set()
    for person in range(PEOPLE):
        for day in np.flatnonzero(rng.random(DAYS) < 0.6):
            owner = (person + (int(day) > 40) * (person < 4)) % PEOPLE  # some machines are handed on
            used.add((person, int(day), f"pc-{owner}" if person < 9 else "shared"))
            if rng.random() < 0.06:
                used.add((person, int(day), f"pc-{rng.integers(PEOPLE)}"))
    media = [t for t in sorted(used) if rng.random() < 0.3]
    return [(p, d, "host", h, 1) for p, d, h in sorted(used)] + [(p, d, "medium", h, 1) for p, d, h in media]


def _whose(used: list[Touch], machine: str, day: int) -> int | None:
    """Return whose a machine was before a day, by the words of the module."""
    days = Counter(p for p, d, _, h, _ in used if h == machine and d < day)
    if not days:
        return None
    latest = {p: max(d for q, d, _, h, _ in used if q == p and h == machine and d < day) for p in days}
    most = max(days.values())
    person = max((p for p in days if days[p] == most), key=lambda p: latest[p])
    clear = most >= max(LEAST_DAYS, SHARE * sum(days.values()))
    return person if clear and day - latest[person] <= LATELY else None


@pytest.mark.parametrize("seed", range(4))
def test_media_on_other_peoples_machines_as_counted_slowly(seed: int) -> None:
    touches = _touches(seed)
    panel = panel_of({"logons": np.ones((PEOPLE, DAYS), np.int64)}, touches=touches)
    used = [t for t in touches if t[2] == "host"]
    slow = np.zeros((PEOPLE, DAYS))
    names: dict[int, set[str]] = {}
    for person, day, kind, machine, _ in touches:
        if kind == "medium" and _whose(used, machine, day) not in (None, person):
            slow[person, day] += 1
            names.setdefault(person, set()).add(machine)
    found = media_on_others(panel)
    assert slow.sum() > 5
    np.testing.assert_array_equal(found.daily(panel)[:, :DAYS], slow)
    for person in range(PEOPLE):
        assert set(found.of(person, 0, DAYS)) == names.get(person, set())


def test_a_machine_that_several_share_is_nobodys() -> None:
    touches = [(p, d, "host", "shared", 1) for p in (0, 1) for d in range(40)]
    touches += [(2, 40, "host", "shared", 1), (2, 40, "medium", "shared", 1)]
    panel = panel_of({"logons": np.ones((3, 49), np.int64)}, touches=touches)
    assert not media_on_others(panel).daily(panel).any()


def test_no_machine_at_all() -> None:
    panel = panel_of({"logons": np.ones((2, 21), np.int64)})
    assert not media_on_others(panel).daily(panel).any()
