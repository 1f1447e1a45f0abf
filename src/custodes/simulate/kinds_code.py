"""Kinds planted where programs are written: repositories cloned, downloaded or opened, alone or with documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.case import Course
from custodes.simulate.kinds import wide_sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.simulate.actions import Bools, Ints
    from custodes.simulate.case import Case
    from custodes.simulate.people import People

__all__ = ["CODE_COURSES"]


def _get(c: Case, day: Ints, repository: Ints, *, late: bool = False) -> None:
    """Clone most of them, download the others as archives."""
    zipped = c.rng.random(len(day)) < c.rng.choice([0.0, 0.2, 0.8])
    c.act(Kind.CLONE, day[~zipped], file=repository[~zipped], late=late)
    c.act(Kind.ZIP, day[zipped], file=repository[zipped], late=late)


def _mass_clone(c: Case) -> None:
    """Clone repositories of many teams that are not one's own, within days."""
    day = c.spread(35, "fetch")
    _get(c, day, c.foreign(len(day), 9, c.shelf))


def _repository_drip(c: Case) -> None:
    """Clone one or two foreign repositories a day, for weeks."""
    day = c.spread(40, "fetch")
    _get(c, day, c.foreign(len(day), 6, c.shelf))


def _own_repositories(c: Case) -> None:
    """Before leaving: get all that the own team and its neighbours have."""
    day = c.spread(30, "fetch")
    _get(c, day, np.where(c.rng.random(len(day)) < 0.6, c.own(len(day), c.shelf), c.near(len(day), c.shelf)))


def _evening_clone(c: Case) -> None:
    """Clone in the evening, near and foreign repositories."""
    day = c.spread(30, "fetch")
    _get(c, day, c.mixed(len(day), 3, 0.5, c.shelf), late=True)


def _opened(c: Case) -> None:
    """Look through foreign repositories, let somebody into them or make them public."""
    day = c.spread(15, "fetch")
    found = c.foreign(len(day), 5, c.shelf)
    _get(c, day, found)
    given = c.spread(4, "share")
    kind = Kind.INVITE if c.by_chance(0.6) else Kind.PUBLISH
    c.act(kind, given, file=c.rng.choice(found, len(given)))


def _documents_and_code(c: Case) -> None:
    """Fetch documents and clone repositories of the same few teams."""
    day = c.spread(120, "fetch")
    c.act(Kind.DOWNLOAD, day, file=c.mixed(len(day), 3, 0.5))
    cloned = c.spread(18, "fetch")
    _get(c, cloned, c.mixed(len(cloned), 3, 0.4, c.shelf))


def _coder(people: People) -> Bools:
    return people.codes


CODE_COURSES: Mapping[str, Course] = {
    "mass_clone": Course(_mass_clone, 3, 15, who=_coder),
    "repository_drip": Course(_repository_drip, 30, 60, who=_coder),
    "own_repositories": Course(_own_repositories, 4, 20, leaves=True, who=_coder),
    "evening_clone": Course(_evening_clone, 5, 20, who=_coder),
    "opened": Course(_opened, 5, 25, who=_coder),
    "documents_and_code": Course(_documents_and_code, 6, 30, who=_coder),
    "wide_sweep": Course(wide_sweep, 3, 15),
}
"""The kinds of an engineering organisation."""
