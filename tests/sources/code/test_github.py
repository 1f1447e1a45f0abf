"""The GitHub audit log: what moves code, what lets somebody in, and what is nobody's."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import ANYONE, SetAside
from custodes.sources.code.github import GitHub

CLONE = {
    "@timestamp": 1_624_445_969_188,
    "_document_id": "fXwG",
    "action": "git.clone",
    "actor": "jdoe",
    "actor_ip": "203.0.113.15",
    "org": "acme",
    "repo": "acme/engine",
    "transport_protocol_name": "ssh",
}


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_clone_is_a_copy_of_a_repository(read):
    (event,) = read(GitHub(), lines(CLONE)).events
    wanted = {
        "ts_us": 1_624_445_969_188_000,
        "account": "github:jdoe",
        "actor": "user",
        "action": "download",
        "native_action": "git.clone",
        "channel": "code",
        "object": "acme/engine",
        "area": "acme/engine",
        "address": "203.0.113.15",
        "record_id": "fXwG",
        "stream": "github.audit",
    }
    assert {name: event[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("more", "action", "channel", "target"),
    [
        ({"action": "git.fetch"}, "read", "code", None),
        ({"action": "git.push"}, "update", "code", None),
        ({"action": "repo.download_zip"}, "download", "code", None),
        ({"action": "repo.add_member", "user": "guest007"}, "share", "share", "guest007"),
        (
            {"action": "repo.access", "visibility": "public", "previous_visibility": "private"},
            "share",
            "share",
            ANYONE,
        ),
        (
            {"action": "repo.access", "visibility": "private", "previous_visibility": "public"},
            "other",
            "admin",
            None,
        ),
        ({"action": "protected_branch.update", "user": "guest007"}, "other", "admin", None),
    ],
)
def test_what_is_done_decides_action_and_channel(read, more, action, channel, target):
    (event,) = read(GitHub(), lines(CLONE | more)).events
    assert (event["action"], event["channel"], event["target"]) == (action, channel, target)


@pytest.mark.parametrize("bot", [{"actor": "builds[bot]"}, {"actor_is_bot": True}])
def test_bots_are_no_people(read, bot):
    assert read(GitHub(), lines(CLONE | bot)).events[0]["actor"] == "service"


def test_a_clone_without_an_actor_is_out_of_scope_and_counted(read):
    anonymous = {key: value for key, value in CLONE.items() if key != "actor"}
    outcome = read(GitHub(), lines(anonymous, CLONE))
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert [event["record"] for event in outcome.events] == [2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (lines(CLONE | {"@timestamp": None}), "no time"),
        (lines(CLONE | {"@timestamp": 12}), "impossible time"),
        (lines(CLONE | {"@timestamp": [1]}), "the time is not a number"),
        (lines(CLONE | {"action": 7}), "no action"),
        (b'{"@timestamp": 16244}}\n', "not a JSON object"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_reject(read, line, reason):
    outcome = read(GitHub(), lines(CLONE) + line + lines(CLONE))
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]
    assert len(outcome.events) == 2


def test_an_array_is_read_as_lines_are(read):
    array = json.dumps([CLONE, CLONE | {"action": "git.push"}], indent=1).encode()
    assert [event["action"] for event in read(GitHub(), array).events] == ["download", "update"]


def test_the_export_of_an_organisation_says_created_at(read):
    record = {
        "action": "repo.access",
        "actor": "jdoe",
        "created_at": 1_624_445_969_188,
        "repo": "acme/engine",
    }
    record |= {"data": {"visibility": "public", "previous_visibility": "private"}, "actor_id": 17}
    (event,) = read(GitHub(), lines(record)).events
    assert (event["ts_us"], event["target"], event["aliases"]) == (1_624_445_969_188_000, ANYONE, "id:17")


def test_raw_records_are_found_again(log_file):
    data = lines(CLONE, CLONE | {"actor": "other"})
    file = log_file(data)
    found = list(GitHub().raw(file.open(), file, frozenset({2})))
    assert [(number, json.loads(raw)["actor"]) for number, raw in found] == [(2, "other")]


def test_it_is_recognised_by_its_records(log_file):
    file = log_file(b"")
    assert GitHub().sniff(lines(CLONE), file)
    assert GitHub().sniff(json.dumps([CLONE], indent=2).encode(), file)
    assert GitHub().sniff(
        b'{"action":"team.create","actor":"a","created_at":1624445969188,"org":"acme"}\n', file
    )
    assert not GitHub().sniff(b'{"action":"a.b","actor":"a","created_at":"2024-01-01","org":"acme"}\n', file)
    assert not GitHub().sniff(b'{"@timestamp":"2024-01-01T00:00:00Z","event":{"action":"login"}}\n', file)
    assert not GitHub().sniff(b'{"CreationTime":"2020-02-07T16:44:07","RecordType":6}\n', file)


@given(
    st.lists(st.sampled_from([b"{", b"}", b'"@timestamp":', b"1", b"\n", b"\xff", lines(CLONE)]), max_size=30)
)
def test_any_bytes_are_counted(read, pieces):
    read(GitHub(), lines(CLONE) + b"".join(pieces))
