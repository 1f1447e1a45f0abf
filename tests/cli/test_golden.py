"""What was printed stays as it was printed, or somebody reads the difference: `make golden` writes these anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cli.organisation import build
from typer.testing import CliRunner

from custodes.cli.app import app

GOLDEN = Path(__file__).parent / "golden"
DAY = ("--from", "2024-01-02", "--to", "2024-01-02")
LINES = 12


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    key = folder / "key"
    key.write_text("0123456789abcdef" * 4)
    key.chmod(0o600)
    (folder / "custodes.toml").write_text(f"[keys]\npseudonym = '{key}'\n")
    logs = build(folder / "logs")
    CliRunner().invoke(app, ["ingest", str(logs), "--lake", str(folder / "lake")])
    return folder


@pytest.mark.golden
@pytest.mark.parametrize("form", ["jsonl", "ecs", "ocsf"])
def test_events_of_a_day(lake, form):
    call = [
        "events",
        "--lake",
        str(lake / "lake"),
        "--config",
        str(lake / "custodes.toml"),
        "--format",
        form,
        *DAY,
    ]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    compare(
        f"events.{form}", [line.replace(str(lake), "/org") for line in result.stdout.splitlines()[:LINES]]
    )


@pytest.mark.golden
def test_what_an_ingest_says(lake, tmp_path):
    call = [
        "ingest",
        str(lake / "logs"),
        "--lake",
        str(tmp_path / "lake"),
        "--config",
        str(lake / "custodes.toml"),
    ]
    result = CliRunner().invoke(app, call)
    compare("ingest.txt", result.stdout.replace(str(lake), "/org").splitlines())


def compare(name, lines):
    path = GOLDEN / name
    text = "\n".join(lines) + "\n"
    if os.environ.get("CUSTODES_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
