"""Users of Entra and Active Directory as tables."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.people.directories import AdUsers, EntraUsers
from custodes.sources.registry import recognise

ENTRA = (
    b"userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,"
    b"usageLocation,streetAddress,alternateEmailAddress,companyName,creationType,directorySynced,createdDateTime\n"
)
JANE = (
    b"Jane.Doe@example.org,Jane Doe,Doe,jane@example.org,Jane,6B1F0C5E-0000-4000-8000-0000000000A1,Member,Editor,Press,"
    b"True,DE,,jane@private.example,Example,,,2019-03-14T09:26:53Z\n"
)
GUEST = b"bob_x.example#EXT#@example.onmicrosoft.com,Bob,,bob@x.example,,6b1f0c5e-1,Guest,,,True,,,,,Invitation,,\n"
AD = (
    b"#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n"
    b'"AccountExpirationDate","Department","DistinguishedName","EmployeeID","Enabled","mail","Manager","Name",'
    b'"ObjectClass","ObjectGUID","proxyAddresses","SamAccountName","SID","Title","UserPrincipalName","whenCreated"\r\n'
)


def ad_row(**more: str) -> bytes:
    said = {
        "expires": "",
        "number": "4711",
        "class": "user",
        "sam": "jdoe",
        "sid": "S-1-5-21-10-20-30-1104",
        "created": "3/4/2019 9:26:53 AM",
    } | more
    values = (
        said["expires"],
        "Press",
        "CN=Doe\\, Jane,OU=Staff,DC=corp,DC=example,DC=org",
        said["number"],
        "True",
        "jane@example.org",
        "CN=Roe\\, Bob,OU=Staff,DC=corp,DC=example,DC=org",
        "Jane Doe",
        said["class"],
        "6b1f0c5e-0000-4000-8000-0000000000a2",
        "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
        said["sam"],
        said["sid"],
        "Editor",
        "jane.doe@example.org",
        said["created"],
    )
    return ",".join(f'"{value}"' for value in values).encode() + b"\r\n"


def test_an_entra_member_is_a_person_and_a_guest_is_not(read):
    outcome = read(EntraUsers(), ENTRA + JANE + GUEST, name="exportUsers_2024-3-1.csv")
    (entry,) = outcome.directory
    assert (entry.person, entry.name, entry.email) == ("jane.doe@example.org", "Jane Doe", "jane@example.org")
    assert entry.accounts == (
        "entra:jane.doe@example.org",
        "guid:6b1f0c5e-0000-4000-8000-0000000000a1",
        "mail:jane@example.org",
    )
    assert (entry.known_from, entry.listed_on, entry.complete) == (date(2024, 3, 1), None, False)
    assert (entry.department, entry.role, entry.start) == ("Press", "Editor", date(2019, 3, 14))
    assert outcome.aside == {SetAside.DIRECTORY: 1, SetAside.OUT_OF_SCOPE: 1}
    assert "private" not in repr(entry)


def test_the_admin_center_writes_several_addresses_into_one_cell(read):
    data = (
        b"Block credential,Department,Display name,Object Id,Proxy addresses,Title,User principal name,When created\n"
        b"False,Press,Jane Doe,6b1f0c5e-0000-4000-8000-0000000000a1,SMTP:jane@example.org+smtp:jd@example.org,"
        b"Editor,jane.doe@example.org,2019-03-14 09:26:53Z\n"
    )
    (entry,) = read(EntraUsers(), data).directory
    assert entry.accounts[-2:] == ("mail:jane@example.org", "mail:jd@example.org")
    assert entry.role == "Editor"


def test_an_ad_user_has_all_spellings(read):
    outcome = read(AdUsers(), AD + ad_row(), name="users-2024-03-01.csv")
    (entry,) = outcome.directory
    assert (entry.person, entry.manager, entry.department) == ("4711", "Roe, Bob", "Press")
    assert entry.accounts == (
        "entra:jane.doe@example.org",
        "windows:corp\\jdoe",
        "windows:corp.example.org\\jdoe",
        "sid:S-1-5-21-10-20-30-1104",
        "guid:6b1f0c5e-0000-4000-8000-0000000000a2",
        "mail:jane@example.org",
        "employee:4711",
    )
    assert entry.start is None  # it could be the third of April


def test_the_whole_column_proves_the_order_of_its_dates(read):
    rows = ad_row(expires="5/6/2024 12:00:00 AM") + ad_row(created="3/14/2019 9:26:53 AM", number="4712")
    first, second = read(AdUsers(), AD + rows).directory
    assert (first.start, first.last_day) == (date(2019, 3, 4), date(2024, 5, 6))
    assert second.start == date(2019, 3, 14)


def test_computers_are_out_of_scope_and_built_in_sids_tell_nobody(read):
    outcome = read(
        AdUsers(), AD + ad_row(sam="PC-1$") + ad_row(**{"class": "computer"}) + ad_row(sid="S-1-5-18")
    )
    assert outcome.aside == {SetAside.DIRECTORY: 1, SetAside.OUT_OF_SCOPE: 2}
    assert not [a for a in outcome.directory[0].accounts if a.startswith("sid:")]


def test_a_list_without_a_domain_gives_the_bare_login(read):
    (entry,) = read(AdUsers(), b"SamAccountName;mail\njdoe;jane@example.org\n").directory
    assert entry.accounts == ("windows:jdoe", "mail:jane@example.org")
    assert entry.person == "jane@example.org"


def test_a_row_without_anything_to_find_it_by_is_a_reject(read):
    outcome = read(AdUsers(), b'"SamAccountName","Name","mail"\n,Jane,\n"a"b,c\njdoe,,\n')
    assert [(r.record, r.reason) for r in outcome.rejects] == [
        (1, "neither a number, a sign-in name, an address nor a login"),
        (2, "a quote stands in the wrong place"),
    ]
    assert [entry.person for entry in outcome.directory] == ["jdoe"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ENTRA + JANE, "entra-users"),
        ((ENTRA + JANE).decode().encode("utf-16"), "entra-users"),
        (AD + ad_row(), "ad-users"),
        (b"SamAccountName;SID;Department\n", "ad-users"),
    ],
)
def test_they_are_recognised_by_their_columns(log_file, data, name):
    assert recognise(log_file(data)).name == name


def test_a_log_about_users_is_none(log_file):
    for header in (
        b"Time,SamAccountName,SID,Operation\n",
        b"userPrincipalName,displayName,userType,timestamp\n",
        b"CreatedTime,UserPrincipalName,DisplayName,ObjectId\n",
    ):
        assert not AdUsers().sniff(header, log_file(b""))
        assert not EntraUsers().sniff(header, log_file(b""))


@given(st.lists(st.sampled_from([b",", b'"', b"\n", b"a@b", b"S-1-5", b"\xff", b"\0", JANE]), max_size=40))
def test_any_bytes_are_counted(read, pieces):
    read(EntraUsers(), ENTRA + b"".join(pieces))
    read(AdUsers(), AD + b"".join(pieces))
