"""Kinds planted where documents are in the cloud only: what leaves does so by download, synchronisation or sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.case import Course
from custodes.simulate.kinds import packed, wide_sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.simulate.case import Case

__all__ = ["CLOUD_COURSES"]


def _own_device(c: Case) -> None:
    """Synchronise what can be reached to a device of one's own, for weeks."""
    day = c.spread(420, "fetch")
    c.act(Kind.SYNC, day, file=c.mixed(len(day), 4, 0.5))


def _shared_with_oneself(c: Case) -> None:
    """Share documents with one's own private address, a few a day."""
    day = c.spread(60, "share")
    file = np.where(c.rng.random(len(day)) < 0.5, c.own(len(day)), c.mixed(len(day), 2, 0.6))
    c.act(Kind.READ, day, file=file)
    c.act(Kind.SHARE, day, file=file, to=To.HOME)


def _open_links(c: Case) -> None:
    """Fetch a few documents a day and make links that anybody can open, for weeks."""
    day = c.spread(200, "fetch")
    file = c.mixed(len(day), 3, 0.6)
    c.act(Kind.DOWNLOAD, day, file=file)
    c.act(Kind.SHARE, day[::3], file=file[::3], to=To.LINK)


def _evening_download(c: Case) -> None:
    """Fetch documents in the evening, the own team's and others'."""
    day = c.spread(90, "fetch")
    file = np.where(c.rng.random(len(day)) < 0.4, c.own(len(day)), c.mixed(len(day), 3, 0.5))
    c.act(Kind.SIGNIN, np.unique(day), late=True)
    c.act(Kind.DOWNLOAD, day, file=file, late=True)


def _packed_and_deleted(c: Case) -> None:
    """Collect, rename and pack, fetch what was packed, then delete what was collected."""
    day, file = packed(c)
    c.act(Kind.DELETE, np.minimum(day + 1, c.days[-1]), file=file)


def _own_work(c: Case) -> None:
    """Before leaving: fetch nearly all that the own team has, nothing of others."""
    day = c.spread(260, "fetch")
    c.act(Kind.DOWNLOAD, day, file=c.own(len(day)))


CLOUD_COURSES: Mapping[str, Course] = {
    "own_device": Course(_own_device, 15, 40),
    "shared_with_oneself": Course(_shared_with_oneself, 5, 30),
    "open_links": Course(_open_links, 30, 60),
    "evening_download": Course(_evening_download, 5, 20),
    "packed_and_deleted": Course(_packed_and_deleted, 6, 20),
    "own_work": Course(_own_work, 6, 25, leaves=True),
    "wide_sweep": Course(wide_sweep, 3, 15),
}
"""The kinds of a cloud organisation."""
