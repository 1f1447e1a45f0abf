"""What was planted beside what was listed, and beside both a rule of five lines: for ``custodes demo``."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from custodes.lake import Lake
    from custodes.model.review import Review

__all__ = ["area_under_curve", "comparison", "five_line_rule"]


def comparison(review: Review, lake: Lake, answers: Path) -> list[str]:
    """Say where each planted person ended, and how well the ranking and the rule put them first."""
    from custodes.cli.naming import veil_for

    veil = veil_for(lake, None)
    people = {person.person: person for person in review.people}
    with answers.open(encoding="utf-8", newline="") as file:
        planted = [row for row in csv.DictReader(file) if row["person"] in people]
    lines = ["", "What was planted in this simulated organisation (scan never reads it), and where it ended:"]
    for row in sorted(planted, key=lambda row: people[row["person"]].rank):
        found = people[row["person"]]
        state = "listed" if found.flagged else "not listed"
        when = f"{row['first']} to {row['last']}"
        shown = ", ".join(dict.fromkeys(node.indicator for node in found.evidence[:3]))
        told = f"  {shown}" if shown else ""
        lines.append(
            f"  {row['kind']:<16}{when:<27}{veil.person(found.person):<12}"
            f"rank {found.rank:>3} of {len(people)}, {state}{told}"
        )
    truth = {row["person"] for row in planted}
    ranking = {person.person: -float(person.rank) for person in review.people}
    ours, rule = area_under_curve(ranking, truth), area_under_curve(five_line_rule(lake, people), truth)
    lines.append(
        f"AUC (1 = all of them before everybody else, .5 = chance): this ranking {ours:.2f}; "
        f"a rule of five lines, most copies to removable media in a week, {rule:.2f}."
    )
    return lines


def five_line_rule(lake: Lake, people: Collection[str]) -> dict[str, float]:
    """Return everybody's most copies to removable media in any week (of 7 days from 1970-01-05, a Monday)."""
    import ibis

    from custodes.identity.resolve import Identity
    from custodes.lake.engine import Engine

    with Engine(lake.settings, lake.tmp) as engine:
        events = lake.events(engine)
        copies = events.filter((events.action == "copy") & (events.channel == "removable"))
        weekly = copies.group_by(["account", ((copies.ts_us // 86_400_000_000 - 4) // 7).name("week")])
        rows = weekly.aggregate(n=ibis._.count()).group_by("account").aggregate(n=ibis._.n.max()).to_pyarrow()
    identity, found = Identity(lake.directory()), dict.fromkeys(people, 0.0)
    for row in rows.to_pylist():
        person = identity.spans(row["account"])[-1][0]
        found[person] = max(found.get(person, 0.0), float(row["n"]))
    return found


def area_under_curve(scores: Mapping[str, float], truth: Collection[str]) -> float:
    """Return the chance that a planted person scores above another one; ties count half; .5 without both kinds.

    >>> area_under_curve({"a": 3, "b": 1, "c": 1}, {"a"}), area_under_curve({"a": 1, "b": 1}, {"a"})
    (1.0, 0.5)
    """
    yes = [score for person, score in scores.items() if person in truth]
    no = [score for person, score in scores.items() if person not in truth]
    if not yes or not no:
        return 0.5
    return sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))
