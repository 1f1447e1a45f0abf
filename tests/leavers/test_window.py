"""Leavers' windows: when they are known, what they cover, and how they are ranked."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from tests.worlds import START, panel_of

from custodes.identity import Identity
from custodes.leavers import leaver_windows, left_out, rank_windows
from custodes.leavers.window import LeaverWindow
from custodes.model.person import DirectoryEntry

DAYS = 20 * 7


def _entries(last_day: date, notice: date | None) -> list[DirectoryEntry]:
    rows = [DirectoryEntry(f"P{i:04d}", "hr", None, accounts=(f"cert:P{i:04d}",)) for i in range(3)]
    leaver = DirectoryEntry(
        "P0001",
        "hr",
        None,
        START + timedelta(130),
        accounts=("cert:P0001",),
        notice=notice,
        last_day=last_day,
    )
    return [rows[0], leaver, rows[2]]


def test_a_window_is_sixty_days_and_known_from_notice() -> None:
    last, notice = START + timedelta(100), START + timedelta(80)
    entries = _entries(last, notice)
    panel = panel_of({"downloads": np.ones((3, DAYS), int)}, entries=entries)
    identity = Identity(entries)
    assert leaver_windows(panel, identity, 60, notice - timedelta(1)) == ()
    (window,) = leaver_windows(panel, identity, 60, notice)
    assert (window.person, window.last_day, window.known_from) == (1, last, notice)
    assert (window.first_week, window.last_week) == (41 // 7, 100 // 7)
    left = left_out(panel, [window])
    assert left[1, window.first_week] == 80 // 7 + 1
    assert (left[[0, 2]] == panel.n_weeks).all()


def test_a_last_day_read_off_a_list_is_moved_to_the_last_activity() -> None:
    active = np.ones((3, DAYS), int)
    active[1, 90:] = 0
    entries = _entries(START + timedelta(110), None)
    panel = panel_of({"downloads": active, "events": active}, entries=entries, active=False)
    (window,) = leaver_windows(panel, Identity(entries), 60, START + timedelta(DAYS))
    assert window.last_day == START + timedelta(89)
    assert window.known_from == START + timedelta(130)


def test_ranks_among_past_leavers_and_among_those_who_stayed() -> None:
    rng = np.random.default_rng(2)
    score = rng.random((60, 40)).astype(np.float32)
    windows = [LeaverWindow(i, START + timedelta(7 * i), START, i, i + 8) for i in range(25)]
    score[24, 30] = 9.0
    ranked = rank_windows(score, windows)
    assert [p for p, _, _ in ranked[:20]] == [None] * 20
    p, of, stayers = ranked[24]
    assert (of, p) == (24, 1 / 25)
    tops = [score[i, 24:33].max() for i in range(25, 60)]
    assert stayers == (1 + sum(t >= 9.0 for t in tops)) / (35 + 1)
    slow = sum(score[i, i : i + 9].max() >= score[22, 22:31].max() for i in range(22))
    assert ranked[22][0] == (1 + slow) / 23


def test_without_a_score_there_is_no_rank() -> None:
    score = np.full((3, 20), np.nan, np.float32)
    assert rank_windows(score, [LeaverWindow(1, START, START, 2, 9)]) == [(None, 0, None)]
