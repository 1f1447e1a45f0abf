"""``custodes evaluate`` on a small simulated organisation, whole."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from custodes.cli.app import app
from custodes.trials.worlds import TITLES


def run(*call):
    return CliRunner().invoke(app, [str(part) for part in call])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluate")
    for call in (
        ("simulate", "--out", folder / "logs", "--people", 60, "--days", 90, "--seed", 3),
        ("ingest", folder / "logs", "--lake", folder / "lake"),
    ):
        assert run(*call).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def done(made):
    answers = made / "logs" / "answers.csv"
    result = run("evaluate", "--lake", made / "lake", "--answers", answers, "--json", made / "e.json")
    assert result.exit_code == 0, result.output
    return result, json.loads((made / "e.json").read_text(encoding="utf-8"))


def test_every_method_stands_beside_ours(done):
    result, document = done
    assert document["schema"] == "custodes.evaluation/1"
    part = document["everybody"]
    assert [method["id"] for method in part["methods"]] == list(TITLES)
    for method in part["methods"]:
        assert method["title"] in result.stdout
        for view in ("leave_dates", "no_leave_dates"):
            assert [at["share"] for at in method[view]["at"]] == [0.001, 0.005, 0.01, 0.05]
            for at in method[view]["at"]:
                assert 0 <= at["recall"]["low"] <= at["recall"]["value"] <= at["recall"]["high"] <= 1
    listed = {at["listings"] for method in part["methods"] for at in [method["no_leave_dates"]["at"][3]]}
    assert len(listed) == 1  # everybody ranks the same person-weeks
    assert [row["budget"] for row in part["account"]] == [0.5, 1.0, 5.0]
    assert all(row["kept"] and row["opened"] <= row["bound"] for row in part["account"])


def test_all_who_were_planted_are_counted_and_nobody_is_named(made, done):
    result, document = done
    with (made / "logs" / "answers.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    assert document["everybody"]["insiders"] == len(planted)
    assert document["everybody"]["unknown"] == 0
    assert set(document["kinds"]) == {row["kind"] for row in planted}
    written = result.stdout + (made / "e.json").read_text(encoding="utf-8")
    assert not any(row["person"] in written for row in planted)


def test_two_lakes_pool_and_json_goes_to_standard_output(made, done):
    pair = ("--lake", made / "lake", "--answers", made / "logs" / "answers.csv")
    result = run("evaluate", *pair, *pair, "--json", "-")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["worlds"] == 2
    assert document["person_weeks"] == 2 * done[1]["person_weeks"]
    ours, alone = (d["everybody"]["methods"][0]["no_leave_dates"]["auc"] for d in (document, done[1]))
    assert ours["value"] == pytest.approx(alone["value"])


def test_answers_of_others_and_calls_that_do_not_fit_are_told(made, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("person,first,last\nSTRANGER,2024-01-01,2024-01-02\n", encoding="utf-8")
    result = run("evaluate", "--lake", made / "lake", "--answers", other)
    assert result.exit_code == 3
    assert "name nobody of this lake" in result.output
    assert str(other) in result.output.replace("\n", "")
    result = run("evaluate", "--lake", made / "lake", "--answers", other, "--answers", other)
    assert result.exit_code == 2
    assert "1 lakes and 2 files" in result.output
    assert run("evaluate", "--lake", tmp_path, "--answers", other).exit_code == 2
    inside = run("evaluate", "--lake", made / "lake", "--answers", other, "--json", made / "lake" / "x.json")
    assert inside.exit_code == 2
