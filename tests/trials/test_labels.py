"""Labels: what is read, whom they mean, and in which weeks a list counts."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from tests.worlds import START, panel_of

from custodes.errors import InputError
from custodes.identity import Identity
from custodes.model.person import DirectoryEntry
from custodes.trials.labels import GRACE, UNKNOWN, Label, place_labels, read_labels

WEEKS = 8


def written(folder, text: str):
    path = folder / "answers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def world():
    """Two people of a staff list with CERT logins, and one login that nobody has."""
    entries = [
        DirectoryEntry(f"E{i}", "hr", None, accounts=(f"cert:P000{i}",), start=START - timedelta(400))
        for i in range(2)
    ]
    panel = panel_of({"downloads": np.ones((3, 7 * WEEKS), np.int64)}, entries=entries)
    return panel, Identity(entries)


def test_kind_may_be_missing_and_others_are_passed_over(tmp_path):
    path = written(tmp_path, "\ufeffPerson,First,Last,note\nE1,2024-01-01 08:00:00,2024-01-02,x\n")
    assert read_labels(path) == (Label("E1", "", date(2024, 1, 1), date(2024, 1, 2)),)
    path = written(
        tmp_path, "person,kind,first,last\nE1,drip,2024-01-01,2024-01-02\nE1,,2024-02-01,2024-02-01\n"
    )
    assert [label.kind for label in read_labels(path)] == ["drip", ""]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a,b\n1,2\n", ":1", "no column first, last, person"),
        ("person,first,last\nE1,2024-01-01,2024-01-02\nE2,soon,later\n", ":3", "no dates"),
        ("person,first,last\nE1,2024-01-02,2024-01-01\n", ":2", "ends before it begins"),
        ("person,first,last\n,2024-01-01,2024-01-02\n", ":2", "names nobody"),
        ("person,first,last\nE1\n", ":2", "no dates"),
        ("person,first,last\n", "answers.csv", "name nobody"),
        ("", ":1", "no column"),
    ],
)
def test_what_is_no_answer_is_told_with_its_line(tmp_path, text, line, told):
    with pytest.raises(InputError, match=told) as caught:
        read_labels(written(tmp_path, text))
    assert caught.value.place.endswith(line)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_labels(tmp_path / "none.csv")


def test_a_person_is_named_by_identifier_or_login_in_any_case():
    panel, identity = world()
    day = START + timedelta(7)
    names = ("e0", "p0001", "cert:P0002", "P0002", "nobody", "NOBODY")
    found = place_labels([Label(n, "x", day, day) for n in names], panel, identity)
    assert [panel.persons[one.person] if one.person >= 0 else None for one in found] == [
        "E0",
        "E1",
        "P0002",
        None,
    ]
    assert found[3].person == UNKNOWN


def test_nobody_of_the_lake_is_an_error():
    panel, identity = world()
    with pytest.raises(InputError, match="nobody of this lake") as caught:
        place_labels([Label("Z", "x", START, START)], panel, identity, "answers.csv")
    assert caught.value.place == "answers.csv"


@pytest.mark.parametrize("spans", [[(10, 12)], [(3, 3), (30, 38)], [(-20, -8)], [(-20, -7)], [(50, 90)]])
def test_weeks_that_count_day_by_day(spans):
    panel, identity = world()
    labels = [
        Label("E0", f"k{n}", START + timedelta(a), START + timedelta(z)) for n, (a, z) in enumerate(spans)
    ]
    (one,) = place_labels(labels, panel, identity)
    days = {day for a, z in spans for day in range(a, z + 1)}
    days |= set(range(spans[-1][1], spans[-1][1] + GRACE + 1))
    assert one.weeks == {w for w in range(WEEKS) if days & set(range(7 * w, 7 * w + 7))}
    assert (one.first, one.last, one.days) == (spans[0][0], spans[-1][1], spans[-1][1] - spans[0][0] + 1)
    assert one.kinds == tuple(f"k{n}" for n in range(len(spans)))
