r"""Novelty and reach: what a person touches for the first time, and how unlikely that was for them.

New is what was not touched within the last ``[detection] novelty_days`` (R, 550), which lie within what is kept: so a purge
makes nothing new (:mod:`custodes.baselines.known`).

Areas are paths, so familiarity has levels: somebody who works in a project opens new folders of it all the time,
and hardly ever one of another project. For a touch of an area the *level left* is the shallowest one at which
the person had not been until ``NEW_DAYS`` days ago. How likely they were to go there:

.. math:: P = \tfrac12 \left( \frac{c + 1/2}{n + 1} + \frac{u}{m} \right)

c: different places at that level, below the same parent, that the person had opened before; n: days on which they
had worked below that parent (so c/n is their own habit of opening new ones); u of m peers who had been there.
**Reach** sums :math:`(-\log_{10} P - 1)^+` over the distinct objects touched: over objects, never over actions. Opening
one foreign file a hundred times is not a sweep; a new place as likely as one in ten is not foreign, and a person of
whom nothing is known has P near 1/2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.firsts import earlier, firsts, ordered
from custodes.baselines.known import ANYBODY, levels_of, touches_and_known
from custodes.baselines.touched import FLAT, touches_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.baselines.panel import Panel
    from custodes.baselines.touched import Touches

__all__ = [
    "NEW_DAYS",
    "first_for_all",
    "first_touches",
    "new_again",
    "reach",
    "reach_moved",
    "touched",
    "unfamiliar",
]

NEW_DAYS = 28
SMALL_GROUP = 10  # members, as in the expectation
USUAL = 1.0  # bans of unlikelihood that every new place has


def first_touches(panel: Panel, kind: str) -> NDArray[np.float32]:
    """Return persons × days: how many things of a kind the person touched for the first time on that day."""
    t = _touches(panel, kind)
    first, _ = _firsts(panel, kind)
    return _daily(panel, t, first, np.ones(len(first), np.float32))


def first_for_all(panel: Panel, kind: str) -> NDArray[np.float32]:
    """Return persons × days: how many things of a kind were touched that nobody had touched before.

    Several people who touch one for the first time on the same day have one each.
    """
    t = _touches(panel, kind)
    somebody = {key for person, key in panel.tables.known.get(kind, ()) if person == ANYBODY}
    _, since = firsts(np.zeros_like(t.key), t.key, t.day, panel.tables.new_after)
    first, _ = _firsts(panel, kind)
    new = first[t.day[first] == t.day[since[first]]]
    if somebody:
        earliest, _ = firsts(np.zeros_like(t.key), t.key, t.day)
        old = [t.names[k] in somebody for k in t.key[earliest].tolist()]
        new = new[~np.isin(since[new], earliest[np.array(old, np.bool_)])]
    return _daily(panel, t, new, np.ones(len(new), np.float32))


def new_again(panel: Panel, kind: str, person: int) -> frozenset[tuple[str, int]]:
    """Return (thing, number of the day) of what a person touched again after so long that it is new again."""
    if panel.last_day - panel.first_day <= panel.tables.new_after:
        return frozenset()
    t = _touches(panel, kind)
    mine = np.flatnonzero(t.person == person)
    which = t.person[mine], t.key[mine], t.day[mine]
    ever, _ = firsts(*which)
    since, _ = firsts(*which, panel.tables.new_after)
    rows = mine[np.setdiff1d(since, ever)]
    days = (t.day[rows] + panel.first_day).tolist()
    return frozenset(zip((t.names[k] for k in t.key[rows].tolist()), days, strict=True))


def unfamiliar(panel: Panel) -> NDArray[np.float32]:
    """Return persons × days: distinct objects touched in areas that the person first used less than NEW_DAYS ago."""
    t = _touches(panel, "area")
    _, first_of = _firsts(panel, "area")
    new = np.flatnonzero(t.day - t.day[first_of] < NEW_DAYS)
    return _daily(panel, t, new, t.n[new])


def touched(panel: Panel) -> NDArray[np.float32]:
    """Return persons × days: distinct objects touched in any area."""
    t = touches_of(panel, "area")
    return panel.scatter(t.person, t.day, t.n)


def reach(panel: Panel, kind: str = "area") -> NDArray[np.float32]:
    """Return persons × days: the summed unlikelihood of the distinct things touched that were unfamiliar.

    kind: "area" (the objects in it are summed), "host", "mail", "guest". Cost: one sort of the touches per level.
    """
    t = _touches(panel, kind)
    value = (t.n * _surprises(panel, kind)).astype(np.float32)
    return _daily(panel, t, np.arange(len(value)), value)


def reach_moved(panel: Panel) -> NDArray[np.float32]:
    """Return persons × days: as :func:`reach`, of those objects alone that were taken along: copied, downloaded, synced.

    Whether an area is unfamiliar is judged by everything the person touched, not by what they took before.
    """
    t = touches_of(panel, "area")
    surprise = _surprises(panel, "area")[: len(t.day)]  # what was known before a purge stands behind
    m = touches_of(panel, "moved")
    code = {name: i for i, name in enumerate(t.names)}
    same = np.array([code.get(name, -1) for name in m.names], np.int64)
    width = np.int64(panel.n_weeks * 7)
    known = (t.key * len(panel.persons) + t.person) * width + t.day
    order = np.argsort(known)
    wanted = (same[m.key] * len(panel.persons) + m.person) * width + m.day
    place = np.minimum(np.searchsorted(known[order], wanted), max(len(known) - 1, 0))
    found = known[order][place] == wanted if len(known) else np.zeros(len(wanted), np.bool_)
    value = np.where(found, m.n * surprise[order][place], 0) if len(known) else np.zeros(len(wanted))
    return panel.scatter(m.person, m.day, value.astype(np.float32))


def _firsts(panel: Panel, kind: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which touches of a kind are first ones, and the first one of each."""
    t = _touches(panel, kind)
    return panel.once(f"firsts of {kind}", lambda: firsts(t.person, t.key, t.day, panel.tables.new_after))


