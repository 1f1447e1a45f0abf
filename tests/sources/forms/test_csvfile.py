"""CSV: the fast parser, the careful one and Python's own agree; nothing vanishes whatever the quotes do."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from custodes.sources.base import ReadContext
from custodes.sources.forms.chunks import Chunks
from custodes.sources.forms.csvcareful import careful_records, split_record
from custodes.sources.forms.csvfile import CsvFile, raw_records
from custodes.sources.forms.csvframe import Block, Frames

UTC = ReadContext(ZoneInfo("UTC"))


def rows(data: bytes, wanted=("a", "b", "c"), block: int = 1 << 22, context: ReadContext = UTC):
    """Return values by record number, reasons by record number, and the number of records."""
    values, lost, records, headers = {}, {}, 0, 0
    for piece in CsvFile(io.BytesIO(data), context, block=block).rows(wanted):
        records += piece.records
        headers += piece.headers
        table = piece.table.to_pylist()
        values |= {n: tuple(row.values()) for n, row in zip(piece.numbers.to_pylist(), table, strict=True)}
        lost |= {reject.record: reject.reason for reject in piece.rejects if reject.record}
    assert records == len(values) + len(lost) + headers
    return values, lost, records


text = st.text(st.sampled_from('ab,"\n\r é \x00'), max_size=6)


@given(st.lists(st.tuples(text, text, text), max_size=30), st.sampled_from([2048, 1 << 22]))
@example([("", "\x00a\x00", "\x00a\x00")], 2048)
def test_what_pythons_csv_writes_is_read_back(table, block):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("a", "b", "c"), *table])
    values, lost, records = rows(out.getvalue().encode(), block=block)
    assert lost == {}
    assert records == len(table)
    want = [tuple(value or None for value in row) for row in table]
    if any("\r" in value.replace("\r\n", "") for row in table for value in row):
        want = [tuple((value or "").rstrip("\r") or None for value in row) for row in want]
        assert [tuple((value or "").rstrip("\r") or None for value in row) for row in values.values()] == want
    else:
        assert list(values.values()) == want


hostile = st.lists(
    st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\xff", b"\0", b'","', b'""', b"1,2,3\n"]),
    max_size=60,
)


@given(hostile)
@example([b'1,"2,3\n', b"1,2,3\n", b'4,5",6\n'])
@example([b'1,2,"3', b"\n"])
def test_any_bytes_are_counted_alike_whatever_the_block(pieces):
    data = b"a,b,c\n" + b"".join(pieces)
    whole = rows(data)
    for block in (1024, 1500):
        padded = b"a,b,c\n" + b"7,8,9\n" * 200 + b"".join(pieces)
        values, lost, records = rows(padded, block=block)
        assert records - 200 == whole[2]
        assert {number - 200: value for number, value in values.items() if number > 200} == whole[0]
        assert {number - 200: reason for number, reason in lost.items()} == whole[1]


@given(hostile)
def test_every_line_is_in_exactly_one_record(pieces):
    data = b"".join(pieces)
    records, used = careful_records(data, 3, 1 << 20, ended=True)
    assert used == len(data)
    squeezed = b"".join(record.raw for record in records)
    assert sorted(squeezed.replace(b"\n", b"").replace(b"\r", b"")) == sorted(
        data.replace(b"\n", b"").replace(b"\r", b"")
    )


@given(hostile)
@example([b'"', b"\n", b'"'])
@example([b'1,"a\nb",c\n', b"1,2,3\r\n"])
def test_raw_records_are_those_that_were_read(pieces):
    data = b"a,b,c\n" + b"".join(pieces)
    values, _, records = rows(data)
    found = dict(raw_records(io.BytesIO(data), frozenset(range(1, records + 1))))
    assert sorted(found) == list(range(1, records + 1))
    for number, value in values.items():
        text = found[number].decode("cp1252" if b"\xff" in found[number] else "utf-8")
        assert tuple(part or None for part in split_record(text)[0]) == value


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,2\n", "the row has 2 values where the header has 3"),
        (b"1,2,3,4\n", "the row has 4 values where the header has 3"),
        (b'1,"2,3\n', "a quote is opened and never closed"),
        (b'"1"2",3\n', "a quote stands in the wrong place"),
    ],
)
def test_one_bad_row_costs_one_row(line, reason):
    values, lost, records = rows(b"a,b,c\n1,2,3\n" + line + b'4,"5\n5",6\n7,8,9\n')
    assert lost == {2: reason}
    assert values == {1: ("1", "2", "3"), 3: ("4", "5\n5", "6"), 4: ("7", "8", "9")}
    assert records == 4


def test_a_quote_inside_a_value_is_a_value():
    values, lost, _ = rows(b'a,b,c\n1,5" disk,"x"\n2,y,"say ""hi"""\n')
    assert lost == {}
    assert values == {1: ("1", '5" disk', "x"), 2: ("2", "y", 'say "hi"')}


