"""Heads of syslog lines, and years for those without."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import TimeBasis
from custodes.sources.base import ReadContext
from custodes.sources.forms.syslog import split, syslog_reader

UTC_ZONE = ReadContext(ZoneInfo("UTC"))


def times(log_file, lines, name="auth.log"):
    """The times that the lines of one file get; the file was modified on 2024-05-06."""
    read = syslog_reader(log_file("\n".join(lines).encode(), name), UTC_ZONE)
    return [read(line).when for line in lines]


@pytest.mark.parametrize(
    ("line", "host", "app", "pid", "message"),
    [
        ("May  3 19:21:05 files smbd[7]: hello: you", "files", "smbd", "7", "hello: you"),
        ("<38>May  3 19:21:05 files sshd[7]: hello", "files", "sshd", "7", "hello"),
        ("2024-05-03T19:21:05.5+02:00 files smbd_audit: a|b", "files", "smbd_audit", "", "a|b"),
        ('<34>1 2024-05-03T19:21:05Z files app 9 ID1 [x y="a]\\"b"] hello', "files", "app", "9", "hello"),
        ("<34>1 2024-05-03T19:21:05Z - app - - - hello", "", "app", "", "hello"),
        ("May  3 19:21:05 sshd[7]: hello", "", "sshd", "7", "hello"),
    ],
)
def test_a_line_is_taken_apart(line, host, app, pid, message):
    head = split(line)
    assert (head.host, head.app, head.pid, head.message) == (host, app, pid, message)


@pytest.mark.parametrize("line", ["", "hello: you", "Foo", "2024-05-03 no", "<34>", "May 3 at noon: x"])
def test_other_lines_are_none(line):
    assert split(line) is None


def test_new_years_are_counted_from_the_end(log_file):
    dates = ["Nov 30", "Dec 31", "Jan  1", "Jul  1", "Dec 31", "Jan  2", "May  6"]
    found = times(log_file, [f"{day} 10:00:00 files sshd[1]: x" for day in dates])
    years = [datetime.fromtimestamp(moment.ts_us / 1e6, UTC).year for moment in found]
    assert years == [2022, 2022, 2023, 2023, 2023, 2024, 2024]
    assert {moment.basis for moment in found} == {TimeBasis.FILE}


def test_a_file_of_last_autumn_is_of_last_year(log_file):
    (found,) = times(log_file, ["Nov 30 10:00:00 files sshd[1]: x"])
    assert datetime.fromtimestamp(found.ts_us / 1e6, UTC).year == 2023


def test_a_straggler_from_before_new_year(log_file):
    dates = ["Dec 31", "Jan  1", "Dec 31", "Jan  1"]
    found = times(log_file, [f"{day} 10:00:00 files sshd[1]: x" for day in dates])
    assert [datetime.fromtimestamp(m.ts_us / 1e6, UTC).year for m in found] == [2023, 2024, 2023, 2024]


def test_the_date_in_a_rotated_files_name_counts(log_file):
    (found,) = times(log_file, ["Dec 31 10:00:00 files sshd[1]: x"], name="auth.log-20200101")
    assert datetime.fromtimestamp(found.ts_us / 1e6, UTC).year == 2019


@given(st.text(max_size=200))
def test_any_text_is_taken(text):
    split(text)
    split("May  3 19:21:05 " + text)
