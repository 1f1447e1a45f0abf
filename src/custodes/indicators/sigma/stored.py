"""Keeps the table of what Sigma rules count up to date: a new day costs a day's work, and the reach of its correlations.

The table is keyed by the set of rules. Another set computes it anew, and touches no other table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.baselines.stored import due_for
from custodes.lake.derived import MATCHES, refresh

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from custodes.indicators.sigma.matches import Plan
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["bring_matches_up_to_date"]


def bring_matches_up_to_date(lake: Lake, engine: Engine, own: Iterable[str], plan: Plan) -> int | None:
    """Refresh the table ``matches``. Returns the first recomputed day, None where nothing was new.

    Cost: one scan of the due events, and window functions over those that match.
    """
    due = due_for(lake, own, (MATCHES,), plan.fingerprint)
    if due is None:
        return None

    def build() -> ir.Table:
        flagged = plan.flagged(due.events(lake.events(engine), plan.reach_us))
        if plan.completions:  # looked at several times: once is enough to find them
            flagged = engine.keep("sigma_flagged", flagged)
        completed = plan.completed(flagged)
        if due.from_day is not None:
            completed = completed.filter(completed.day >= due.from_day)
        return plan.counts(completed)

    refresh(lake, engine, MATCHES, due.key, from_day=due.from_day, last_file=due.last_file, build=build)
    return due.first_day
