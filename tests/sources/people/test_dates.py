"""Days in lists of people: what a list proves, what is declared, and what is nobody's guess."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.people.dates import DateError, DateOrder, Proof, day_in, read_day

MARCH = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01", MARCH),
        ("2024/3/1", MARCH),
        ("20240301", MARCH),
        ("20240301092653.0Z", MARCH),
        ("2024-03-01T09:26:53.000Z", MARCH),
        ("01.03.2024", MARCH),
        ("1.3.2024 00:00:00", MARCH),
        ("1. März 2024", MARCH),
        ("01-Mar-2024", MARCH),
        ("March 1, 2024", MARCH),
        ("13/03/2024", date(2024, 3, 13)),
        ("3/14/2024 9:26:53 AM", date(2024, 3, 14)),
        ("02/02/2024", date(2024, 2, 2)),
        ("99991231", None),
        ("31.12.9999", None),
        ("00.00.0000", None),
        ("", None),
    ],
)
def test_what_says_its_own_order_needs_no_proof(text, day):
    assert read_day(text, DateOrder.OPEN) == day


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("03/04/2024", DateOrder.OPEN, "it may be day or month first: declare [time] dates"),
        ("03-04-2024", DateOrder.OPEN, "it may be day or month first: declare [time] dates"),
        (
            "03/04/2024",
            DateOrder.TORN,
            "the list's dates contradict each other or the declared order",
        ),
        ("03.14.2024", DateOrder.MONTH_FIRST, "there is no such day"),
        ("30/02/2024", DateOrder.DAY_FIRST, "there is no such day"),
        ("01.03.24", DateOrder.OPEN, "its year has two digits"),
        ("45352", DateOrder.OPEN, "it is no date"),
        ("soon", DateOrder.OPEN, "it is no date"),
        ("1. Foo 2024", DateOrder.OPEN, "there is no such day"),
    ],
)
def test_what_cannot_be_known_is_said(text, order, reason):
    with pytest.raises(DateError, match="^" + reason.replace("[", r"\[").replace("]", r"\]") + "$"):
        read_day(text, order)


@pytest.mark.parametrize(
    ("declared", "texts", "order"),
    [
        ("", ["03/04/2024"], DateOrder.OPEN),
        ("", ["03/04/2024", "28/04/2024"], DateOrder.DAY_FIRST),
        ("", ["03/04/2024", "04-28-2024", None], DateOrder.MONTH_FIRST),
        ("", ["28/04/2024", "04/28/2024"], DateOrder.TORN),
        ("month-first", ["03/04/2024"], DateOrder.MONTH_FIRST),
        ("month-first", ["28/04/2024"], DateOrder.TORN),
        ("", ["28.04.2024"], DateOrder.OPEN),
    ],
)
def test_a_list_proves_its_order(declared, texts, order):
    proof = Proof(declared)
    proof.see(texts)
    assert proof.order is order


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(["/", "-", "."]))
def test_a_proven_order_reads_every_day_back(day, mark):
    assert read_day(f"{day.day:02}{mark}{day.month:02}{mark}{day.year}", DateOrder.DAY_FIRST) == day
    if mark != ".":
        text = f"{day.month}{mark}{day.day}{mark}{day.year}"
        assert read_day(text, DateOrder.MONTH_FIRST) == day


@given(st.text(st.sampled_from("0123456789./-: TAMJanär"), max_size=70), st.sampled_from(list(DateOrder)))
def test_any_text_is_a_day_or_a_reason(text, order):
    try:
        found = read_day(text, order)
    except DateError:
        return
    assert found is None or found.year < 9000


@pytest.mark.parametrize("name", ["staff.csv", "list-20241301.csv", "12345678.csv", "1.2.24.csv"])
def test_a_name_without_a_day(name):
    assert day_in(name) is None
