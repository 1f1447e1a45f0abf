"""Directories as LDIF."""

from __future__ import annotations

import base64
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from custodes.model.event import SetAside
from custodes.sources.people.ldif import Ldif
from custodes.sources.people.ldifentries import entries_of
from custodes.sources.registry import recognise

SID = base64.b64encode(bytes.fromhex("0105000000000005150000000a000000140000001e00000050040000")).decode()
AD = f"""dn: CN=Jane Doe,OU=Staff,DC=corp,DC=example,DC=org
changetype: add
objectClass: top
objectClass: person
objectClass: organizationalPerson
objectClass: user
cn: Jane Doe
sAMAccountName: jdoe
userPrincipalName: jane.doe@example.org
objectSid:: {SID}
objectGUID:: {base64.b64encode(bytes(range(16))).decode()}
proxyAddresses: smtp:jd@example.org
proxyAddresses: SMTP:jane@example.org
proxyAddresses: x500:/o=Example
employeeID: 4711
department:: {base64.b64encode("Büro".encode()).decode()}
whenCreated: 20190304092653.0Z
accountExpires: 133540000000000000
manager: CN=Bob Roe,OU=Staff,DC=corp,DC=example,DC=org

""".encode()
OPEN = b"""version: 1

# staff
#  a comment that
  goes on
dn: uid=jdoe,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: jdoe
cn: Jane
  Doe
cn;lang-de: Jana
mail: jane@example.org
mail: jd@example.org
employeeNumber: 4711
title: Editor
jpegPhoto:: not base64 and never looked at
seeAlso:< file:///etc/passwd
userPassword:: e1NTSEF9eA==
entryUUID: 6b1f0c5e-0000-4000-8000-0000000000a1

dn: cn=admins,dc=example,dc=org
objectClass: groupOfNames
cn: admins
"""


def test_an_ad_export_by_ldifde(read):
    outcome = read(Ldif(), AD, name="users-2024-03-01.ldf")
    (entry,) = outcome.directory
    assert (entry.person, entry.name, entry.manager) == ("4711", "Jane Doe", "Bob Roe")
    assert (entry.department, entry.email) == ("Büro", "jane@example.org")
    assert entry.accounts == (
        "entra:jane.doe@example.org",
        "windows:corp\\jdoe",
        "windows:corp.example.org\\jdoe",
        "sid:S-1-5-21-10-20-30-1104",
        "guid:03020100-0504-0706-0809-0a0b0c0d0e0f",
        "mail:jane@example.org",
        "mail:jd@example.org",
        "employee:4711",
    )
    assert (entry.start, entry.last_day) == (date(2019, 3, 4), date(2024, 3, 4))
    assert (entry.known_from, entry.complete) == (date(2024, 3, 1), False)


def test_an_open_directory_folded_commented_and_with_options(read):
    outcome = read(Ldif(), OPEN)
    (entry,) = outcome.directory
    assert (entry.person, entry.name, entry.role) == ("4711", "Jane Doe", "Editor")
    assert entry.accounts == (
        "ldap:jdoe",
        "guid:6b1f0c5e-0000-4000-8000-0000000000a1",
        "mail:jane@example.org",
        "mail:jd@example.org",
        "employee:4711",
    )
    assert outcome.aside == {SetAside.DIRECTORY: 1, SetAside.OUT_OF_SCOPE: 1}
    assert (outcome.records, entry.record) == (2, 1)


def test_windows_line_ends_utf16_and_8_bit(read, log_file):
    text = OPEN.decode().replace("title: Editor", "title: Führung")
    for data in (
        text.replace("\n", "\r\n").encode(),
        text.encode("utf-16"),
        text.encode("cp1252"),
        text.encode("utf-8-sig"),
    ):
        assert read(Ldif(), data).directory[0].role == "Führung"
        assert recognise(log_file(data)).name == "ldif"


def test_changes_are_set_aside(read):
    changes = b"dn: uid=a,dc=x\nchangetype: modify\nreplace: title\ntitle: b\n-\n\ndn: uid=a,dc=x\nchangetype: delete\n\n"
    outcome = read(Ldif(), changes)
    assert (outcome.records, outcome.directory) == (2, [])
    assert outcome.aside == {SetAside.OUT_OF_SCOPE: 2}


def test_an_entry_that_cannot_be_read_costs_itself_only(read):
    broken = b"dn: uid=b,dc=x\nobjectClass: person\nuid:: ***\n\nuid: c\n\ndn: uid=d,dc=x\nno attribute\n\n"
    empty = b"dn: ou=e,dc=x\nobjectClass: person\n\n"
    outcome = read(Ldif(), broken + empty + OPEN)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (1, "a value is not base64"),
        (2, "it does not begin with a name (dn)"),
        (3, "a line is no attribute"),
        (4, "neither a number, a sign-in name, an address nor a login"),
    ]
    assert [entry.record for entry in outcome.directory] == [5]


def test_a_huge_entry_is_one_reject(read):
    photo = b"jpegPhoto:: " + b"QUFB" * 3000 + b"\n " + b"QUFB" * 3000 + b"\n"
    outcome = read(Ldif(), b"dn: uid=a,dc=x\n" + photo + b"\n" + OPEN, max_record=5000)
    assert [(reject.record, reject.reason) for reject in outcome.rejects] == [
        (1, "the entry is longer than 5,000 bytes")
    ]
    assert len(outcome.directory) == 1


def test_memory_is_bounded_by_one_entry():
    def chunks():
        yield b"dn: uid=a,dc=x\n"
        for _ in range(200):
            yield b"A" * 100_000
        yield b"\n\ndn: uid=b,dc=x\n"

    assert list(entries_of(chunks(), 10_000)) == [None, b"dn: uid=b,dc=x"]


def test_raw_returns_the_lines_of_an_entry():
    (found,) = Ldif().raw(io.BytesIO(AD + OPEN), None, frozenset({3}))
    assert found == (3, b"dn: cn=admins,dc=example,dc=org\nobjectClass: groupOfNames\ncn: admins")


@given(
    st.lists(
        st.sampled_from(
            [
                b"dn: uid=a,dc=x\n",
                b"\n",
                b" ",
                b"#",
                b"-\n",
                b"objectSid:: AQ==\n",
                b"objectClass: user\n",
                b"\r\n",
                b"sAMAccountName: a\n",
                b"uid:: \xff\n",
                b"\x00",
                b"accountExpires: 99999999999999999999\n",
                b"version: 1\n",
            ]
        ),
        max_size=40,
    )
)
def test_any_bytes_are_counted(read, pieces):
    data = b"dn: uid=z,dc=x\n" + b"".join(pieces)
    outcome = read(Ldif(), data)
    found = list(Ldif().raw(io.BytesIO(data), None, frozenset(range(1, outcome.records + 1))))
    assert {number for number, _ in found} <= set(range(1, outcome.records + 1))
