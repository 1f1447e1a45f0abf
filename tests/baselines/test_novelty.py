"""Novelty and reach against a slow count, touch by touch."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.worlds import panel_of

from custodes.baselines.novelty import (
    NEW_DAYS,
    SMALL_GROUP,
    USUAL,
    first_for_all,
    first_touches,
    reach,
    reach_moved,
    touched,
    unfamiliar,
)

PEOPLE, DAYS = 26, 70
Touch = tuple[int, int, str, str, int]


def _touches(seed: int) -> list[Touch]:
    rng = np.random.default_rng(seed)
    rows: dict[tuple[int, int, str], int] = {}
    for _ in range(6000):
        depth = int(rng.integers(1, 4))
        person = int(rng.integers(PEOPLE))
        home = person if rng.random() < 0.98 else int(rng.integers(PEOPLE))
        path = "/".join(
            [f"a{home}", *(f"{'bc'[level]}{int(rng.integers(40))}" for level in range(depth - 1))]
        )
        rows[person, int(rng.integers(DAYS)), path] = int(rng.integers(1, 5))
    return [(p, d, "area", path, n) for (p, d, path), n in rows.items()]


def _prefixes(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: level + 1]) for level in range(len(parts))]


def _slow_reach(rows: list[Touch], place: list[str]) -> np.ndarray:
    """The docstring's formula, with sets. A prefix counts only through touches that had not left familiar ground above."""
    out = np.zeros((PEOPLE, DAYS))
    live = [(p, d, path, n) for p, d, _, path, n in rows]
    for level in range(3):
        here = [r for r in live if len(r[2].split("/")) > level]
        been: dict[tuple[int, str], int] = {}
        for p, d, path, _ in here:
            key = (p, _prefixes(path)[level])
            been[key] = min(been.get(key, d), d)
        parents = lambda path: _prefixes(path)[level - 1] if level else ""  # noqa: B023, E731 -- used within the turn
        days = {(p, parents(path), d) for p, d, path, _ in here}
        stay = []
        for p, d, path, n in here:
            prefix, since = _prefixes(path)[level], been[p, _prefixes(path)[level]]
            if d - since >= NEW_DAYS:
                stay.append((p, d, path, n))
                continue
            up = parents(path)
            opened = sum(
                1 for (q, k), f in been.items() if q == p and f < since and (k.rpartition("/")[0]) == up
            )
            worked = sum(1 for q, k, e in days if q == p and k == up and e < since)
            large = place.count(place[p]) > SMALL_GROUP
            peers = [q for q in range(PEOPLE) if q != p and (not large or place[q] == place[p])]
            share = sum(1 for q in peers if been.get((q, prefix), DAYS) < since) / len(peers)
            chance = ((opened + 0.5) / (worked + 1) + share) / 2
            out[p, d] += n * max(-math.log10(min(chance, 1)) - USUAL, 0)
        live = stay
    return out


def test_reach_agrees_with_a_slow_count() -> None:
    rows = _touches(3)
    place = ["small"] * 6 + ["large"] * 20
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=rows, departments=place)
    slow = _slow_reach(rows, place)
    assert (slow > 0).sum() > 20
    np.testing.assert_allclose(reach(panel)[:, :DAYS], slow, rtol=1e-4, atol=1e-5)


def test_first_touches_count_each_thing_once() -> None:
    rows = _touches(4)
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=rows)
    slow, seen = np.zeros((PEOPLE, DAYS)), set()
    for p, d, _, key, _ in sorted(rows, key=lambda r: r[1]):
        slow[p, d] += (p, key) not in seen
        seen.add((p, key))
    np.testing.assert_array_equal(first_touches(panel, "area")[:, :DAYS], slow)


