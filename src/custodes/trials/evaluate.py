"""Detection against labelled people: what was found, how early, at what price, beside rivals on the same weeks.

Several worlds (organisations, seeds) are one evaluation: figures add up, comparisons stay inside a world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.trials.chosen import counting, found_alone, picks
from custodes.trials.evaluation import At, Budget, Evaluation, Method, Part, View
from custodes.trials.figures import area, average_precision, quartiles, share, won
from custodes.trials.labels import GRACE, UNKNOWN
from custodes.trials.worlds import BUDGETS, TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from custodes.trials.chosen import Picks
    from custodes.trials.figures import Sides
    from custodes.trials.labels import Insider
    from custodes.trials.worlds import Ranking, World

__all__ = ["LONG", "SHARES", "evaluate"]

SHARES = (0.001, 0.005, 0.01, 0.05)
LONG = 14  # days from which a case is long enough to be found halfway


def evaluate(worlds: Sequence[World]) -> Evaluation:
    """Return the figures of one or several worlds. Cost: 300 resamples an area; a sort a week, method and share."""
    ranked = [~np.isnan(world.rankings["custodes"].plain) for world in worlds]
    kinds = sorted({kind for world in worlds for one in world.insiders for kind in one.kinds if kind})
    return Evaluation(
        worlds=len(worlds),
        people=sum(int(has_p.any(axis=1).sum()) for has_p in ranked),
        person_weeks=sum(int(has_p.sum()) for has_p in ranked),
        leavers=sum(
            int((has_p.any(axis=1) & world.leavers).sum())
            for world, has_p in zip(worlds, ranked, strict=True)
        ),
        first=min(world.first for world in worlds),
        last=max(world.last for world in worlds),
        everybody=_part(worlds, None),
        kinds={kind: _part(worlds, kind) for kind in kinds},
    )


def _part(worlds: Sequence[World], kind: str | None) -> Part:
    chosen = [tuple(one for one in world.insiders if kind is None or kind in one.kinds) for world in worlds]
    pairs = list(zip(worlds, chosen, strict=True))
    return Part(
        insiders=sum(map(len, chosen)),
        unknown=sum(one.person == UNKNOWN for own in chosen for one in own),
        never_ranked=sum(_never_ranked(world, own) for world, own in pairs),
        methods=tuple(_method(name, pairs) for name in TITLES),
        account=tuple(_budget(place, pairs) for place in range(len(BUDGETS))),
    )


def _never_ranked(world: World, own: Sequence[Insider]) -> int:
    has_p = ~np.isnan(world.rankings["custodes"].plain)
    return sum(one.person != UNKNOWN and not has_p[one.person, sorted(one.weeks)].any() for one in own)


def _method(name: str, pairs: Sequence[tuple[World, tuple[Insider, ...]]]) -> Method:
    def view(
        whole: Callable[[Ranking], NDArray[np.float64]], weekly: Callable[[Ranking], NDArray[np.float64]]
    ) -> View:
        sides = [_sides(world, own, whole(world.rankings[name])) for world, own in pairs]
        at = tuple(_at(s, [(w, own, weekly(w.rankings[name])) for w, own in pairs]) for s in SHARES)
        return View(area(sides, won), area(sides, average_precision), at)

    among = [_sides(world, own, world.rankings[name].dated, world.leavers) for world, own in pairs]
    return Method(
        name,
        TITLES[name],
        view(lambda r: r.dated, lambda r: r.then),
        view(lambda r: r.plain, lambda r: r.plain),
        area(among, won),
    )


def _sides(
    world: World,
    own: Sequence[Insider],
    score: NDArray[np.float64],
    among: NDArray[np.bool_] | None = None,
) -> Sides:
    """Return everybody's best week, of those who acted and of the others.

    Labelled people without a p stand last; others without one, and those of other kinds, are left aside.
    """
    best = np.where(np.isnan(score), -np.inf, score).max(axis=1, initial=-np.inf)
    here = among if among is not None else np.ones(len(best), np.bool_)
    acted = [best[one.person] for one in own if one.person != UNKNOWN and here[one.person]]
    if among is None:
        acted += [-np.inf] * sum(one.person == UNKNOWN for one in own)
    labelled = {one.person for one in world.insiders}
    innocent = np.array([i not in labelled for i in range(len(best))], np.bool_)
    return np.array(acted, np.float64), best[innocent & here & np.isfinite(best)]


def _at(at: float, parts: Iterable[tuple[World, tuple[Insider, ...], NDArray[np.float64]]]) -> At:
    recall, alone, precision, half, leads = [], [], [], [], []
    listings = people = 0
    for world, own, score in parts:
        listed = picks(score, counting(world.insiders, score.shape), at)
        days = _first_days(listed, own, world.n_days)
        recall.append((len(days), len(own)))
        alone.append((len(found_alone(score, world.insiders, at).intersection(own)), len(own)))
        codes = {one.person for one in own}
        hits = sum(len(weeks) for person, weeks in listed.found.items() if person in codes)
        precision.append((hits, listed.listings))
        half.append(_halfway(days, own))
        leads += [own[i].last - day for i, day in days.items()]
        listings, people = listings + listed.listings, people + listed.people
    return At(
        at, share(recall), share(alone), share(precision), listings, people, quartiles(leads), share(half)
    )


def _first_days(listed: Picks, own: Sequence[Insider], n_days: int) -> dict[int, int]:
    """Return, by place in ``own``, the day at whose end the first week that found them was over."""
    return {
        place: min(listed.found[one.person][0] * 7 + 6, n_days - 1)
        for place, one in enumerate(own)
        if one.person in listed.found
    }


def _halfway(days: dict[int, int], own: Sequence[Insider]) -> tuple[int, int]:
    """Count (found with at most half of the days over, all) of those whose acts lasted two weeks or longer."""
    long = [place for place, one in enumerate(own) if one.days >= LONG]
    early = sum(
        place in days and 2 * (days[place] - own[place].first + 1) <= own[place].days for place in long
    )
    return early, len(long)


def _budget(place: int, pairs: Sequence[tuple[World, tuple[Insider, ...]]]) -> Budget:
    found, half, leads = [], [], []
    kept = True
    opened = weeks = 0
    for world, own in pairs:
        run = world.runs[place]
        days = _opened_in_time(run.opened, own)
        found.append((len(days), len(own)))
        half.append(_halfway(days, own))
        leads += [own[i].last - day for i, day in days.items()]
        opened, weeks = opened + len(run.opened), weeks + run.person_weeks
        kept &= len(run.opened) <= run.budget * run.person_weeks / 1000 + 1
    b = BUDGETS[place]
    rate = 1000 * opened / weeks if weeks else 0.0
    bound = b * weeks / 1000 + len(pairs)
    return Budget(b, opened, bound, kept, rate, share(found), quartiles(leads), share(half))


def _opened_in_time(opened: Iterable[tuple[int, int]], own: Sequence[Insider]) -> dict[int, int]:
    """Return, by place in ``own``, the day of the first review that opened in time."""
    days: dict[int, list[int]] = {}
    for person, day in opened:
        days.setdefault(person, []).append(day)
    found = {
        place: [
            day
            for day in days.get(one.person, ())
            if day // 7 in one.weeks and one.first <= day <= one.last + GRACE
        ]
        for place, one in enumerate(own)
    }
    return {place: min(of) for place, of in found.items() if of}
