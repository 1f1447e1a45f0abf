"""Pages of an API: what is one, and what only looks like one."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.forms.jsonfile import reader
from custodes.sources.forms.jsonpages import page_at
from custodes.sources.forms.products import _Objects


class Plain:
    mark = b'"id"'

    def many(self, raws):
        return [json.loads(raw) for raw in raws]

    def one(self, raw):
        return json.loads(raw)


def ids(text):
    pieces = list(reader(text, iter([text]), Plain(), 1 << 20))
    assert not [lost for piece in pieces for lost in piece.lost]
    return [value["id"] for piece in pieces for value in piece.values]


RECORDS = [{"id": number, "events": [{"name": "view"}, {"name": "print"}]} for number in range(3)]


@pytest.mark.parametrize(
    "key", ["value", "items", "records", "Records", "entries", "entities", "data", "results"]
)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_page_gives_its_records_under_any_of_the_keys(key, indent):
    page = {
        "kind": 'say "hello"',
        "ok": True,
        "n": -1.5,
        "info": {"last": True, "of": "x"},
        key: RECORDS,
        "links": {"next": "a\\b"},
        "token": "t",
    }
    text = json.dumps(page, indent=indent).encode()
    assert ids(text) == [0, 1, 2]
    assert ids(text + b"\n" + text) == [0, 1, 2, 0, 1, 2]


def test_a_record_that_begins_with_such_a_key_is_no_page():
    record = {"actor": {"name": "x"}, "events": [{"type": "access", "name": "view"}], "id": 7}
    line = json.dumps(record).encode()
    assert page_at(line, b'"id"') is None
    assert ids(line + b"\n" + line) == [7, 7]
    assert ids(json.dumps(record, indent=2).encode() * 2) == [7, 7]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (b'{"items": []}', True),
        (b'{"items": [], "info": {"size": 0}}', True),
        (b'{"events": [], "id": 1}', False),
        (b'{"id": 1, "events": [{"id": 2}]}', False),
        (b'{"items": ["id", 1]}', False),
        (b'{"items": [[{"id": 1}]]}', False),
        (b'{"items": [{"inner": {"id": 1}}]}', False),
        (b'{"items": [{"inner": {"id": 1}, "id": 2}]}', True),
        (b'{"items": [{"text": "\\"id\\": "}]}', False),
        (b'{"tags": {"a": {"b": 1}}, "items": [{"id": 1}]}', False),  # nested deeper than pages are
        (b'{"items": [{"id"', False),
        (b'[{"id": 1}]', False),
    ],
)
def test_the_first_element_decides(text, page):
    assert (page_at(text, b'"id"') is not None) is page


def test_an_empty_page_has_no_records():
    assert ids(b'{"entities": [], "info": {"last": true}}\n{"entities": [{"id": 1}], "info": {}}') == [1]


def test_without_a_mark_only_value_makes_a_page():
    assert page_at(b'{"items": [{"id": 1}]}', b"") is None
    assert page_at(b'{"value": [{"id": 1}]}', b"") == 11


@given(
    st.lists(
        st.sampled_from([b'{"a":', b'"', b"\\", b"{", b"[", b'"items":', b"}", b",", b" " * 50, b"1"]),
        max_size=200,
    )
)
def test_it_ends_on_anything(pieces):
    text = b"".join(pieces)
    found = page_at(text, b'"id"')
    assert found is None or 0 < found <= len(text)


def test_a_long_text_of_quotes_is_passed_over_once():
    text = b'{"items": [{"text": "' + b'\\"' * 100_000
    begun = time.process_time()
    assert page_at(text, b'"id"') is None
    assert page_at(text + b"\\", b'"id"') is None
    assert time.process_time() - begun < 1


def test_a_damaged_file_of_many_beginnings_costs_no_more_than_its_length():
    text = b'{"items": [{"id": 0},' + b'{"id": 1, "a": "b", x' * 20_000
    begun = time.process_time()
    pieces = list(reader(text[:65_536], iter([text]), _Objects("id"), 1 << 24))
    assert sum(piece.count for piece in pieces) == 20_001
    assert time.process_time() - begun < 3