def test_a_foreign_project_reaches_farther_than_a_new_folder_of_one_s_own() -> None:
    own = [(p, d, "area", f"p{p % 2}/folder{d}", 1) for p in range(PEOPLE) for d in range(60)]
    late = [(0, 65, "area", "p1/x", 10), (2, 65, "area", "p0/y", 10)]
    series = {"events": np.zeros((PEOPLE, DAYS), int)}
    panel = panel_of(series, touches=[*own, *late], departments=["even", "odd"] * (PEOPLE // 2))
    result = reach(panel)
    assert result[0, 65] > 3 > result[2, 65]


def test_what_is_taken_along_is_judged_by_everything_that_was_touched() -> None:
    rows = _touches(5)
    rng = np.random.default_rng(1)
    taken = [
        (p, d, "moved", path, int(rng.integers(1, n + 1))) for p, d, _, path, n in rows if rng.random() < 0.3
    ]
    place = ["small"] * 6 + ["large"] * 20
    series = {"events": np.zeros((PEOPLE, DAYS), int)}
    panel = panel_of(series, touches=[*rows, *taken], departments=place)
    one_each = [(p, d, kind, path, 1) for p, d, kind, path, _ in rows]
    each = {(p, d, path): n for p, d, _, path, n in taken}
    weighed = [(p, d, kind, path, each.get((p, d, path), 0)) for p, d, kind, path, _ in one_each]
    slow = _slow_reach(weighed, place)
    assert (slow > 0).sum() > 10
    np.testing.assert_allclose(reach_moved(panel)[:, :DAYS], slow, rtol=1e-4, atol=1e-5)


def test_nothing_taken_along_is_nothing() -> None:
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=_touches(6))
    assert not reach_moved(panel).any()


def _flat(seed: int, kind: str) -> list[Touch]:
    """Hosts or mail domains: several at once, several times a day, and some that everybody uses."""
    rng = np.random.default_rng(seed)
    rows: dict[tuple[int, int, str], int] = {}
    for _ in range(2500):
        person = int(rng.integers(PEOPLE))
        some = [f"h{person}", "shared"]
        if rng.random() < 0.03:
            some = [f"h{int(rng.integers(60))}", f"h{person}"]
        names = rng.choice(some, int(rng.integers(1, 3)) if kind == "mail" else 1, replace=False)
        rows[person, int(rng.integers(DAYS)), ";".join(sorted(set(map(str, names))))] = int(
            rng.integers(1, 9)
        )
    return [(p, d, kind, key, n) for (p, d, key), n in rows.items()]


def _single(rows: list[Touch]) -> list[Touch]:
    """One row per person, day and thing, whatever it was used with and however often."""
    return sorted({(p, d, kind, one, 1) for p, d, kind, key, _ in rows for one in key.split(";")})


@pytest.mark.parametrize("kind", ["host", "mail", "guest"])
def test_reach_for_hosts_and_domains_agrees_with_a_slow_count(kind: str) -> None:
    rows = _flat(7, kind)
    place = ["small"] * 6 + ["large"] * 20
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=rows, departments=place)
    slow = _slow_reach(_single(rows), place)
    assert (slow > 0).sum() > 20
    np.testing.assert_allclose(reach(panel, kind)[:, :DAYS], slow, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ["host", "mail"])
def test_firsts_for_a_person_and_for_all_agree_with_a_slow_count(kind: str) -> None:
    rows = _flat(8, kind)
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=rows)
    mine, ours = np.zeros((PEOPLE, DAYS)), np.zeros((PEOPLE, DAYS))
    single = _single(rows)
    since: dict[str, int] = {}
    for _, d, _, key, _ in single:
        since[key] = min(since.get(key, d), d)
    seen = set()
    for p, d, _, key, _ in sorted(single, key=lambda r: r[1]):
        if (p, key) not in seen:
            mine[p, d] += 1
            ours[p, d] += d == since[key]
        seen.add((p, key))
    np.testing.assert_array_equal(first_touches(panel, kind)[:, :DAYS], mine)
    np.testing.assert_array_equal(first_for_all(panel, kind)[:, :DAYS], ours)


def test_objects_in_unfamiliar_areas_agree_with_a_slow_count() -> None:
    rows = _touches(9)
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=rows)
    since: dict[tuple[int, str], int] = {}
    for p, d, _, key, _ in rows:
        since[p, key] = min(since.get((p, key), d), d)
    new, every = np.zeros((PEOPLE, DAYS)), np.zeros((PEOPLE, DAYS))
    for p, d, _, key, n in rows:
        every[p, d] += n
        new[p, d] += n * (d - since[p, key] < NEW_DAYS)
    np.testing.assert_array_equal(unfamiliar(panel)[:, :DAYS], new)
    np.testing.assert_array_equal(touched(panel)[:, :DAYS], every)


def test_a_colleagues_host_is_less_far_than_one_that_nobody_uses() -> None:
    own = [(p, d, "host", f"pc{p}", 1) for p in range(PEOPLE) for d in range(60)]
    room = [(p, 10, "host", "room", 1) for p in range(3, PEOPLE)]
    late = [(0, 65, "host", "room", 1), (1, 65, "host", "unknown", 1)]
    panel = panel_of({"events": np.zeros((PEOPLE, DAYS), int)}, touches=[*own, *room, *late])
    result = reach(panel, "host")
    assert result[1, 65] > result[0, 65] == 0
    assert first_for_all(panel, "host")[:2, 65].tolist() == [0, 1]
