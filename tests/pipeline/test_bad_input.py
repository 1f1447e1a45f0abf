"""Whatever is read, the review is truthful: too few people, too few days, no history, broken time, a silent source."""

from __future__ import annotations

import resource
import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from custodes.lake import Lake
from custodes.pipeline.ingest import ingest
from custodes.pipeline.review import review
from custodes.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from custodes.model.review import Review

MONDAY = date(2024, 1, 1)
FILES = "id,date,user,pc,filename,content\n"
LOGONS = "id,date,user,pc,activity\n"
HR = "person,name,accounts,manager,team,department,role,start,notice,last_day\n"

Row = tuple[datetime, int]


def _at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), datetime.min.time()) + timedelta(
        hours=hour, minutes=minute
    )


def _user(person: int) -> str:
    return f"AAA{person:05d}"


def _copies(rows: Iterable[Row]) -> str:
    return FILES + "".join(
        f"{{F{n}}},{at:%m/%d/%Y %H:%M:%S},{_user(who)},PC-{who},R:\\A{who % 7}\\f{n}.pdf,x\n"
        for n, (at, who) in enumerate(rows)
    )


def _logons(rows: Iterable[Row]) -> str:
    return LOGONS + "".join(
        f"{{L{n}}},{at:%m/%d/%Y %H:%M:%S},{_user(who)},PC-{who},Logon\n" for n, (at, who) in enumerate(rows)
    )


def _work(people: int, weeks: int, seed: int = 1, each: float = 1.5) -> list[Row]:
    """Everybody copies a few files on most working days."""
    rng = np.random.default_rng(seed)
    return [
        (_at(day, 9, int(k)), who)
        for day in range(weeks * 7)
        if day % 7 < 5
        for who in range(people)
        for k in range(1 + rng.poisson(each))
    ]


@pytest.fixture
def reviewed(tmp_path: Path) -> Callable[..., Review]:
    """Return a function that ingests files (name -> text) into a new lake and reviews it."""

    def run(**files: str) -> Review:
        folder = tmp_path / "logs"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
        lake = Lake.create(tmp_path / "lake", Settings())
        ingest([folder], lake, Settings())
        found = review(lake)
        assert found.records == found.behind_events + found.rejects + sum(found.set_aside.values())
        assert sorted(p.rank for p in found.people) == list(range(1, len(found.people) + 1))
        return found

    return run


def _nobody(found: Review) -> None:
    assert not any(p.flagged or p.under_review for p in found.people)


def test_one_person_is_never_listed_at_this_budget_and_it_is_said(reviewed: Callable[..., Review]) -> None:
    found = reviewed(file=_copies(_work(1, 12)))
    _nobody(found)
    assert [p.unknown for p in found.people] == [""]  # a score, and a p that never passes
    assert "nobody is ever listed among 1 person" in found.claim.provisional
    assert "(--budget 38)" in found.claim.provisional  # 1,000 / 27, rounded up
    assert found.went[0].destination == "removable media"


def test_one_day_says_what_went_where_and_when_somebody_could_be_listed(
    reviewed: Callable[..., Review],
) -> None:
    rows = [(_at(0, 9, k), who) for who in range(60) for k in range(3)]
    found = reviewed(file=_copies(rows))
    _nobody(found)
    assert {p.unknown for p in found.people} == {"less than 4 whole weeks of history"}
    assert (found.period_first, found.period_last) == (MONDAY, MONDAY)
    assert found.claim.per_week == pytest.approx(0.06)
    # 999 person-weeks of 60 people are 17 weeks, after 4 without a score: the 22nd week can be compared
    assert "before week 22 of this lake, which begins on 2024-05-27" in found.claim.provisional
    (row,) = found.went
    assert (row.label, row.destination, row.files, row.different) == ("", "removable media", 180, 180)


def test_without_any_event_everybody_is_unknown(reviewed: Callable[..., Review]) -> None:
    people = "".join(f"E{n},Name Number{n},cert:{_user(n)},,,,,2020-01-01,,\n" for n in range(5))
    found = reviewed(hr=HR + people, file=FILES)
    _nobody(found)
    assert [p.unknown for p in found.people] == ["no activity seen in any log"] * 5
    assert found.claim.provisional
    assert found.went == ()
    assert all(row.first is None for row in found.coverage)


