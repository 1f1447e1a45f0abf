"""What holds for every output: nobody is named under the veil, nothing steers the reader's machine, no word accuses."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from tests.render.outputs import everything
from tests.render.reviews import (
    KEY,
    SECRETS,
    SPELLINGS,
    claim,
    event,
    evidence,
    listed,
    nobody,
    person,
    review,
)
from tests.render.test_veil import variants

from custodes.model.person import Spellings
from custodes.model.review import NamesUse, WeekScore
from custodes.render.folding import words
from custodes.render.head import claim_text
from custodes.render.veil import Veil

ACCUSING = re.compile(
    r"\b(suspects?|suspected|thie[fv]\w*|insiders?|malicious|culprits?|guilty|accused?)\b", re.IGNORECASE
)
NAMED = NamesUse("alex", "2024-05-13T08:00:00+00:00", "case 12: agreed with the works council")


@pytest.fixture(scope="module")
def covered():
    made = review()
    return everything(made, Veil(made.spellings, KEY))


@pytest.mark.parametrize("output", ["json", "html", "csv", "terminal"])
def test_nobody_is_named(covered, output):
    text = covered[output].casefold()
    assert [secret for secret in SECRETS if secret in text] == []
    assert "p-" in text


@pytest.mark.parametrize("output", ["json", "html", "csv", "terminal"])
def test_no_control_or_direction_characters(covered, output):
    allowed = {"\n", "\r"} if output == "csv" else {"\n"}
    assert {
        c for c in covered[output] if (ord(c) < 32 or c in "\u202e\u200b\x7f") and c not in allowed
    } == set()


@pytest.mark.parametrize("output", ["json", "html", "terminal"])
def test_every_output_says_what_it_must(covered, output):
    text = html.unescape(covered[output])
    if output == "json":
        text = text.replace('\\"', '"')
    for said in (
        "Custodes lists people for a second look; being listed is not evidence of wrongdoing.",
        "p is not the chance that the person is innocent",
        "all activity, no register: for trial, not for routine",
        "trial run: not recorded",
        "protection of research documents",
        "none are set: records of the works council",
        "nobody uncovered names for this output",
        "ppraisal, selection or dismissal",
    ):
        assert said in text, said


@pytest.mark.parametrize("output", ["json", "html", "terminal"])
def test_uncovered_names_are_quoted_with_who_and_why(output):
    made = review()
    text = html.unescape(everything(made, Veil(made.spellings, KEY, names=NAMED))[output])
    assert "uncovered by alex at 2024-05-13T08:00:00+00:00" in text
    assert "case 12: agreed with the works council" in text
    assert "E7001" in text
    assert re.findall(r"\bP-[A-Z2-7]{8}\b", text) == []


@pytest.mark.parametrize("made", [review(), nobody()], ids=["listed", "nobody"])
def test_no_word_accuses(made):
    plain = replace(made, files=(), notes=())
    for name, text in everything(plain, Veil(made.spellings, KEY)).items():
        assert ACCUSING.findall(text) == [], name


def test_nobody_is_said_plainly_and_why():
    made = nobody()
    out = everything(made, Veil(made.spellings, KEY))
    assert '<p class="lead">Nobody.</p>' in out["html"]
    assert "Nobody is under review." in out["terminal"]
    for output in ("json", "html", "terminal"):
        assert "Provisional: nobody is listed before week 9" in out[output]
    assert json.loads(out["json"])["people"][0]["evidence"] == []


def test_an_empty_lake_has_an_output_too():
    empty = review(
        (), period_first=None, period_last=None, lake_first=None, lake_last=None, files=(), records=0, events=0,
        behind_events=0, rejects=0, set_aside={}, coverage=(), unresolved=(), service_accounts=(), leavers=(),
        weeks=(), notes=(), claim=claim(0, history_from=None, history_to=None),
    )  # fmt: skip
    out = everything(empty, Veil(empty.spellings, KEY))
    assert "no log has been read" in out["html"]
    assert json.loads(out["json"])["from"] is None
    assert claim_text(empty.claim) in html.unescape(out["html"])


SYLLABLES = st.lists(
    st.sampled_from(["zq", "vux", "ojk", "wyb", "pfe", "xar", "ŭl", "møz"]), min_size=3, max_size=4
)
WORD = SYLLABLES.map("".join)


@st.composite
def people(draw):
    """A person's identifier and the spellings that identity gives."""
    first, last, number = draw(WORD), draw(WORD), draw(st.integers(10_000, 99_999))
    login = draw(st.sampled_from([f"{first[0]}{last}", f"{first}.{last}", f"{last}{number}", f"k{number}"]))
    name = draw(st.sampled_from([f"{first} {last}", f"{last}, {first}", f"{first} Q. {last}"])).title()
    mail = f"{first}.{last}@{draw(WORD)}.example"
    own = {
        f"W{number}",
        name,
        mail,
        login,
        f"windows:DOM\\{login}",
        f"entra:{mail}",
        f"S-1-5-21-{number}-{number + 7}",
    }
    return f"W{number}", frozenset(own)


@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # shrinking takes minutes
@given(st.data())
def test_derived_spellings_do_not_survive_in_any_field(data):
    first, second = data.draw(people()), data.draw(people())
    assume(first[0] != second[0])
    known = Spellings(
        {first[0]: first[1], second[0]: second[1]},
        frozenset({"entra:ghost.zqojk@x.example"}),
        frozenset({"LT-ZQ99"}),
    )
    spelled = sorted(first[1] | second[1] | known.accounts | known.hosts)

    def dirt():
        return " / ".join(data.draw(st.sampled_from(spelled).flatmap(variants)) for _ in range(3))

    account = next(s for s in sorted(first[1]) if s.startswith("entra:"))
    dirty = event(
        1,
        source=dirt(),
        account=account,
        object=dirt() + ".docx",
        area=dirt(),
        target=dirt(),
        host="LT-ZQ99",
        raw=dirt(),
    )
    rows = (
        listed(
            first[0], 1, team=dirt(), department=dirt(), group_sizes=(9, 9, 9), evidence=(evidence(events=0),)
        ),
        person(second[0], 2, role=dirt(), group_sizes=(9, 9, 9)),
    )
    rows = (replace(rows[0], evidence=(replace(rows[0].evidence[0], events=(dirty,)),)), rows[1])
    base = review(rows)
    made = replace(
        base,
        files=(replace(base.files[1], path=dirt(), note=dirt()),),
        notes=(dirt(),),
        leavers=tuple(replace(leaver, person=second[0]) for leaver in base.leavers),
        unresolved=(("entra:ghost.zqojk@x.example", 3),),
        since_last=replace(base.since_last, new=(first[0],), gone=(second[0],)),
        weeks=(
            WeekScore(first[0], base.period_first, 1.0, 0.5),
            WeekScore(second[0], base.period_first, None, None),
        ),
        spellings=known,
    )
    veil = Veil(known, KEY)
    for name, text in everything(made, veil).items():
        left = " " + " ".join(word.text for word in words(html.unescape(text))) + " "
        for spelling in spelled:
            folded = " ".join(word.text for word in words(spelling.split(":", 1)[-1]))
            assert f" {folded} " not in left, (name, spelling)


def test_the_fixtures_are_hostile_indeed():
    """Without the veil the secrets are there: the tests above would notice."""
    made = review()
    out = everything(made, Veil(made.spellings, KEY, names=NAMED))
    shown = " ".join(out.values()).casefold()
    assert [s for s in SECRETS if s not in shown and s not in {"öztürkmen", "ozturkmen", "joztur"}] == []
    assert SPELLINGS.hosts
