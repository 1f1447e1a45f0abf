"""The account counts: whatever the data do, new reviews stay within it."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.baselines.calendar import day_date
from custodes.model.budget import Kept
from custodes.ranking.account import replay
from custodes.ranking.cleared import Held
from custodes.ranking.kept import keep, start_from


def _slow(  # noqa: C901, PLR0912 -- the rules in their order, on purpose in one piece
    p: np.ndarray, s: np.ndarray, budget: float, patience: int, n_days: int, cleared: Held | None = None
) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """(person, day) of every opened review, and the day of the last flag of those still open: the rules read aloud."""
    balance, open_since, opened = 1.0, {}, []
    passed: dict[int, dict[int, tuple[float, float]]] = {i: {} for i in range(len(p))}
    for day in range(n_days):
        w, d = divmod(day, 7)
        if d == 0:
            worth = budget * sum(not np.isnan(x) for x in s[:, w, d]) / 1000
            balance = min(balance + worth, max(1.0, 4 * worth))
        for i in range(len(p)):
            if cleared is not None and cleared.decided[i, day]:
                passed[i] = {}
                open_since.pop(i, None)
            if p[i, w, d] <= budget / 1000 and not (cleared is not None and cleared.held[i, day]):
                passed[i][day] = (p[i, w, d], -s[i, w, d])
        for i in list(open_since):
            if day in passed[i]:
                open_since[i] = day
            elif day - open_since[i] >= patience * 7:
                del open_since[i]
        waiting = []
        for i in range(len(p)):
            recent = [v for k, v in passed[i].items() if day - 28 < k <= day]
            if recent and i not in open_since:
                waiting.append((*min(recent), i))
        for _, _, i in sorted(waiting):
            if balance >= 1:
                balance -= 1
                open_since[i] = day
                passed[i] = {}
                opened.append((i, day))
    for i in cleared.since if cleared is not None else ():
        open_since.pop(i, None)
    return opened, open_since


@given(st.integers(0, 10_000), st.sampled_from([1.0, 20.0, 100.0]), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_agrees_with_the_rules_and_stays_within(seed: int, budget: float, patience: int) -> None:
    rng = np.random.default_rng(seed)
    people, weeks = 12, 14
    p = rng.random((people, weeks, 7)) ** 4
    p[rng.random(people) < 0.2] = 1e-5
    s = rng.random((people, weeks, 7)).astype(np.float32)
    n_days = weeks * 7 - int(rng.integers(0, 7))
    account = replay(p, s, np.ones((people, weeks), np.bool_), budget, patience, n_days)
    got = [(r.person, r.day) for r in account.opened]
    assert got == _slow(p, s, budget, patience, n_days)[0]
    assert len(got) <= budget * account.person_weeks / 1000 + 1


@given(st.integers(0, 10_000), st.sampled_from([20.0, 100.0, 300.0]), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_agrees_with_the_rules_where_people_were_cleared(seed: int, budget: float, patience: int) -> None:
    rng = np.random.default_rng(seed)
    people, weeks = 12, 14
    p = rng.random((people, weeks, 7)) ** 4
    p[rng.random(people) < 0.3] = 1e-5
    s = rng.random((people, weeks, 7)).astype(np.float32)
    n_days = weeks * 7 - int(rng.integers(0, 7))
    held = np.zeros((people, n_days), np.bool_)
    decided = np.zeros((people, n_days), np.bool_)
    for _ in range(8):
        i, day = int(rng.integers(people)), int(rng.integers(n_days))
        decided[i, day] = True
        held[i, day : day + 40] = rng.random(len(held[i, day : day + 40])) < 0.9
    cleared = Held(held, decided, frozenset({int(rng.integers(people))}))
    account = replay(p, s, np.ones((people, weeks), np.bool_), budget, patience, n_days, cleared)
    opened, still = _slow(p, s, budget, patience, n_days, cleared)
    assert [(r.person, r.day) for r in account.opened] == opened
    assert {r.person: r.last for r in account.opened if r.closed is None} == still
    assert len(opened) <= budget * account.person_weeks / 1000 + 1
    first = int(decided.any(axis=0).argmax())
    without = replay(p, s, np.ones((people, weeks), np.bool_), budget, patience, n_days)
    before = [(r.person, r.day) for r in without.opened if r.day < first]
    assert [(r.person, r.day) for r in account.opened if r.day < first] == before
    assert account.balance[:first] == without.balance[:first]


def test_nobody_out_of_scope_is_listed() -> None:
    p = np.full((3, 2, 7), 1e-9)
    s = np.ones((3, 2, 7), np.float32)
    assert not replay(p, s, np.zeros((3, 2), np.bool_), 100.0, 4, 14).opened


def test_who_waits_in_vain_is_counted() -> None:
    p = np.full((3, 12, 7), 0.5)
    p[:, 1, 2] = [0.0001, 0.0002, 0.0003]
    score = np.ones((3, 12, 7), np.float32)
    account = replay(p, score, np.ones((3, 12), bool), 1.0, 4, 84)
    assert [o.person for o in account.opened] == [0]
    assert (account.waiting, account.in_vain) == ((), 2)
    early = replay(p, score, np.ones((3, 12), bool), 1.0, 4, 20)
    assert (early.waiting, early.in_vain) == ((1, 2), 0)


@given(st.integers(0, 10_000), st.sampled_from([20.0, 100.0, 300.0]), st.integers(1, 4), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_a_purge_changes_nothing_of_what_comes_after_it(
    seed: int, budget: float, patience: int, weeks_gone: int
) -> None:
    rng = np.random.default_rng(seed)
    people, weeks, monday = 12, 14, 20_005 - (20_005 + 3) % 7
    p = rng.random((people, weeks, 7)) ** 4
    p[rng.random(people) < 0.2] = 1e-5
    s = rng.random((people, weeks, 7)).astype(np.float32)
    everybody = np.ones((people, weeks), np.bool_)
    whole = replay(p, s, everybody, budget, patience, weeks * 7)
    n_days = int(
        rng.integers(7 * weeks_gone + 28, weeks * 7 + 1)
    )  # who passed on purged days waits no longer
    names = [f"p{i}" for i in range(people)]
    then = replay(p, s, everybody, budget, patience, n_days)
    before = day_date(monday + 7 * weeks_gone)
    kept = keep(then, names, monday, day_date(monday + n_days - 1), before)
    kept = Kept.from_json(json.loads(json.dumps(kept.to_json())))
    start = start_from(kept, names, monday + 7 * weeks_gone)
    left = (p[:, weeks_gone:], s[:, weeks_gone:], everybody[:, weeks_gone:])
    after = replay(*left, budget, patience, 7 * (weeks - weeks_gone), None, start)
    gone = 7 * weeks_gone
    expected = [(r.person, r.day - gone, r.last - gone) for r in whole.opened]
    got = [(r.person, r.day, r.last) for r in after.opened]
    assert got == [one for one in expected if one in got]
    assert {one for one in expected if one[1] >= 0} <= set(got)
    assert len(after.opened) + after.gone == len(whole.opened)
    assert after.balance[-1] == whole.balance[-1]
    assert (after.person_weeks, after.in_vain) == (whole.person_weeks, whole.in_vain)
    assert set(after.waiting) == set(whole.waiting)
