"""Evidence in sentences: numbers, comparison, and never a person who does something."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest
from tests.render.reviews import HOSTILE, KEY, MONDAY, SPELLINGS, claim, context, event, evidence
from tests.render.test_outputs import ACCUSING

from custodes.baselines.series import SERIES
from custodes.indicators import load_library
from custodes.model.review import NamesUse
from custodes.render.head import base_rate, claim_text, why_so_many
from custodes.render.sentences import compared, happened, innocent, line_text, rare, sentence, usual
from custodes.render.veil import Veil
from custodes.render.wording import counted, number, rarity, span

VEIL = Veil(SPELLINGS, KEY)
NAMED = Veil(SPELLINGS, KEY, names=NamesUse("alex", "now", "a reason"))


def test_the_sentence_of_a_copy():
    assert sentence(evidence()) == (
        "From this person's accounts, 412 files were copied to removable media in the 7 days to 12 May 2024; "
        "0 to 3 would have been usual."
    )
    assert compared(evidence()) == (
        "Colleagues: 1.2 on average. Compared with their own 26 active weeks before and 43 colleagues of the department."
    )
    assert (
        rare(evidence())
        == "By the baseline, about 1 in 20,000 ordinary spans of 7 days reach this; it counts towards the score."
    )
    assert "adds nothing to the score" in rare(context())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"observed": 1.0, "window": 1}, "1 file was copied to removable media on 12 May 2024"),
        ({"measure": "shares", "unit": "times", "observed": 2.0}, "access to files was given twice in the 7 days to"),
        ({"measure": "shares", "unit": "times", "observed": 12.0}, "access to files was given 12 times in the"),
        ({"measure": "bytes_removable", "unit": "MiB", "observed": 1.0}, "1 MiB were copied to removable media"),
        ({"measure": "new_recipients", "unit": "mail domains outside", "observed": 1.0}, "1 mail domain outside was written to"),
        ({"measure": "days_shared", "unit": "days", "observed": 5.0, "window": 28}, "access was given to somebody outside on 5 of the 28 days to 12 May 2024"),
        ({"measure": "days_shared", "unit": "days", "observed": 1.0, "window": 28}, "access was given to somebody outside on 1 of the 28 days to 12 May 2024"),
        ({"measure": "days_shared", "unit": "days", "observed": 1.0, "window": 1}, "access was given to somebody outside on 12 May 2024"),
        ({"measure": "own_measure", "unit": "things"}, "412 things were counted (own_measure) in the 7 days"),
    ],
)  # fmt: skip
def test_one_many_times_and_measures_of_others(changes, told):
    assert happened(evidence(**changes)).startswith(told)


@pytest.mark.parametrize(
    ("band", "told"),
    [
        ((0.0, 0.0), "none would have been usual"),
        ((0.0, 0.4), "0 to 1 would have been usual"),
        ((-0.3, 3.0), "0 to 3 would have been usual"),
        ((4.0, 4.0), "4 would have been usual"),
        ((1234.5, 9876.1), "1,234 to 9,877 would have been usual"),
    ],
)
def test_the_usual_band_is_rounded_outwards(band, told):
    assert usual(evidence(band=band)) == told


def test_every_series_makes_a_sentence_in_which_accounts_act():
    for name, series in SERIES.items():
        for observed in (1.0, 2.0, 41.0):
            told = sentence(evidence(measure=name, unit=series.unit, observed=observed))
            assert told.startswith("From this person's accounts, ")
            assert " 1 files" not in told
            assert ACCUSING.findall(told) == []


def test_the_library_and_our_fixed_texts_accuse_nobody():
    for rule in load_library():
        for text in (rule.title, *rule.innocent, *rule.triage, rule.blind_when):
            assert ACCUSING.findall(text) == [], rule.id
    for name in ("report.html.j2", "parts.html.j2"):
        text = resources.files("custodes.render.html").joinpath("templates", name).read_text(encoding="utf-8")
        assert ACCUSING.findall(text) == []


def test_innocent_readings_are_given_once_in_order():
    readings = innocent((evidence(), context(), evidence()))
    assert readings[0] == "A hand-over, a field visit or a backup that the team knows about"
    assert len(readings) == 4


def test_a_log_line_under_the_veil_and_with_names():
    ref = event(
        3,
        object="C:\\x\\Divorce.docx",
        area="C:/x",
        target="uncle.ted@mail.example;bo@mail.example;x@y.example",
    )
    covered = line_text(ref, VEIL)
    assert covered == (
        "copied (removable media), a .docx object in C:/x, to 3 addresses at mail.example, y.example, 3 items, 3,000 bytes, "
        f"on {VEIL.host('LAPTOP-QX77')}"
    )
    named = line_text(ref, NAMED)
    assert "C:\\x\\Divorce.docx" in named
    assert "uncle.ted@mail.example" in named


def test_a_log_line_is_bounded_and_escaped():
    for hostile in HOSTILE:
        for veil in (VEIL, NAMED):
            told = line_text(
                event(1, object=hostile * 50, area=hostile * 50, target=hostile * 50, host=hostile), veil
            )
            assert len(told) < 4000
            assert told.isprintable()


def test_numbers_days_and_rarity():
    assert [number(v) for v in (0, 0.04, 0.5, 3, 9.95, 10.4, 12345.6)] == [
        "0",
        "0.04",
        "0.5",
        "3",
        "9.9",
        "10",
        "12,346",
    ]
    assert counted(1, "actions that move documents") == "1 action that moves documents"
    assert rarity(40.0) == "fewer than 1 in 100,000"
    assert rarity(0.0) == "about 1 in 1"
    assert span(date(2023, 12, 25), date(2024, 1, 7)) == "25 December 2023 – 7 January 2024"


def test_the_claim_in_its_exact_words():
    assert claim_text(claim(5000)) == (
        "Custodes lists people for a second look; being listed is not evidence of wrongdoing. If everybody had acted "
        "properly, up to 1 in 1,000 people would still be listed a week on average: here 5 a week, never more than 20 in "
        "one week or 280 in a year. This holds as far as this period resembles 6 November 2023–5 May 2024; it is an average "
        "over everybody, not over this person, and p is not the chance that the person is innocent."
    )


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (400, "here about one person in 2 weeks, never more than 1 in one week or 22 in a year"),
        (50, "here about one person in 20 weeks, never more than 1 in one week or 3 in a year"),
        (900, "here about one person a week, never more than 3 in one week or 50 in a year"),
        (1500, "here 1.5 a week, never more than 6 in one week or 84 in a year"),
        (0, "here 0 a week, never more than 1 in one week or 1 in a year"),
    ],
)
def test_the_claim_for_small_organisations(people, told):
    assert told in claim_text(claim(people))


def test_without_history_the_claim_says_so():
    assert "resembles the weeks before, of which there are not enough yet" in claim_text(
        claim(50, history_from=None, history_to=None)
    )


def test_the_base_rate_is_the_designs():
    assert "about 1 in 580 listings" in base_rate(claim(1000))
    assert "about 1 in 2,900 listings" in base_rate(claim(1000, budget=5.0))


def test_why_so_many_counts_and_says_what_the_history_resolves():
    told = why_so_many(claim(4))
    assert "3 reviews opened in 208 person-weeks with a score; the budget allows 0.2 and one more" in told
    assert "This history can resolve a budget of 9.5 in 1,000 or more, not 1." in told
    assert "can resolve" not in why_so_many(claim(1000))


def test_mondays():
    assert MONDAY.weekday() == 0
