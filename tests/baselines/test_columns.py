"""Columns of the measures against a sum row by row: labels, accounts of one person, accounts that change hands."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import ibis
import numpy as np
import pyarrow as pa
import pytest

from custodes.baselines.calendar import day_number
from custodes.baselines.columns import Columns
from custodes.baselines.measures import HOURS, MEASURES
from custodes.baselines.owners import owners_of
from custodes.identity import Identity
from custodes.model.person import DirectoryEntry

FIRST = date(2024, 1, 1)
ACCOUNTS = ("cert:A", "entra:a@x.test", "cert:SHARED", "cert:B")
PASSED_ON = 30  # column of the day from which the shared account is another person's
NAMES = [m.name for m in MEASURES][::5]


def _rows(labels: tuple[str, ...]) -> list[dict[str, object]]:
    rng = np.random.default_rng(5)
    rows = []
    for account in ACCOUNTS:
        for day in range(60):
            for label in labels:
                row = dict.fromkeys((*(m.name for m in MEASURES), *HOURS), 0)
                row |= {name: int(rng.integers(0, 2**26)) for name in NAMES if rng.random() < 0.2}
                row |= {f"h{hour:02d}": int(rng.integers(1, 9)) for hour in rng.integers(0, 24, 3)}
                where = {"account": account, "day": day_number(FIRST) + day, "label": label, "events": 1}
                rows.append(where | row)
    return rows


def _identity() -> Identity:
    passed_on = FIRST + timedelta(PASSED_ON)
    return Identity(
        [
            DirectoryEntry("E1", "hr", None, accounts=("cert:A", "entra:a@x.test", "cert:SHARED")),
            DirectoryEntry("E2", "hr", None, accounts=("cert:B",)),
            DirectoryEntry("E2", "hr", None, accounts=("cert:SHARED",), start=passed_on),
        ]
    )


def _person(row: dict[str, object]) -> int:
    if row["account"] == "cert:SHARED":
        return int(int(str(row["day"])) >= day_number(FIRST) + PASSED_ON)
    return int(row["account"] == "cert:B")


@pytest.mark.parametrize("labels", [("",), ("", "secret")], ids=["one label", "two labels"])
def test_agree_with_a_sum_row_by_row(labels: tuple[str, ...]) -> None:
    rows = _rows(labels)
    persons, known, owners = owners_of(ACCOUNTS, ACCOUNTS, _identity(), day_number(FIRST))
    assert (persons, known.tolist()) == (("E1", "E2"), [True, True])
    columns = Columns(ibis.memtable(pa.Table.from_pylist(rows)), owners)
    for name in (*NAMES, "events", "shares"):
        slow: dict[tuple[object, object], int] = defaultdict(int)
        for row in rows:
            slow[row["account"], row["day"]] += int(str(row[name]))
        want: dict[tuple[int, int], float] = defaultdict(float)
        for (account, day), total in slow.items():
            where = _person({"account": account, "day": day}), int(str(day)) - day_number(FIRST)
            want[where] += float(np.float32(total))
        got: dict[tuple[int, int], float] = defaultdict(float)
        for person, day, value in zip(*(x.tolist() for x in columns.triples(name)), strict=True):
            assert value > 0
            got[person, day] += value
        assert got == {where: total for where, total in want.items() if total}, name


def test_hours_are_the_sums_of_their_columns() -> None:
    rows = _rows(("", "secret"))
    _, _, owners = owners_of(ACCOUNTS, ACCOUNTS, _identity(), day_number(FIRST))
    columns = Columns(ibis.memtable(pa.Table.from_pylist(rows)), owners)
    got: dict[tuple[int, int], int] = defaultdict(int)
    for hour, person, _, value in columns.by_hour("h"):
        for p, v in zip(person.tolist(), value.tolist(), strict=True):
            got[hour, p] += int(v)
    want: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        for hour in range(24):
            want[hour, _person(row)] += int(str(row[f"h{hour:02d}"]))
    assert got == want
    assert not [found for found in columns.by_hour("x") if len(found[1])]
