"""How each series that is not stored is computed from what is: one line each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.expectation import unusual_days
from custodes.baselines.firsthandled import first_handled
from custodes.baselines.handled import FIRST_HANDLED
from custodes.baselines.hours import off_days, off_hours
from custodes.baselines.moving import TAKEN_OUT
from custodes.baselines.novelty import first_for_all, first_touches, reach, reach_moved, touched, unfamiliar
from custodes.baselines.ratios import beyond_share
from custodes.baselines.sequences import SEQUENCES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from custodes.baselines.book import SeriesBook

__all__ = ["LOADERS"]


def _labelled(book: SeriesBook) -> NDArray[np.float32]:
    groups = book.panel.groups[1].codes
    return beyond_share(book["labelled_reads"], book["distinct_reads"], groups)


def _unfamiliar(book: SeriesBook) -> NDArray[np.float32]:
    return beyond_share(unfamiliar(book.panel), touched(book.panel), book.panel.groups[1].codes)


def _with_out(book: SeriesBook, name: str) -> NDArray[np.float32]:
    """Return persons × days: 1 where a series is above 0 and something was taken or sent out on the same day."""
    out = sum((book[one] for one in TAKEN_OUT), start=np.zeros((), np.float32))
    both: NDArray[np.float32] = ((book[name] > 0) & (out > 0)).astype(np.float32)
    return both


def _first(book: SeriesBook, stage: str) -> NDArray[np.float32]:
    return first_handled(book.panel, stage)


def _ended(book: SeriesBook, sequence: str) -> NDArray[np.float32]:
    """Return persons × days: how many documents ended a sequence."""
    steps = book.steps[sequence]
    return book.panel.scatter(steps.person, steps.day, np.ones(len(steps.person), np.float32))


LOADERS: Mapping[str, Callable[[SeriesBook], NDArray[np.float32]]] = {
    "new_areas": lambda book: first_touches(book.panel, "area"),
    "new_hosts": lambda book: first_touches(book.panel, "host"),
    "new_recipients": lambda book: first_touches(book.panel, "mail"),
    "new_guests": lambda book: first_touches(book.panel, "guest"),
    "first_hosts": lambda book: first_for_all(book.panel, "host"),
    "first_domains": lambda book: first_for_all(book.panel, "mail"),
    "media_on_others": lambda book: book.media.daily(book.panel),
    "reach": lambda book: reach(book.panel),
    "reach_moved": lambda book: reach_moved(book.panel),
    "reach_hosts": lambda book: reach(book.panel, "host"),
    "reach_mail": lambda book: reach(book.panel, "mail"),
    "days_fetching": lambda book: unusual_days(
        book.panel, book["distinct_downloads"], book.exposure("distinct_downloads")
    ),
    "offhours_moves": lambda book: off_hours(book.panel, book.usual, "c"),
    "offhours_events": lambda book: off_hours(book.panel, book.usual, "h"),
    "offhours_out": lambda book: off_hours(book.panel, book.usual, "x"),
    "offdays_moves": lambda book: off_days(book.panel, book.usual_days, "c"),
    **{name: partial(_first, stage=stage) for name, stage in FIRST_HANDLED.items()},
    "labelled_beyond": _labelled,
    "unfamiliar_beyond": _unfamiliar,
    "days_fetched_out": lambda book: _with_out(book, "distinct_downloads"),
    "days_new_out": lambda book: _with_out(book, "reach_moved"),
    **{name: partial(_ended, sequence=name) for name in SEQUENCES},
}
