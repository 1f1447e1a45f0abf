"""Other people's files: what is ours to read is read, and everything else is described."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from custodes.sources.base import LogFile, Unreadable
from custodes.sources.files.walk import walk
from custodes.sources.registry import looks_like, recognise

SAMPLES = os.environ.get("CUSTODES_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="CUSTODES_SAMPLES is not set")


def test_every_file_is_recognised_or_described():
    found = list(walk([Path(SAMPLES)]))
    assert len(found) > 100
    assert not [one for one in found if isinstance(one, Unreadable)]
    for file in found:
        assert isinstance(file, LogFile)
        assert recognise(file) or looks_like(file)
    formats = {Path(file.path).name: source.name for file in found if (source := recognise(file))}
    assert formats["hr.csv"] == "hr"
    events = [source for name, source in formats.items() if name.endswith(".evtx")]
    assert events == ["windows"] * 3


def test_an_hr_list_of_real_people_is_read_whole(read):
    file = next(walk([Path(SAMPLES) / "people" / "hr.csv"]))
    source = recognise(file)
    outcome = read(source, file.open().read(), name=file.name)
    assert len(outcome.directory) == outcome.records == 279
    assert outcome.rejects == []
    assert all(entry.accounts and entry.start for entry in outcome.directory)
