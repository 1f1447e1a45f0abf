"""Every rule of the library is proven by its own examples."""

from __future__ import annotations

import re
import zlib
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.worlds import STORED, panel_of

from custodes.baselines.book import SeriesBook
from custodes.baselines.handled import COLLECTED, DELETED, FIRST_HANDLED, STAGED, TAKEN
from custodes.errors import UsageError
from custodes.indicators import load_library
from custodes.indicators.engine import evaluate
from custodes.indicators.rule import FOUND, Example, Indicator

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.baselines.panel import Panel

LIBRARY = load_library()
CASES = [(rule, number) for rule in LIBRARY for number in range(len(rule.example))]
COLLEAGUES = 30
DERIVED = {
    "new_areas": "area",
    "new_hosts": "host",
    "first_hosts": "host",
    "new_recipients": "mail",
    "first_domains": "mail",
    "new_guests": "guest",
}
COURSES = {
    "fetched_taken": (COLLECTED, TAKEN),
    "disguised_taken": (STAGED, TAKEN),
    "taken_deleted": (TAKEN, DELETED),
}
"""The stages, in their order, that make a sequence."""


def _counts(example: Example, measure: str, seed: int) -> np.ndarray:
    """Return persons × days: person 0 as the example says, colleagues with the same history."""
    rng = np.random.default_rng(seed)
    days, then = example.history["days"], example.then["days"]
    low, high = example.history[measure]
    counts = rng.integers(low, high + 1, size=(COLLEAGUES + 1, days + then))
    if "every" in example.history:
        counts[0, days % example.history["every"] : days : example.history["every"]] = example.history[
            "burst"
        ]
    counts[0, days:] = example.then[measure]
    return counts


def _touches(measure: str, counts: np.ndarray) -> list[tuple[int, int, str, str, int]]:
    """Return the touches of things that stand behind such a measure; none where it is made of something else."""
    people, days = counts.shape
    busy = list(zip(*np.nonzero(counts), strict=True))
    match measure:
        case _ if measure in DERIVED:
            fresh = np.cumsum(counts, axis=1)
            return [
                (p, d, DERIVED[measure], f"{p}-{fresh[p, d] - k}", 1)
                for p, d in busy
                for k in range(counts[p, d])
            ]
        case "media_on_others":
            at_home = [(p, d, "host", f"pc{p}", 1) for p in range(people) for d in range(days)]
            return at_home + [
                (p, d, kind, f"pc{(p + 1 + k) % people}", 1)
                for p, d in busy
                for k in range(counts[p, d])
                for kind in ("host", "medium")
            ]
        case "reach_moved" | "unfamiliar_beyond":
            own = [(p, d, "area", f"own{p}", 20) for p in range(people) for d in range(days)]
            return own + [
                (p, d, kind, f"foreign{d}", int(counts[p, d]))
                for p, d in busy
                if counts[p, d] > 1
                for kind in ("area", "moved")
            ]
    return []


def _panel(measure: str, told: set[str], counts: np.ndarray) -> Panel:
    """Return a panel in which a measure has these counts, in the terms in which it is stored."""
    days = counts.shape[1]
    busy = list(zip(*np.nonzero(counts), strict=True))
    if touches := _touches(measure, counts):
        return panel_of({"events": counts * 0}, touches=touches)
    match measure:
        case "offhours_moves" | "offhours_out":
            prefix = "c" if measure == "offhours_moves" else "x"
            usual = np.full_like(counts, 40)
            return panel_of({f"{prefix}03": counts, "h03": counts, "h10": usual, "events": counts * 0})
        case "offdays_moves":  # the history begins on a Monday
            weekday = (np.arange(days) % 7 < 5).astype(int) + 0 * counts
            return panel_of({"c10": counts, "h10": weekday, "events": weekday + counts}, active=False)
        case "days_fetched_out":
            return panel_of({"events": counts * 0, "distinct_downloads": counts, "copies_removable": counts})
        case _ if measure in FIRST_HANDLED:
            handled = [
                (p, d, f"{p}-{d}-{k}", FIRST_HANDLED[measure]) for p, d in busy for k in range(counts[p, d])
            ]
            return panel_of({"events": counts * 0}, handled=handled)
        case _ if measure in COURSES:
            handled = [
                (p, d, f"{p}-{d}-{k}", stage)
                for p, d in busy
                for k in range(counts[p, d])
                for stage in COURSES[measure]
            ]
            return panel_of({"events": counts * 0}, handled=handled)
        case _:
            assert measure in STORED
            stored = dict.fromkeys({measure, *told} & STORED, counts)
            return panel_of({"events": counts * 0} | stored)


@pytest.mark.parametrize(("rule", "number"), CASES, ids=[f"{r.id}-{n}" for r, n in CASES])
def test_example(rule: Indicator, number: int) -> None:
    example = rule.example[number]
    (measure,) = [k for k in example.history if k in rule.measures]
    counts = _counts(example, measure, zlib.crc32(rule.id.encode()))
    book = SeriesBook(_panel(measure, set(example.then), counts))
    stages = evaluate(
        book, [rule.model_copy(update={"measures": (measure,), "scores": True})], lambda *_: None
    )
    last = counts.shape[1] - 1
    strongest = float(stages.daily[rule.stage][0, last])
    assert (strongest >= FOUND) == (example.expect == "found"), f"{strongest:.2f} bans"


def test_the_library_is_large_and_every_rule_says_what_it_misses() -> None:
    assert len(LIBRARY) >= 26
    for rule in LIBRARY:
        assert len(rule.innocent) >= 2, rule.id
        assert rule.misses, rule.id
        assert {example.expect for example in rule.example} == {"found", "not found"}, rule.id


@pytest.mark.parametrize(("without", "message"), [("misses", "misses"), ("innocent", "innocent")])
def test_a_rule_without_its_limits_is_refused(tmp_path: Path, without: str, message: str) -> None:
    text = (files("custodes.indicators") / "library" / "bulk_printing.toml").read_text(encoding="utf-8")
    kept = re.sub(
        rf"(?ms)^{without} = \[.*?^\]",
        'innocent = ["May be preparing a protected report"]' if without == "innocent" else "",
        text,
    )
    (tmp_path / "bulk_printing.toml").write_text(kept, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        load_library(tmp_path)
