"""The period that is compared: a wrong clock hides nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from custodes.baselines.period import FAR, NEAR, period_of

DAYS = {day: 100 for day in range(1000, 1200) if day % 7 not in (2, 3)}
FIRST, LAST = min(DAYS), max(DAYS)


def test_one_event_far_in_the_future_or_the_past_is_left_out() -> None:
    for far in (LAST + 30_000, LAST + 49, FIRST - 12_000):
        period = period_of(DAYS | {far: 1})
        assert period is not None
        assert (period.first, period.last) == (FIRST, LAST)
        assert [(s.first, s.events) for s in period.strays] == [(far, 1)]


def test_a_pause_ends_with_an_ordinary_day() -> None:
    after = LAST + 40
    period = period_of(DAYS | {after: 80})
    assert period is not None
    assert (period.last, period.strays) == (after, ())


def test_a_few_events_within_the_period_are_never_left_out() -> None:
    later = dict.fromkeys(range(LAST + 200, LAST + 400), 100)
    period = period_of(DAYS | {LAST + 100: 1} | later)
    assert period is not None
    assert (period.first, period.last, period.strays) == (FIRST, LAST + 399, ())


@given(st.dictionaries(st.integers(-10_000, 30_000), st.integers(1, 50), min_size=1, max_size=60))
def test_every_event_is_compared_or_left_out(events: dict[int, int]) -> None:
    period = period_of(events)
    assert period is not None
    inside = sum(n for day, n in events.items() if period.first <= day <= period.last)
    assert inside + sum(stray.events for stray in period.strays) == sum(events.values())
    assert inside >= max(events.values()) or len(events) == 1
    edges = [
        (s.last, period.first) if s.last < period.first else (period.last, s.first) for s in period.strays
    ]
    assert all(after - before > NEAR for before, after in edges)
    assert FAR > NEAR


def test_no_event_is_no_period() -> None:
    assert period_of({}) is None