def test_two_accounts_that_become_one_person_make_no_news(reviewed: Callable[..., Review]) -> None:
    """From a day on the list says that a second login is the first person's: they do as much as both, and both did before."""
    rows = _work(40, 24)

    def staff(merged: bool) -> str:
        return HR + "".join(
            f"E{n},Name Number{n},cert:{_user(n)}{';cert:' + _user(39) if merged and n == 0 else ''},,,all,,2020-01-01,,\n"
            for n in range(39)
        )

    found = reviewed(**{"file": _copies(rows), "hr-2024-01-01": staff(False), "hr-2024-03-25": staff(True)})
    people = {p.person: p for p in found.people}
    assert "E0" in people
    assert not people["E0"].flagged
    assert found.events == len(rows)


def test_time_that_goes_backwards_inside_a_file_changes_nothing(
    reviewed: Callable[..., Review], tmp_path: Path
) -> None:
    rows = _work(12, 9)
    forward = reviewed(file=_copies(rows))
    lake = Lake.create(tmp_path / "other", Settings())
    header, *lines = _copies(rows).splitlines(keepends=True)
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "file.csv").write_text(header + "".join(reversed(lines)), newline="\n")
    ingest([tmp_path / "back"], lake, Settings())
    backward = review(lake)
    assert [(w.person, w.week, w.score, w.p_value) for w in forward.weeks] == [
        (w.person, w.week, w.score, w.p_value) for w in backward.weeks
    ]
    assert forward.went == backward.went


def test_a_channel_that_appears_for_everybody_on_one_day_is_nobody_s_news(
    reviewed: Callable[..., Review],
) -> None:
    people, weeks = 60, 30
    first = (weeks - 4) * 7
    logons = [(_at(day), who) for day in range(weeks * 7) if day % 7 < 5 for who in range(people)]
    copies = [row for row in _work(people, weeks, each=4) if row[0] >= _at(first)]
    found = reviewed(file=_copies(copies), logon=_logons(logons))
    opened = [week for p in found.people for week in p.flagged_weeks]
    assert len(opened) <= 1  # the account began with one
    assert found.claim.provisional == ""
    removable = next(row for row in found.coverage if row.channel == "removable")
    assert removable.first == MONDAY + timedelta(first)


@pytest.mark.parametrize("shift", [0, 2])
def test_a_source_that_falls_silent_is_missing_not_calm(
    reviewed: Callable[..., Review], shift: int, tmp_path: Path
) -> None:
    """A week (or seven days from a Wednesday) without any copies of anybody, while people go on signing in."""
    people, weeks, gone = 40, 20, 12 * 7 + shift
    days = [MONDAY + timedelta(gone + k) for k in range(7)]
    rows = _work(people, weeks)
    kept = [row for row in rows if row[0].date() not in days]
    logons = [(_at(day), who) for day in range(weeks * 7) if day % 7 < 5 for who in range(people)]
    found = reviewed(file=_copies(kept), logon=_logons(logons))
    removable = next(row for row in found.coverage if row.channel == "removable")
    assert removable.silent_days == tuple(d for d in days if d.weekday() < 5)
    (note,) = [n for n in found.notes if "missing, not calm" in n]
    assert f"From {days[0]} to {days[-1]}, nothing came from cert.file" in note
    scores = {(w.person, w.week): w.score for w in found.weeks}
    after = [MONDAY + timedelta((gone // 7 + k) * 7) for k in (2, 3)]
    plain = Lake.create(tmp_path / "whole", Settings())
    (tmp_path / "whole-logs").mkdir()
    (tmp_path / "whole-logs" / "file.csv").write_text(_copies(rows), newline="\n")
    (tmp_path / "whole-logs" / "logon.csv").write_text(_logons(logons), newline="\n")
    ingest([tmp_path / "whole-logs"], plain, Settings())
    usual = {(w.person, w.week): w.score for w in review(plain).weeks}
    for week in after:
        with_gap = np.mean([v for (_, at), v in scores.items() if at == week and v is not None])
        without = np.mean([v for (_, at), v in usual.items() if at == week and v is not None])
        assert with_gap <= without + 0.1  # the weeks after the gap are no burst
    assert not any(p.flagged for p in found.people)


@pytest.mark.system
def test_thousands_of_people_with_three_events_each(reviewed: Callable[..., Review]) -> None:
    rng = np.random.default_rng(4)
    days = np.sort(rng.integers(0, 40, 15_000))
    rows = [(_at(int(d), 9, n % 60), n % 5_000) for n, d in enumerate(days)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = reviewed(file=_copies(rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(found.people) == 5_000
    assert sum(bool(p.evidence) for p in found.people) <= 20 + len([p for p in found.people if p.flagged])
    if sys.platform == "linux":
        assert peak < max(before, 2_000_000)  # KiB
