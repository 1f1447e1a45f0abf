"""A survey counts what an ingest would read and leaves nothing behind."""

from __future__ import annotations

import os

import pytest
from tests.lake.logs import EMAIL, LDAP, LOGON, logon, made, mail, person, sums, write

from custodes.cli.ingesting import surveyed
from custodes.errors import InputError
from custodes.pipeline.survey import survey
from custodes.settings import Protected, Settings


@pytest.fixture
def logs(tmp_path):
    folder = write(
        tmp_path / "logs",
        a=LOGON + logon(1) + "broken\n" + logon(2, day=9, user="ABC0002"),
        b=EMAIL + mail(1, "x@union.example") + mail(2, "y@own.example"),
    )
    write(folder / "LDAP", **{"2010-01": LDAP + person("Ann")})
    (folder / "letter.txt").write_text("dear Sir")
    return folder


def test_it_counts_as_an_ingest_does_and_stores_nothing(tmp_path, logs):
    before = sorted(os.walk(tmp_path))
    found = survey([logs], Settings())
    assert sorted(os.walk(tmp_path)) == before
    assert (found.accounts, found.people, found.records) == (2, {"cert-ldap": 1}, 6)
    assert found.channels == {"signin": 2, "mail": 2}
    assert "removable" in found.blind
    assert "mail" not in found.blind
    lake = made(tmp_path / "lake", logs)
    assert (found.first_ts_us, found.last_ts_us) == lake.span()
    stored = {
        f.path: (f.format, f.records, f.behind_events, f.events, f.rejects, dict(f.set_aside))
        for f in lake.files()
    }
    assert {
        f.path: (f.format, f.records, f.behind_events, f.events, f.rejects, dict(f.set_aside))
        for f in found.files
    } == stored
    assert sum(f.records for f in found.files) == sums(lake)["records"]


def test_who_stands_in_two_directories_is_not_counted_twice_in_one_number(tmp_path, logs):
    hr = tmp_path / "people.csv"
    hr.write_text("person,name,accounts,start\nABC0001,Ann,cert:ABC0001,2009-01-01\n")
    write(
        logs / "LDAP", **{"2010-02": LDAP + person("Ann") + person("Bob")}
    )  # a later list of the same people
    found = survey([logs, hr], Settings())
    assert found.people == {"cert-ldap": 2, "hr": 1}
    text = "\n".join(surveyed(found, Settings().time.info))
    assert (
        "People in directories: 2 in cert-ldap, 1 in hr (the same person may stand in several); accounts that act: 2."
        in text
    )


def test_protected_channels_are_not_looked_at(logs):
    found = survey([logs], Settings(protected=Protected(domains=("union.example",))))
    assert found.channels == {"signin": 2, "mail": 1}
    assert sum(f.set_aside.get("withheld", 0) for f in found.files) == 1


def test_a_path_that_leads_nowhere(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        survey([tmp_path / "nowhere"], Settings())
