"""The six planted kinds: what people do who take documents away, crudely or with care.

None of them does anything that ordinary people do not do as well. They differ in combination, persistence, breadth
and in whose documents they take. ``size`` runs from careful to crude; a careful case stays near the person's own
bursts, and somebody who handles much takes more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind, To
from custodes.simulate.case import Course
from custodes.simulate.web import SHARING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.simulate.actions import Ints
    from custodes.simulate.case import Case

__all__ = ["COURSES", "cover_deletion", "hoarder", "offhours_media", "packed", "private_mail", "wide_sweep"]


def hoarder(c: Case) -> None:
    """Collect all that can be reached, for weeks, on a stick or by synchronising it to a device of one's own."""
    day = c.spread(420, "fetch")
    file = c.mixed(len(day), 4, 0.5)
    if c.by_chance(0.3):
        c.act(Kind.SYNC, day, file=file)
        return
    c.act(Kind.DOWNLOAD, day, file=file)
    taken = c.rng.random(len(day)) < 0.5
    c.take(day[taken], file[taken])


def offhours_media(c: Case) -> None:
    """Come back in the evening, copy to media, look at sites for sharing files."""
    day = c.spread(130, "usb")
    file = np.where(c.rng.random(len(day)) < 0.5, c.own(len(day)), c.mixed(len(day), 2, 0.6))
    c.act(Kind.LOGON, np.unique(day), late=True)
    c.act(Kind.READ, day, file=file, late=True)
    c.take(day, file, late=True)
    c.act(Kind.HTTP, c.spread(25, "sharing_site"), late=True, to=int(c.rng.choice(SHARING)))


def _slow_drip(c: Case) -> None:
    """Take a few documents a day for weeks: to media, or by links that open them outside."""
    day = c.spread(220, "fetch")
    file = c.mixed(len(day), 3, 0.6)
    c.act(Kind.DOWNLOAD, day, file=file)
    if c.by_chance(0.25):
        c.act(Kind.SHARE, day[::2], file=file[::2], to=To.LINK)
    else:
        c.take(day, file)


def private_mail(c: Case) -> None:
    """Send documents to the own private address."""
    day = c.spread(70, "home_mail")
    file = np.where(c.rng.random(len(day)) < 0.5, c.own(len(day)), c.near(len(day)))
    c.act(Kind.DOWNLOAD, day, file=file)
    c.act(Kind.EMAIL, day, to=To.HOME, items=2)


def wide_sweep(c: Case) -> None:
    """Go through the folders of many teams within days, fetch much of it, share some outside."""
    day = c.spread(300, "read")
    file = c.foreign(len(day), 9)
    c.act(Kind.READ, day, file=file)
    taken = c.rng.random(len(day)) < 0.6
    c.act(Kind.DOWNLOAD, day[taken], file=file[taken])
    shared = c.spread(8, "share")
    c.act(Kind.SHARE, shared, file=c.rng.choice(file, len(shared)), to=To.OUTSIDE)


def packed(c: Case) -> tuple[Ints, Ints]:
    """Collect, rename and pack; return the days and files."""
    day = c.spread(170, "fetch")
    file = c.mixed(len(day), 3, 0.6)
    c.act(Kind.DOWNLOAD, day, file=file)
    third = len(day) // 3
    c.act(Kind.RENAME, day[:third], file=file[:third])
    c.act(Kind.ARCHIVE, np.unique(day)[-3:], file=int(file[0]))
    return day, file


def cover_deletion(c: Case) -> None:
    """Collect, rename and pack, copy out, then delete what was collected."""
    day, file = packed(c)
    c.take(day[::2], file[::2])
    c.act(Kind.DELETE, np.minimum(day + 1, c.days[-1]), file=file)


COURSES: Mapping[str, Course] = {
    "hoarder": Course(hoarder, 15, 40),
    "offhours_media": Course(offhours_media, 5, 20),
    "slow_drip": Course(_slow_drip, 42, 70),
    "private_mail": Course(private_mail, 5, 25),
    "wide_sweep": Course(wide_sweep, 3, 15),
    "cover_deletion": Course(cover_deletion, 6, 20),
}
"""The kinds of an organisation of mixed character."""
