"""Sigma's correlations over matched events: an event completes a correlation where the window that ends with it does.

The window slides: it is the event's own ``timespan`` backwards, both ends included, within one account and the further
fields of ``group-by``. Every event that completes is one match. ``temporal_ordered`` asks for strictly later times, since
a log that writes whole seconds does not tell what came first within one.

A correlation is looked for within an account. One that does not group by user would count other people's acts for
whoever happened to act last, so it is refused.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any, NoReturn

import ibis
from sigma.conversion.base import Backend
from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaCorrelationConditionOperator,
    SigmaRuleReference,
)

from custodes.indicators.sigma.fields import field_of
from custodes.indicators.sigma.groups import Grouping, grouping_of, number_of
from custodes.indicators.sigma.refusal import UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir
    from sigma.correlations import SigmaCorrelationRule

    Completion = Callable[[ir.Table, str], ir.Table]

__all__ = ["MAX_TIMESPAN_DAYS", "CorrelationBackend"]

MAX_TIMESPAN_DAYS = 62
"""Longest ``timespan``: the longest window that any indicator looks at."""

_US = 1_000_000
_OPERATORS = {
    SigmaCorrelationConditionOperator.LT: operator.lt,
    SigmaCorrelationConditionOperator.LTE: operator.le,
    SigmaCorrelationConditionOperator.GT: operator.gt,
    SigmaCorrelationConditionOperator.GTE: operator.ge,
    SigmaCorrelationConditionOperator.EQ: operator.eq,
    SigmaCorrelationConditionOperator.NEQ: operator.ne,
}


class CorrelationBackend(Backend):
    """Converts correlations to functions that add a column to a table with a column of flags for each referenced rule.

    ``flags`` maps ``id(rule)`` to the column; whoever converts fills it, referenced rules first.
    """

    correlation_methods = {"default": "windows that end with each event"}  # noqa: RUF012 -- pySigma's declaration

    def __init__(self) -> None:
        super().__init__()
        self.flags: dict[int, str] = {}
        self.init_processing_pipeline()

    def completion(self, rule: SigmaCorrelationRule) -> Completion:
        """Return a function that adds, under a name, where an event completes a correlation. Raises SigmaError."""
        if rule.timespan.seconds > MAX_TIMESPAN_DAYS * 86_400:
            message = f"a timespan of {rule.timespan.spec} is too long"
            raise UnsupportedError(message, f"{MAX_TIMESPAN_DAYS} days are the most")
        self.convert_correlation_rule(rule)
        (found,) = rule.get_conversion_result()
        return found  # type: ignore[no-any-return]  # pySigma knows no type of it

    def _names(self, rule: SigmaCorrelationRule) -> list[str]:
        return [self.flags[id(reference.rule)] for reference in rule.referenced_rules]

    def _grouping(self, rule: SigmaCorrelationRule) -> Grouping:
        return grouping_of(rule, self.flags)

    def _counted(
        self, rule: Any, value: Callable[[ir.Table, ir.BooleanColumn], ir.NumericScalar]
    ) -> list[Any]:
        """Say where a number taken over the window stands to the condition's as it says."""
        names, groups = self._names(rule), self._grouping(rule)
        holds, count, span = _OPERATORS[rule.condition.op], rule.condition.count, rule.timespan.seconds * _US

        def add(t: ir.Table, name: str) -> ir.Table:
            matched = _any(t, names) & groups.known(t)
            number = value(t, matched).over(groups.window(t, span))
            return t.mutate(**{name: matched & holds(number, count).fill_null(False)})

        return [add]

    def convert_correlation_event_count_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """So many events."""
        return self._counted(rule, lambda _t, matched: matched.cast("int64").sum())

    def convert_correlation_value_count_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """So many different values of a field."""
        name = rule.condition.fieldref
        if not isinstance(name, str):
            message = "a value_count over several fields cannot be counted"
            raise UnsupportedError(message, "name one field")
        of = field_of(name).of
        return self._counted(
            rule, lambda t, matched: ibis.ifelse(matched, of(t), ibis.null(of(t).type())).nunique()
        )

    def convert_correlation_value_sum_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """The sum of a number."""
        of = number_of(rule.condition.fieldref).of
        return self._counted(
            rule, lambda t, matched: ibis.ifelse(matched, of(t).cast("int64"), ibis.null("int64")).sum()
        )

    def convert_correlation_value_avg_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """The mean of a number."""
        of = number_of(rule.condition.fieldref).of
        return self._counted(
            rule, lambda t, matched: ibis.ifelse(matched, of(t).cast("int64"), ibis.null("int64")).mean()
        )

    def convert_correlation_value_percentile_rule(self, rule: Any, *_: Any, **__: Any) -> NoReturn:
        """Not in a sliding window on every engine."""
        raise _no_such("value_percentile")

    def convert_correlation_value_median_rule(self, rule: Any, *_: Any, **__: Any) -> NoReturn:
        """Not in a sliding window on every engine."""
        raise _no_such("value_median")

    def convert_correlation_temporal_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """So many of the rules (all, where nothing is said) in one window, in any order."""
        names, groups, span = self._names(rule), self._grouping(rule), rule.timespan.seconds * _US
        holds, count = _OPERATORS[rule.condition.op], rule.condition.count

        def add(t: ir.Table, name: str) -> ir.Table:
            window = groups.window(t, span)
            there = functools.reduce(operator.add, [t[n].cast("int64").max().over(window) for n in names])
            return t.mutate(**{name: _any(t, names) & groups.known(t) & holds(there, count)})

        return [add]

    def convert_correlation_temporal_ordered_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """All rules in one window, each at a later time than the one before it.

        ``_begun`` is the latest time at which a chain that ends with the event can have begun.
        """
        names, groups, span = self._names(rule), self._grouping(rule), rule.timespan.seconds * _US
        if rule.condition.op is not SigmaCorrelationConditionOperator.GTE or rule.condition.count != len(
            names
        ):
            message = "a temporal_ordered correlation of only some of its rules cannot be looked for"
            raise UnsupportedError(message, "leave its condition out")

        def add(t: ir.Table, name: str) -> ir.Table:
            nothing = ibis.null("int64")
            chain = t.mutate(_begun=ibis.ifelse(t[names[0]] & groups.known(t), t.ts_us, nothing))
            for each in names[1:]:
                earlier = chain._begun.max().over(groups.window(chain, span, strictly=True))  # noqa: SLF001
                chain = chain.mutate(_begun=earlier)
                inside = chain[each] & (chain.ts_us - chain["_begun"] <= span)
                chain = chain.mutate(_begun=ibis.ifelse(inside, chain["_begun"], nothing))
            return chain.mutate(**{name: chain["_begun"].notnull()}).drop("_begun")

        return [add]

    def convert_correlation_extended_temporal_rule(self, rule: Any, *_: Any, **__: Any) -> list[Any]:
        """A condition of "and", "or", "not" over which rules matched in one window."""
        by_name = {r.reference: self.flags[id(r.rule)] for r in rule.referenced_rules}
        groups, span = self._grouping(rule), rule.timespan.seconds * _US

        def holds(t: ir.Table, node: Any) -> ir.BooleanColumn:
            match node:
                case SigmaRuleReference():
                    return t[by_name[node.reference]].cast("int64").max().over(groups.window(t, span)) == 1
                case CorrelationConditionNOT():
                    return ~holds(t, node.args[0])
                case CorrelationConditionAND():
                    return functools.reduce(operator.and_, [holds(t, arg) for arg in node.args])
                case CorrelationConditionOR():
                    return functools.reduce(operator.or_, [holds(t, arg) for arg in node.args])
            raise TypeError(node)

        def add(t: ir.Table, name: str) -> ir.Table:
            some = _any(t, list(by_name.values())) & groups.known(t)
            return t.mutate(**{name: some & holds(t, rule.condition.parsed)})

        return [add]

    def convert_correlation_extended_temporal_ordered_rule(self, rule: Any, *_: Any, **__: Any) -> NoReturn:
        """An order and a "not" together have no one meaning."""
        raise _no_such("temporal_ordered with a condition of its own")


def _any(t: ir.Table, names: Sequence[str]) -> ir.BooleanColumn:
    return functools.reduce(operator.or_, [t[name] for name in names])


def _no_such(kind: str) -> UnsupportedError:
    return UnsupportedError(
        f"the correlation type {kind} cannot be looked for",
        "event_count, value_count, value_sum, value_avg, temporal and temporal_ordered can",
    )
