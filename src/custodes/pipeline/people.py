"""Builds what a review says of each person and each leaver from arrays, standings and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from custodes.leavers import rank_windows
from custodes.model.review import Leaver, PersonReview, WeekScore
from custodes.pipeline.explain import explain_people, timelines
from custodes.pipeline.told import decided_texts, known_decisions
from custodes.ranking.eligible import why_unknown
from custodes.ranking.listing import standings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from custodes.indicators import Indicator
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.leavers import LeaverWindow
    from custodes.model.evidence import Evidence
    from custodes.model.review import Timeline
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.progress import Progress
    from custodes.ranking.listing import Standing

__all__ = ["People", "people_of"]

_RECENT = 60  # days after a departure for which a leaver's evidence is collected


@dataclass(frozen=True, slots=True)
class People:
    """The persons' part of a review."""

    people: tuple[PersonReview, ...] = ()
    leavers: tuple[Leaver, ...] = ()
    weeks: tuple[WeekScore, ...] = ()


@dataclass(frozen=True, slots=True)
class _Departure:
    window: LeaverWindow
    p_value: float | None
    of: int
    p_stayers: float | None
    peak: int | None
    recent: bool


def people_of(
    lake: Lake,
    engine: Engine,
    a: Assessment,
    rules: Sequence[Indicator],
    weeks: range,
    top: int,
    progress: Progress,
) -> People:
    """Return everybody's standing, with evidence for those under review, the first ``top``, and recent leavers."""
    last_day = min(weeks.stop * 7 - 1, a.panel.last_day - a.panel.first_day)
    prior = np.zeros(a.panel.seen.shape, np.bool_)
    for window in a.windows:
        prior[window.person, window.first_week : window.last_week + 1] = True
    placed = standings(a.calibrated, a.account, prior, weeks, last_day, a.panel.persons)
    shown = [s for s in placed if s.under_review or s.opened or s.rank <= top]
    departures = _departures(a, weeks)
    wanted = [(s.person, w) for s in shown for w in {s.week, *(d // 7 for d in s.opened)} if w is not None]
    wanted += [(d.window.person, d.peak) for d in departures if d.recent and d.peak is not None]
    trees = explain_people(lake, engine, a, rules, wanted, progress)
    codes = {s.person for s in shown}
    own = {
        s.person: _of_weeks(a, trees.get(s.person, ()), {s.week, *(d // 7 for d in s.opened)}) for s in shown
    }
    drawn = timelines(a, {p: own[p][0].measure for p in codes if own[p]}, weeks, _marked(a))
    leaves = {
        w.person: (w.last_day, w.known_from) for w in a.windows if w.known_from <= a.panel.day(last_day)
    }
    sizes = _group_sizes(a, last_day // 7)
    known = known_decisions(a.decided, a.panel, last_day)
    before = {person: decided_texts(known, rules, person) for person in known}
    return People(
        tuple(
            _person(
                a,
                s,
                own.get(s.person, ()),
                drawn.get(s.person),
                last_day,
                sizes,
                leaves,
                before.get(s.person, ()),
            )
            for s in placed
        ),
        tuple(_leaver(a, d, trees) for d in departures),
        tuple(_scores(a, weeks)),
    )


def _departures(a: Assessment, weeks: range) -> list[_Departure]:
    """Return the departures whose windows overlap the reported weeks, ranked."""
    found = []
    for window, (p, of, stayers) in zip(a.windows, rank_windows(a.weekly_score, a.windows), strict=True):
        if window.last_week < weeks.start or window.first_week >= weeks.stop:
            continue
        scores = a.weekly_score[window.person, window.first_week : window.last_week + 1]
        peak = None if np.isnan(scores).all() else window.first_week + int(np.nanargmax(scores))
        recent = window.last_day >= a.panel.day(
            min(weeks.stop * 7 - 1, a.panel.last_day - a.panel.first_day)
        ) - timedelta(_RECENT)
        found.append(_Departure(window, p, of, stayers, peak, recent))
    return found


def _marked(a: Assessment) -> dict[int, list[int]]:
    """Return person -> columns of weeks in which a review was open."""
    marked: dict[int, list[int]] = {}
    end = a.panel.last_day - a.panel.first_day
    for review in a.account.opened:
        closed = review.closed if review.closed is not None else end
        marked.setdefault(review.person, []).extend(range(review.day // 7, closed // 7 + 1))
    return marked


def _of_weeks(a: Assessment, trees: Sequence[Evidence], columns: set[int | None]) -> tuple[Evidence, ...]:
    mondays = {a.panel.monday(w) for w in columns if w is not None}
    return tuple(node for node in trees if node.week in mondays)


def _group_sizes(a: Assessment, week: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for team, department and role: each person's code in that week, and the members of each code."""
    sizes = []
    for group in a.panel.groups:
        codes = group.codes[:, week]
        sizes.append((codes, np.bincount(codes[codes >= 0], minlength=len(group.names))))
    return sizes


def _person(
    a: Assessment,
    s: Standing,
    evidence: tuple[Evidence, ...],
    timeline: Timeline | None,
    last_day: int,
    sizes: list[tuple[np.ndarray, np.ndarray]],
    leaves: Mapping[int, tuple[date, date]],
    before: tuple[str, ...],
) -> PersonReview:
    panel = a.panel
    place = [
        (g.names[c[s.person]], int(n[c[s.person]])) if c[s.person] >= 0 else ("", 0)
        for g, (c, n) in zip(panel.groups, sizes, strict=True)
    ]
    known = s.score is not None
    return PersonReview(
        person=panel.persons[s.person],
        rank=s.rank,
        peak_score=s.score,
        peak_day=panel.day(s.day) if s.day is not None else None,
        p_value=s.p_value,
        q_value=s.q_value,
        flagged=bool(s.opened),
        first_flagged=panel.day(min(s.opened)) + timedelta(1) if s.opened else None,
        flagged_weeks=tuple(sorted({panel.monday(d // 7) for d in s.opened})),
        openings=tuple((panel.day(d), p) for d, p in zip(s.opened, s.opened_p, strict=True)),
        under_review=s.under_review,
        waiting=s.person in a.account.waiting,
        leaves=leaves.get(s.person),
        unknown="" if known else _unknown(a, s.person, last_day),
        team=place[0][0],
        department=place[1][0],
        role=place[2][0],
        group_sizes=(place[0][1], place[1][1], place[2][1]),
        decided=before,
        evidence=evidence,
        timeline=timeline,
    )


def _unknown(a: Assessment, person: int, last_day: int) -> str:
    """Say why there is no p: the person's own history, or the organisation's."""
    if a.scored[person, : last_day // 7 + 1].any():
        return "the organisation has too few weeks of history to compare with"
    return why_unknown(a.panel, person, a.min_weeks)


def _leaver(a: Assessment, d: _Departure, trees: Mapping[int, tuple[Evidence, ...]]) -> Leaver:
    of_peak = _of_weeks(a, trees.get(d.window.person, ()), {d.peak}) if d.recent else ()
    name = a.panel.persons[d.window.person]
    return Leaver(name, d.window.last_day, d.window.known_from, d.p_value, d.of, d.p_stayers, of_peak)


def _scores(a: Assessment, weeks: range) -> list[WeekScore]:
    mondays = [a.panel.monday(w) for w in weeks]
    shown = []
    for known in (a.weekly_score, a.weekly_p):
        values = known[:, weeks.start : weeks.stop].astype(object)
        values[np.isnan(known[:, weeks.start : weeks.stop])] = None
        shown.append(values.tolist())
    return [
        WeekScore(person, week, score, p)
        for person, *of in zip(a.panel.persons, *shown, strict=True)
        for week, score, p in zip(mondays, *of, strict=True)
    ]
