"""The JSON document: exactly the contract, valid against the schema that ships."""

from __future__ import annotations

import copy
import json

import pytest
from tests.render.reviews import HOSTILE, KEY, crowd, evidence, listed, nobody, review
from tests.render.schemas import problems

from custodes.render.document import json_schema, review_document, review_json
from custodes.render.veil import Veil

CONTRACT = [
    "from",
    "to",
    "engine",
    "software",
    "settings_hash",
    "records",
    "events",
    "rejects",
    "set_aside",
    "budget",
    "coverage",
    "since_last",
    "leavers",
    "people",
]
PERSON = [
    "person",
    "rank",
    "peak_score",
    "peak_day",
    "p_value",
    "q_value",
    "flagged",
    "first_flagged",
    "flagged_weeks",
    "unknown",
    "evidence",
]
EVIDENCE = [
    "indicator",
    "stage",
    "itm",
    "attack",
    "from",
    "to",
    "observed",
    "expected",
    "compared_with",
    "strength",
    "innocent",
    "events_total",
    "events",
]
COVERAGE = ["channel", "sources", "first", "last", "silent_days", "indicators", "blind", "advice"]
LEAVER = ["person", "last_day", "known_from", "p_value", "of", "evidence"]
EVENT = ["id", "source", "record", "time", "text", "hash"]


def document(made):
    return json.loads(review_json(made, Veil(made.spellings, KEY)))


def test_the_keys_are_the_contract():
    made = document(review())
    assert made["schema"] == "custodes.review/1"
    assert list(made) == ["schema", "head", *CONTRACT, "went"]
    assert list(made["people"][0]) == PERSON
    assert list(made["people"][0]["evidence"][0]) == EVIDENCE
    assert list(made["people"][0]["evidence"][0]["events"][0]) == EVENT
    assert list(made["coverage"][0]) == COVERAGE
    assert list(made["leavers"][0]) == LEAVER
    assert list(made["since_last"]) == ["new", "again", "gone"]
    assert made["records"] == {"read": 1000, "behind_events": 990}
    assert made["budget"] == {"innocents_per_1000_per_week": 1.0}


def test_our_readers_recognise_their_own_output():
    assert (
        review_json(review(), Veil(review().spellings, KEY))
        .replace(" ", "")
        .replace("\n", "")
        .startswith('{"schema":"custodes.review/1"')
    )


@pytest.mark.parametrize(
    "made", [review(), nobody(), crowd(40, under=2, top=1)], ids=["listed", "nobody", "crowd"]
)
def test_it_is_valid(made):
    schema = json_schema()
    assert problems(document(made), schema, schema) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("people", 0, "rank"), 0),
        (("people", 0, "p_value"), 1.5),
        (("people", 0, "peak_day"), "12 May"),
        (("events"), "many"),
        (("set_aside", "header"), -1),
        (("coverage", 0, "extra"), 1),
    ],
)
def test_the_schema_refuses_what_is_wrong(path, value):
    made = copy.deepcopy(document(review()))
    inner = made
    keys = path if isinstance(path, tuple) else (path,)
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    schema = json_schema()
    assert problems(made, schema, schema) != []


def test_persons_are_called_the_same_everywhere():
    made = document(review())
    people = [row["person"] for row in made["people"]]
    assert len(set(people)) == len(people)
    assert made["since_last"]["new"] == [people[0]]
    assert {row["person"] for row in made["leavers"]} <= set(people)
    assert made["head"]["unresolved"][1] == [f"cert:{people[2]}", 3]


def test_ranks_and_unknown():
    rows = document(review())["people"]
    assert [row["rank"] for row in rows] == [1, 2, 3, 4]
    assert rows[3]["p_value"] is None
    assert rows[3]["unknown"] == "no activity seen"
    assert rows[0]["unknown"] == ""


def test_at_most_fifty_events_and_the_true_total():
    made = review((listed("E7001", 1, evidence=(evidence(events=80),)),))
    node = document(made)["people"][0]["evidence"][0]
    assert len(node["events"]) == 50
    assert node["events_total"] == 412


def test_numbers_that_are_no_numbers_are_refused():
    made = review((listed("E7001", 1, peak_score=float("nan")),))
    with pytest.raises(ValueError, match="JSON"):
        review_json(made, Veil(made.spellings, KEY))


def test_strings_of_unknown_origin_are_escaped():
    made = review((listed("E7001", 1, team=HOSTILE[0]),))
    text = review_json(made, Veil(made.spellings, KEY))
    assert "\\u001b" not in text
    assert "\x1b" not in text


def test_it_does_not_depend_on_the_order_of_sets():
    made = review()
    assert review_document(made, Veil(made.spellings, KEY)) == review_document(
        made, Veil(made.spellings, KEY)
    )
