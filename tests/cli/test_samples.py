"""Other people's real logs, each into a lake of its own: nothing unaccounted for, nobody named, the account kept."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = os.environ.get("CUSTODES_SAMPLES")
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not SAMPLES, reason="CUSTODES_SAMPLES is not set"),
]


def scan(folder, tmp_path):
    target = {name: tmp_path / f"r.{name}" for name in ("json", "html", "scores")}
    options = [part for name, path in target.items() for part in (f"--{name}", str(path))]
    call = ["scan", str(Path(SAMPLES) / folder), "--lake", str(tmp_path / "lake"), *options]
    # a child: other tests measure the peak of theirs, which begins with this process' own
    result = subprocess.run(
        [sys.executable, "-m", "custodes", *call], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    review = json.loads(target["json"].read_text(encoding="utf-8"))
    aside = sum(review["set_aside"].values())
    assert review["records"]["read"] == review["records"]["behind_events"] + review["rejects"] + aside
    return review, result.stdout, target


def test_real_people_at_work(tmp_path):
    review, told, target = scan("people", tmp_path)
    assert review["events"] == 233_228
    assert review["rejects"] == 0
    assert len(review["people"]) == 279
    with target["scores"].open(encoding="utf-8", newline="") as file:
        weeks = sum(row["p_value"] != "" for row in csv.DictReader(file))
    opened = sum(len(person["flagged_weeks"]) for person in review["people"])
    assert opened <= weeks / 1000 + 1  # the account is kept
    with (Path(SAMPLES) / "people" / "hr.csv").open(encoding="utf-8") as file:
        accounts = [
            account.split(":", 1)[1] for row in csv.DictReader(file) for account in row["accounts"].split(";")
        ]
    text = "\n".join([told, *(path.read_text(encoding="utf-8").lower() for path in target.values())])
    assert [account for account in accounts if account.lower() in text] == []


def test_a_vendors_own_records(tmp_path):
    review, _, _ = scan("samples/raw/o365", tmp_path)
    lines = sum(
        sum(bool(line.strip()) for line in path.read_bytes().split(b"\n"))
        for path in (Path(SAMPLES) / "samples/raw/o365").rglob("*")
        if path.is_file()
    )
    assert review["records"]["read"] == lines


def test_everything_at_hand_is_told_truthfully(tmp_path):
    review, _, _ = scan(".", tmp_path)
    files = review["head"]["files"]
    unknown = [file for file in files if file["format"] == "unknown"]
    assert unknown
    assert all(file["note"] for file in unknown)
