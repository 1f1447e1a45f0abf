"""The web sites that simulated people visit, and how often each of them does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from custodes.simulate.actions import Ints

__all__ = ["ALL_SITES", "JOBS", "LEAK", "SHARING", "SITES", "TOOLS", "some_pages"]

_NAMED = ("intranet.sim.example", "wiki.sim.example", "news.example", "weather.example", "search.example")
_SHARING = ("dropbox.com", "wetransfer.com", "box.com", "mediafire.com")
_ORDINARY = 240

SITES = (*_SHARING, "pastebin.com", *_NAMED, *(f"site{n:03d}.example" for n in range(_ORDINARY)))
"""Hosts. The first four are sites for sharing files, which ordinary people use as well."""

SHARING = np.arange(len(_SHARING))
"""Numbers of the file-sharing sites in ``SITES``."""


_LEAKS = ("wikileaks.org",)
_JOBS = ("indeed.com", "monster.com", "careerbuilder.com", "simplyhired.com")
_TOOLS = ("downloads.example", "keyguard.example", "admintools.example")

ALL_SITES = (*SITES, *_LEAKS, *_JOBS, *_TOOLS)
"""``SITES`` and those that only organisations of some character visit; detection counts job sites for nothing."""

LEAK, JOBS, TOOLS = (
    np.arange(len(part)) + start
    for part, start in (
        (_LEAKS, len(SITES)),
        (_JOBS, len(SITES) + len(_LEAKS)),
        (_TOOLS, len(SITES) + len(_LEAKS) + len(_JOBS)),
    )
)
"""Numbers of leak sites, job sites and sites for administrators' tools in ``ALL_SITES``."""


def some_pages(rng: np.random.Generator, person: Ints) -> Ints:
    """Return a site for each visit: a few everybody's, then each person's own favourites, seldom anything."""
    first = len(_SHARING) + 1
    rank = np.minimum(rng.zipf(1.35, len(person)), 400) - 1
    own = (person * 53 + rank * 7) % _ORDINARY + first + len(_NAMED)
    common = rng.integers(first, first + len(_NAMED), len(person))
    anything = rng.integers(len(_SHARING), len(SITES), len(person))
    u = rng.random(len(person))
    return np.asarray(np.where(u < 0.35, common, np.where(u < 0.995, own, anything)))
