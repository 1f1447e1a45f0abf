"""Nothing that happened after a day enters what is known on it: the input is cut at any day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from tests.worlds import START, panel_of

from custodes.baselines.calendar import day_number
from custodes.identity import Identity
from custodes.indicators import load_library
from custodes.model.person import DirectoryEntry
from custodes.pipeline.assess import Assessment, score
from custodes.settings import load_settings

PEOPLE, DAYS = 40, 16 * 7
LIBRARY = load_library()
SETTINGS = load_settings(None, detection={"budget": 50.0, "min_group": 15})


def _directory() -> list[DirectoryEntry]:
    """An HR list: some leave with notice, some move department, some join."""
    return [
        DirectoryEntry(
            f"P{i:04d}",
            "hr",
            None,
            listed_on=START + timedelta(days=100),
            accounts=(f"cert:P{i:04d}",),
            department="ab"[i % 2],
            start=START + timedelta(days=i) if i % 7 == 3 else START - timedelta(400),
            notice=START + timedelta(days=60 + i) if i % 9 == 1 else None,
            last_day=START + timedelta(days=80 + i) if i % 9 in (1, 4) else None,
        )
        for i in range(PEOPLE)
    ]


def _world(days: int) -> Assessment:
    rng = np.random.default_rng(17)
    rate = rng.gamma(0.5, 3.0, (PEOPLE, 1))
    names = ("copies_removable", "downloads", "deletes", "attached_personal", "renames", "clears")
    series = {name: rng.poisson(rate * rng.gamma(0.3, 3.0, (PEOPLE, DAYS))) for name in names}
    series["h10"] = rng.poisson(8, (PEOPLE, DAYS))
    series["h22"] = rng.poisson(0.1, (PEOPLE, DAYS))
    series["c22"] = rng.poisson(0.1, (PEOPLE, DAYS))
    touches = [
        (int(rng.integers(PEOPLE)), int(d), kind, f"{kind}{int(rng.integers(60))}", int(rng.integers(1, 9)))
        for d in range(DAYS)
        for kind in ("area", "host", "mail")
        for _ in range(12)
    ]
    cut = {name: values[:, :days] for name, values in series.items()}
    panel = panel_of(cut, touches=[t for t in touches if t[1] < days], entries=_directory())
    return score(panel, Identity(_directory()), LIBRARY, SETTINGS)


@pytest.fixture(scope="module")
def whole() -> Assessment:
    return _world(DAYS)


@pytest.mark.parametrize("days", [45, 60, 71, 77, 80, 101])
def test_cutting_the_input_changes_nothing_before(whole: Assessment, days: int) -> None:
    part = _world(days)
    for name in ("score", "p_value"):
        now = getattr(part.calibrated, name).reshape(PEOPLE, -1)[:, :days]
        then = getattr(whole.calibrated, name).reshape(PEOPLE, -1)[:, :days]
        np.testing.assert_array_equal(now, then)
    opened = [(r.person, r.day) for r in whole.account.opened if r.day < days]
    assert [(r.person, r.day) for r in part.account.opened] == opened
    assert part.account.balance == whole.account.balance[:days]


def test_the_world_is_not_empty(whole: Assessment) -> None:
    assert whole.account.opened
    assert np.isfinite(whole.calibrated.p_value).any()
    assert whole.windows
    assert date.fromordinal(whole.last_day.toordinal()) == START + timedelta(DAYS - 1)
    assert day_number(whole.last_day) == whole.panel.last_day
