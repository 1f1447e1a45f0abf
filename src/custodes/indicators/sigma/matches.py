"""What Sigma rules match in a table of events: counted for the stored table, listed for the evidence, by one and the same code.

Only what counts for measures counts here: successful acts of persons. Events that went to a site of the ignored list
are left out before any rule sees them.
"""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
from ibis import selectors

from custodes.baselines.destinations import Destination

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ibis.expr.types as ir

__all__ = ["Plan"]


@dataclass(frozen=True)
class Plan:
    """A set of rules that can be run together.

    predicates:  name -> where an event matches a plain rule
    completions: (name, what adds the column of events that complete a correlation), referenced ones first
    counted:     names that are indicators' measures; the others serve correlations only
    reach_us:    how far back before a day its matches depend on events, in microseconds
    fingerprint: names the set: another text of a rule is another
    """

    predicates: Mapping[str, Callable[[ir.Table], ir.BooleanColumn]]
    completions: Sequence[tuple[str, Callable[[ir.Table, str], ir.Table]]]
    counted: tuple[str, ...]
    reach_us: int
    fingerprint: str

    def flagged(self, events: ir.Table) -> ir.Table:
        """Return categorised events that match some plain rule, with a column for each rule. Cost: one scan."""
        shown = events.filter((events.category != Destination.IGNORED.value).fill_null(True))
        flags = {name: where(shown) for name, where in self.predicates.items()}
        wide = shown.mutate(**flags)
        return wide.filter(functools.reduce(operator.or_, [wide[name] for name in self.predicates]))

    def completed(self, flagged: ir.Table) -> ir.Table:
        """Add the columns of correlations. Cost: a window function or two a correlation, over the flagged events."""
        for name, complete in self.completions:
            flagged = complete(flagged, name)
        return flagged

    def counts(self, completed: ir.Table) -> ir.Table:
        """Return how many events of an account and day each rule counts: account, day, rule, n; only n above 0."""
        sums = {name: completed[name].cast("int64").sum().cast("int64") for name in self.counted}
        wide = completed.group_by("account", "day").aggregate(**sums)
        long = wide.pivot_longer(selectors.cols(*self.counted), names_to="rule", values_to="n")
        return long.filter(long.n > 0).select("account", "day", "rule", "n")

    def events(self, completed: ir.Table, wanted: Sequence[str]) -> ir.Table:
        """Return the events that the wanted rules count, each with the column ``rule``."""
        ours = (*self.predicates, *(name for name, _ in self.completions))
        parts = [
            completed.filter(completed[name]).drop(*ours).mutate(rule=ibis.literal(name)) for name in wanted
        ]
        return ibis.union(*parts) if len(parts) > 1 else parts[0]