def _touches(panel: Panel, kind: str) -> Touches:
    """Return the touches of a kind and what was known before a purge."""
    return panel.once(f"touches of {kind}, and known", lambda: touches_and_known(panel, kind))


def _daily(
    panel: Panel, t: Touches, rows: NDArray[np.int64], value: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Sum values of some touches into persons × days, without what was known before."""
    here = t.day[rows] >= 0
    return panel.scatter(t.person[rows[here]], t.day[rows[here]], value[here])


def _surprises(panel: Panel, kind: str) -> NDArray[np.float64]:
    """Return the unlikelihood of each touch of a kind."""
    t = _touches(panel, kind)
    return panel.once(f"surprises of {kind}", lambda: _surprises_of(panel, t, kind))


def _surprises_of(panel: Panel, t: Touches, kind: str) -> NDArray[np.float64]:
    value = np.zeros(len(t.person))
    left = np.zeros(len(t.person), np.bool_)
    parent = np.zeros(len(t.person), np.int64)
    for place in [np.arange(len(t.names))] if kind in FLAT else levels_of(t.names):
        mine = place[t.key]
        deep = np.flatnonzero((mine >= 0) & ~left)
        if not len(deep):
            break
        surprise, since = _surprise(panel, t.person[deep], t.day[deep], mine[deep], parent[deep])
        new = (t.day[deep] - since) < NEW_DAYS
        value[deep[new]] = surprise[new]
        left[deep[new]] = True
        parent = mine
    return value


def _surprise(
    panel: Panel,
    person: NDArray[np.int64],
    day: NDArray[np.int64],
    place: NDArray[np.int64],
    parent: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return for each touch -log10 P as of the person's first touch of that place, and the day of that touch."""
    first, first_of = firsts(person, place, day, panel.tables.new_after)
    position = np.empty(len(person), np.int64)
    position[first] = np.arange(len(first))
    p, d, up = person[first], day[first], parent[first]
    opened = earlier(p, up, d)
    days, day_of = _distinct_days(person, parent, day)
    worked = days[day_of[first]]
    own = (opened + 0.5) / (worked + 1.0)
    others = _peers_share(panel, p, place[first], d)
    surprise = np.maximum(-np.log10(np.minimum((own + others) / 2, 1.0)) - USUAL, 0.0)
    return surprise[position[first_of]], day[first_of]


def _distinct_days(
    person: NDArray[np.int64], parent: NDArray[np.int64], day: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return per distinct (person, parent, day) the number of earlier days, and for each row which of them it is."""
    order = ordered(person, parent, day)
    p, u, d = person[order], parent[order], day[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (p[1:] != p[:-1]) | (u[1:] != u[:-1]) | (d[1:] != d[:-1])
    of = np.empty(len(order), np.int64)
    of[order] = np.cumsum(new) - 1
    return earlier(p[new], u[new], d[new]), of


def _peers_share(
    panel: Panel, person: NDArray[np.int64], place: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the share of the person's peers who had been at a place before the day.

    Peers are the department as known the week before; everybody where it is unknown or small.
    """
    before = np.maximum(day // 7 - 1, 0)
    group = panel.groups[1].codes[person, before].astype(np.int64)
    people, size = _sizes(panel)
    group = np.where((group >= 0) & (size[before, group] > SMALL_GROUP), group, -1)
    been = np.where(group >= 0, earlier(group, place, day), earlier(np.zeros_like(group), place, day))
    others = np.where(group >= 0, size[before, group], people[before]) - 1
    share: NDArray[np.float64] = been / np.maximum(np.maximum(others, been), 1)
    return share


def _sizes(panel: Panel) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return per week: people seen so far, and weeks × groups the members of each department."""
    started = (np.cumsum(panel.seen, axis=1) > 0).sum(axis=0)
    codes = panel.groups[1].codes
    width = int(codes.max(initial=0)) + 1
    return started, np.stack([np.bincount(c[c >= 0], minlength=width) for c in codes.T])
