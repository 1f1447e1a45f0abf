"""``custodes demo``: the README's first command, whole."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import date

import pytest
from typer.testing import CliRunner

from custodes.cli.app import app
from custodes.cli.comparing import told
from custodes.model.person import Spellings
from custodes.render.veil import Veil
from custodes.trials.planted import Answer, Comparison, Placed


@pytest.mark.system
def test_the_demo(tmp_path):
    call = [sys.executable, "-m", "custodes", "demo", "--out", str(tmp_path / "demo")]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env={**os.environ, "CI": "true"})
    assert done.returncode == 0, done.stderr
    report = tmp_path / "demo" / "report.html"
    assert done.stdout.rstrip().endswith(f"The report: {report.resolve()}")
    assert '<meta name="generator" content="custodes">' in report.read_text(encoding="utf-8")
    with (tmp_path / "demo" / "logs" / "answers.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    assert len({row["kind"] for row in planted}) == 6
    told = done.stdout[done.stdout.index("What was planted") :]
    assert all(row["kind"] in told for row in planted)
    assert "a rule of five lines" in told
    assert not any(row["person"] in done.stdout for row in planted)  # under the veil, as everywhere


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_comparison_is_told_under_the_veil():
    answers = [
        Answer(f"E{n}", kind, date(2024, 3, 1), date(2024, 3, 9))
        for n, kind in enumerate(("hoarder", "drip"))
    ]
    placed = (
        Placed(answers[0], 1, 0.01, 7, flagged=True, in_time=True, indicators=("a", "b")),
        Placed(answers[1], None, 1.0, 3, flagged=False, in_time=False, indicators=()),
    )
    spellings = Spellings({f"E{n}": frozenset({f"E{n}"}) for n in range(2)})
    veil = Veil(spellings, b"k" * 32)
    lines = told(Comparison(100, placed, 0.987, None, 0.5), veil)
    assert lines[2] == (
        f"  hoarder         2024-03-01 to 2024-03-09  {veil.person('E0'):<12}rank 1 of 100 (1.0%), listed, "
        "strongest in its weeks; a, b"
    )
    assert lines[3].endswith("no rank, not listed; no evidence kept")
    assert "this ranking 0.987" in lines[4]
    assert "in a week, none. 50% of them are in the first 5 %." in lines[4]
    assert "E0 " not in "".join(lines)
