"""The history of a repository: what was done to which file, at the author's own time, by an address and no name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.code.git_history import GitHistory

LINE = {
    "commit": "3f1c" + "0" * 36,
    "author": "JDoe@Example.org",
    "time": "2024-05-20T10:00:00+02:00",
    "change": "M",
    "path": "docs/plans/a/b.md",
    "blob": "9d" + "1" * 38,
}
CUT = {"commit": "3f1c" + "0" * 36, "author": "a@b", "time": "2024-05-20T10:00:00+02:00", "cut": "shallow"}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_change_is_an_event_of_the_author(read):
    (event,) = read(GitHistory(), lines(LINE), name="plans").events
    wanted = {
        "ts_us": 1_716_192_000_000_000,
        "offset_min": 120,
        "account": "git:jdoe@example.org",
        "actor": "user",
        "action": "update",
        "native_action": "M",
        "channel": "file",
        "object": "plans/docs/plans/a/b.md",
        "object_id": LINE["blob"],
        "area": "plans/docs/plans",
        "record_id": LINE["commit"] + ":docs/plans/a/b.md",
        "stream": "git.history",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("more", "action", "target"),
    [
        ({"change": "A"}, "create", None),
        ({"change": "D", "blob": "0" * 40}, "delete", None),
        ({"change": "T"}, "update", None),
        ({"change": "R096", "to": "docs/plans/a/c.md"}, "rename", "plans/docs/plans/a/c.md"),
        ({"change": "R100", "to": "b.md"}, "move", "plans/b.md"),
        ({"change": "X"}, "other", None),
    ],
)
def test_the_change_decides_the_action(read, more, action, target):
    (event,) = read(GitHistory(), lines(LINE | more), name="plans").events
    assert (event["action"], event["target"]) == (action, target)
    assert event["object_id"] is None or action != "delete"


def test_a_hidden_address_names_a_login_and_bots_are_no_people(read):
    hidden = LINE | {"author": "4711+jdoe@users.noreply.github.com"}
    bot = LINE | {"author": "49699333+dependabot[bot]@users.noreply.github.com"}
    one, other = read(GitHistory(), lines(hidden, bot)).events
    assert (one["aliases"], one["actor"], other["actor"]) == ("github:jdoe", "user", "service")


def test_merges_and_the_cut_of_a_shallow_clone_are_out_of_scope(read):
    merge = {key: LINE[key] for key in ("commit", "author", "time")}
    outcome = read(GitHistory(), lines(CUT, merge, LINE))
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 2}
    assert outcome.warnings == ["a shallow clone: what was done before it was cut is not there"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"author": ""}, "the commit names no address of an author"),
        ({"time": "99999999999999 +0000"}, "the time is not ISO 8601"),
        ({"path": 7}, "no change or no path"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_reject(read, more, reason):
    outcome = read(GitHistory(), lines(LINE, LINE | more))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_it_is_recognised_and_found_again(log_file):
    file = log_file(lines(LINE, LINE | {"path": "x"}))
    assert GitHistory().sniff(lines(CUT), file)
    assert not GitHistory().sniff(lines({"commit": "abc", "author": "x", "time": "y"}), file)
    ((number, raw),) = GitHistory().raw(file.open(), file, frozenset({2}))
    assert (number, json.loads(raw)["path"]) == (2, "x")


@given(
    st.dictionaries(st.sampled_from(sorted({*LINE, "to"})), st.one_of(st.none(), st.integers(), st.text()))
)
def test_any_values_are_counted(read, changed):
    read(GitHistory(), lines(LINE, LINE | changed))
