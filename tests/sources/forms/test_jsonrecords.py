"""JSON records in every framing: all are found, what is broken is counted, and nothing is held whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from custodes.sources.forms.jsonelements import Elements
from custodes.sources.forms.jsonrecords import CUT, Lines, is_lines
from custodes.sources.forms.jsonscan import Scan

LIMIT = 5000


class Plain:
    """A codec that keeps what Python reads."""

    mark = b'"CreationTime"'

    def many(self, raws):
        return [self.one(raw) for raw in raws]

    def one(self, raw):
        try:
            found = json.loads(raw, strict=False)
        except json.JSONDecodeError as error:
            raise ValueError(f"not JSON: {error.msg}") from error
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not isinstance(found, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004 - what a codec raises
        return found


def parse(data: bytes, chunk: int = 1 << 20, limit: int = LIMIT):
    """Read every record: how many, those read by number, reasons of those lost, notes. Checks the numbering."""
    chunks = (data[place : place + chunk] for place in range(0, len(data), chunk))
    reader = (Lines if is_lines(data[:65536], Plain.mark) else Elements)(chunks, Plain(), limit)
    count, found, lost = 0, {}, {}
    for piece in reader:
        assert len(piece.numbers) == len(piece.raws) == len(piece.values)
        assert piece.count == len(piece.numbers) + len(piece.lost)
        for raw, value in zip(piece.raws, piece.values, strict=True):
            assert json.loads(raw, strict=False) == value
        count += piece.count
        found |= dict(zip(piece.numbers, piece.values, strict=True))
        lost |= dict(piece.lost)
    assert sorted([*found, *lost]) == list(range(1, count + 1))
    return count, found, lost, reader.notes


def record(number: int, **more) -> dict:
    return {"AppContext": {"Of": [1, "{"]}, "CreationTime": "2020-02-07T16:44:07", "Id": number, **more}


def text(number: int, **more) -> str:
    return json.dumps(record(number, **more))


FRAMINGS = {
    "lines": "\n".join(text(n) for n in range(4)),
    "lines with blanks and CR LF": "\r\n\r\n  \r\n".join(text(n) for n in range(4)) + "\r\n",
    "array": json.dumps([record(n) for n in range(4)]),
    "compact array": json.dumps([record(n) for n in range(4)], separators=(",", ":")),
    "array, one a line": "[\n" + ",\n".join(text(n) for n in range(4)) + "\n]\n",
    "pretty array": json.dumps([record(n) for n in range(4)], indent=4),
    "pretty objects": "\n".join(json.dumps(record(n), indent=1) for n in range(4)),
    "arrays after one another": f"[{text(0)}]\n[{text(1)},{text(2)}]\n[]\n[{text(3)}]",
    "a page": json.dumps({"value": [record(n) for n in range(4)]}),
    "pages with links": "\n".join(
        json.dumps(
            {"@odata.context": "x", "n": 2, "value": [record(n), record(n + 1)], "@odata.nextLink": "y"}
        )
        for n in (0, 2)
    ),
    "array without commas": f"[{''.join(text(n) for n in range(4))}]",
}


@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
@pytest.mark.parametrize("name", FRAMINGS)
def test_every_framing_gives_the_same_records(name, chunk):
    count, found, lost, notes = parse(FRAMINGS[name].encode(), chunk)
    assert (count, lost, notes) == (4, {}, [])
    assert [found[number]["Id"] for number in range(1, 5)] == [0, 1, 2, 3]


@pytest.mark.parametrize("empty", ["", "  \n", "[]", "[ \n ]\n", '{"value": []}'])
def test_nothing_is_no_record(empty):
    assert parse(empty.encode()) == (0, {}, {}, [])


BROKEN = {
    "a quote is missing": (text(1).replace('"2020', "2020", 1), {2}),
    "a bracket is missing": (text(1)[:-1], {2}),
    "a bracket too many": (text(1) + "}", set()),
    "cut in the middle": (text(1)[:-12], {2}),
    "cut before its key": (text(1)[:20], {2}),
    "a comma too many": (text(1).replace(', "Id"', ',, "Id"'), {2}),
    "numbers and words": ('1, null, "x"', {2, 3, 4}),
    "an array": ("[1, 2]", {2}),
    "bare words": ("oops", {2}),
    "nested too deeply": ('{"CreationTime":' + "[" * 1500 + "]" * 1500 + "}", {2}),
    "too long": (text(1, more="x" * LIMIT), {2}),
}


@pytest.mark.parametrize("chunk", [3, 1 << 20])
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_element_is_lost_alone(what, chunk):
    """The neighbours are read, and what is lost is counted."""
    broken, expected = BROKEN[what]
    count, found, lost, notes = parse(f"[{text(0)},\n{broken},\n{text(2)},{text(3)}]".encode(), chunk)
    ids = [value["Id"] for _, value in sorted(found.items())]
    assert ids == ([0, 1, 2, 3] if what == "a bracket too many" else [0, 2, 3])
    assert set(lost) == expected
    assert count == len(ids) + len(expected)
    assert notes == []


@pytest.mark.parametrize("what", sorted(set(BROKEN) - {"a bracket too many", "numbers and words"}))
def test_a_broken_line_is_lost_alone(what):
    data = f"{text(0)}\n{BROKEN[what][0]}\n{text(2)}\n{text(3)}"
    count, found, lost, _ = parse(data.encode(), 16)
    assert (count, sorted(lost)) == (4, [2])
    assert [value["Id"] for value in found.values()] == [0, 2, 3]


def test_a_file_that_ends_early_says_so():
    count, found, lost, notes = parse(f"[{text(0)},{text(1)[:-5]}".encode())
    assert (count, list(found), lost) == (2, [1], {2: CUT})
    assert notes == ["the JSON array is not closed: the file was probably cut"]
    assert parse(f"[{text(0)},{text(1)}".encode())[:3] == (2, {1: record(0), 2: record(1)}, {})


def test_several_broken_elements_in_a_row_are_each_counted():
    bad = text(1).replace('"2020', "2020", 1)
    count, found, lost, _ = parse(f"[{text(0)},{bad},{bad},{bad},{text(4)}]".encode())
    assert count == 5
    assert sorted(lost) == [2, 3, 4]
    assert found[5] == record(4)


@pytest.mark.parametrize("every", [2, 7])
@pytest.mark.parametrize("what", ["a quote is missing", "a bracket is missing", "cut in the middle"])
def test_a_badly_damaged_file_gives_all_that_is_whole(what, every):
    texts = [BROKEN[what][0] if number % every == 0 else text(number) for number in range(700)]
    count, found, lost, _ = parse(f"[{','.join(texts)}]".encode())
    assert count == 700
    assert sorted(lost) == [number + 1 for number in range(0, 700, every)]
    assert all(value["Id"] == number - 1 for number, value in found.items())


def test_elements_far_longer_than_a_step_are_whole():
    long = [record(n, more="\\" * 50_001 + '"{' * 30_000 if n % 2 else []) for n in range(6)]
    for indent in (None, 2):
        data = json.dumps(long, indent=indent).encode()
        for chunk in (4096, 1 << 20):
            count, found, lost, _ = parse(data, chunk, limit=1 << 20)
            assert (count, lost) == (6, {})
            assert list(found.values()) == long


def test_an_unfinished_element_longer_than_allowed_is_passed_in_pieces():
    data = f"[{text(0)},{text(1, more='y' * 300_000)},{text(2)}]".encode()
    count, found, lost, _ = parse(data, 1000, limit=10_000)
    assert count == 3
    assert lost == {2: "the record is longer than 10,000 bytes"}
    assert [value["Id"] for value in found.values()] == [0, 2]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=3), values, max_size=4)


@given(
    st.lists(objects, max_size=8),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
    st.sampled_from([1, 2, 5, 64, 1 << 20]),
)
def test_any_objects_come_back(rows, indent, plain, chunk):
    """An array of anything, written in any style and cut anywhere, is read as it was."""
    data = json.dumps(rows, indent=indent, ensure_ascii=not plain).encode("utf-8", "surrogatepass")
    assume(b"\xed" not in data)  # lone surrogates are no UTF-8
    count, found, lost, _ = parse(data, chunk)
    assert (count, lost) == (len(rows), {})
    assert list(found.values()) == rows


@given(st.data())
def test_one_damaged_byte_costs_its_own_element_only(data):
    """Whatever is put in, taken out or changed in one element: all others are read, except for the one behind it
    where the damage runs into it."""
    style = data.draw(st.sampled_from([",", ",\n", "\n,\n  "]))
    texts = [text(number, more=["{x", 'a"b', {"k": []}]) for number in range(6)]
    hit = data.draw(st.integers(1, 4))
    place = data.draw(st.integers(0, len(texts[hit]) - 1))
    removed = data.draw(st.sampled_from([0, 1, 2, 9]))
    put = data.draw(st.sampled_from(["", '"', "{", "}", "[", "]", "\\", ",", "\n", "\x00", '"}', "]}"]))
    whole = texts[hit]
    texts[hit] = whole[:place] + put + whole[place + removed :]
    count, found, _, _ = parse(f"[{style.join(texts)}]".encode(), data.draw(st.sampled_from([11, 1 << 20])))
    ids = [value.get("Id") for value in found.values()]
    assert set(range(6)) - {hit, hit + 1} <= set(ids)
    assert count >= 5


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"[", b"{", b'{"value":[', b'[{"CreationTime":']),
    st.integers(1, 99),
)
def test_any_bytes_are_counted_to_the_end(data, head, chunk):
    parse(head + data, chunk, limit=100)


def slow_ends(data: bytes):
    """Walk over every byte: the slow truth."""
    depth, string, escape, ends = 0, False, False, []
    for place, byte in enumerate(data):
        char = chr(byte)
        if escape:
            escape = False
        elif char == "\\":
            escape = True
        elif char == '"':
            string = not string
        elif not string and char in "{[":
            depth += 1
        elif not string and char in "}]":
            depth -= 1
            if depth <= 0:
                ends.append((place + 1, depth))
    return ends


@given(st.text(alphabet='"\\{}[]a,\n', max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_the_scan_agrees_with_walking_over_every_byte(text, cuts):
    data = text.encode()
    scan, found, before = Scan(), [], 0
    for cut in [*sorted(min(cut, len(data)) for cut in cuts), len(data)]:
        ends, depths = scan.ends(data[before:cut])
        found += [(before + end, depth) for end, depth in zip(ends, depths, strict=True)]
        before = cut
    assert found == slow_ends(data)
