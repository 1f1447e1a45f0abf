"""Joins findings into evidence: one tree per person, week and indicator.

The strongest measure and window of an indicator is its node; the others that stood out are its children. What
each added to the score is said on it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_date, monday, week_of
from custodes.baselines.expectation import band
from custodes.baselines.series import series_of
from custodes.indicators.weights import CONTEXT_FROM, SCORED_WINDOWS, carried
from custodes.model.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.baselines.panel import Panel
    from custodes.indicators.engine import Finding
    from custodes.indicators.rule import Indicator

__all__ = ["evidence_trees"]


def evidence_trees(
    panel: Panel, library: Sequence[Indicator], findings: Sequence[Finding]
) -> dict[int, tuple[Evidence, ...]]:
    """Return each person's evidence, weeks ascending; what carries before context, what added most first. Events are attached later."""
    by_person: dict[int, list[Evidence]] = {}
    keyed = sorted(findings, key=lambda f: (f.person, f.week, -f.strength, f.window))
    for (person, _), of in groupby(keyed, key=lambda f: (f.person, f.week)):
        by_person.setdefault(person, []).extend(_week(panel, library, list(of)))
    return {person: tuple(trees) for person, trees in by_person.items()}


def _week(panel: Panel, library: Sequence[Indicator], of: list[Finding]) -> list[Evidence]:
    """Return the trees of one person's week."""
    nodes: list[Evidence] = []
    for rule in library:
        mine = [f for f in of if f.measure in rule.measures and f.window in rule.windows]
        mine.sort(key=lambda f: (f.window not in SCORED_WINDOWS, -f.strength))
        if mine:
            first, *others = (_node(panel, rule, f) for f in mine)
            nodes.append(replace(first, children=tuple(others)))
    return sorted(nodes, key=lambda n: (not n.carries, -_added(n), -n.strength))


def _added(node: Evidence) -> float:
    """Return what an indicator added to the score, all its measures and windows together."""
    return node.counted + sum(child.counted for child in node.children)


def _node(panel: Panel, rule: Indicator, f: Finding) -> Evidence:
    last = panel.first_day + f.day
    return Evidence(
        indicator=rule.id,
        title=rule.title,
        stage=rule.stage.value,
        carries=rule.carries,
        itm=rule.itm,
        attack=rule.attack,
        innocent=rule.innocent,
        triage=rule.triage,
        blind_when=rule.blind_when,
        measure=f.measure,
        unit=series_of(f.measure).unit,
        window=f.window,
        first=day_date(last - f.window + 1),
        last=day_date(last),
        week=monday(week_of(last)),
        observed=f.observed,
        expected=f.mean,
        band=band(f.mean, f.variance),
        peers=f.peers,
        compared_with=_compared_with(panel, f),
        strength=f.strength,
        counted=_counted(rule, f),
    )


def _counted(rule: Indicator, f: Finding) -> float:
    """Return what a finding adds: what carries to the sum, context above 3 bans to its factor."""
    if not rule.scores or f.window not in SCORED_WINDOWS:
        return 0.0
    if not rule.carries:
        return max(0.0, f.strength - CONTEXT_FROM)
    weight = rule.weight(f.measure) * SCORED_WINDOWS[f.window]
    return weight * float(carried(np.array([f.strength], np.float32))[0])


def _compared_with(panel: Panel, f: Finding) -> str:
    """Say in words what the expectation was learnt from."""
    codes = panel.groups[1].codes[:, max(f.week - 1, 0)]
    colleagues = int((codes == codes[f.person]).sum()) - 1 if codes[f.person] >= 0 else 0
    weeks = int(min(f.week, (panel.seen[f.person, : f.week] > 0).sum()))
    own = f"their own {weeks} active week{'s' if weeks != 1 else ''} before"
    if colleagues >= 10:
        return f"{own} and {colleagues} colleagues of the department"
    return f"{own} and everybody in the organisation"
