"""``custodes demo``: the README's first command, whole."""

from __future__ import annotations

import csv
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from custodes.cli.app import app
from custodes.cli.comparing import area_under_curve


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


@given(st.dictionaries(st.integers(0, 30), st.tuples(st.integers(0, 5), st.booleans()), min_size=1))
def test_the_area_is_the_rank_sum(found):
    scores = {str(k): float(score) for k, (score, _) in found.items()}
    truth = {str(k) for k, (_, planted) in found.items() if planted}
    yes, no = len(truth), len(scores) - len(truth)
    if not yes or not no:
        assert area_under_curve(scores, truth) == 0.5
        return
    ordered = sorted(scores.values())
    mid_rank = {value: ordered.index(value) + (ordered.count(value) + 1) / 2 for value in ordered}
    ranks = sum(mid_rank[scores[person]] for person in truth)
    assert area_under_curve(scores, truth) == pytest.approx((ranks - yes * (yes + 1) / 2) / (yes * no))