def test_a_wrong_quote_does_not_swallow_what_follows():
    data = (
        b"a,b,c\n" + b"1,2,3\n" * 1000 + b'1,"2,3\n' + b"4,5,6\n" * 50_000 + b'1,2",3\n' + b"4,5,6\n" * 1000
    )
    values, lost, records = rows(data)
    assert records == 52_002
    assert list(lost) == [1001]
    assert len(values) == 52_001


def test_blank_lines_are_no_records_and_repeated_headers_are_set_aside():
    values, lost, records = rows(b"a,b,c\r\n\r\n1,2,3\r\n\n\na,b,c\n4,5,6")
    assert values == {1: ("1", "2", "3"), 3: ("4", "5", "6")}
    assert records == 3
    assert lost == {}


def test_columns_may_be_missing_and_in_any_order():
    values, _, _ = rows(b" C ,x,A\n3,0,1\n")
    assert values == {1: ("1", None, "3")}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_encodings_are_seen(encoding):
    data = "a,b,c\nMüller,Žižek,日本\n".encode(encoding)
    values, lost, _ = rows(data)
    assert values == {1: ("Müller", "Žižek", "日本")}
    assert lost == {}


def test_a_windows_line_among_utf8_is_read_and_told():
    pieces = list(CsvFile(io.BytesIO(b"a,b\n\xe9t\xe9,1\n\xc3\xa9t\xc3\xa9,2\n"), UTC).rows(["a"]))
    assert [row for piece in pieces for row in piece.table["a"].to_pylist()] == ["été", "été"]
    assert pieces[-1].notes == ("1 line is not UTF-8 and read as Windows-1252",)


def test_carriage_returns_alone_end_lines():
    assert rows(b"a,b,c\r1,2,3\r4,5,6\r")[0] == {1: ("1", "2", "3"), 2: ("4", "5", "6")}


def test_a_long_line_is_one_reject_and_costs_nothing_else():
    small = ReadContext(ZoneInfo("UTC"), max_record=5000)
    for long in (b"1," + b"x" * 20_000 + b",3\n", b'1,"' + b"x\n" * 10_000 + b'",3\n'):
        values, lost, _ = rows(b"a,b,c\n1,2,3\n" + long + b"4,5,6\n", context=small)
        assert min(lost) == 2
        assert values[1] == ("1", "2", "3")
        assert values[max(values)] == ("4", "5", "6")
    assert "longer than 5,000 bytes" in rows(b"a,b,c\n" + b"x" * 6000, context=small)[1][1]


def test_a_clean_file_never_needs_care():
    data = b"a,b,c\n" + b'1,"x, ""y""\nz",3\r\n' * 5000
    assert all(isinstance(piece, Block) for piece in Frames(Chunks(io.BytesIO(data)), 1 << 24, 4096))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"a,b,c", b"a,b,c\n", b"\xef\xbb\xbf", b"\0" * 100, b'"'])
def test_nothing_in_it_is_no_error(data):
    assert rows(data)[2] == 0


@pytest.mark.parametrize("row", [b"x\n", b'"x\n', b'"x"\n', b'1,"x"y,3\n'])
def test_a_file_of_nothing_but_short_rows_is_counted(row):
    values, lost, records = rows(b"a,b,c\n" + row * 120_001)
    assert records == 120_001
    assert len(values) == (120_001 if row.startswith(b"1") else 0)
    assert len(lost) == records - len(values)


def test_values_that_keep_opening_are_given_up_at_the_width_of_the_header():
    values, lost, records = rows(b"a,b,c\n" + b'1,"' + b'\n","' * 20_000 + b"\n1,2,3\n")
    assert records == len(lost) + 1
    assert list(values.values()) == [("1", "2", "3")]
