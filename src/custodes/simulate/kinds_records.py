"""Kinds planted in a records archive: items ordered and copied, and documents printed, beyond one's own collections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.case import Course
from custodes.simulate.kinds import wide_sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.simulate.actions import Ints
    from custodes.simulate.case import Case

__all__ = ["RECORDS_COURSES"]


def _pages(c: Case, n: int, mean: float) -> Ints:
    """Return a number of pages for each of ``n``."""
    return c.rng.poisson(mean, n) + 1


def _ordered_and_copied(c: Case, day: Ints, item: Ints, share: float) -> None:
    """Order items and have a share of them copied on the same days."""
    c.act(Kind.ORDER, day, file=item)
    copied = c.rng.random(len(day)) < share
    c.act(Kind.REPRODUCE, day[copied], file=item[copied], items=_pages(c, int(copied.sum()), 9.0))


def _foreign_collections(c: Case) -> None:
    """Order and have copied what belongs to other collections, for weeks."""
    day = c.spread(90, "read")
    _ordered_and_copied(c, day, c.foreign(len(day), 6, c.shelf), 0.5)


def _copy_drip(c: Case) -> None:
    """Have a few items a day copied, near and foreign, for weeks."""
    day = c.spread(110, "fetch")
    _ordered_and_copied(c, day, c.mixed(len(day), 3, 0.6, c.shelf), 1.0)


def _printed_out(c: Case) -> None:
    """Print documents of one's own and of other teams, within days."""
    day = c.spread(110, "fetch")
    c.act(Kind.READ, day, file=(file := c.mixed(len(day), 3, 0.5)))
    c.act(Kind.PRINT, day, file=file, items=_pages(c, len(day), 12.0))


def _evening_print(c: Case) -> None:
    """Open and print in the evening what one's own team and others have."""
    day = c.spread(80, "fetch")
    file = np.where(c.rng.random(len(day)) < 0.4, c.own(len(day)), c.mixed(len(day), 3, 0.5))
    c.act(Kind.READ, day, file=file, late=True)
    c.act(Kind.PRINT, day, file=file, late=True, items=_pages(c, len(day), 10.0))


def _whole_series(c: Case) -> None:
    """Order one foreign collection through and have it copied, within days."""
    day = c.spread(60, "read")
    _ordered_and_copied(c, day, c.foreign(len(day), 1, c.shelf), 0.8)


def _before_leaving(c: Case) -> None:
    """Before leaving: have copied and print what one's own collections hold."""
    day = c.spread(50, "fetch")
    _ordered_and_copied(c, day, c.own(len(day), c.shelf), 0.9)
    printed = c.spread(50, "fetch")
    c.act(Kind.READ, printed, file=(file := c.own(len(printed))))
    c.act(Kind.PRINT, printed, file=file, items=_pages(c, len(printed), 10.0))


RECORDS_COURSES: Mapping[str, Course] = {
    "foreign_collections": Course(_foreign_collections, 10, 35),
    "copy_drip": Course(_copy_drip, 35, 60),
    "printed_out": Course(_printed_out, 4, 20),
    "evening_print": Course(_evening_print, 5, 20),
    "whole_series": Course(_whole_series, 3, 12),
    "before_leaving": Course(_before_leaving, 5, 25, leaves=True),
    "wide_sweep": Course(wide_sweep, 3, 15),
}
"""The kinds of a records archive."""
