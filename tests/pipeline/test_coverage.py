"""What a lake is blind to: a channel that is seen is not yet an indicator that could fire."""

from __future__ import annotations

import pytest

from custodes.baselines.measures import MEASURES
from custodes.baselines.series import SERIES
from custodes.model.event import Channel
from custodes.pipeline.coverage import _fires


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
    ],
)
def test_what_was_never_counted_cannot_fire(series, channel, counted, able):
    assert _fires(series, channel, frozenset(counted)) is able


def test_what_a_series_is_computed_from_is_stored():
    stored = {m.name for m in MEASURES}
    assert all(set(series.of) <= stored for series in SERIES.values())
    assert not [name for name in stored if SERIES[name].of]
