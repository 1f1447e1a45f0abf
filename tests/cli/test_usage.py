"""Calls that cannot be carried out end with 2, before anything is made."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from custodes.cli.app import COMMANDS, app

CONTRACT = [
    "demo", "scan", "ingest", "map", "review", "coverage", "explain", "decide", "events", "purge", "simulate", "evaluate", "power",
]  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def test_the_commands_of_the_contract():
    assert [command.__name__ for command in COMMANDS] == CONTRACT


@pytest.mark.parametrize("command", CONTRACT)
def test_every_command_has_help_and_verbose(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--verbose" in result.stdout


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["scan"], "Missing argument"),
        (["scan", "x", "--from", "31.12.2025"], "not a date"),
        (["scan", "x", "--from", "2025-02-01", "--to", "2025-01-01"], "lies after"),
        (["scan", "x", "--budget", "0"], "detection.budget"),
        (["scan", "x", "--budget", "lots"], "--budget"),
        (["scan", "x", "--zone", "Mars/Olympus"], "time zone"),
        (["scan", "x", "--names"], "--reason"),
        (["scan", "x", "--names", "--reason", "curious"], "10 characters"),
        (["scan", "x", "--reason", "a long enough reason"], "without --names"),
        (["scan", "x", "--json", "-", "--scores", "-"], "only one"),
        (["scan", "x", "--html", "no/where.html"], "does not exist"),
        (["scan", "x", "--config", "none.toml"], "does not exist"),
        (["review", "--lake", "nowhere"], "no lake"),
        (["review", "--lake", "nowhere", "--names"], "--reason"),
        (["coverage", "--lake", "nowhere"], "no lake"),
        (["explain", "P-ABCDEFGH", "--lake", "nowhere"], "no lake"),
        (["decide", "P-ABCDEFGH", "--outcome", "ask"], "--reason"),
        (["decide", "P-ABCDEFGH", "--outcome", "ask", "--reason", "rank 1"], "10 letters"),
        (["decide", "E7", "--outcome", "ask", "--reason", "moved the archive"], "--names"),
        (
            [
                "decide",
                "P-ABCDEFGH",
                "--outcome",
                "ask",
                "--reason",
                "moved the archive",
                "--lake",
                "nowhere",
            ],
            "no lake",
        ),
        (["events", "--lake", "nowhere"], "no lake"),
        (["events", "--format", "xml"], "xml"),
        (["simulate"], "--out"),
        (["frobnicate"], "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_usage_errors(run, tmp_path, call, said):
    result = run(*call)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_setting_is_an_error(run, tmp_path):
    (tmp_path / "c.toml").write_text("[protected]\nadresses = ['a@b.c']\n")
    result = run("scan", "x", "--config", "c.toml")
    assert result.exit_code == 2
    assert "protected.adresses" in result.output
