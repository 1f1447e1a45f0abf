"""Every rule of the library is proven by its own examples."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from tests.worlds import STORED, panel_of

from custodes.baselines.handled import COLLECTED, DELETED, STAGED, TAKEN
from custodes.baselines.series import SeriesBook
from custodes.indicators import load_library
from custodes.indicators.engine import evaluate
from custodes.indicators.rule import FOUND, Example, Indicator

LIBRARY = load_library()
CASES = [(rule, number) for rule in LIBRARY for number in range(len(rule.example))]
COLLEAGUES = 30
DERIVED = {"new_areas": "area", "new_hosts": "host", "new_recipients": "mail"}
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


@pytest.mark.parametrize(("rule", "number"), CASES, ids=[f"{r.id}-{n}" for r, n in CASES])
def test_example(rule: Indicator, number: int) -> None:
    example = rule.example[number]
    (measure,) = [k for k in example.history if k in rule.measures]
    counts = _counts(example, measure, zlib.crc32(rule.id.encode()))
    touches, handled = [], []
    series = {"events": counts * 0}
    if measure in DERIVED:
        fresh = np.cumsum(counts, axis=1)
        touches = [
            (p, d, DERIVED[measure], f"{p}-{fresh[p, d] - k}", 1)
            for p, d in zip(*np.nonzero(counts), strict=True)
            for k in range(counts[p, d])
        ]
    elif measure == "reach_moved":
        people, days = counts.shape
        touches = [(p, d, "area", f"own{p}", 1) for p in range(people) for d in range(days)]
        touches += [
            (p, d, kind, f"foreign{d}", int(counts[p, d]))
            for p, d in zip(*np.nonzero(counts > 1), strict=True)
            for kind in ("area", "moved")
        ]
    elif measure in COURSES:
        handled = [
            (p, d, f"{p}-{d}-{k}", stage)
            for p, d in zip(*np.nonzero(counts), strict=True)
            for k in range(counts[p, d])
            for stage in COURSES[measure]
        ]
    elif measure == "days_fetched_out":
        series |= dict.fromkeys(("distinct_downloads", "copies_removable"), counts)
    elif measure == "offhours_moves":
        series |= {"c03": counts, "h03": counts, "h10": np.full_like(counts, 40)}
    else:
        series |= dict.fromkeys({measure, *example.then} & STORED, counts)
    book = SeriesBook(panel_of(series, touches=touches, handled=handled))
    stages = evaluate(
        book, [rule.model_copy(update={"measures": (measure,), "scores": True})], lambda *_: None
    )
    last = counts.shape[1] - 1
    strongest = float(stages.daily[rule.stage][0, last])
    assert (strongest >= FOUND) == (example.expect == "found"), f"{strongest:.2f} bans"
