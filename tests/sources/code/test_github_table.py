"""The table of GitHub's audit log: its rows say what the records in JSON do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import ANYONE, SetAside
from custodes.sources.code.github_table import GitHubTable

HEADER = b"action,actor,user,org,repo,created_at,data.visibility,data.previous_visibility\n"
PUBLIC = b"repo.access,jdoe,,acme,acme/engine,1624445969188,public,private\n"


@pytest.mark.parametrize(
    "time", [b"1624445969188", b"2021-06-23 10:59:29.188 UTC", b"2021-06-23T10:59:29.188Z"]
)
def test_a_repository_that_becomes_public(read, time):
    (event,) = read(GitHubTable(), HEADER + PUBLIC.replace(b"1624445969188", time)).events
    wanted = {
        "ts_us": 1_624_445_969_188_000,
        "account": "github:jdoe",
        "action": "share",
        "target": ANYONE,
        "object": "acme/engine",
        "organization": "acme",
        "stream": "github_table.audit",
    }
    assert {name: event[name] for name in wanted} == wanted


def test_rows_without_time_or_actor(read):
    rows = HEADER + PUBLIC + PUBLIC.replace(b"1624445969188", b"") + PUBLIC.replace(b"jdoe", b"")
    outcome = read(GitHubTable(), rows)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, "no time")]
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}


def test_raw_rows_are_found_again(log_file):
    file = log_file(HEADER + PUBLIC + PUBLIC.replace(b"jdoe", b"other"))
    ((number, raw),) = GitHubTable().raw(file.open(), file, frozenset({2}))
    assert number == 2
    assert b"other" in raw


def test_other_tables_are_not_taken(log_file):
    assert not GitHubTable().sniff(b"action,actor,time,org\n", log_file(b""))


@given(st.binary(max_size=200))
def test_any_bytes_are_counted(read, data):
    read(GitHubTable(), HEADER + PUBLIC + data)
