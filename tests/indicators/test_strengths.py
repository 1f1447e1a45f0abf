"""What stands out lies above its mean, is the window's sum, and never counts for more than the model says."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import panel_of

from custodes.baselines.book import SeriesBook
from custodes.baselines.expectation import MIN_HISTORY, strength, window_sums
from custodes.indicators.strengths import started, strengths

PEOPLE, WEEKS = 20, 30


@pytest.fixture(scope="module")
def book() -> SeriesBook:
    rng = np.random.default_rng(7)
    y = rng.poisson(rng.gamma(1.0, 2.0, (PEOPLE, 1)), (PEOPLE, WEEKS * 7)) * (rng.random((PEOPLE, 1)) < 0.8)
    y[3, 150:160] += 60
    return SeriesBook(panel_of({"downloads": y, "deletes": y[::-1]}))


def test_bans_stand_where_more_was_done_than_expected_and_nowhere_else(book: SeriesBook) -> None:
    wanted = [(name, window) for name in ("deletes", "downloads", "shares") for window in (1, 7, 28)]
    on = np.repeat(started(book.panel), 7, axis=1)
    for (name, window), found in zip(wanted, strengths(book, wanted), strict=True):
        series = book[name]
        sums = window_sums(series, window)
        assert (np.diff(found.bans.at) > 0).all()
        np.testing.assert_array_equal(found.observed, sums.reshape(-1)[found.bans.at])
        assert (found.observed > found.mean).all()
        model = strength(found.observed, found.mean, found.variance)
        assert (found.bans.value <= model).all()
        assert (model > 0).all()
        known = np.repeat(found.expected.history >= MIN_HISTORY, 7, axis=1) & on
        far = known & (sums > 40 * (1 + np.repeat(found.expected.mean, 7, axis=1)))
        assert np.isin(np.flatnonzero(far), found.bans.at).all()
        assert not np.isin(np.flatnonzero(~known), found.bans.at).any()
        assert len(found.bans.at) == 0 if name == "shares" else len(found.bans.at) > 0


def test_the_burst_is_the_strongest(book: SeriesBook) -> None:
    (found,) = strengths(book, [("downloads", 7)])
    best = int(found.bans.at[found.bans.value.argmax()])
    assert (best // (WEEKS * 7), best % (WEEKS * 7) in range(150, 167)) == (3, True)
