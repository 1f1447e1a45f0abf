"""What a lake has derived of its events: the tables that a panel is built from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ibis.expr.types as ir

    from custodes.baselines.silence import Delivery

__all__ = ["NEW_AFTER", "Tables"]

NEW_AFTER = 550
"""Days; as in the settings ``[detection] novelty_days``."""


@dataclass(frozen=True)
class Tables:
    """The tables, each with a column ``day``.

    measures, touches: :mod:`custodes.baselines.measures`
    handled: what was done to documents (:mod:`custodes.baselines.handled`); None: no sequences are seen
    matches: what Sigma rules counted (account, day, rule, n); None where there are none
    deliveries: what the streams delivered each day; without them nothing counts as missing
    known: kind -> (person, key) that were not new any more when what lies before was purged
    new_after: days without a touch after which a thing is new again
    """

    measures: ir.Table
    touches: ir.Table
    handled: ir.Table | None = None
    matches: ir.Table | None = None
    deliveries: Sequence[Delivery] = ()
    known: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    new_after: int = NEW_AFTER

    def without(self, accounts: Sequence[str]) -> Tables:
        """Return the rows of all accounts but these: services, which are no person's."""

        def cut(table: ir.Table) -> ir.Table:
            return table.filter(~table.account.isin(accounts))

        return self._cut(cut)

    def between(self, first: int, last: int) -> Tables:
        """Return the rows of days (numbers) from ``first`` to ``last``."""

        def cut(table: ir.Table) -> ir.Table:
            return table.filter(table.day.between(first, last))

        return self._cut(cut)

    def _cut(self, cut: Callable[[ir.Table], ir.Table]) -> Tables:
        return replace(
            self,
            measures=cut(self.measures),
            touches=cut(self.touches),
            handled=None if self.handled is None else cut(self.handled),
            matches=None if self.matches is None else cut(self.matches),
        )
