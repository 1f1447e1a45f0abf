"""Other people's records of Google Workspace, identity providers, chats, wikis and GitHub: each is read, none is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from custodes.sources.files.walk import walk
from custodes.sources.registry import recognise

SAMPLES = os.environ.get("CUSTODES_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="CUSTODES_SAMPLES is not set")


@pytest.mark.parametrize(
    ("folder", "source", "least"),
    [
        ("google_workspace/admin", "google", 192),
        ("google_workspace/drive", "google", 28),
        ("google_workspace/login", "google", 14),
        ("google_workspace/token", "google", 1),
        ("okta/system", "okta", 24),
        ("keycloak/log", "keycloak", 14),
        ("slack/audit", "slack", 4),
        ("github/audit", "github", 189),
    ],
)
def test_every_record_is_an_event_or_out_of_scope(read, folder, source, least):
    events = 0
    for file in walk([Path(SAMPLES) / "samples" / "raw" / folder]):
        found = recognise(file)
        assert found is not None, file.name
        assert found.name == source
        outcome = read(found, file.open().read(), name=file.name)
        assert outcome.rejects == []
        events += len(outcome.events)
    assert events >= least
