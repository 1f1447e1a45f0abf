"""The veil: no spelling of anybody gets through, and ordinary text stays readable."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.reviews import BOB, EVE, JANE, KEY, SPELLINGS

from custodes.model.person import Spellings
from custodes.model.review import NamesUse
from custodes.render.folding import words
from custodes.render.veil import SHARED, Veil

VEIL = Veil(SPELLINGS, KEY)


@pytest.mark.parametrize(
    "text",
    [
        r"\\srv\home$\jquim7\budget.xlsx",
        r"C:\Users\JQUIM7\Desktop",
        "https://acme-my.sharepoint.example/personal/jane_quimby_acme_example/Documents",
        "https://acme-my.sharepoint.example/personal/jane_quimby_acme_onmicrosoft_com/Documents",
        "QUIMBY,%20Jane",
        "Quimby%2C%2520Jane",
        "jane%2Equimby%40acme.example",
        "janequimby@web.example",
        "JQuimby",
        "quimbyj",
        "j.quimby",
        "Backup_of_Quimby_2024",
        "jquim7_old.zip",
        "S-1-5-21-1004336348-1177238915-682003330-51200",
        "s_1_5_21_1004336348_1177238915_682003330_51200",
        "J\u200bane Quim\u200bby",
        "Ｊａｎｅ Ｑｕｉｍｂｙ",
        "e7001",
        "E7001-laptop",
        "C:/JaneQuimbyFiles/2024",
        "QuimbyJane.zip",
    ],
)
def test_every_derived_spelling_becomes_the_same_pseudonym(text):
    shown = VEIL.text(text)
    assert VEIL.person("E7001") in shown
    left = " ".join(word.text for word in words(shown.replace(VEIL.person("E7001"), "")))
    assert not {"jane quimby", "quimby", "jquim", "51200", "7001"} & {left, *left.split()}


@pytest.mark.parametrize(
    "text",
    ["Öztürkmen, Jürgen", "JUERGEN.OEZTUERKMEN", "jurgen ozturkmen", "Ju\u0308rgen O\u0308ztu\u0308rkmen"],
)
def test_accents_and_written_out_umlauts(text):
    assert VEIL.text(text) == VEIL.person("E7003")


@pytest.mark.parametrize(
    "text",
    [
        "山田太郎",
        "資料山田太郎資料",
        "山田 太郎.docx",
        "/home/山田太郎/x",
        "%E5%B1%B1%E7%94%B0%E5%A4%AA%E9%83%8E",
    ],
)
def test_names_of_scripts_without_spaces(text):
    veil = Veil(Spellings({"Y1234": frozenset({"山田 太郎", "Y1234"}), "K77": frozenset({"김민준"})}), KEY)
    assert veil.person("Y1234") in veil.text(text)
    assert "山田" not in veil.text(text)
    assert veil.text("우리김민준님") == f"우리{veil.person('K77')}님"


def test_devices_and_accounts_that_nobody_is_known_for():
    assert VEIL.text(r"\\WS-0042\share") == rf"\\{VEIL.text('ws-0042.corp.acme.example')}\share"
    assert VEIL.text("ws-0042").startswith("H-")
    assert VEIL.text("cert:klm4711") == VEIL.text("KLM4711") == VEIL.person("KLM4711")
    assert VEIL.account("entra:mallory.outside@other.example").startswith("entra:A-")
    assert VEIL.account("windows:rzelaz") == f"windows:{VEIL.person('E7002')}"
    assert VEIL.account("google:never.seen@other.example").startswith("google:A-")


@pytest.mark.parametrize(
    "text",
    [
        "https://acme.example/sites/records/Shared Documents/2024/May",
        "C:/Program Files/Admin Tools/will.exe",
        "cert.logon: exactly 50,000 rows: the export was probably cut",
        "/logs/r4.2/file.csv",
        "a.zip!inner/b.csv",
    ],
)
def test_ordinary_text_stays_as_it_is(text):
    may = Veil(
        Spellings({"17": frozenset({"17", "May", "may@acme.example", "admin", "Will Marketing"})}), KEY
    )
    assert may.text(text) == text
    assert VEIL.text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "may@web.example",
        r"ACME\may",
        "/home/may/x",
        r"C:\Users\admin\x",
        "windows:admin",
        "may",
        "/personal/may_acme_example",
        "admin%40acme.example",
        "~may/x",
    ],
)
def test_an_ordinary_word_is_replaced_where_it_stands_like_an_account(text):
    veil = Veil(Spellings({"17": frozenset({"17", "May", "may@acme.example", "admin"})}), KEY)
    assert veil.person("17") in veil.text(text)


def test_what_two_persons_share_names_neither():
    twins = Veil(Spellings({"A1x": frozenset({"Ann Quirk"}), "A2x": frozenset({"Ann Quirk"})}), KEY)
    assert twins.text("ann.quirk") == SHARED
    assert twins.text("A1x") == twins.person("A1x") != twins.person("A2x")


def test_pseudonyms_depend_on_the_key_only_and_never_collide():
    persons = {f"N{i:05d}": frozenset({f"N{i:05d}"}) for i in range(3000)}
    veil, again = Veil(Spellings(persons), KEY), Veil(Spellings(dict(reversed(persons.items()))), KEY)
    other = Veil(Spellings(persons), b"x" * 32)
    shown = {veil.person(p) for p in persons}
    assert len(shown) == len(persons)
    assert all(veil.person(p) == again.person(p) != other.person(p) for p in persons)
    assert all(len(s) == 10 and s.startswith("P-") for s in shown)


def test_equal_pseudonyms_are_both_made_longer(monkeypatch):
    real = Veil._code
    monkeypatch.setattr(
        Veil, "_code", lambda self, letter, what, n: "P-SAME" if n == 8 else real(self, letter, what, n)
    )
    veil = Veil(Spellings({"X1": frozenset(), "X2": frozenset()}), KEY)
    assert len({veil.person("X1"), veil.person("X2")}) == 2
    assert len(veil.person("X1")) == 11


def test_files_subjects_and_urls_are_shown_by_extension_and_area():
    assert (
        VEIL.file(r"C:\x\Divorce of uncle Ted.docx", r"C:/jquim7")
        == f"a .docx object in C:/{VEIL.person('E7001')}"
    )
    assert VEIL.file("Re: my operation on Monday", None) == "an object"
    assert VEIL.file("https://site.example/private/path.html?user=1#x", None) == "a .html object"
    assert VEIL.extension("x.rzelaz") == ""
    assert VEIL.file(None, None) == ""


def test_teams_appear_from_five_members():
    assert VEIL.group("Curators", 4) == ""
    assert VEIL.group("Curators", 5) == "Curators"
    assert VEIL.group("Team Quimby", 50) == f"Team {VEIL.person('E7001')}"


def test_uncovered_names_change_nothing_and_are_quoted():
    use = NamesUse("root", "2024-05-13T08:00:00Z", "case 12, agreed")
    open_ = Veil(SPELLINGS, KEY, names=use)
    assert open_.text("jane.quimby") == "jane.quimby"
    assert open_.person("E7001") == "E7001"
    assert open_.pseudonym("E7001") == VEIL.person("E7001")
    assert open_.known_as("E7001") == tuple(sorted(JANE))
    assert VEIL.known_as("E7001") == ()
    assert open_.file("Divorce.docx", "C:/") == "Divorce.docx"


def variants(spelling: str) -> st.SearchStrategy[str]:
    """Ways in which products and people write one spelling."""
    bare = spelling.split(":", 1)[-1]
    return st.sampled_from(
        [
            spelling,
            spelling.upper(),
            spelling.lower(),
            spelling.title(),
            quote(spelling, safe=""),
            quote(quote(spelling, safe=""), safe=""),
            "".join(f"%{b:02x}" for b in spelling.encode()),
            "".join(c if c.isalnum() else "_" for c in bare),
            "".join(c if c.isalnum() else "." for c in bare),
            bare.replace(" ", "."),
            bare.replace(" ", "+"),
            f"/personal/{bare.replace('@', '_').replace('.', '_')}/",
            rf"\\srv\home$\{bare}\x",
            rf"C:\Users\{bare}\AppData",
            f"/home/{bare}/.ssh",
            f"mailto:{bare}?subject=x",
        ]
    )


ALL = sorted(JANE | BOB | EVE | SPELLINGS.accounts | SPELLINGS.hosts)
NOISE = st.text(st.characters(codec="utf-8", exclude_categories=("L", "N", "M", "Cf")), max_size=4)


@given(
    st.lists(
        st.tuples(NOISE, st.sampled_from(ALL).flatmap(lambda s: st.tuples(st.just(s), variants(s)))),
        max_size=6,
    )
)
def test_no_spelling_survives(parts):
    text = " ; ".join(noise + written for noise, (_, written) in parts)
    shown = VEIL.text(text)
    left = " " + " ".join(word.text for word in words(shown)) + " "
    for _, (spelling, _) in parts:
        folded = " ".join(word.text for word in words(spelling.split(":", 1)[-1]))
        assert f" {folded} " not in left
    assert VEIL.text(shown) == shown


@given(st.text(max_size=200))
def test_any_text_is_survived_and_text_without_spellings_is_kept(text):
    veil = Veil(Spellings({"Zq9999x": frozenset({"zqxjkvwq"})}), KEY)
    shown = veil.text(text)
    if "zqxjkvwq" not in text.casefold():
        assert shown == text


def test_a_hundred_thousand_people_are_one_dictionary_look_up():
    """No more than a handful of look-ups per word, however many people there are."""
    persons = {
        f"H{i:06d}": frozenset(
            {f"H{i:06d}", f"first{i} last{i}", f"u{i}x@acme.example", f"windows:ACME\\u{i}x"}
        )
        for i in range(20_000)
    }
    veil = Veil(Spellings(persons), KEY)
    seen = 0

    class Counting(dict):
        def get(self, *args):
            nonlocal seen
            seen += 1
            return super().get(*args)

    veil._replace = Counting(veil._replace)
    text = "the quick brown fox of u77x jumps over H000042 in a folder of words " * 50
    assert veil.person("H000042") in veil.text(text)
    assert seen < 20 * len(text.split())


PEOPLE = Spellings(
    {
        "E1": frozenset({"E1", "entra:jdoe@x.org", "jdoe@x.org", "jdoe", "Jane Doe"}),
        "E2": frozenset({"E2", "li@x.org", "li", "Kim Li"}),
        "E3": frozenset({"E3", "may", "May Park"}),
        "E4": frozenset({"E4", "zmueller", "Zoë Weiß-Müller"}),
        "E5": frozenset({"E5", "rob5", "Robert de Vries"}),
        "E6": frozenset({"E6", "1234", "王小明"}),
    }
)
PLACES = Veil(PEOPLE, KEY)


@pytest.mark.parametrize(
    "place",
    [
        "JDOEPC/c$/tmp",
        "srv/PCJDOE01",
        "srv/xjdoe",
        "srv/svcjdoe/jdoestuff",
        "srv/janedoefiles",
        "srv/Janes Sachen",
        "D:/DOE",
        "D:/Kim",
        "D:/PARK",
        "/u/li/",
        "li-laptop/c$",
        "may-laptop/c$",
        "fs/userdata/li",
        "x_li_y",
        "Documents/li.V6",
        "PC-1234",
        "srv/1234$",
        "D:/müllerfiles",
        "D:/DRobert",
        "D:/Vries",
        "li notes.txt",
        "logs/may.txt",
    ],
)
def test_a_place_names_nobody(place):
    shown = PLACES.place(place)
    left = shown.replace(SHARED, "")
    for person in PEOPLE.persons:
        left = left.replace(PLACES.person(person), "")
    told = " ".join(word.text for word in words(left))
    hidden = ("jdoe", "jane", "doe", "kim", "park", "may", "muller", "robert", "vries", "1234")
    assert not [name for name in hidden if name in told], shown
    assert "li" not in told.split()
    assert Veil(PEOPLE, KEY, names=NamesUse("a", "b", "c")).place(place) == place


def test_ordinary_places_stay_readable():
    for place in (
        "sites/finance/Reports 2024",
        "C:/Windows/System32",
        "srv/projects/delta",
        "sites/living/maybe",
    ):
        assert PLACES.place(place) == place


def test_what_else_records_call_an_unresolved_account_has_its_pseudonym():
    also = {"windows:corp\\zq7": frozenset({"sid:S-1-5-21-1-2-3-4", "mail:zq.mail@acme.example"})}
    veil = Veil(Spellings({}, frozenset(also), aliases=also), KEY)
    shown = veil.text("zq7 is S-1-5-21-1-2-3-4, CORP\\ZQ7 and zq.mail@acme.example")
    assert shown.count(veil.pseudonym("windows:corp\\zq7")) == 4


@pytest.mark.parametrize(
    ("account", "place", "shown"),
    [
        ("windows:nt authority\\system", "C:/Windows/System32/a", "C:/Windows/System32/a"),
        ("windows:acme labs\\jdoe", "srv/acme/labs/windows/jdoe", "srv/acme/labs/windows/P"),
        ("windows:acme\\Jane Roe", "home/Jane Roe", "home/P"),
    ],
)
def test_the_domain_of_an_account_and_the_system_itself_are_nobody_in_a_place(account, place, shown):
    veil = Veil(Spellings({"E1": frozenset({account})}), KEY)
    assert veil.place(place).replace(veil.person("E1"), "P").replace("P P", "P") == shown
