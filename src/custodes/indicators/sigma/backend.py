"""A pySigma backend that gives Ibis: a rule becomes a function from a table of events to a true-or-false column.

What cannot be said over our events raises :class:`~custodes.indicators.sigma.refusal.UnsupportedError` with the name of what
is asked for; nothing is left out. Correlations: :mod:`~custodes.indicators.sigma.correlations`.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any, NoReturn

import ibis
from sigma.types import (
    SigmaCasedString,
    SigmaExpansion,
    SigmaRegularExpression,
    SigmaString,
    TimestampPart,
)

from custodes.indicators.sigma.correlations import CorrelationBackend
from custodes.indicators.sigma.fields import FIELDS, KEYWORD_FIELDS, Field, Kind, field_of
from custodes.indicators.sigma.products import pipeline
from custodes.indicators.sigma.refusal import UnsupportedError
from custodes.indicators.sigma.values import (
    MAX_PATTERN,
    compared,
    expression_of,
    in_network,
    one_of_list,
    text_matches,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    from sigma.conditions import ConditionAND, ConditionItem, ConditionOR
    from sigma.conversion.state import ConversionState
    from sigma.rule import SigmaRule

__all__ = ["IbisBackend"]

_SUCCESS = frozenset({"success", "succeeded", "true"})


class IbisBackend(CorrelationBackend):
    """Converts conditions. Each method returns ``Callable[[ir.Table], ir.BooleanColumn]``."""

    name = "Ibis over Custodes events"
    backend_processing_pipeline = pipeline()

    def predicate(self, rule: SigmaRule) -> Callable[[ir.Table], ir.BooleanColumn]:
        """Return where an event matches a rule; of several conditions one is enough. Raises SigmaError."""
        found = self.convert_rule(rule)
        if not found:
            message = "its condition is empty"
            raise UnsupportedError(message)
        return lambda t: functools.reduce(operator.or_, [each(t) for each in found])

    def _all(self, cond: ConditionItem, state: ConversionState) -> list[Any]:
        return [self.convert_condition(arg, state) for arg in cond.args]

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> Any:
        """Either."""
        each = self._all(cond, state)
        return lambda t: functools.reduce(operator.or_, [one(t) for one in each])

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> Any:
        """All."""
        each = self._all(cond, state)
        return lambda t: functools.reduce(operator.and_, [one(t) for one in each])

    def convert_condition_not(self, cond: Any, state: ConversionState) -> Any:
        """Not; true also where a field is missing."""
        (one,) = self._all(cond, state)
        return lambda t: ~one(t)

    def convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> Any:
        """Never asked for: ``convert_or_as_in`` is off."""
        return self.convert_condition_or(cond, state)

    def convert_condition_field_eq_val_str(self, cond: Any, state: ConversionState) -> Any:
        """A text, perhaps with wildcards, without case."""
        return _text(field_of(cond.field), cond.field, cond.value)

    def convert_condition_field_eq_val_str_case_sensitive(self, cond: Any, state: ConversionState) -> Any:
        """The same, with case."""
        return _text(field_of(cond.field), cond.field, cond.value)

    def convert_condition_field_eq_val_num(self, cond: Any, state: ConversionState) -> Any:
        """A number; of a text field, its digits."""
        field, number = field_of(cond.field), cond.value.number
        if field.kind is Kind.NUMBER:
            return lambda t: (field.of(t) == number).fill_null(False)
        return _text(field, cond.field, SigmaString(str(number)))

    def convert_condition_field_eq_val_timestamp_part(self, cond: Any, state: ConversionState) -> Any:
        """The hour of the event's time."""
        field = field_of(cond.field)
        if field.kind is not Kind.HOUR or cond.value.timestamp_part is not TimestampPart.HOUR:
            message = f"the modifier '{cond.value.timestamp_part.name.lower()}' of '{cond.field}'"
            raise UnsupportedError(f"{message} cannot be asked", "only the hour of the event's time can")
        return lambda t: field.of(t) == cond.value.number

    def convert_condition_field_eq_val_bool(self, cond: Any, state: ConversionState) -> NoReturn:
        """No field holds true or false."""
        field_of(cond.field)
        message = f"the field '{cond.field}' holds no true or false"
        raise UnsupportedError(message)

    def convert_condition_field_eq_val_re(self, cond: Any, state: ConversionState) -> Any:
        """A regular expression, found anywhere in the text."""
        field, pattern = _searchable(cond.field), _pattern(cond.value)
        return lambda t: field.of(t).re_search(pattern).fill_null(False)

    def convert_condition_field_eq_val_cidr(self, cond: Any, state: ConversionState) -> Any:
        """An address in a network."""
        field, network = _searchable(cond.field), cond.value.network
        if network.version != 4:
            message = f"the IPv6 network {network} cannot be asked"
            raise UnsupportedError(
                message, "IPv4 networks can; write an address's beginning with |startswith"
            )
        return lambda t: in_network(field.of(t), network)

    def convert_condition_field_compare_op_val(self, cond: Any, state: ConversionState) -> Any:
        """Less or more than a number."""
        field = field_of(cond.field)
        if field.kind is not Kind.NUMBER:
            message = f"the field '{cond.field}' is no number and cannot be compared with one"
            raise UnsupportedError(message, "items and bytes are numbers")
        return lambda t: compared(field.of(t), cond.value.op, cond.value.number.number)

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> Any:
        """The same text, without case, as another field's; or its beginning, end or part."""
        one, other = _searchable(cond.field), _searchable(cond.value.field)
        return lambda t: _same(one.of(t).lower(), other.of(t).lower(), cond.value)

    def convert_condition_field_eq_val_null(self, cond: Any, state: ConversionState) -> Any:
        """Missing."""
        field = field_of(cond.field)
        return lambda t: field.of(t).isnull()

    def convert_condition_field_exists(self, cond: Any, state: ConversionState) -> Any:
        """There."""
        field = field_of(cond.field)
        return lambda t: field.of(t).notnull()

    def convert_condition_field_not_exists(self, cond: Any, state: ConversionState) -> Any:
        """Missing."""
        return self.convert_condition_field_eq_val_null(cond, state)

    def convert_condition_field_eq_query_expr(self, cond: Any, state: ConversionState) -> NoReturn:
        """No pipeline of ours makes one."""
        message = "query expressions cannot be asked"
        raise UnsupportedError(message)

    def convert_condition_val_str(self, cond: Any, state: ConversionState) -> Any:
        """A keyword: in any of the texts of an event that say what was done."""
        if not any(isinstance(p, str) and p.strip() for p in cond.value.s):
            message = "a keyword without a letter would match every event"
            raise UnsupportedError(message)
        cased = isinstance(cond.value, SigmaCasedString)
        return _anywhere(lambda column: text_matches(column, cond.value, cased=cased, within=True))

    def convert_condition_val_num(self, cond: Any, state: ConversionState) -> Any:
        """A number as keyword: its digits."""
        return _anywhere(
            lambda column: text_matches(column, SigmaString(str(cond.value)), cased=False, within=True)
        )

    def convert_condition_val_re(self, cond: Any, state: ConversionState) -> Any:
        """A regular expression as keyword."""
        pattern = _pattern(cond.value)
        return _anywhere(lambda column: column.re_search(pattern).fill_null(False))

    def convert_condition_query_expr(self, cond: Any, state: ConversionState) -> NoReturn:
        """No pipeline of ours makes one."""
        message = "query expressions cannot be asked"
        raise UnsupportedError(message)

    def convert_condition_val(self, cond: Any, state: ConversionState) -> Any:
        """A keyword of any kind; expansions (``|windash``) are each looked for."""
        if isinstance(cond.value, SigmaExpansion):
            each = [self.convert_condition_val(type(cond)(value), state) for value in cond.value.values]
            return lambda t: functools.reduce(operator.or_, [one(t) for one in each])
        return super().convert_condition_val(cond, state)


