"""Correlations beside a plain search over all earlier events: windows slide, groups keep apart, order is strict."""

from __future__ import annotations

import functools
import operator
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.indicators.sigmas import event, load, matched, rule

from custodes.baselines.series import CORRELATIONS
from custodes.indicators.sigma import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.indicators.sigma import Loaded

Event = dict[str, Any]
SPAN = 10  # seconds
PARTS = "".join(
    rule(f"sel: {{action: {action}}}\ncondition: sel", name=name) + "---\n"
    for name, action in (("a", "download"), ("b", "archive"), ("c", "delete"))
)


def correlation(kind: str, rules: str, condition: str = "", groups: str = "[login]", more: str = "") -> str:
    said = f"\n  condition: {condition}" if condition else ""
    return (
        f"title: It\nname: it\ncorrelation:\n  type: {kind}\n  rules: {rules}\n  group-by: {groups}\n"
        f"  timespan: {SPAN}s{said}\n{more}\n"
    )


EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "s": st.integers(0, 40),
            "account": st.sampled_from(["entra:a", "entra:A", "entra:b"]),
            "action": st.sampled_from(["download", "archive", "delete", "read"]),
            "object": st.sampled_from([None, "x", "y", "z"]),
            "host": st.sampled_from([None, "p", "q"]),
            "bytes": st.sampled_from([None, 1, 5]),
        }
    ),
    max_size=24,
)
KIND = {"download": "a", "archive": "b", "delete": "c"}


def _window(rows: list[Event], last: Event, key: Callable[[Event], Any]) -> list[Event]:
    """Every event of the group in the span that ends with ``last``, its own time included."""
    return [e for e in rows if key(e) == key(last) and 0 <= last["ts_us"] - e["ts_us"] <= SPAN * 1_000_000]


def _user(e: Event) -> Any:
    return e["account"].lower()


def _counting(
    rules: str,
    number: Callable[[list[Event]], float | None],
    op: str,
    count: float,
    key: Callable[[Event], Any] = _user,
) -> Callable[[list[Event]], list[int]]:
    holds = getattr(operator, {"gte": "ge", "gt": "gt", "eq": "eq", "lt": "lt", "lte": "le", "neq": "ne"}[op])

    def slow(rows: list[Event]) -> list[int]:
        mine = [
            e
            for e in rows
            if KIND.get(e["action"], "-") in rules
            and None not in (key(e) if isinstance(key(e), tuple) else ())
        ]
        found = []
        for e in mine:
            value = number(_window(mine, e, key))
            if value is not None and holds(value, count):
                found.append(e["record"])
        return sorted(found)

    return slow


def _kinds(rows: list[Event], e: Event) -> set[str]:
    return {KIND[x["action"]] for x in _window(rows, e, _user) if x["action"] in KIND}


def _temporal(wanted: Callable[[set[str]], bool], rules: str) -> Callable[[list[Event]], list[int]]:
    def slow(rows: list[Event]) -> list[int]:
        return sorted(
            e["record"]
            for e in rows
            if KIND.get(e["action"], "-") in rules and wanted(_kinds(rows, e) & set(rules))
        )

    return slow


def _ordered(rules: str) -> Callable[[list[Event]], list[int]]:
    def chain(rows: list[Event], last: Event, left: str, end: int) -> bool:
        if KIND.get(last["action"]) != left[-1] or end - last["ts_us"] > SPAN * 1_000_000:
            return False
        earlier = (e for e in rows if _user(e) == _user(last) and e["ts_us"] < last["ts_us"])
        return len(left) == 1 or any(chain(rows, e, left[:-1], end) for e in earlier)

    return lambda rows: sorted(e["record"] for e in rows if chain(rows, e, rules, e["ts_us"]))


def _sum(rows: list[Event]) -> float | None:
    known = [e["bytes"] for e in rows if e["bytes"] is not None]
    return sum(known) if known else None


def _mean(rows: list[Event]) -> float | None:
    known = [e["bytes"] for e in rows if e["bytes"] is not None]
    return sum(known) / len(known) if known else None


