"""A source that falls silent is missing, not calm: judged from the past, and left out of what is usual."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import START, panel_of

from custodes.baselines.calendar import day_number
from custodes.baselines.expectation import HALF_LIFE, expect
from custodes.baselines.silence import LEAST, Delivery, missing_days, silence_of
from custodes.indicators.engine import started
from custodes.model.event import Channel

WEEK = (9, 8, 9, 9, 7, 1, 0)
WEEKS = 20


def _slow(accounts: np.ndarray) -> np.ndarray:
    """The rule read aloud: day by day, and each week's verdicts only from what was known at its end."""
    missing = np.zeros(len(accounts), bool)
    verdicts: list[list[tuple[int, float]]] = [[] for _ in range(7)]  # (day, accounts) that were not missing
    for start in range(0, len(accounts), 7):
        known = [[n for _, n in sorted(v)[-8:]] for v in verdicts]
        end = min(start + 7, len(accounts))
        for day in range(start, end):
            first = day
            while first > 0 and accounts[first - 1] == 0:
                first -= 1
            for last in range(day, end):
                if accounts[first : last + 1].any():
                    break
                before = [
                    float(np.mean(k)) if len(k := _known(accounts, missing, d)) >= 3 else 0.0
                    for d in range(first, start)
                ]
                now = [
                    float(np.mean(known[d % 7])) if len(known[d % 7]) >= 3 else 0.0
                    for d in range(max(first, start), last + 1)
                ]
                if sum(before) + sum(now) >= LEAST:
                    missing[day] = True
        begun = accounts[:end].any()
        for day in range(start, end):
            if not missing[day] and begun and accounts[: day + 1].any():
                verdicts[day % 7].append((day, float(accounts[day])))
    return missing


def _known(accounts: np.ndarray, missing: np.ndarray, day: int) -> list[float]:
    """What was known of this weekday before the week of ``day``."""
    return [
        float(accounts[d])
        for d in range(day % 7, day - day % 7, 7)
        if not missing[d] and accounts[: d + 1].any()
    ][-8:]


@given(
    st.lists(st.sampled_from([0, 0, 1, 4, 9]), min_size=1, max_size=120),
    st.integers(0, 90),
    st.integers(0, 20),
)
def test_agrees_with_the_rule_read_aloud(daily: list[int], begin: int, length: int) -> None:
    accounts = np.array(daily, float)
    accounts[begin : begin + length] = 0
    np.testing.assert_array_equal(missing_days(accounts)[1], _slow(accounts))


@given(st.integers(30, WEEKS * 7 - 1), st.integers(1, 25))
def test_nothing_later_changes_whole_weeks_before(begin: int, length: int) -> None:
    accounts = np.tile(WEEK, WEEKS).astype(float)
    accounts[begin : begin + length] = 0
    cut = begin - begin % 7 + 7
    later = accounts.copy()
    later[cut:] = 3
    usual, missing = missing_days(accounts)
    usual_2, missing_2 = missing_days(later)
    np.testing.assert_array_equal(missing[:cut], missing_2[:cut])
    np.testing.assert_array_equal(usual[:cut], usual_2[:cut])


def test_weekends_young_sources_and_sources_of_few_are_never_missing() -> None:
    accounts = np.tile(WEEK, WEEKS).astype(float)
    assert not missing_days(accounts)[1].any()
    assert not missing_days(np.r_[np.zeros(63), np.tile(WEEK, 2), np.zeros(7)])[1].any()
    few = np.zeros(WEEKS * 7)
    few[::21] = 2  # two people every three weeks
    assert not missing_days(few)[1].any()


