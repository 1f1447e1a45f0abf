"""A week in which nothing of a rare measure occurred is 0; only one of which its sources delivered nothing is not known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
from tests.worlds import START, panel_of

from custodes.baselines.book import SeriesBook
from custodes.baselines.calendar import day_number
from custodes.baselines.silence import Delivery, silence_of
from custodes.pipeline.explain import timelines

if TYPE_CHECKING:
    from custodes.pipeline.assess import Assessment

WEEKS = 20


def _assessed(counts: np.ndarray, silent: slice) -> Assessment:
    """Return panel and book of files copied to removable media, whose source was silent on some days."""
    panel = panel_of({"copies_removable": counts})
    seen = np.tile([10, 10, 10, 10, 10, 1, 0], WEEKS)
    seen[silent] = 0
    first = day_number(START)
    told = [Delivery("removable", "cert.device", first + d, int(n)) for d, n in enumerate(seen) if n]
    object.__setattr__(panel, "silence", silence_of(told, panel.first_day, panel.last_day, panel.n_weeks))
    return cast("Assessment", SimpleNamespace(panel=panel, book=SeriesBook(panel)))


def test_a_week_without_any_copy_is_nought_and_a_silent_one_is_unknown() -> None:
    counts = np.zeros((12, WEEKS * 7), np.int64)
    counts[3, 15 * 7] = 5
    a = _assessed(counts, slice(10 * 7, 11 * 7))
    drawn = timelines(a, {3: "copies_removable"}, range(WEEKS), {})[3]
    assert drawn.observed == (*(0.0,) * 10, None, *(0.0,) * 4, 5.0, *(0.0,) * 4)


def test_what_few_did_on_a_silent_week_s_day_off_is_told() -> None:
    counts = np.zeros((12, WEEKS * 7), np.int64)
    counts[3, 10 * 7 + 6] = 5
    a = _assessed(counts, slice(10 * 7, 11 * 7))
    assert timelines(a, {3: "copies_removable"}, range(WEEKS), {})[3].observed[10] == 5.0
