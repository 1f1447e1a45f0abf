"""The people of the groups' trial are what their groups say, and the same arguments give the same world."""

from __future__ import annotations

import numpy as np
import pytest

from custodes.trials.groups import GROUPS, OTHERS, GroupWorld, group_world

PEOPLE, WEEKS, FIRST = 200, 40, 20


@pytest.fixture(scope="module")
def world() -> GroupWorld:
    return group_world(PEOPLE, WEEKS, 3, first_scored=FIRST)


def _mean(world: GroupWorld, name: str, group: str) -> float:
    return float(world.panel.dense(name)[world.members[group], : FIRST * 7].mean())


def test_everybody_belongs_to_one_group(world: GroupWorld) -> None:
    assert set(world.members) == {*GROUPS, OTHERS}
    assert (sum(mine.astype(int) for mine in world.members.values()) == 1).all()
    for name, share in GROUPS.items():
        assert world.members[name].sum() == round(share * PEOPLE)


def test_groups_are_what_they_are_called(world: GroupWorld) -> None:
    heavy = _mean(world, "distinct_reads", "always six times as much")
    assert 3 < heavy / _mean(world, "distinct_reads", OTHERS) < 12
    assert _mean(world, "renames", "administrators") > 3 * _mean(world, "renames", OTHERS)
    night = world.members["night shift"]
    assert world.panel.dense("h22")[night].sum() > 20 * world.panel.dense("h10")[night].sum()
    assert world.panel.dense("h10")[~night].sum() > 20 * world.panel.dense("h22")[~night].sum()
    part = world.panel.active[world.members["part-timers"]].reshape(-1, 7)
    assert part[:, :3].any()
    assert not part[:, 3:].any()


def test_joiners_begin_and_leavers_leave_and_it_is_known(world: GroupWorld) -> None:
    joiners, leavers = world.members["joiners"], np.flatnonzero(world.members["leavers"])
    assert (world.began[joiners] > 0).all()
    assert not world.panel.active[joiners, : FIRST * 7 - 36].any()
    for code in leavers:
        departure = world.identity.departure(world.panel.persons[code], world.panel.day(WEEKS * 7 - 1))
        assert departure is not None
        assert departure.known_from < departure.last_day
        last = (departure.last_day - world.panel.day(0)).days
        assert not world.panel.active[code, last + 1 :].any()


def test_the_same_arguments_give_the_same_world(world: GroupWorld) -> None:
    same, other = (group_world(PEOPLE, WEEKS, seed, first_scored=FIRST) for seed in (3, 4))
    np.testing.assert_array_equal(world.panel.dense("deletes"), same.panel.dense("deletes"))
    assert (world.panel.dense("deletes") != other.panel.dense("deletes")).any()
