"""Which entries of several lists are one person."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from custodes.identity import Identity
from custodes.identity.merging import own_addresses
from custodes.model.person import DirectoryEntry

JAN, FEB = date(2024, 1, 31), date(2024, 2, 29)


def hr(person: str, *accounts: str, **more: object) -> DirectoryEntry:
    return DirectoryEntry(person, "hr", None, accounts=accounts, **more)  # type: ignore[arg-type]


def ad(
    person: str, *accounts: str, snapshot: str = "ad", known: date = JAN, **more: object
) -> DirectoryEntry:
    return DirectoryEntry(person, snapshot, known, accounts=accounts, complete=False, **more)  # type: ignore[arg-type]


def test_a_directory_entry_joins_the_hr_person_by_number_or_by_mail():
    identity = Identity(
        [
            ad("4711", "windows:corp\\jdoe", "employee:4711", "mail:jane@x.org"),
            ad("bob@x.org", "entra:bob@x.org", "sid:S-1-5-21-1-2-3-9", "mail:Bob.Roe@x.org"),
            hr("4711", email="j.d@x.org", department="Lab"),
            hr("4712", email="bob.roe@X.org"),
        ]
    )
    assert identity.persons == ("4711", "4712")
    for account, person in (
        ("windows:CORP\\jdoe", "4711"),
        ("mail:jane@x.org", "4711"),
        ("sid:s-1-5-21-1-2-3-9", "4712"),
        ("okta:bob@x.org", "4712"),
        ("employee:4711", "4711"),
    ):
        found = identity.resolve(account, FEB)
        assert (found.person, found.known) == (person, True), account


def test_leading_zeros_of_a_number_do_not_matter_unless_they_tell_people_apart():
    desk = ad("42", "employee:42", "windows:x\\a")
    assert Identity([desk, hr("00042")]).resolve("windows:x\\a", FEB).person == "00042"
    apart = Identity([desk, hr("00042"), hr("042")])
    assert apart.resolve("windows:x\\a", FEB).person == "42"


def test_the_number_weighs_more_than_the_address():
    identity = Identity(
        [
            ad("2", "employee:2", "windows:x\\b", email="a@x.org"),
            hr("1", email="a@x.org"),
            hr("2", email="b@x.org"),
        ]
    )
    assert identity.resolve("windows:x\\b", FEB).person == "2"


def test_an_address_that_two_hr_persons_share_joins_nobody():
    identity = Identity(
        [
            hr("1", email="office@x.org"),
            hr("2", email="office@x.org"),
            ad("o", "windows:x\\o", email="office@x.org"),
        ]
    )
    assert identity.persons == ("1", "2", "o")
    assert not identity.resolve("entra:office@x.org", FEB).known


def test_an_address_given_to_a_successor_belongs_to_each_in_their_time():
    identity = Identity(
        [
            hr("1", email="j@x.org", start=date(2010, 1, 1), last_day=date(2023, 12, 31)),
            hr("2", email="j@x.org", start=date(2024, 2, 1)),
        ]
    )
    assert identity.resolve("entra:j@x.org", JAN).person == "1"
    assert identity.resolve("entra:j@x.org", FEB).person == "2"


def test_two_directories_without_an_hr_list_join_by_lasting_keys_and_by_mail():
    identity = Identity(
        [
            ad("jane@x.org", "entra:jane@x.org", "guid:a-1", snapshot="entra", email="jane@x.org"),
            ad("jdoe@corp.local", "entra:jdoe@corp.local", "sid:S-1-5-21-1-2-3-4", email="jane@x.org"),
            ad("7", "employee:7", "guid:a-1", snapshot="entra-2", known=FEB),
        ]
    )
    assert identity.persons == ("7",)
    assert identity.resolve("sid:S-1-5-21-1-2-3-4", JAN).person == "7"


def test_what_one_list_calls_two_people_stays_two():
    both = [ad(p, f"windows:x\\{p}", email="office@x.org") for p in ("ann", "bob")]
    assert Identity(both).persons == ("ann", "bob")


def test_a_directory_tells_the_place_from_its_day_where_hr_does_not():
    entries = [
        ad("7", "employee:7", snapshot="a", department="Lab"),
        ad("7", "employee:7", snapshot="b", known=FEB, department="Press"),
    ]
    for more in ([], [hr("7", start=date(2020, 1, 1))]):
        identity = Identity([*entries, *more])
        assert identity.fact("7", JAN).department == "Lab"  # type: ignore[union-attr]
        assert identity.fact("7", FEB).department == "Press"  # type: ignore[union-attr]
        before = identity.fact("7", date(2024, 1, 30))
        assert before is None or before.department == ""
    named = Identity([*entries, hr("7", department="Board")])
    assert named.fact("7", FEB).department == "Board"  # type: ignore[union-attr]


def test_who_is_missing_from_a_directory_has_not_left():
    gone = [ad("a", snapshot="1"), ad("b", snapshot="1"), ad("b", snapshot="2", known=FEB)]
    assert Identity(gone).departure("a", FEB) is None


def test_an_account_that_expires_is_a_last_day_only_where_no_hr_list_knows_the_person():
    expires = ad("7", "employee:7", last_day=date(2024, 6, 30))
    found = Identity([expires]).departure("7", FEB)
    assert found is not None
    assert (found.last_day, found.known_from) == (date(2024, 6, 30), JAN)
    assert Identity([expires]).departure("7", date(2024, 1, 30)) is None
    assert Identity([expires, hr("7")]).departure("7", FEB) is None


def test_own_domains_come_from_sign_in_names_where_a_directory_has_them():
    assert own_addresses(ad("a", "entra:a@x.org", "mail:a@partner.example", email="a@partner.example")) == [
        "entra:a@x.org"
    ]
    assert own_addresses(hr("a", "mail:a@x.org", email="a@x.org")) == ["a@x.org", "mail:a@x.org"]


@given(st.permutations(range(7)))
def test_the_order_of_the_lists_does_not_matter(order):
    entries = [
        hr("1", email="a@x.org"),
        hr("2", "windows:x\\b"),
        ad("a", "entra:a@x.org", "guid:1"),
        ad("a2", "guid:1", "windows:x\\a", snapshot="2"),
        ad("b", "windows:x\\b", "sid:S-1-5-21-1-2-3-4", snapshot="2"),
        ad("c", "entra:c@x.org", email="c@x.org"),
        ad("d", "ldap:c", email="c@x.org", snapshot="3"),
    ]
    identity = Identity([entries[i] for i in order])
    assert identity.persons == ("1", "2", "c")
    for account, person in (("windows:x\\a", "1"), ("sid:S-1-5-21-1-2-3-4", "2"), ("ldap:c", "c")):
        assert identity.resolve(account, FEB).person == person


def test_who_writes_a_colleagues_address_into_their_own_entry_does_not_become_the_colleague():
    """Their accounts stay out of the colleague's evidence, and the colleague keeps theirs."""
    identity = Identity(
        [
            hr("1", email="ann@x.org"),
            hr("2", email="bob@x.org"),
            ad("ann@x.org", "entra:ann@x.org", "windows:x\\ann", email="ann@x.org"),
            ad("bob@x.org", "entra:bob@x.org", "windows:x\\bob", email="ann@x.org"),
        ]
    )
    for account in ("windows:x\\ann", "entra:ann@x.org", "google:ann@x.org"):
        assert identity.resolve(account, FEB).person == "1"
    for account in ("windows:x\\bob", "entra:bob@x.org"):
        assert identity.resolve(account, FEB).person == "bob@x.org"


def test_a_sign_in_name_weighs_more_than_an_address_that_somebody_else_wrote_into_their_entry():
    identity = Identity(
        [
            ad("ann@x.org", "entra:ann@x.org", "mail:ann@x.org", email="ann@x.org"),
            ad("bob@x.org", "entra:bob@x.org", "mail:ann@x.org", email="ann@x.org"),
        ]
    )
    assert identity.resolve("google:ann@x.org", FEB).person == "ann@x.org"
    assert identity.resolve("mail:ann@x.org", FEB).person == "ann@x.org"
    assert identity.resolve("google:bob@x.org", FEB).person == "bob@x.org"
