"""How each series that is not stored is computed from what is: one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.courses import TAKING, deleted_after
from custodes.baselines.expectation import unusual_days
from custodes.baselines.hours import off_days, off_hours
from custodes.baselines.novelty import first_for_all, first_touches, reach, reach_moved, touched, unfamiliar
from custodes.baselines.ratios import beyond_share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from custodes.baselines.series import SeriesBook

__all__ = ["LOADERS"]


def _labelled(book: SeriesBook) -> NDArray[np.float32]:
    groups = book.panel.groups[1].codes
    return beyond_share(book["labelled_reads"], book["distinct_reads"], groups)


def _unfamiliar(book: SeriesBook) -> NDArray[np.float32]:
    return beyond_share(unfamiliar(book.panel), touched(book.panel), book.panel.groups[1].codes)


def _deleted(book: SeriesBook) -> NDArray[np.float32]:
    taken = sum((book[name] for name in TAKING[1:]), start=book[TAKING[0]])
    return deleted_after(taken, book["deletes"])


LOADERS: Mapping[str, Callable[[SeriesBook], NDArray[np.float32]]] = {
    "new_areas": lambda book: first_touches(book.panel, "area"),
    "new_hosts": lambda book: first_touches(book.panel, "host"),
    "new_recipients": lambda book: first_touches(book.panel, "mail"),
    "new_guests": lambda book: first_touches(book.panel, "guest"),
    "first_hosts": lambda book: first_for_all(book.panel, "host"),
    "first_domains": lambda book: first_for_all(book.panel, "mail"),
    "reach": lambda book: reach(book.panel),
    "reach_moved": lambda book: reach_moved(book.panel),
    "reach_hosts": lambda book: reach(book.panel, "host"),
    "reach_mail": lambda book: reach(book.panel, "mail"),
    "days_fetching": lambda book: unusual_days(book.panel, book["distinct_downloads"]),
    "offhours_moves": lambda book: off_hours(book.panel, book.usual, "c"),
    "offhours_events": lambda book: off_hours(book.panel, book.usual, "h"),
    "offhours_out": lambda book: off_hours(book.panel, book.usual, "x"),
    "offdays_moves": lambda book: off_days(book.panel, book.usual_days, "c"),
    "labelled_beyond": _labelled,
    "unfamiliar_beyond": _unfamiliar,
    "deletes_after": _deleted,
}
