"""Machines of others against a slow count, touch by touch."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from tests.worlds import panel_of

from custodes.baselines.machines import BLOCK, LEAST_DAYS, SHARE, media_on_others
from custodes.model.person import DirectoryEntry

PEOPLE, DAYS = 12, 140
Touch = tuple[int, int, str, str, int]


def _touches(seed: int) -> list[Touch]:
    rng = np.random.default_rng(seed)
    used: set[tuple[int, int, str]] = set()
    for person in range(PEOPLE):
        for day in np.flatnonzero(rng.random(DAYS) < 0.6):
            owner = (person + (int(day) > 80) * (person < 4)) % PEOPLE  # some machines are handed on
            used.add((person, int(day), f"pc-{owner}" if person < 9 else "shared"))
            if rng.random() < 0.06:
                used.add((person, int(day), f"pc-{rng.integers(PEOPLE)}"))
    media = [t for t in sorted(used) if rng.random() < 0.3]
    return [(p, d, "host", h, 1) for p, d, h in sorted(used)] + [(p, d, "medium", h, 1) for p, d, h in media]


def _whose(used: list[Touch], machine: str, day: int) -> int | None:
    """Return whose a machine was before a day, by the words of the module."""
    block = day // BLOCK
    days = Counter(p for p, d, _, h, _ in used if h == machine and block - 2 <= d // BLOCK < block)
    if not days:
        return None
    (person, most), *_ = days.most_common()
    return person if most >= max(LEAST_DAYS, SHARE * sum(days.values())) else None


def _also(used: list[Touch], person: int, machine: str, day: int) -> bool:
    return (
        sum(p == person and h == machine and day - BLOCK <= d < day for p, d, _, h, _ in used) >= LEAST_DAYS
    )


@pytest.mark.parametrize("seed", range(4))
def test_media_on_other_peoples_machines_as_counted_slowly(seed: int) -> None:
    touches = _touches(seed)
    panel = panel_of({"logons": np.ones((PEOPLE, DAYS), np.int64)}, touches=touches)
    used = [t for t in touches if t[2] == "host"]
    slow = np.zeros((PEOPLE, DAYS))
    names: dict[int, set[tuple[int, str]]] = {}
    for person, day, kind, machine, _ in touches:
        theirs = _whose(used, machine, day) in (None, person) or _also(used, person, machine, day)
        if kind == "medium" and not theirs:
            slow[person, day] += 1
            names.setdefault(person, set()).add((day, machine))
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


def test_what_a_login_of_nobody_uses_is_nobodys() -> None:
    """A ward's own login is in no directory: media of others on its machine say nothing."""
    for known, foreign in ((1, 0), (2, 1)):
        entries = [
            DirectoryEntry(f"P{i:04d}", "hr", None, accounts=(f"cert:P{i:04d}",)) for i in range(known)
        ]
        touches = [(1, d, "host", "kiosk", 1) for d in range(60)]
        touches += [(0, 60, "host", "kiosk", 1), (0, 60, "medium", "kiosk", 1)]
        panel = panel_of({"logons": np.ones((2, 63), np.int64)}, touches=touches, entries=entries)
        assert media_on_others(panel).daily(panel).sum() == foreign


def test_a_machine_that_is_handed_on_is_soon_the_new_users() -> None:
    touches = [(0, d, "host", "pc", 1) for d in range(100)]
    touches += [(1, d, "host", "pc", 1) for d in range(100, 160)]
    touches += [(1, d, "medium", "pc", 1) for d in range(100, 160, 3)]
    touches += [(2, 158, "host", "pc", 1), (2, 158, "medium", "pc", 1)]
    panel = panel_of({"logons": np.ones((3, 161), np.int64)}, touches=touches)
    days = media_on_others(panel).daily(panel)
    assert days[1].nonzero()[0].tolist() == [100, 103]
    assert days[2].nonzero()[0].tolist() == []
    assert media_on_others(panel).of(1, 0, 102) == {(100, "pc")}


def test_no_machine_at_all() -> None:
    panel = panel_of({"logons": np.ones((2, 21), np.int64)})
    assert not media_on_others(panel).daily(panel).any()
