"""The main job through the command line: logs in, a report out, the same from every command, under the veil."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from datetime import date

import pytest
from tests.cli.organisation import NAMES, WEEKS, build, login, secrets
from typer.testing import CliRunner

from custodes.cases.audit import AuditChain
from custodes.cli.app import app

KEYS = {
    "schema", "from", "to", "engine", "software", "settings_hash", "records", "events", "rejects", "set_aside",
    "budget", "coverage", "since_last", "leavers", "people",
}  # fmt: skip


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


class World:
    """The organisation scanned once: where everything lies, and what was printed."""

    def __init__(self, folder):
        self.folder = folder
        self.logs = build(folder / "logs")
        self.lake = folder / "lake"
        self.json, self.html, self.scores = (folder / name for name in ("r.json", "r.html", "r.csv"))
        self.result = call(
            "scan", self.logs, "--lake", self.lake, "--json", self.json, "--html", self.html, "--scores", self.scores
        )  # fmt: skip
        self.review = json.loads(self.json.read_text()) if self.json.exists() else {}

    def pseudonym(self, rank=1):
        return next(person["person"] for person in self.review["people"] if person["rank"] == rank)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


def test_it_is_done(world):
    assert world.result.exit_code == 0, world.result.output
    assert set(world.review) >= KEYS
    assert world.review["schema"] == "custodes.review/1"


def test_nothing_vanishes(world):
    review = world.review
    read = review["records"]["read"]
    assert read == review["records"]["behind_events"] + review["rejects"] + sum(review["set_aside"].values())
    on_disk = sum(
        len(p.read_text().splitlines()) - 1 for p in world.logs.rglob("*.csv") if p.name != "answers.csv"
    )
    assert read == on_disk
    assert review["rejects"] == 1  # the line with a broken date


def test_everybody_is_ranked_and_the_busy_one_first(world):
    people = world.review["people"]
    assert sorted(person["rank"] for person in people) == list(range(1, len(NAMES) + 1))
    assert all(re.fullmatch(r"P-[A-Z2-7]{8}", person["person"]) for person in people)
    (first,) = [person for person in people if person["rank"] == 1]
    found = {e["indicator"] for e in first["evidence"]}
    assert "bulk_copy_to_removable_media" in found
    evidence = next(e for e in first["evidence"] if e["indicator"] == "bulk_copy_to_removable_media")
    assert evidence["observed"] > 10 * max(evidence["expected"], 1)
    assert evidence["observed"] == evidence["events_total"]  # what was counted is what can be shown
    assert evidence["innocent"]
    assert evidence["events"]
    assert evidence["events"][0]["record"] >= 1


def test_no_name_anywhere(world):
    outputs = {
        "json": world.json.read_text(),
        "html": world.html.read_text(),
        "scores": world.scores.read_text(),
        "terminal": world.result.output,
        "ingest": call("ingest", world.logs, "--lake", world.lake).output,
        "review": call("review", "--lake", world.lake).output,
        "coverage": call("coverage", "--lake", world.lake).output,
        "explain": call("explain", world.pseudonym(), "--lake", world.lake).output,
        "events jsonl": call("events", "--lake", world.lake).output,
        "events ecs": call("events", "--lake", world.lake, "--format", "ecs").output,
        "events ocsf": call("events", "--lake", world.lake, "--format", "ocsf").output,
    }
    for where, text in outputs.items():
        assert text, where
        shown = [secret for secret in secrets() if secret.casefold() in text.casefold()]
        assert shown == [], where
    assert "names" not in {line.action for line in AuditChain(world.lake).lines()}


def test_scores_have_every_person_and_week(world):
    with world.scores.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["person", "week", "score", "p_value", "unknown"]
    assert len(rows) == len(NAMES) * WEEKS
    assert all(date.fromisoformat(row["week"]).weekday() == 0 for row in rows)


def test_review_says_what_scan_said(world, tmp_path):
    result = call("review", "--lake", world.lake, "--json", tmp_path / "again.json")
    assert result.exit_code == 0, result.output
    again = json.loads((tmp_path / "again.json").read_text())
    assert again["people"] == world.review["people"]


def test_the_same_files_again_add_nothing(world):
    result = call("ingest", world.logs, "--lake", world.lake)
    assert result.exit_code == 0, result.output
    assert "0 events added" in result.stdout
    assert "holiday.bin" in result.stdout or "Not recognised: 1" in result.stdout


def test_explain_takes_the_pseudonym(world):
    result = call("explain", world.pseudonym(), "--lake", world.lake)
    assert result.exit_code == 0, result.output
    assert world.pseudonym() in result.stdout
    assert "removable media" in result.stdout


def test_the_command_that_explain_names_can_be_pasted(world):
    said = call("explain", world.pseudonym(), "--lake", world.lake).stdout.splitlines()
    command = next(line.strip() for line in said if "custodes events" in line)
    _, *arguments = shlex.split(command)
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") > 1


def test_explain_refuses_an_id_without_names(world):
    result = call("explain", "E0003", "--lake", world.lake)
    assert result.exit_code == 2
    assert call("explain", "P-AAAAAAAA", "--lake", world.lake).exit_code == 2


def test_events_are_lines_in_order_of_time(world):
    result = call("events", "--lake", world.lake, "--from", "2024-01-02", "--to", "2024-01-03")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert rows
    ecs = call(
        "events", "--lake", world.lake, "--from", "2024-01-02", "--to", "2024-01-03", "--format", "ecs"
    )
    times = [json.loads(line)["@timestamp"] for line in ecs.stdout.splitlines()]
    assert len(times) == len(rows)
    assert times == sorted(times)
    assert {time[:10] for time in times} == {"2024-01-02", "2024-01-03"}


def test_events_of_one_person(world):
    person = world.pseudonym()
    result = call("events", "--lake", world.lake, "--person", person, "--format", "ecs")
    everybody = call("events", "--lake", world.lake, "--format", "ecs")
    assert result.exit_code == 0, result.output
    assert 0 < len(result.stdout.splitlines()) < len(everybody.stdout.splitlines())


def test_names_are_written_down_and_quoted(world, tmp_path):
    lake = tmp_path / "lake"
    call("ingest", world.logs, "--lake", lake)
    target = tmp_path / "named.html"
    reason = "case 17, approved by the council"
    result = call("review", "--lake", lake, "--html", target, "--names", "--reason", reason)
    assert result.exit_code == 0, result.output
    (line,) = AuditChain(lake).lines()
    assert (line.action, line.reason) == ("names", reason)
    assert reason in target.read_text()
    assert NAMES[3] in target.read_text() or "E0003" in target.read_text()
    named = call("explain", "E0003", "--lake", lake, "--names", "--reason", reason)
    assert named.exit_code == 0, named.output
    assert login(3) in call("events", "--lake", lake, "--names", "--reason", reason).stdout
    assert len(AuditChain(lake).lines()) == 3
    assert AuditChain(lake).verify().intact


def test_a_larger_top_is_written_down(world, tmp_path):
    lake = tmp_path / "lake"
    call("ingest", world.logs, "--lake", lake)
    assert call("review", "--lake", lake, "--top", "21").exit_code == 0
    assert [line.action for line in AuditChain(lake).lines()] == ["top"]


def test_results_on_standard_output_stand_alone(world):
    result = call("review", "--lake", world.lake, "--json", "-")
    assert json.loads(result.stdout)["schema"] == "custodes.review/1"
    scores = call("review", "--lake", world.lake, "--scores", "-")
    assert scores.stdout.startswith("person,week,score,p_value,unknown")


def test_a_dry_run_stores_nothing(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call("scan", world.logs, "--dry-run")
    assert result.exit_code == 0, result.output
    assert list(tmp_path.iterdir()) == []
    assert "cert" in result.stdout
    assert "2024-01-01" in result.stdout
    assert "print" in result.stdout  # a blind channel
    assert [secret for secret in secrets() if secret.casefold() in result.output.casefold()] == []


def test_too_many_rejects_end_with_4_after_the_work(world, tmp_path):
    target = tmp_path / "r.json"
    result = call("scan", world.logs, "--lake", tmp_path / "lake", "--max-rejects", "0", "--json", target)
    assert result.exit_code == 4
    assert target.exists()


def test_what_does_not_exist_ends_with_3(tmp_path):
    result = call("scan", tmp_path / "nothing here", "--lake", tmp_path / "lake")
    assert result.exit_code == 3
    assert "nothing here" in result.output


def test_a_folder_of_nothing_known_ends_with_3(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)))
    result = call("scan", tmp_path / "a.bin", "--lake", tmp_path / "lake")
    assert result.exit_code == 3


def test_trying_out_an_id_stands_in_the_audit_chain(world, tmp_path):
    lake = tmp_path / "lake"
    shutil.copytree(world.lake, lake)
    before = len(AuditChain(lake).lines())
    result = call("explain", "nosuch", "--lake", lake, "--names", "--reason", "case 17, approved by A")
    assert result.exit_code == 2
    added = AuditChain(lake).lines()[before:]
    assert [(line.action, line.detail) for line in added] == [("names", {"command": "explain"})]
