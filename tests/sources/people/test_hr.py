"""The HR list: what is known from when, and rows that cannot be believed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.people.hr import HrList

HEADER = b"person,name,accounts,manager,team,department,role,start,notice,last_day\n"


def test_a_row_is_an_entry(read):
    outcome = read(
        HrList(),
        HEADER
        + b"E1,Jane Doe,Entra:Jane@Example.org; windows:JDOE ;,E7,Press,Comms,Editor,2019-03-01,2024-01-02,2024-02-29\n",
        name="staff-2024-01-15.csv",
    )
    (entry,) = outcome.directory
    assert entry.person == "E1"
    assert entry.accounts == ("entra:jane@example.org", "windows:JDOE")
    assert (entry.start, entry.notice, entry.last_day) == (
        date(2019, 3, 1),
        date(2024, 1, 2),
        date(2024, 2, 29),
    )
    assert (entry.known_from, entry.listed_on) == (None, date(2024, 1, 15))
    assert (entry.snapshot, entry.record, entry.team) == ("staff-2024-01-15.csv", 1, "Press")
    assert outcome.aside == {SetAside.DIRECTORY: 1}
    assert outcome.events == []


def test_a_list_without_a_date_in_its_name_is_of_its_modification_day(read):
    assert read(HrList(), HEADER + b"E1,,,,,,,,,\n", name="hr.csv").directory[0].listed_on == date(2024, 5, 6)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",Jane,,,,,,,,", "no person"),
        (b"E1,Jane,jdoe,,,,,,,", "an account is not written as system:login"),
        (b"E1,Jane,entra:,,,,,,,", "an account is not written as system:login"),
        (b"E1,Jane,,,,,,01/03/2019,,", "the date in 'start' is not YYYY-MM-DD"),
        (b"E1,Jane,,,,,,,2024-02-30,", "the date in 'notice' is not YYYY-MM-DD"),
        (b"E1,Jane,,,,,,,,soon", "the date in 'last_day' is not YYYY-MM-DD"),
        (b"E1,Jane", "the row has 2 values where the header has 10"),
    ],
)
def test_a_row_that_cannot_be_believed_is_a_reject_without_its_content(read, row, reason):
    outcome = read(HrList(), HEADER + b"E0,,,,,,,,,\n" + row + b"\nE2,,,,,,,,,\n")
    assert [(reject.record, reject.reason, reject.sample) for reject in outcome.rejects] == [(2, reason, "")]
    assert [entry.person for entry in outcome.directory] == ["E0", "E2"]


def test_columns_that_are_not_read_are_named(read):
    outcome = read(HrList(), b"person,name,department,salary,\x1b[1m\nE1,Jane,Press,1,2\n")
    assert outcome.warnings == ["columns that are not read: salary, \\x1b[1m"]
    assert outcome.directory[0].department == "Press"


def test_it_is_recognised_by_its_columns(log_file):
    file = log_file(b"")
    assert HrList().sniff(HEADER, file)
    assert HrList().sniff("Person,Name,Start\n".encode("utf-16"), file)
    assert not HrList().sniff(b"person,week,score,p_value,unknown\n", file)
    assert not HrList().sniff(b"name,accounts,start\n", file)


@given(
    st.lists(
        st.sampled_from([b",", b'"', b"\n", b"E1", b"a:b", b"2024-01-01", b"\xff", b"\0", b"E1,,,,,,,,,\n"]),
        max_size=40,
    )
)
def test_any_bytes_are_counted(read, pieces):
    read(HrList(), HEADER + b"".join(pieces))
