"""Sequences against a slow reading of the same rows, event by event."""

from __future__ import annotations

import itertools
from collections import defaultdict

import ibis
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.baselines.calendar import offsets
from custodes.baselines.destinations import Destinations
from custodes.baselines.handled import COLLECTED, DELETED, STAGED, TAKEN, handled_table
from custodes.baselines.measures import categorised
from custodes.baselines.sequences import SEQUENCES, WINDOW, Handled, earlier_names, sequences
from custodes.model.event import ANYONE, EVENT_SCHEMA
from custodes.settings import Settings

NAMES = ("a.doc", "b.doc", "c.zip", "d.doc")
DAY = 86_400
STEP = st.tuples(
    st.integers(0, 1),  # person
    st.integers(0, 3 * WINDOW),  # day
    st.sampled_from((COLLECTED, STAGED, TAKEN, DELETED, "renamed")),
    st.integers(0, 3),  # name
    st.integers(0, 3),  # the name it is given
)


def _handled(steps: list[tuple[int, int, str, int, int]]) -> Handled:
    """Return rows as the table has them: one a day and stage, at noon."""
    array = lambda values: np.array(values, np.int64)  # noqa: E731
    noon = array([d * DAY + DAY // 2 for _, d, *_ in steps])
    return Handled(
        person=array([p for p, *_ in steps]),
        day=array([d for _, d, *_ in steps]),
        stage=np.array([STAGED if s == "renamed" else s for _, _, s, *_ in steps], np.str_),
        name=array([n for *_, n, _ in steps]),
        link=array([new if s == "renamed" else -1 for _, _, s, _, new in steps]),
        first=noon,
        last=noon,
    )


GIVES = {COLLECTED: "f", STAGED: "p", TAKEN: "t"}
ENDS = {TAKEN: {"fetched_taken": "f", "disguised_taken": "p"}, DELETED: {"taken_deleted": "t"}}


def _slow(steps: list[tuple[int, int, str, int, int]]) -> dict[str, set[tuple[int, int, int]]]:
    """Walk through the days; all that happens on a day happens at once, and a name hands on what it knew.

    Several renamings on one day are gone through until nothing changes, as they stand at the same second.
    """
    found: dict[str, set[tuple[int, int, int]]] = {name: set() for name in SEQUENCES}
    known: dict[tuple[str, int, int], list[int]] = defaultdict(list)

    def recent(kind: str, p: int, name: int, d: int) -> bool:
        return any(0 <= d - x <= WINDOW for x in known[kind, p, name])

    for day in sorted({d for _, d, *_ in steps}):
        now = [s for s in steps if s[1] == day]
        renamed = [(p, name, new) for p, _, stage, name, new in now if stage == "renamed"]
        for p, d, stage, name, _ in now:
            if stage in GIVES:
                known[GIVES[stage], p, name].append(d)
        for p, _, new in renamed:
            known["p", p, new].append(day)
        for (p, name, new), kind in itertools.product(renamed * 6, "fpt"):
            if recent(kind, p, name, day):
                known[kind, p, new].append(day)
        for (p, d, _, name, _), (sequence, kind) in (
            (step, end) for step in now for end in ENDS.get(step[2], {}).items()
        ):
            if recent(kind, p, name, d):
                found[sequence].add((p, d, name))
    return found


@given(st.lists(STEP, max_size=40))
@settings(max_examples=200, deadline=None)
def test_like_a_slow_reading(steps: list[tuple[int, int, str, int, int]]) -> None:
    fast = sequences(_handled(steps))
    slow = _slow(steps)
    for name in SEQUENCES:
        got = set(
            zip(fast[name].person.tolist(), fast[name].day.tolist(), fast[name].name.tolist(), strict=True)
        )
        assert got == slow[name], name


@given(st.lists(STEP, max_size=40), st.integers(0, 3 * WINDOW))
@settings(max_examples=100, deadline=None)
def test_nothing_later_changes_a_day(steps: list[tuple[int, int, str, int, int]], cut: int) -> None:
    whole, part = sequences(_handled(steps)), sequences(_handled([s for s in steps if s[1] <= cut]))
    for name in SEQUENCES:
        kept = whole[name].day <= cut
        assert np.array_equal(whole[name].day[kept], part[name].day)
        assert np.array_equal(whole[name].name[kept], part[name].name)


def test_followed_across_names() -> None:
    steps = [
        (0, 0, COLLECTED, 0, 0),
        (0, 1, "renamed", 0, 1),
        (0, 2, "renamed", 1, 3),
        (0, 3, TAKEN, 3, 0),
        (0, 4, DELETED, 3, 0),
    ]
    h = _handled(steps)
    found = sequences(h)
    assert [found[name].day.tolist() for name in SEQUENCES] == [[3], [3], [4]]
    assert earlier_names(h, 0, found["fetched_taken"].of(0, 3, 3)).tolist() == [0, 1, 3]


def test_the_wrong_order_is_none() -> None:
    found = sequences(_handled([(0, 1, TAKEN, 0, 0), (0, 2, COLLECTED, 0, 0), (1, 3, DELETED, 0, 0)]))
    assert all(not len(found[name].day) for name in SEQUENCES)


def test_stages_of_events() -> None:
    def event(
        second: int, action: str, channel: str, name: str, target: str | None = None
    ) -> dict[str, object]:
        return {
            "ts_us": second * 10**6,
            "account": "cert:A",
            "actor": "user",
            "action": action,
            "channel": channel,
            "object": name,
            "target": target,
            "source": "t",
            "stream": "t",
            "file": "f" * 64,
            "record": second,
            "part": 0,
        }

    rows = [
        event(1, "download", "cloud", "https://x/sites/A/Plan.DOCX"),
        event(2, "rename", "cloud", "https://x/sites/A/Plan.DOCX", "https://x/sites/A/Holiday.docx"),
        event(3, "copy", "removable", r"E:\stuff\holiday.docx"),
        event(4, "copy", "removable", r"E:\stuff\holiday.docx"),
        event(5, "share", "share", "https://x/sites/A/plan.docx", ANYONE),
        event(6, "delete", "cloud", "https://x/sites/A/Holiday.docx"),
        event(7, "delete", "mail", "a subject.docx"),
        event(8, "read", "cloud", "https://x/sites/A/Plan.DOCX"),
        event(9, "download", "cloud", "https://x/sites/A/"),
    ]
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=EVENT_SCHEMA))
    shifts = offsets(Settings().time.info, 0, 10**7)
    got = handled_table(categorised(table, Destinations(Settings()), shifts)).to_pyarrow().to_pylist()
    seen = sorted(
        (r["first_us"] // 10**6, r["last_us"] // 10**6, r["key"], r["stage"], r["link"]) for r in got
    )
    assert seen == [
        (1, 1, "plan.docx", COLLECTED, None),
        (2, 2, "plan.docx", STAGED, "holiday.docx"),
        (3, 4, "holiday.docx", TAKEN, None),
        (5, 5, "plan.docx", TAKEN, None),
        (6, 6, "holiday.docx", DELETED, None),
    ]
