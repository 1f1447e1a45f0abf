"""What was planted beside what was listed, and beside both a rule of five lines: for ``custodes demo``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.lake import Lake
    from custodes.model.review import Review
    from custodes.render.veil import Veil
    from custodes.trials.planted import Comparison, Placed

__all__ = ["comparison", "told"]


def comparison(review: Review, lake: Lake, answers: Path) -> list[str]:
    """Say where each planted person ended, and how well the ranking and the rule put them first."""
    from custodes.cli.naming import veil_for
    from custodes.lake.engine import open_engine
    from custodes.trials.planted import compare
    from custodes.trials.rule import five_line_rule

    if all(person.p_value is None for person in review.people):
        return ["", "Too short to compare: nobody has a p before the ninth week (--days 63 or more)."]
    with open_engine(lake.settings, lake.tmp) as engine:
        rule = five_line_rule(lake, engine)
    return told(compare(review, answers, rule), veil_for(lake, None))


def told(found: Comparison, veil: Veil) -> list[str]:
    """Return the comparison as text, under the veil as everything else."""
    if not found.placed:
        return [
            "",
            "Nobody was planted: that takes ten people or more, and --days 60 or more to compare with.",
        ]
    lines = ["", "What was planted in this simulated organisation (scan never reads it), and where it ended:"]
    lines += [_line(placed, found.people, veil) for placed in found.placed]
    within = found.first_5_percent
    share = "" if within is None else f" {within:.0%} of them are in the first 5 %."
    ours, rule = ("none" if area is None else f"{area:.3f}" for area in (found.auc, found.rule_auc))
    lines.append(
        f"AUC (1: all of them before everybody else; .5: chance): this ranking {ours}; a rule of five lines, "
        f"most copies to removable media in a week, {rule}.{share}"
    )
    return lines


def _line(placed: Placed, of: int, veil: Veil) -> str:
    answer = placed.answer
    rank = "no rank" if placed.rank is None else f"rank {placed.rank} of {of} ({placed.share:.1%})"
    state = "listed" if placed.flagged else "not listed"
    if placed.rank is not None:
        state += ", strongest in its weeks" if placed.in_time else ", strongest in another week"
    evidence = ", ".join(placed.indicators[:4]) or "no evidence kept"
    name = veil.person(answer.person)
    return f"  {answer.kind:<16}{answer.first} to {answer.last}  {name:<12}{rank}, {state}; {evidence}"
