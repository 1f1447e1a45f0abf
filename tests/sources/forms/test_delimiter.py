"""Tables by comma, semicolon, tab and bar: the header says which, and whoever reads the file agrees."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.pipeline.cite import _without_contents
from custodes.sources.base import ReadContext
from custodes.sources.forms.csvcareful import split_record
from custodes.sources.forms.csvfile import CsvFile, columns_of, delimited, raw_records
from custodes.sources.forms.delimiter import delimiter_of

UTC = ReadContext(ZoneInfo("UTC"))
every = pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])


def rows(data: bytes, wanted=("a", "b", "c"), block: int = 1 << 22):
    """Return values by record number, and the numbers of rows that were lost."""
    values, lost = {}, []
    for piece in CsvFile(io.BytesIO(data), UTC, block=block).rows(wanted):
        table = piece.table.to_pylist()
        values |= {n: tuple(row.values()) for n, row in zip(piece.numbers.to_pylist(), table, strict=True)}
        lost += [reject.record for reject in piece.rejects]
    return values, lost


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("one", ","),
        ("", ","),
        ("a,b;c,d", ","),
        ("a;b", ";"),
        ('"Name, Vorname";"Ort, Straße";Eintritt', ";"),
        ('"a;b","c;d"', ","),
        ('"a|b"\t"c|d"', "\t"),
        ('"a\tb"|c', "|"),
        ('"say ""a,b,c""";d', ";"),
        ("Size, in MB;User", ";"),
        ('"a;b;c', ","),
    ],
)
def test_the_header_decides(header, delimiter):
    assert delimiter_of(header) == delimiter


text = st.text(st.sampled_from('ab,;|\t"\n é'), max_size=6)


@every
@given(st.lists(st.tuples(text, text, text), max_size=20))
def test_what_pythons_csv_writes_is_read_back(delimiter, table):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([("a", "b", "c"), *table])
    for block in (1024, 1 << 22):
        values, lost = rows(out.getvalue().encode(), block=block)
        assert lost == []
        assert list(values.values()) == [tuple(value or None for value in row) for row in table]


@every
@given(
    st.lists(st.sampled_from([b"a", b",", b";", b"|", b"\t", b'"', b"\n", b"\xff", b"1;2;3\n"]), max_size=40)
)
def test_raw_records_are_those_that_were_read(delimiter, pieces):
    data = f"a{delimiter}b{delimiter}c\n".encode() + b"".join(pieces)
    values, lost = rows(data)
    found = dict(raw_records(io.BytesIO(data), frozenset(range(1, 1000))))
    assert sorted(found) == sorted([*values, *lost])
    for number, value in values.items():
        line = found[number].decode("cp1252" if b"\xff" in found[number] else "utf-8")
        assert tuple(part or None for part in split_record(line, delimiter)[0]) == value


@pytest.mark.parametrize(
    ("above", "header"),
    [
        (b"sep=;\r\n", b"a;b;c\r\n"),
        (b'"sep=;"\n', b'"a";"b";"c"\n'),
        (b"#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n", b'"a","b","c"\r\n'),
        (b"SEP=|\n", b"a|b|c\n"),
        (b"", b"\n\na\tb\tc\n"),
    ],
)
def test_what_stands_above_the_header_is_no_record(above, header):
    mark = delimited(header)[1].encode()
    data = above + header + b"1" + mark + b"2" + mark + b"3\n"
    assert rows(data) == ({1: ("1", "2", "3")}, [])
    assert dict(raw_records(io.BytesIO(data), frozenset({1}))) == {1: b"1" + mark + b"2" + mark + b"3"}


def test_a_file_of_nothing_but_what_stands_above():
    assert columns_of(b"sep=;\n") == ()
    assert rows(b"#TYPE x\n#TYPE y") == ({}, [])


def test_umlauts_of_windows_1252_in_header_and_rows():
    data = "Größe;a;b;c\nü;Jörg;Weiß;Straße\n".encode("cp1252")
    assert columns_of(data) == ("größe", "a", "b", "c")
    assert rows(data)[0] == {1: ("Jörg", "Weiß", "Straße")}


def test_contents_are_left_out_of_a_raw_record_by_its_own_delimiter():
    left = _without_contents(b"1;secret, words;x", frozenset({1}), ";")
    assert left == b"1;[contents are never kept];x"
