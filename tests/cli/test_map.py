"""``custodes map`` and ``--mapping``: proposed, tried, used, and kept with the lake for the evidence."""

from __future__ import annotations

import json

import pytest
from tests.lake.logs import events
from typer.testing import CliRunner

from custodes.cli.app import app
from custodes.lake import Lake
from custodes.pipeline.cite import fetch
from custodes.pipeline.progress import Silent
from custodes.settings import Settings

LOG = "Date,Time,User Name,Computer,Operation,File Path,Size\n20.05.2024,19:21:05,CORP\\jdoe,PC-1,Copied to USB,C:\\a.docx,1024\n"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "acme usb.csv"
    path.write_text(LOG)
    return path


@pytest.fixture
def mapping(tmp_path, log):
    path = tmp_path / "acme.toml"
    result = run("map", "init", log, "--out", path)
    assert result.exit_code == 0
    assert "map check" in result.stderr
    return path


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_a_mapping_is_proposed_tried_used_and_kept(tmp_path, log, mapping):
    told = run("map", "check", mapping, log).stdout
    assert told.startswith("Records: 1 = 1 events + 0 rejects + 0 set aside.")
    assert "copy (removable)" in told
    assert "jdoe" not in told
    assert "Not recognised" in run("ingest", log, "--lake", tmp_path / "none", "--dry-run").stdout
    assert (
        "acme_usb 1"
        in run("ingest", log, "--lake", tmp_path / "none", "--dry-run", "--mapping", mapping).stdout
    )
    lake = tmp_path / "lake"
    assert "1 event added" in run("ingest", log, "--lake", lake, "--mapping", mapping).stdout
    assert (lake / "mappings" / "acme_usb.toml").read_text() == mapping.read_text()
    mapping.unlink()
    store = Lake.open(lake, Settings())
    (event,) = events(store)
    ((status, raw),) = fetch(store, {(event["file"], event["record"])}, Silent()).values()
    assert (status, raw.raw.decode()) == ("kept", LOG.splitlines()[1])
    log.write_text(LOG + LOG.splitlines()[1].replace("05,", "06,") + "\n")
    assert "1 event added" in run("ingest", log, "--lake", lake).stdout


def test_settings_name_mappings(tmp_path, log, mapping):
    config = tmp_path / "custodes.toml"
    config.write_text(f"[sources]\nmappings = [{json.dumps(str(mapping))}]\n")
    assert (
        "acme_usb 1"
        in run("ingest", log, "--lake", tmp_path / "none", "--dry-run", "--config", config).stdout
    )


def test_what_cannot_be_used_is_said(tmp_path, log, mapping):
    taken = tmp_path / "taken.toml"
    taken.write_text(mapping.read_text().replace('name = "acme_usb"', 'name = "cups"'))
    result = run("ingest", log, "--lake", tmp_path / "lake", "--mapping", taken)
    assert result.exit_code == 2
    assert "'cups' is the name of a format that is built in" in result.stderr
    twice = run("ingest", log, "--lake", tmp_path / "lake", "--mapping", mapping, "--mapping", mapping)
    assert "two mappings are called 'acme_usb'" in twice.stderr
    for call, code, words in (
        (("map", "init", log, log), 2, "init takes one log"),
        (("map", "check", log), 2, "check takes a mapping and a log"),
        (("map", "init", tmp_path / "gone"), 3, "there is no such file"),
        (("map", "check", log, log), 2, "the mapping is not TOML"),
        (("map", "check", tmp_path / "gone", log), 2, "does not exist"),
        (("map", "check", mapping, mapping), 3, "does not recognise"),
    ):
        result = run(*call)
        assert (result.exit_code, words in result.stderr) == (code, True), result.stderr