CASES: dict[str, tuple[str, Callable[[list[Event]], list[int]]]] = {
    "event_count": (correlation("event_count", "[a]", "{gte: 2}"), _counting("a", len, "gte", 2)),
    "event_count of two rules": (
        correlation("event_count", "[a, b]", "{gt: 2}"),
        _counting("ab", len, "gt", 2),
    ),
    "event_count of just so many": (
        correlation("event_count", "[a]", "{eq: 2}"),
        _counting("a", len, "eq", 2),
    ),
    "event_count of fewer": (correlation("event_count", "[a]", "{lt: 2}"), _counting("a", len, "lt", 2)),
    "event_count by host too": (
        correlation("event_count", "[a]", "{gte: 2}", "[login, host]"),
        _counting("a", len, "gte", 2, lambda e: (_user(e), e["host"])),
    ),
    "value_count": (
        correlation("value_count", "[a]", "{field: object, gte: 2}"),
        _counting("a", lambda w: len({e["object"] for e in w} - {None}), "gte", 2),
    ),
    "value_sum": (
        correlation("value_sum", "[a, c]", "{field: bytes, gte: 6}"),
        _counting("ac", _sum, "gte", 6),
    ),
    "value_avg": (correlation("value_avg", "[a]", "{field: bytes, lt: 3}"), _counting("a", _mean, "lt", 3)),
    "temporal": (correlation("temporal", "[a, b]"), _temporal(lambda k: k == {"a", "b"}, "ab")),
    "temporal of some": (
        correlation("temporal", "[a, b, c]", "{gte: 2}"),
        _temporal(lambda k: len(k) >= 2, "abc"),
    ),
    "temporal with a condition": (
        correlation("temporal", "[a, b, c]", "a and not b or c and b"),
        _temporal(lambda k: ("a" in k and "b" not in k) or ({"b", "c"} <= k), "abc"),
    ),
    "temporal_ordered": (correlation("temporal_ordered", "[a, b]"), _ordered("ab")),
    "temporal_ordered of three": (correlation("temporal_ordered", "[a, b, c]"), _ordered("abc")),
}


@functools.cache
def _loaded(text: str) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        loaded = load(Path(folder), text)
    assert not loaded.refused, loaded.refused[0].text
    return loaded


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=15, deadline=None)
@given(drawn=EVENTS)
def test_a_correlation_finds_what_a_search_finds(name: str, drawn: list[Event]) -> None:
    text, slow = CASES[name]
    loaded = _loaded(PARTS + text)
    rows = [
        event(n, ts_us=e["s"] * 1_000_000, **{k: v for k, v in e.items() if k != "s"})
        for n, e in enumerate(drawn)
    ]
    if rows:
        assert matched(loaded, rows, f"{CORRELATIONS}it") == slow(rows)


def test_a_timespan_slides_over_the_clock(tmp_path: Path) -> None:
    """Two events at 0:59:59 and 1:00:04 lie in one window of ten seconds, though in two hours and in two minutes."""
    loaded = load(tmp_path, PARTS + correlation("event_count", "[a]", "{gte: 2}"))
    rows = [event(0, ts_us=3_599_000_000), event(1, ts_us=3_604_000_000), event(2, ts_us=3_614_000_001)]
    assert matched(loaded, rows, f"{CORRELATIONS}it") == [2]


def test_rules_that_serve_a_correlation_do_not_count_by_themselves(tmp_path: Path) -> None:
    loaded = load(tmp_path, PARTS + correlation("temporal", "[a, b]"))
    assert [one.id for one in loaded.indicators] == ["sigma_c", "sigma_it"]
    text = correlation("temporal", "[a, b]").replace("  type:", "  generate: true\n  type:")
    assert len(load(tmp_path, PARTS + text).indicators) == 4


def test_where_a_correlation_is_refused_its_rules_count_by_themselves(tmp_path: Path) -> None:
    loaded = load(tmp_path, PARTS + correlation("value_median", "[a]", "{field: bytes, gte: 2}"))
    assert [one.id for one in loaded.indicators] == ["sigma_a", "sigma_b", "sigma_c"]
    assert "value_median" in loaded.refused[0].text


def test_a_correlation_of_correlations_looks_back_as_far_as_both(tmp_path: Path) -> None:
    inner = correlation("event_count", "[a]", "{gte: 2}")
    outer = correlation("temporal_ordered", "[it, c]").replace("name: it", "name: outer")
    loaded = load(tmp_path, f"{outer}---\n{PARTS}{inner}")
    assert not loaded.refused, loaded.refused[0].text
    plan = plan_of(loaded.indicators)
    assert plan is not None
    assert plan.reach_us == 2 * SPAN * 1_000_000
    rows = [event(0), event(8), event(12, action="delete"), event(30, action="delete")]
    assert matched(loaded, rows, f"{CORRELATIONS}outer") == [13]


def test_aliases_group_by_what_each_rule_calls_it(tmp_path: Path) -> None:
    aliases = "  aliases:\n    place: {a: host, c: area}\n"
    text = correlation("temporal_ordered", "[a, c]", groups="[login, place]", more=aliases)
    loaded = load(tmp_path, PARTS + text)
    assert not loaded.refused, loaded.refused[0].text
    rows = [
        event(0, host="x"),
        event(1, host="y", area="x", action="delete"),
        event(2, host="x", area="z", action="delete"),
    ]
    assert matched(loaded, rows, f"{CORRELATIONS}it") == [2]
