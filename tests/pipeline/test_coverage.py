"""What a lake is blind to: a channel that is seen is not yet an indicator that could fire."""

from __future__ import annotations

import pytest

from custodes.baselines.measures import MEASURES
from custodes.baselines.series import SERIES
from custodes.indicators import load_library
from custodes.model.event import Channel
from custodes.pipeline.coverage import _ANYWHERE, _HERE, _fires


@pytest.mark.parametrize(
    ("series", "channel", "counted", "able"),
    [
        ("labelled_taken", Channel.CLOUD, {"downloads"}, False),  # the store is seen, no label ever was
        ("labelled_taken", Channel.CLOUD, {"labelled_taken"}, True),
        ("labelled_beyond", Channel.CLOUD, {"distinct_reads"}, False),
        ("labelled_beyond", Channel.CLOUD, {"labelled_reads"}, True),
        ("days_removable", Channel.REMOVABLE, set(), False),
        ("days_removable", Channel.REMOVABLE, {"copies_removable"}, True),
        ("new_areas", Channel.FILE, set(), True),  # any file tells its folder
        ("new_areas", Channel.MAIL, set(), False),
        ("fetched_taken", Channel.REMOVABLE, {"copies_removable"}, False),  # nothing was ever fetched
        ("fetched_taken", Channel.REMOVABLE, {"copies_removable", "syncs"}, True),
        (
            "fetched_taken",
            Channel.WEB,
            {"copies_removable", "syncs"},
            False,
        ),  # the web is seen, no upload ever was
        ("fetched_taken", Channel.REMOVABLE, {"syncs"}, False),
        ("disguised_taken", Channel.REMOVABLE, {"copies_removable", "deletes"}, False),
        ("disguised_taken", Channel.REMOVABLE, {"copies_removable", "archives"}, True),
        ("taken_deleted", Channel.SHARE, {"shares_outside", "renames"}, False),
        ("taken_deleted", Channel.SHARE, {"shares_outside", "deletes"}, True),
        ("days_taken_deleted", Channel.SHARE, {"shares_outside"}, False),
        ("first_taken", Channel.WEB, {"copies_removable", "prints"}, False),
        ("first_taken", Channel.PRINT, {"copies_removable", "prints"}, True),
        ("first_fetched", Channel.CODE, {"downloads"}, False),
        ("first_fetched", Channel.FILE, {"downloads"}, True),
        ("days_fetched_out", Channel.REMOVABLE, {"copies_removable"}, False),
        ("days_fetched_out", Channel.REMOVABLE, {"copies_removable", "distinct_downloads"}, True),
        ("days_new_out", Channel.MAIL, {"copies_removable"}, False),
        ("days_new_out", Channel.MAIL, {"attached_personal"}, True),
        (
            "days_new_out",
            Channel.PRINT,
            {"prints"},
            False,
        ),  # what people print every day is not counted in it
        ("media_on_others", Channel.REMOVABLE, set(), False),
        ("media_on_others", Channel.REMOVABLE, {"mounts_removable"}, True),
    ],
)
def test_what_was_never_counted_cannot_fire(series, channel, counted, able):
    assert _fires(series, channel, frozenset(counted)) is able


def test_what_a_series_is_computed_from_is_stored():
    stored = {m.name for m in MEASURES}
    assert all(set(series.of) <= stored for series in SERIES.values())
    assert not [name for name in stored if SERIES[name].of]
    assert {*_HERE, *_ANYWHERE} <= set(SERIES) - stored
    assert {name for by in _HERE.values() for name in by.values()} <= stored
    assert {name for names in _ANYWHERE.values() for name in names} <= stored


def test_in_a_lake_without_downloads_renames_and_deletions_the_sequences_are_blind():
    counted = frozenset({"copies_removable", "attached_external", "visits_sharing", "logons"})
    rules = {rule.id: rule for rule in load_library()}
    for name, able in (
        ("disguised_and_taken_out", False),
        ("taken_out_and_deleted", False),
        ("taken_for_the_first_time", True),
    ):
        assert any(_fires(m, Channel.REMOVABLE, counted) for m in rules[name].measures) is able
        assert not any(_fires(m, Channel.WEB, counted) for m in rules[name].measures)
