"""Calm worlds are what their kinds say, and the same arguments give the same world."""

from __future__ import annotations

import numpy as np
import pytest

from custodes.baselines.book import SeriesBook
from custodes.trials.calm import KINDS, World, calm_world

PEOPLE, WEEKS, FIRST = 60, 40, 20


def _world(kind: str, seed: int = 1) -> World:
    return calm_world(kind, PEOPLE, WEEKS, seed, first_scored=FIRST)


def _by_week(world: World, name: str) -> np.ndarray:
    return world.panel.dense(name).reshape(PEOPLE, WEEKS, 7).sum(axis=2)


@pytest.mark.parametrize("kind", KINDS)
def test_counts_agree_with_each_other(kind: str) -> None:
    world = _world(kind)
    dense = world.panel.dense
    assert (dense("copies_removable") >= dense("distinct_removable")).all()
    assert (dense("downloads") >= dense("distinct_downloads")).all()
    assert (dense("shares_outside") <= dense("shares")).all()
    assert (dense("mounts_removable") >= (dense("distinct_removable") > 0)).all()
    assert world.panel.n_weeks == WEEKS
    assert dense("distinct_reads").sum() > 20 * PEOPLE * WEEKS
    weekend = dense("distinct_reads").reshape(PEOPLE, WEEKS, 7)[:, :, 5:].sum()
    assert weekend < 0.05 * dense("distinct_reads").sum()


def test_the_same_arguments_give_the_same_world_and_another_seed_another() -> None:
    one, same, other = _world("steady"), _world("steady"), _world("steady", 2)
    np.testing.assert_array_equal(one.panel.dense("deletes"), same.panel.dense("deletes"))
    assert (one.panel.dense("deletes") != other.panel.dense("deletes")).any()
    assert [t.tolist() for t in one.panel.touches("area")[:4]] == [
        t.tolist() for t in same.panel.touches("area")[:4]
    ]


def test_a_migration_is_one_day_of_all_and_a_move_three_weeks_of_some() -> None:
    reads = _world("migration").panel.dense("distinct_reads").sum(axis=0)
    assert reads.max() > 6 * np.sort(reads)[-8]
    moved = _by_week(_world("move"), "distinct_downloads")
    busy = moved[:, 30:33].mean(axis=1) / np.maximum(moved[:, :20].mean(axis=1), 0.5)
    assert 1 <= (busy > 3).sum() <= PEOPLE // 3


def test_a_merger_doubles_the_headcount() -> None:
    seen = _world("merger").panel.seen > 0
    assert not seen[PEOPLE // 2 :, :30].any()
    assert seen[PEOPLE // 2 :, 30:34].any(axis=1).all()
    assert seen[: PEOPLE // 2, :4].any(axis=1).all()


def test_heavy_people_have_days_that_differ_more() -> None:
    def unrest(kind: str) -> float:
        reads = _world(kind).panel.dense("distinct_reads")
        return float(np.mean(reads.var(axis=1) / np.maximum(reads.mean(axis=1) ** 2, 0.01)))

    assert unrest("heavy") > 1.8 * unrest("steady")


def test_the_season_rises_and_falls() -> None:
    world = calm_world("seasonal", PEOPLE, 52, 3, first_scored=20)
    reads = world.panel.dense("distinct_reads").reshape(PEOPLE, 52, 7).sum(axis=(0, 2))
    smooth = np.convolve(reads, np.ones(6) / 6, "valid")
    assert smooth.max() > 1.8 * smooth.min()


def test_documents_go_with_the_counts_and_most_are_old_acquaintances() -> None:
    panel = _world("steady").panel
    book = SeriesBook(panel)
    fetched = panel.dense("distinct_downloads") + panel.dense("syncs")
    assert ((book["first_fetched"] > 0) <= (fetched > 0)).all()
    later = slice(20 * 7, None)
    share = book["first_fetched"][:, later].sum() / fetched[:, later].sum()
    assert 0.2 < share < 0.6
    assert book["fetched_taken"].any()
    assert not (book["taken_deleted"] > panel.dense("deletes")).any()
