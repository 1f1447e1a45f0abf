"""Stored events in the field names of standards."""

from __future__ import annotations

import io
import json

import pytest
from tests.render.reviews import KEY, SECRETS, SHA, SPELLINGS

from custodes.model.event import EVENT_SCHEMA, Action, Channel
from custodes.model.review import NamesUse
from custodes.render.ecs import ecs
from custodes.render.events import event_document, write_events
from custodes.render.ocsf import CLASSES, ocsf
from custodes.render.things import thing_of
from custodes.render.veil import Veil

VEIL = Veil(SPELLINGS, KEY)
NAMED = Veil(SPELLINGS, KEY, names=NamesUse("alex", "now", "a reason of length"))


def row(**changes):
    made = dict.fromkeys(EVENT_SCHEMA.names)
    made |= {
        "ts_us": 1_581_948_123_000_000,
        "account": "entra:jane.quimby@acme.example",
        "actor": "user",
        "action": "download",
        "native_action": "FileDownloaded",
        "channel": "cloud",
        "object": "https://acme.example/sites/lab/Shared Documents/Divorce/plan of uncle.ted.docx",
        "object_id": "5d1f-quimby",
        "area": "acme.example/sites/lab/Shared Documents/Divorce",
        "bytes": 1234,
        "host": "LAPTOP-QX77",
        "address": "10.1.2.3",
        "outcome": "success",
        "source": "m365",
        "stream": "m365.sharepoint",
        "file": SHA,
        "record": 17,
        "part": 0,
        "record_id": "guid-1",
        "path": "logs/jquim7/audit.jsonl",
    }
    return made | changes


def test_ecs_of_a_download():
    made = ecs(row())
    assert made["@timestamp"] == "2020-02-17T14:02:03.000Z"
    assert made["event"]["action"] == "FileDownloaded"
    assert made["event"]["sequence"] == 17
    assert made["event"]["outcome"] == "success"
    assert made["log"]["file"]["path"] == "logs/jquim7/audit.jsonl"
    assert made["user"] == {
        "id": "jane.quimby@acme.example",
        "name": "jane.quimby",
        "email": "jane.quimby@acme.example",
        "domain": "acme.example",
    }
    assert made["source"]["ip"] == "10.1.2.3"
    assert made["host"]["name"] == "LAPTOP-QX77"
    assert made["file"] == {
        "name": "plan of uncle.ted.docx",
        "directory": "Shared Documents/Divorce",
        "extension": "docx",
        "size": 1234,
    }
    assert made["url"]["domain"] == "acme.example"


def test_ecs_of_a_mail_and_a_windows_path():
    mail = ecs(
        row(channel="mail", action="send", object="Re: x", target="a@b.example; c@d.example", host=None)
    )
    assert mail["email"] == {
        "from": {"address": "jane.quimby@acme.example"},
        "to": {"address": ["a@b.example", "c@d.example"]},
        "subject": "Re: x",
    }
    assert "file" not in mail
    assert "host" not in mail
    path = ecs(
        row(account="windows:ACME\\jquim7", channel="removable", action="copy", object="C:\\A1\\b.doc")
    )
    assert path["file"]["directory"] == "C:\\A1"
    assert path["user"]["domain"] == "ACME"
    assert path["user"]["name"] == "jquim7"


def test_several_records_of_one_event_are_a_list():
    assert ecs(row(record=[3, 4]))["event"]["sequence"] == [3, 4]


def test_an_address_that_is_none_is_no_ip():
    made = ecs(row(address="a.local"))
    assert made["source"] == {"address": "a.local"}


@pytest.mark.parametrize(
    ("channel", "action", "uid", "activity"),
    [
        ("cloud", "download", 6006, 2),
        ("sync", "sync", 6006, 15),
        ("share", "share", 6006, 12),
        ("removable", "copy", 1001, 1),
        ("removable", "mount", 1010, 1),
        ("file", "delete", 1001, 4),
        ("mail", "send", 4009, 1),
        ("signin", "logon", 3002, 1),
        ("web", "visit", 4002, 3),
        ("admin", "clear", 1008, 1),
        ("print", "print", 1001, 99),
    ],
)
def test_ocsf_classes(channel, action, uid, activity):
    made = ocsf(row(channel=channel, action=action))
    assert (made["class_uid"], made["activity_id"]) == (uid, activity)
    assert made["type_uid"] == uid * 100 + activity
    assert made["category_uid"] == uid // 1000
    assert made["time"] == 1_581_948_123_000
    assert made["metadata"]["sequence"] == 17


@pytest.mark.parametrize("form", ["jsonl", "ecs", "ocsf"])
def test_every_action_on_every_channel_has_a_document(form):
    for channel in Channel:
        for action in Action:
            bare = dict.fromkeys(EVENT_SCHEMA.names) | {
                "ts_us": -1, "account": "x", "actor": "user", "action": action.value, "channel": channel.value,
                "source": "s", "stream": "s.t", "file": SHA, "record": 1, "part": 0,
            }  # fmt: skip
            made = event_document(bare, form, NAMED)
            text = json.dumps(made)
            assert "null" not in text
            if form == "ocsf":
                assert made["class_uid"] in CLASSES


@pytest.mark.parametrize("form", ["jsonl", "ecs", "ocsf"])
def test_nobody_is_named_under_the_veil(form):
    out = io.StringIO()
    rows = [
        row(),
        row(
            channel="mail",
            action="send",
            object="Divorce",
            target="uncle.ted@mail.example",
            target_domains="mail.example",
        ),
        row(
            account="cert:KLM4711",
            object="C:\\Users\\rzelaz\\x.joztur",
            path="a/b rzelaz.csv",
            channel="file",
        ),
    ]
    assert write_events(rows, out, form=form, veil=VEIL) == 3
    text = out.getvalue()
    assert text.isascii()
    assert [s for s in SECRETS if s in text.casefold().replace("/divorce", "")] == []
    assert "10.1.2.3" not in text
    assert VEIL.person("E7001") in text
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


def test_our_own_columns_are_whole_with_names():
    made = event_document(row(), "jsonl", NAMED)
    assert made.pop("time") == "2020-02-17T14:02:03.000Z"
    assert made == {k: v for k, v in row().items() if v is not None}


@pytest.mark.parametrize(
    "text", ["", "/", "\\", "://", "http://[", "a" * 10_000, "...", "x.y.", "C:\\", "\x00"]
)
def test_odd_objects_are_taken_apart_without_complaint(text):
    thing = thing_of(text)
    assert thing.url in {"", text}
