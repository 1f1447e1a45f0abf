"""Personnel lists as they come."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.people.staff import StaffList
from custodes.sources.registry import recognise

HEADER = "Personalnummer;Name;Vorname;E-Mail;Abteilung;Position;Vorgesetzter;Eintritt;Austritt\r\n"


def test_a_german_list_in_windows_1252(read):
    rows = "004711;Müller;Jörg;Joerg.Mueller@example.org;Büro für Größen;Ingenieur;Weiß, Anna;01.03.2019;31.12.9999\r\n"
    outcome = read(StaffList(), (HEADER + rows).encode("cp1252"), name="Personal 2024-05-01.csv")
    (entry,) = outcome.directory
    assert (entry.person, entry.name, entry.department) == ("004711", "Jörg Müller", "Büro für Größen")
    assert (entry.manager, entry.role) == ("Weiß, Anna", "Ingenieur")
    assert entry.accounts == ("employee:004711", "mail:joerg.mueller@example.org")
    assert (entry.start, entry.last_day) == (date(2019, 3, 1), None)
    assert (entry.known_from, entry.listed_on) == (None, date(2024, 5, 1))
    assert outcome.aside == {SetAside.DIRECTORY: 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_encodings_and_delimiters_do_not_matter(read, log_file, encoding, mark):
    text = "Pers.-Nr.;Nachname;Vorname;Kündigung;Austritt\n7;Özil;Jürgen;2024-01-02;2024-02-29\n"
    data = text.replace(";", mark).encode(encoding)
    (entry,) = read(StaffList(), data).directory
    assert (entry.person, entry.name) == ("7", "Jürgen Özil")
    assert (entry.notice, entry.last_day) == (date(2024, 1, 2), date(2024, 2, 29))
    assert recognise(log_file(data)).name == "staff"


def test_an_english_list_whose_dates_prove_their_order(read):
    data = (
        b"Employee ID,Full Name,Work Email,Department,Hire Date,Termination Date\n"
        b"E1,Jane Doe,jane@example.org,Press,03/04/2019,\n"
        b"E2,Bob Roe,bob@example.org,Press,12/28/2020,05/06/2024\n"
    )
    first, second = read(StaffList(), data).directory
    assert first.start == date(2019, 3, 4)
    assert (second.start, second.last_day) == (date(2020, 12, 28), date(2024, 5, 6))


def test_dates_that_prove_nothing_are_rejects_unless_declared(read):
    data = b"Employee ID,Full Name,Hire Date\nE1,Jane,03/04/2019\nE2,Bob,\nE3,Ann,05/05/2020\n"
    outcome = read(StaffList(), data)
    assert [entry.person for entry in outcome.directory] == ["E2", "E3"]
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (1, "the date in 'start' cannot be read: it may be day or month first: declare [time] dates")
    ]
    declared = read(StaffList(), data, dates="day-first")
    assert declared.directory[0].start == date(2019, 4, 3)
    assert declared.rejects == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";Doe;Jane;;;;;;", "neither a personnel number nor a mail address"),
        ("1;Doe;Jane;;;;;01.03.24;", "the date in 'start' cannot be read: its year has two digits"),
        ("1;Doe;Jane;;;;;;bald", "the date in 'last_day' cannot be read: it is no date"),
        ("1;Doe", "the row has 2 values where the header has 9"),
    ],
)
def test_a_row_that_cannot_be_believed_is_a_reject_without_its_content(read, row, reason):
    outcome = read(StaffList(), f"{HEADER}0;A;B;;;;;;\r\n{row}\r\n2;C;D;;;;;;\r\n".encode())
    assert [(reject.record, reject.reason, reject.sample) for reject in outcome.rejects] == [(2, reason, "")]
    assert [entry.person for entry in outcome.directory] == ["0", "2"]


def test_without_a_number_the_mail_address_is_the_person(read):
    (entry,) = read(StaffList(), b"Name;E-Mail;Abteilung\nDoe;Jane@Example.org;Labor\n").directory
    assert (entry.person, entry.accounts) == ("jane@example.org", ("mail:jane@example.org",))


def test_what_is_nobodys_business_is_named_and_not_read(read):
    outcome = read(StaffList(), b"Personalnummer;Name;Abteilung;Religion;Gehalt\n1;Doe;Labor;x;1\n")
    assert outcome.warnings == ["columns that are not read: religion, gehalt"]


@pytest.mark.parametrize(
    "header",
    [
        b"person,name,department,start\n",
        b"time,name,email,department\n",
        b"Name;E-Mail\n",
        b"userPrincipalName,displayName,objectId,mail,department\n",
        b"SamAccountName,Name,EmployeeID,Department\n",
        b"id,date,user,pc,activity\n",
        b"Name,Email,Department,Check-in,Badge ID\n",
        b"Employee,Email,Department,File name,Pages\n",
    ],
)
def test_other_tables_are_no_personnel_lists(log_file, header):
    assert not StaffList().sniff(header, log_file(b""))


@given(
    st.lists(
        st.sampled_from([b";", b'"', b"\n", b"4711", b"a@b", b"03/04/2024", b"\xff", b"\0", b"1;;;;;;;;\n"]),
        max_size=40,
    )
)
def test_any_bytes_are_counted(read, pieces):
    read(StaffList(), HEADER.encode() + b"".join(pieces))
