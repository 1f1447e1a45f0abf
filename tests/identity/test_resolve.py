"""Identity as of a day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from custodes.identity import Identity
from custodes.model.person import DirectoryEntry

JAN, FEB, MAR = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)


def _ldap(person: str, snapshot: str, known: date, **more: str) -> DirectoryEntry:
    return DirectoryEntry(person, snapshot, known, accounts=(f"cert:{person}",), **more)  # type: ignore[arg-type]


def test_a_person_missing_from_the_next_month_has_left_and_it_is_known_only_then() -> None:
    identity = Identity([_ldap("A", "2024-01", JAN), _ldap("B", "2024-01", JAN), _ldap("B", "2024-02", FEB)])
    assert identity.departure("A", date(2024, 2, 28)) is None
    departure = identity.departure("A", FEB)
    assert departure is not None
    assert (departure.last_day, departure.known_from) == (JAN, FEB)
    assert identity.departure("B", MAR) is None


def test_a_place_is_known_from_the_month_s_end() -> None:
    identity = Identity(
        [_ldap("A", "2024-01", JAN, department="x"), _ldap("A", "2024-02", FEB, department="y")]
    )
    assert identity.fact("A", date(2024, 1, 15)) is None
    assert identity.fact("A", date(2024, 2, 15)).department == "x"  # type: ignore[union-attr]
    assert identity.fact("A", FEB).department == "y"  # type: ignore[union-attr]


def test_an_account_that_moves_belongs_to_each_in_their_time() -> None:
    first = DirectoryEntry("E1", "hr", None, accounts=("windows:desk1",), start=date(2020, 1, 1))
    second = DirectoryEntry("E2", "hr", None, accounts=("windows:DESK1",), start=date(2024, 6, 1))
    identity = Identity([second, first])
    assert identity.resolve("windows:desk1", date(2024, 5, 31)).person == "E1"
    assert identity.resolve("windows:desk1", date(2024, 6, 1)).person == "E2"


def test_the_hr_list_takes_in_the_ldap_login() -> None:
    hr = DirectoryEntry("E1", "hr", None, accounts=("cert:ABC0001", "entra:a@x.example"), department="Lab")
    identity = Identity([hr, _ldap("ABC0001", "2024-01", JAN, department="other")])
    assert identity.persons == ("E1",)
    assert identity.resolve("cert:abc0001", JAN).person == "E1"
    assert identity.fact("E1", JAN).department == "Lab"  # type: ignore[union-attr]


def test_a_last_day_without_notice_is_known_from_the_list_s_own_date() -> None:
    entry = DirectoryEntry("E1", "hr", None, listed_on=date(2024, 5, 1), last_day=date(2024, 4, 15))
    assert Identity([entry]).departure("E1", date(2024, 4, 30)) is None
    assert Identity([entry]).departure("E1", date(2024, 5, 1)) is not None


def test_spellings_hold_everything_that_is_written_for_a_person() -> None:
    entry = DirectoryEntry(
        "E1", "hr", None, name="Jane Doe", email="jane.doe@x.example", accounts=("windows:X\\jdoe",)
    )
    spelled = Identity([entry]).spellings(["entra:jane.doe@x.example", "entra:who@x.example"], ["PC-1"])
    assert {"Jane Doe", "jane.doe@x.example", "windows:X\\jdoe", "X\\jdoe", "E1"} <= spelled.persons["E1"]
    assert spelled.accounts == {"entra:who@x.example"}
    assert spelled.hosts == {"PC-1"}


@given(st.permutations(range(6)))
def test_the_order_of_the_lists_does_not_matter(order: list[int]) -> None:
    entries = [
        _ldap(p, s, k, team=s)
        for p in "AB"
        for s, k in (("2024-01", JAN), ("2024-02", FEB), ("2024-03", MAR))
    ]
    identity = Identity([entries[i] for i in order])
    assert [f.team for f in identity.facts("A")] == ["2024-01", "2024-02", "2024-03"]


def test_an_account_that_two_claim_from_the_same_day_is_nobody_s() -> None:
    both = [DirectoryEntry(e, "hr", None, accounts=("entra:box@x.org",)) for e in ("E1", "E2")]
    identity = Identity([*both, DirectoryEntry("E3", "hr", None, accounts=("entra:c@x.org",))])
    found = identity.resolve("entra:BOX@x.org", date(2024, 5, 1))
    assert (found.person, found.known) == ("entra:box@x.org", False)
    assert not identity.knows("entra:box@x.org")
    assert identity.contested(["entra:box@x.org", "entra:c@x.org"]) == ("entra:box@x.org",)
    assert [p for p, _, _ in identity.spans("entra:box@x.org")] == ["entra:box@x.org"]


def test_the_same_person_twice_is_no_conflict() -> None:
    twice = [DirectoryEntry("E1", name, None, accounts=("cert:A",)) for name in ("hr-1", "hr-2")]
    assert Identity(twice).contested(["cert:A"]) == ()


def test_accounts_that_change_hands_are_named() -> None:
    first = DirectoryEntry("E1", "hr", None, accounts=("windows:desk1",))
    second = DirectoryEntry("E2", "hr", None, accounts=("windows:desk1",), start=date(2024, 6, 1))
    moved = Identity([first, second]).passed_on(["windows:desk1"])
    assert moved == (("windows:desk1", "E1", "E2", date(2024, 6, 1)),)
