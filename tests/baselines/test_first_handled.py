"""Documents that came to a stage for the first time, against a slow count; and that scenarios laid over people are seen by it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from tests.worlds import panel_of

from custodes.baselines.book import SeriesBook
from custodes.baselines.handled import COLLECTED, FIRST_HANDLED, TAKEN
from custodes.baselines.panel import build_panel
from custodes.identity import Identity
from custodes.model.person import DirectoryEntry
from custodes.trials.inject import added, draw
from custodes.trials.scenarios import SCENARIOS

PEOPLE, DAYS = 5, 63
STILL = np.zeros((PEOPLE, DAYS), np.int64)


def _rows(seed: int) -> list[tuple[int, int, str, str]]:
    rng = np.random.default_rng(seed)
    who, day, name = (rng.integers(0, most, 900).tolist() for most in (PEOPLE, DAYS, 150))
    stage = [(COLLECTED, TAKEN)[k] for k in rng.integers(0, 2, 900)]
    return sorted({(p, d, f"f{n}.doc", s) for p, d, n, s in zip(who, day, name, stage, strict=True)})


@pytest.mark.parametrize("series", sorted(FIRST_HANDLED))
def test_each_document_counts_once_on_its_first_day(series: str) -> None:
    rows = _rows(4)
    book = SeriesBook(panel_of({"logons": STILL}, handled=rows))
    first: dict[tuple[int, str], int] = {}
    for person, day, name, stage in rows:
        if stage == FIRST_HANDLED[series]:
            first[person, name] = min(first.get((person, name), day), day)
    slow = STILL.copy()
    for (person, _), day in first.items():
        slow[person, day] += 1
    np.testing.assert_array_equal(book[series][:, :DAYS], slow)
    low = book.panel.first_day
    for person in range(PEOPLE):
        named = sorted(name for (p, name), day in first.items() if p == person and 20 <= day <= 40)
        assert list(book.documents(person, series, low + 20, low + 40)) == named


def test_a_former_login_is_the_same_person_and_a_former_owner_is_another() -> None:
    """Two logins of one person know the same documents; an account that changes hands starts anew for whoever has it now."""
    entries = [
        DirectoryEntry("twice", "hr", None, accounts=("cert:P0000", "cert:P0001")),
        DirectoryEntry("before", "hr", None, accounts=("cert:P0002",), last_day=date(2024, 1, 20)),
        DirectoryEntry("after", "hr", None, accounts=("cert:P0002",), start=date(2024, 2, 1)),
    ]
    again = [(who, d, f"f{k}", COLLECTED) for who, d in ((0, 3), (1, 30), (2, 3), (2, 50)) for k in range(5)]
    panel = panel_of({"logons": np.ones((3, DAYS), np.int64)}, handled=again, entries=entries)
    found = dict(zip(panel.persons, SeriesBook(panel)["first_fetched"], strict=True))
    assert found["twice"].nonzero()[0].tolist() == [3]
    assert found["before"].nonzero()[0].tolist() == [3]
    assert found["after"].nonzero()[0].tolist() == [50]
    assert found["after"].sum() == 5


def test_what_is_laid_over_people_is_seen_by_documents_and_in_order() -> None:
    rng = np.random.default_rng(1)
    cover = next(s for s in SCENARIOS if s.id == "cover")
    handled = [(p, d, f"own{p}-{d}", COLLECTED) for p in range(PEOPLE) for d in range(DAYS)]
    panel = panel_of({"logons": STILL}, handled=handled)
    (case,) = draw(rng, panel, cover, 1.0, [(0, "cert:P0000")], 28)
    laid = build_panel(added(rng, panel, [case]), Identity([]))
    assert laid is not None
    book = SeriesBook(laid)
    who = 0
    went = np.zeros(DAYS)
    went[list(case.days)] = case.documents
    np.testing.assert_array_equal(book["first_fetched"][who, :DAYS], went + 1)
    for series in ("first_taken", "disguised_taken", "taken_deleted"):
        np.testing.assert_array_equal(book[series][who, :DAYS], went, err_msg=series)
        assert not np.delete(book[series], who, axis=0).any()
