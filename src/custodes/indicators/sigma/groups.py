"""What a correlation groups by: always the account, and further fields, perhaps under names of the correlation's own."""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis

from custodes.indicators.sigma.fields import ACCOUNT, Field, Kind, field_of
from custodes.indicators.sigma.refusal import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ibis.expr.types as ir
    from sigma.correlations import SigmaCorrelationRule

__all__ = ["Grouping", "grouping_of", "number_of"]

_USER = frozenset({ACCOUNT, "account"})


@dataclass(frozen=True, slots=True)
class Grouping:
    """Columns by which a correlation's events are kept apart, besides the account. An event without one is in no group."""

    fields: tuple[Callable[[ir.Table], ir.Column], ...]

    def known(self, t: ir.Table) -> ir.BooleanColumn:
        """Return where an event has all of them."""
        return functools.reduce(operator.and_, [of(t).notnull() for of in self.fields], t.account.notnull())

    def window(self, t: ir.Table, span: int, *, strictly: bool = False) -> Any:
        """Return the window of ``span`` microseconds that ends with each event; ``strictly``: before its time."""
        preceding = (span, 1) if strictly else span
        groups = [t.account.lower(), *(of(t) for of in self.fields)]
        following = {} if strictly else {"following": 0}
        return ibis.range_window(preceding=preceding, group_by=groups, order_by=t.ts_us, **following)


def grouping_of(rule: SigmaCorrelationRule, flags: Mapping[int, str]) -> Grouping:
    """Return a correlation's groups. Raises UnsupportedError where it is not looked for user by user."""
    aliases = {
        one.alias: [(flags[id(ref.rule)], name) for ref, name in one.mapping.items()] for one in rule.aliases
    }
    further: list[Callable[[ir.Table], ir.Column]] = []
    by_user = False
    for name in rule.group_by or ():
        fields = [of for _, of in aliases[name]] if name in aliases else [name]
        if set(fields) <= _USER:
            by_user = True
        elif name in aliases:
            further.append(_alias([(flag, field_of(of)) for flag, of in aliases[name]]))
        else:
            further.append(field_of(name).of)
    if not by_user:
        message = "it does not group by user, so other people's acts would count for whoever acted last"
        raise UnsupportedError(message, "add the user's field (UserId, user.name, cs-username …) to group-by")
    return Grouping(tuple(further))


def _alias(choices: Sequence[tuple[str, Field]]) -> Callable[[ir.Table], ir.Column]:
    return lambda t: ibis.cases(*((t[flag], field.of(t).cast("string")) for flag, field in choices))


def number_of(name: str | list[str] | None) -> Field:
    """Return the one field that a sum or a mean is taken of. Raises UnsupportedError where it is no number."""
    field = field_of(name) if isinstance(name, str) else None
    if field is None or field.kind is not Kind.NUMBER:
        message = f"'{name}' is no number that could be added up"
        raise UnsupportedError(message, "items and bytes are numbers")
    return field
