"""Accounts in all their spellings: by rule, learned from records, apart from persons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.errors import SettingsError
from custodes.identity import Identity
from custodes.identity.kinds import Kind
from custodes.identity.learned import Link
from custodes.model.person import DirectoryEntry
from custodes.settings import Identities, load_settings

MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)
SID, OTHER = "sid:S-1-5-21-10-20-30-1104", "sid:S-1-5-21-10-20-30-1105"
JANE = DirectoryEntry("E7", "hr", None, accounts=(SID, "entra:jane@x.org"), email="jane@x.org")
BOB = DirectoryEntry("E8", "hr", None, accounts=(OTHER,), email="bob@x.org")
DESK = "windows:corp\\jdoe"
CONFIRMED = Identities(confirm=True)


def test_the_same_login_on_two_systems_is_not_the_same_person():
    jane = DirectoryEntry("E7", "hr", None, accounts=("entra:jdoe@corp.example",), email="jdoe@corp.example")
    identity = Identity([jane], (), CONFIRMED)
    for account in (DESK, "windows:jdoe", "github:jdoe", "entra:jdoe@other.example"):
        assert not identity.knows(account)
        assert identity.resolve(account, MAY).person == account
    assert identity.resolve("google:JDoe@corp.example", MAY).reason == "mail address in the directory"


def test_logins_of_a_system_that_the_settings_name_are_the_directorys():
    jane = DirectoryEntry("E7", "ad", MAY, accounts=("windows:corp\\jdoe", "ldap:jane"), complete=False)
    identity = Identity([jane], (), Identities(logins=("samba",)))
    for account in ("samba:jdoe", "samba:CORP\\jdoe", "samba:jane"):
        assert identity.resolve(account, MAY).person == "E7"
        assert identity.resolve(account, MAY).reason == "login of the directory, as the settings say"
    assert not identity.knows("cups:jdoe")
    twice = [jane, DirectoryEntry("E8", "ad", MAY, accounts=("windows:lab\\jdoe",), complete=False)]
    identity = Identity(twice, (), Identities(logins=("samba",)))
    assert not identity.knows("samba:jdoe")
    assert identity.resolve("samba:lab\\jdoe", MAY).person == "E8"


def test_what_is_learned_counts_only_when_confirmed_and_from_its_day():
    links = (Link(DESK, SID, JUNE),)
    unconfirmed = Identity([JANE], links)
    assert unconfirmed.resolve(DESK, JULY).person == DESK
    assert not unconfirmed.knows(DESK)
    guess = unconfirmed.guess(DESK)
    assert guess is not None
    assert (guess.person, guess.first, guess.through) == ("E7", JUNE, SID.casefold())
    for rules in (CONFIRMED, Identities(confirmed=(DESK.upper(),))):
        identity = Identity([JANE], links, rules)
        assert identity.resolve(DESK, JUNE - timedelta(days=1)).person == DESK
        found = identity.resolve(DESK, JUNE)
        assert (found.person, found.known) == ("E7", True)
        assert found.reason == f"learned from records: beside {SID.casefold()} since 2024-06-01"
        assert identity.spans(DESK) == (
            (DESK, date.min, JUNE - timedelta(days=1)),
            ("E7", JUNE, date.max),
        )
        assert identity.passed_on([DESK]) == ()
        assert identity.contested([DESK]) == ()
    assert not Identity([JANE], links, Identities(confirmed=("windows:corp\\other",))).knows(DESK)


def test_the_directory_is_never_overridden():
    identity = Identity([JANE, BOB], (Link("entra:jane@x.org", OTHER, MAY),), CONFIRMED)
    assert identity.resolve("entra:jane@x.org", JULY).person == "E7"
    assert identity.resolve(OTHER, JULY).person == "E8"
    assert identity.guess(OTHER) is None


def test_from_the_day_on_which_records_disagree_it_is_nobodys():
    identity = Identity([JANE, BOB], (Link(DESK, SID, MAY), Link(DESK, OTHER, JUNE)), CONFIRMED)
    assert identity.resolve(DESK, MAY).person == "E7"
    found = identity.resolve(DESK, JUNE)
    assert (found.person, found.known) == (DESK, False)
    assert found.reason == "records point to several persons since 2024-06-01"
    assert identity.guess(DESK) is None
    same_day = Identity([JANE, BOB], (Link(DESK, SID, MAY), Link(DESK, OTHER, MAY)), CONFIRMED)
    assert same_day.resolve(DESK, JULY).person == DESK


def test_an_identifier_bridges_two_records_from_the_later_day():
    third = "sid:S-1-5-21-10-20-30-7"
    identity = Identity([JANE], (Link("entra:jane@x.org", third, JUNE), Link(DESK, third, MAY)), CONFIRMED)
    assert identity.resolve(DESK, MAY).person == DESK
    assert identity.resolve(DESK, JUNE).person == "E7"
    assert identity.resolve(third, JULY).person == "E7"


@pytest.mark.parametrize(
    "bridge", ["mail:office@x.org", "sid:S-1-5-18", "sid:S-1-1-0", "guid:0000", "windows:x\\a"]
)
def test_what_many_share_is_no_bridge(bridge):
    identity = Identity([JANE], (Link("entra:jane@x.org", bridge, MAY), Link(DESK, bridge, MAY)), CONFIRMED)
    assert not identity.knows(DESK)


def test_shared_logins_and_services_stand_for_themselves_whoever_the_directory_names():
    entries = [
        DirectoryEntry("E7", "hr", None, accounts=("windows:corp\\front1", "cups:scan-07", "entra:j@x.org"))
    ]
    rules = Identities(shared=("windows:corp\\front*",), service=("scan-*",), confirm=True)
    identity = Identity(entries, (Link("windows:corp\\front1", SID, MAY),), rules)
    assert identity.kind("windows:CORP\\FRONT1") is Kind.SHARED
    assert identity.kind("cups:SCAN-07") is Kind.SERVICE
    for account, reason in (("windows:corp\\front1", "a shared login"), ("cups:scan-07", "a service")):
        found = identity.resolve(account, MAY)
        assert (found.person, found.known, found.reason) == (account, False, reason)
        assert not identity.knows(account)
        assert identity.spans(account) == ((account, date.min, date.max),)
    assert identity.guess(SID) is None
    assert identity.kind("entra:j@x.org") is Kind.PERSON


@pytest.mark.parametrize(
    "login",
    [
        "windows:corp\\PC-1$",
        "entra:Sync_DC1_0a1b@x.onmicrosoft.com",
        "windows:MSOL_0a1b2c",
        "windows:dwm-3",
        "windows:font driver host\\umfd-0",
        "google:backup@p.iam.gserviceaccount.com",
        "github:renovate[bot]",
    ],
)
def test_what_products_make_for_themselves_is_a_service(login):
    assert Identity([]).kind(login) is Kind.SERVICE


@pytest.mark.parametrize(
    "login", ["cert:ABC0001", "windows:corp\\smith", "entra:sync.jones@x.org", "github:abbot"]
)
def test_people_are_no_services(login):
    assert Identity([]).kind(login) is Kind.PERSON


@pytest.mark.parametrize("pattern", ["*", "*:*", "??", "*a*", ""])
def test_a_pattern_that_would_set_everybody_apart_is_refused(pattern):
    with pytest.raises(SettingsError, match="would set everybody apart"):
        load_settings(None, identity={"service": [pattern]})


def test_aliases_seen_in_records_are_spellings():
    identity = Identity(
        [JANE], (Link("entra:jane@x.org", "windows:corp\\jd1", MAY), Link(DESK, "guid:ab-1", MAY))
    )
    spelled = identity.spellings(["entra:jane@x.org", DESK])
    assert {"windows:corp\\jd1", "corp\\jd1", SID, SID[4:]} <= spelled.persons["E7"]
    assert spelled.accounts == {DESK}
    assert spelled.aliases == {DESK: {DESK, "guid:ab-1"}}


spelling = st.sampled_from(
    [SID, OTHER, DESK, "entra:jane@x.org", "mail:bob@x.org", "id:1", "windows:x\\a", "guid:f"]
)
link = st.builds(Link, spelling, spelling, st.dates(MAY, JULY))


@given(st.lists(link, max_size=12), st.dates(MAY, JULY), st.randoms())
def test_what_is_known_on_a_day_needs_no_later_record(links, day, random):
    """No look-ahead: cutting the records after a day changes nothing of what was known on it, nor does their order."""
    whole = Identity([JANE, BOB], tuple(links), CONFIRMED)
    cut = [one for one in links if one.first <= day]
    random.shuffle(cut)
    part = Identity([JANE, BOB], tuple(cut), CONFIRMED)
    for account in (SID, OTHER, DESK, "mail:bob@x.org", "id:1", "windows:x\\a", "guid:f"):
        assert part.resolve(account, day).person == whole.resolve(account, day).person
