"""The manual's example of a source of another package: built, installed beside us, and read by the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PLUGIN = Path(__file__).parents[2] / "docs" / "plugin"
LOG = (
    "2024-05-20T19:21:05Z jdoe@example.org GET /contracts/2024/lease.docx 48213 203.0.113.7\n"
    "2024-05-20T19:21:06Z jdoe@example.org HEAD /contracts/2024/lease.docx 0 203.0.113.7\n"
    "2024-05-20T19:21:07Z jdoe@example.org\n"
)


def test_the_example_is_installed_and_read(tmp_path):
    site = tmp_path / "site"
    info = site / "custodes_acme_vault-1.0.dist-info"
    info.mkdir(parents=True)
    shutil.copy(PLUGIN / "acme_vault.py", site)
    # what pip writes from the example's pyproject.toml
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: custodes-acme-vault\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[custodes.sources]\nacme_vault = acme_vault:AcmeVault\n")
    (tmp_path / "vault.log").write_text(LOG)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path]), "COLUMNS": "200"}

    def custodes(*words):
        call = [sys.executable, "-m", "custodes", *words, "--lake", str(tmp_path / "lake")]
        return subprocess.run(call, env=environment, capture_output=True, text=True, check=True).stdout

    said = custodes("ingest", str(tmp_path / "vault.log"))
    assert "3 records = 1 behind events + 1 unreadable + 1 set aside" in said
    assert '"source": "acme_vault"' in custodes("events")


def test_its_entry_point_is_the_one_that_is_loaded():
    assert '[project.entry-points."custodes.sources"]\nacme_vault = "acme_vault:AcmeVault"' in (
        PLUGIN / "pyproject.toml"
    ).read_text(encoding="utf-8")
