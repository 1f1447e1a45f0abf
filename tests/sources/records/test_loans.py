"""The loan register: a loan is one event however often the register is exported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.sources.records.loans import LoanRegister

HEADER = b"document,borrower,out,due,returned,area,copies\n"
LOAN = b"VS-2024/017,jdoe,2024-03-04,2024-03-18,,Registry 3 / plans,\n"


def test_a_loan_is_a_document_read(read):
    (event,) = read(LoanRegister(), HEADER + LOAN, zone="Europe/Berlin").events
    wanted = {
        "ts_us": 1_709_506_800_000_000,
        "precision_us": 86_400_000_000,
        "account": "loans:jdoe",
        "action": "read",
        "native_action": "lent",
        "channel": "records",
        "object": "VS-2024/017",
        "area": "Registry 3/plans",
        "items": None,
        "stream": "loans.register",
    }
    assert {name: event[name] for name in wanted} == wanted


def test_copies_made_are_a_copy(read):
    (event,) = read(LoanRegister(), HEADER + b"V1,jdoe,2024-03-04T10:12:00+01:00,,,,2\n").events
    assert (event["action"], event["items"], event["offset_min"]) == ("copy", 2, 60)


def test_a_row_that_was_completed_is_the_same_loan(read):
    back = LOAN.replace(b"2024-03-18,,", b"2024-03-18,2024-03-11,")
    assert read(LoanRegister(), HEADER + LOAN).events == read(LoanRegister(), HEADER + back).events


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",jdoe,2024-03-04,,,,\n", "no document"),
        (b"V1,,2024-03-04,,,,\n", "no borrower"),
        (b"V1,jdoe,04.03.2024,,,,\n", "the time is not ISO 8601"),
        (b"V1,jdoe,,,,,\n", "no time"),
        (b"V1,jdoe,2024-03-04,,2024-03-01,,\n", "it came back before it went out"),
        (b"V1,jdoe,2024-03-04,,,,two\n", "the number of copies is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_reject(read, row, reason):
    outcome = read(LoanRegister(), HEADER + LOAN + row)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [(2, reason)]


def test_it_is_recognised_and_found_again(log_file):
    file = log_file(HEADER + LOAN)
    assert LoanRegister().sniff(HEADER, file)
    assert not LoanRegister().sniff(b"document,borrower,out\n", file)
    assert list(LoanRegister().raw(file.open(), file, frozenset({1}))) == [(1, LOAN.strip())]


@given(st.lists(st.sampled_from([LOAN, b",", b"\n", b'"', b"\xff", b"2024-03-04"])))
def test_any_bytes_are_counted(read, pieces):
    read(LoanRegister(), HEADER + b"".join(pieces))
