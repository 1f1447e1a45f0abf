"""Sigma rules through the command line: in force, refused by name, explained, decided on, set in the settings."""

from __future__ import annotations

import json

import pytest
from tests.cli.organisation import build, secrets
from typer.testing import CliRunner

from custodes.cli.app import app

RULES = """
title: Documents copied in a burst
name: burst
correlation: {type: event_count, rules: [copied], group-by: [user], timespan: 8h, condition: {gte: 20}}
tags: [attack.exfiltration, attack.t1052.001]
falsepositives: [A hand-over]
---
title: A document copied
name: copied
logsource: {product: cert, service: file}
detection:
  sel: {filename|re: '\\.[a-z]{3,4}$'}
  condition: sel
---
title: A process
logsource: {product: windows, category: process_creation}
detection:
  sel: {Image|endswith: '\\rar.exe'}
  condition: sel
---
title: An unknown field
logsource: {product: cert}
detection:
  sel: {Colour: red}
  condition: sel
"""


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sigma")
    (folder / "rules").mkdir()
    (folder / "rules" / "ours.yml").write_text(RULES, encoding="utf-8")
    logs, out = build(folder / "logs"), folder / "r.json"
    result = call(
        "scan", logs, "--lake", folder / "lake", "--sigma", folder / "rules", "--json", out, "--budget", 50
    )
    assert result.exit_code == 0, result.output
    return folder, result, json.loads(out.read_text())


def _node(review):
    (node,) = [e for p in review["people"] for e in p["evidence"] if e["indicator"] == "sigma_burst"][:1]
    return node


def test_what_cannot_be_run_is_named_on_standard_error_and_in_the_review(scanned):
    folder, result, review = scanned
    for line in (
        "ours.yml, line 15 (A process): no events are of the log source product windows, category process_creation",
        "ours.yml, line 21 (An unknown field): events have no field 'Colour'",
    ):
        assert f"Sigma rule refused: {line}" in result.stderr
        assert any(note.startswith(f"Refused: {line}") for note in review["head"]["notes"])
    assert (
        "1 of 3 Sigma rules and files are in force as indicators; 2 are refused:" in review["head"]["notes"]
    )
    assert folder.exists()


def test_the_evidence_cites_what_completed_the_correlation(scanned):
    _, _, review = scanned
    node = _node(review)
    assert (node["stage"], node["attack"]) == ("egress", ["T1052.001"])
    assert node["innocent"][0] == "A hand-over"
    assert node["events_total"] == node["observed"]
    assert len(node["events"]) == min(50, node["events_total"])
    assert not [secret for secret in secrets() if secret in json.dumps(review)]


def test_explain_and_decide_know_the_rules_by_option_and_by_settings(scanned):
    folder, _, review = scanned
    person = next(
        p["person"] for p in review["people"] if any(e["indicator"] == "sigma_burst" for e in p["evidence"])
    )
    told = call("explain", person, "--lake", folder / "lake", "--sigma", folder / "rules")
    assert told.exit_code == 0, told.output
    assert "Sigma: Documents copied in a burst [egress; T1052.001]" in told.stdout
    assert "events were found that complete a Sigma correlation" in told.stdout
    assert "Sigma:" not in call("explain", person, "--lake", folder / "lake").stdout
    (folder / "lake" / "custodes.toml").write_text(
        f"[detection]\nsigma = {json.dumps(str(folder / 'rules'))}\n", encoding="utf-8"
    )
    assert "Sigma: Documents copied" in call("explain", person, "--lake", folder / "lake").stdout
    done = call(
        "decide",
        person,
        "--outcome",
        "explained",
        "--reason",
        "a hand-over to the archive team",
        "--lake",
        folder / "lake",
    )
    assert done.exit_code == 0, done.output
    assert "sigma: documents copied in a burst" in done.stdout
    covered = call("coverage", "--lake", folder / "lake")
    assert "sigma_burst" in covered.stdout


def test_a_folder_without_rules_is_an_error_before_anything_else(tmp_path):
    result = call("scan", build(tmp_path / "logs"), "--lake", tmp_path / "lake", "--sigma", tmp_path / "none")
    assert result.exit_code == 2
    assert "there are no Sigma rules here" in result.stderr
    assert not (tmp_path / "lake").exists()