def _panel(y: np.ndarray, silent: slice):
    seen = np.tile([10, 10, 10, 10, 10, 0, 0], y.shape[1] // 7)
    seen[silent] = 0
    first = day_number(START)
    told = [Delivery("cloud", "m365.sharepoint", first + d, int(n)) for d, n in enumerate(seen) if n]
    panel = panel_of({"downloads": y})
    object.__setattr__(panel, "silence", silence_of(told, panel.first_day, panel.last_day, panel.n_weeks))
    return panel


@pytest.mark.parametrize("window", [7, 28])
def test_a_silent_week_is_left_out_of_everybody_s_history(window: int) -> None:
    """The week after is judged as if the silent one had not been: the slow mean leaves it out."""
    rng = np.random.default_rng(3)
    y = rng.poisson(3, (12, WEEKS * 7)) * np.tile([1, 1, 1, 1, 1, 0, 0], WEEKS)
    silent = slice(10 * 7, 11 * 7)
    y[:, silent] = 0
    panel = _panel(y, silent)
    exposure = panel.silence.exposure([Channel.CLOUD], WEEKS)
    assert exposure.tolist() == [1.0] * 10 + [0.0] + [1.0] * 9
    got = expect(panel, panel.dense("downloads"), window, started(panel), exposure)
    plain = expect(panel, panel.dense("downloads"), window, started(panel))
    w = 15
    last = w - (1 + (window - 1) // 7)
    kept = [v for v in range(last + 1) if v != 10]
    weight = np.array([0.5 ** ((last - v) / HALF_LIFE) for v in kept])
    by_week = np.array([[y[i, v * 7 : v * 7 + 7].sum() for v in kept] for i in range(12)])
    own = (by_week * weight).sum(axis=1) / weight.sum() * window / 7
    assert got.history[0, w] == pytest.approx(weight.sum(), rel=1e-5)
    peers = (own.sum() - own) / 11
    np.testing.assert_allclose(
        got.mean[:, w], (weight.sum() * own + 3 * peers) / (weight.sum() + 3), rtol=1e-4
    )
    assert (plain.mean[:, w] < got.mean[:, w]).all()


def test_a_week_is_delivered_from_the_first_record_on_and_while_any_source_speaks() -> None:
    days = range(4 * 7, WEEKS * 7)  # from the fifth week on
    told = [Delivery("cloud", "a", d, WEEK[d % 7]) for d in days if not 70 <= d < 77 and WEEK[d % 7]]
    other = [Delivery("mail", "b", d, WEEK[d % 7]) for d in days if WEEK[d % 7]]
    silence = silence_of([*told, *other], 0, WEEKS * 7 - 1, WEEKS)
    begun = [w >= 4 for w in range(WEEKS)]
    assert silence.delivered([Channel.CLOUD], WEEKS).tolist() == [b and w != 10 for w, b in enumerate(begun)]
    assert silence.delivered([Channel.CLOUD, Channel.MAIL], WEEKS).tolist() == begun
    assert silence.delivered([Channel.PRINT], WEEKS).all()  # nothing is known of it


def test_half_a_week_counts_as_half_a_week() -> None:
    y = np.full((12, WEEKS * 7), 2) * np.tile([1, 1, 1, 1, 1, 0, 0], WEEKS)
    silent = slice(10 * 7 + 2, 11 * 7 + 2)  # from a Wednesday to a Tuesday
    y[:, silent] = 0
    panel = _panel(y, silent)
    exposure = panel.silence.exposure([Channel.CLOUD], WEEKS)
    assert exposure[10:12].tolist() == pytest.approx([0.4, 0.6])
    got = expect(panel, panel.dense("downloads"), 7, started(panel), exposure)
    np.testing.assert_allclose(got.mean[:, 15], 10.0, rtol=1e-5)
    assert panel.silence.exposure([Channel.REMOVABLE], WEEKS).tolist() == [1.0] * WEEKS
    (run,) = panel.silence.runs()
    assert (run.first, run.last, run.stream) == (72, 78, "m365.sharepoint")


def test_a_holiday_is_no_silence_and_an_outage_of_all_is_one() -> None:
    week = [9, 9, 9, 9, 9, 0, 0]
    busy = [40, 40, 40, 40, 40, 3, 3]
    few = np.array(week * 10), np.array(busy * 10)
    holiday = [values.copy() for values in few]
    holiday[0][42:47], holiday[1][42:47] = 0, 2
    outage = [values.copy() for values in few]
    outage[0][42:49], outage[1][42:49] = 0, 0
    alone = [values.copy() for values in few]
    alone[0][42:47] = 0

    def missing(streams: list[np.ndarray]) -> list[int]:
        given = [
            Delivery("file", f"stream{i}", day, int(n))
            for i, values in enumerate(streams)
            for day, n in enumerate(values)
            if n
        ]
        return np.flatnonzero(silence_of(given, 0, 69, 10).missing[0]).tolist()

    assert missing(holiday) == []
    assert set(missing(outage)) >= set(range(42, 47))
    assert set(missing(alone)) >= set(range(42, 47))