def _text(field: Field, name: str, value: SigmaString) -> Callable[[ir.Table], ir.BooleanColumn]:
    if value.contains_placeholder():
        message = f"the placeholder in '{value}' of '{name}' is not filled in"
        raise UnsupportedError(message, "write the values themselves")
    cased = isinstance(value, SigmaCasedString)
    match field.kind:
        case Kind.TEXT:
            return lambda t: text_matches(field.of(t), value, cased=cased)
        case Kind.LIST:
            return lambda t: one_of_list(field.of(t), value, cased=cased)
        case Kind.OUTCOME if str(value).lower() in _SUCCESS:
            return lambda t: (field.of(t) == "success").fill_null(False)
        case Kind.OUTCOME:
            message = f"the outcome '{value}' is never counted"
            raise UnsupportedError(message, "failed actions count for nobody")
        case _:
            message = f"the field '{name}' is no text, and '{value}' is one"
            raise UnsupportedError(message, "items and bytes take numbers, the time takes |hour")


def _searchable(name: str) -> Field:
    field = field_of(name)
    if field.kind not in {Kind.TEXT, Kind.LIST}:
        message = f"the field '{name}' is no text that could be searched"
        raise UnsupportedError(message)
    return field


def _pattern(value: SigmaRegularExpression) -> str:
    if value.contains_placeholder():
        message = f"the placeholder in the regular expression '{value.regexp}' is not filled in"
        raise UnsupportedError(message, "write the expression itself")
    pattern = expression_of(value)
    if len(pattern) > MAX_PATTERN:
        message = f"a regular expression of {len(pattern):,} characters is too long"
        raise UnsupportedError(message, f"{MAX_PATTERN:,} are the most")
    return pattern


def _same(one: ir.StringColumn, other: ir.StringColumn, value: Any) -> ir.BooleanColumn:
    if value.starts_with and value.ends_with:
        found = one.contains(other)
    elif value.starts_with:
        found = one.startswith(other)
    elif value.ends_with:
        found = one.endswith(other)
    else:
        found = one == other
    return found.fill_null(False)


def _anywhere(
    matches: Callable[[ir.StringColumn], ir.BooleanColumn],
) -> Callable[[ir.Table], ir.BooleanColumn]:
    def found(t: ir.Table) -> ir.BooleanColumn:
        columns = [ibis.coalesce(FIELDS[name].of(t), "") for name in KEYWORD_FIELDS]
        return functools.reduce(operator.or_, [matches(column) for column in columns])

    return found
