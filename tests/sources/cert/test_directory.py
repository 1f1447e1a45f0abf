"""CERT's monthly lists, and the personality test beside them, which is never read."""

from __future__ import annotations

from datetime import date

from custodes.model.event import SetAside
from custodes.sources.cert.directory import CertDirectory, CertPsychometric

HEADER = (
    b"employee_name,user_id,email,role,projects,business_unit,functional_unit,department,team,supervisor\n"
)
ROW = b"Calvin Love,CEL0561,Calvin.Love@dtaa.com,Engineer,P,1,2 - R,3 - Software,1 - Team,Boss Person\n"
TEST = b"employee_name,user_id,O,C,E,A,N\nCalvin Love,CEL0561,40,39,36,19,40\n"


def test_a_month_is_known_from_its_last_day(read):
    outcome = read(CertDirectory(), HEADER + ROW, name="2010-02.csv")
    (entry,) = outcome.directory
    assert (entry.person, entry.name, entry.email) == ("CEL0561", "Calvin Love", "Calvin.Love@dtaa.com")
    assert (entry.snapshot, entry.known_from, entry.listed_on) == ("2010-02", date(2010, 2, 28), None)
    assert entry.accounts == ("cert:CEL0561",)
    assert (entry.manager, entry.team, entry.department) == ("Boss Person", "1 - Team", "3 - Software")
    assert entry.role == "Engineer"
    assert outcome.aside == {SetAside.DIRECTORY: 1}


def test_a_list_without_a_month_is_of_its_modification_day(read):
    entry = read(CertDirectory(), HEADER + ROW, name="people.csv").directory[0]
    assert (entry.snapshot, entry.known_from, entry.listed_on) == ("people", None, date(2024, 5, 6))


def test_bad_rows_are_rejects(read):
    outcome = read(
        CertDirectory(), HEADER + b"No Body,,x@y,,,,,,,\n" + b"short,row\n" + ROW, name="2010-02.csv"
    )
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (1, "no user_id"),
        (2, "the row has 2 values where the header has 10"),
    ]
    assert [entry.record for entry in outcome.directory] == [3]


def test_personality_scores_are_counted_and_never_kept(read):
    outcome = read(CertPsychometric(), TEST)
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 1}
    assert (outcome.events, outcome.directory) == ([], [])
    assert "CEL0561" not in repr(outcome)


def test_each_is_recognised_and_not_the_other(log_file):
    file = log_file(b"")
    assert CertPsychometric().sniff(TEST, file)
    assert not CertDirectory().sniff(TEST, file)
    assert CertDirectory().sniff(HEADER, file)
    assert not CertPsychometric().sniff(HEADER, file)
