"""Power: what is laid over a history is what the scenario says, and what is found is counted by a slow rule."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from custodes.baselines.panel import build_panel
from custodes.indicators import load_library
from custodes.pipeline.assess import score
from custodes.render.power import power_json, power_lines, power_page
from custodes.settings import load_settings
from custodes.trials.calm import World, calm_world
from custodes.trials.inject import Case, added, draw
from custodes.trials.power import BUDGETS, Outcome, Power, _days_until, _saved, power
from custodes.trials.recall import recalls
from custodes.trials.scenarios import SCENARIOS, SIZES

BY_ID = {scenario.id: scenario for scenario in SCENARIOS}
SEEN = ("removable", "mail", "cloud", "sync", "share", "file", "web", "signin")


@pytest.fixture(scope="module")
def world() -> World:
    return calm_world("steady", 60, 24, 1, first_scored=10)


def test_what_is_laid_over_is_what_the_scenario_says(world: World) -> None:
    rng = np.random.default_rng(3)
    for scenario in SCENARIOS:
        (case,) = draw(rng, world.panel, scenario, 2.0, [(7, "cert:P00007")], 80)
        panel = build_panel(added(rng, world.panel, [case]), world.identity)
        assert panel is not None
        for name in {*scenario.counts, *scenario.daily}:
            more = panel.dense(name) - world.panel.dense(name)
            assert not np.delete(more, 7, axis=0).any()
            assert set(np.flatnonzero(more[7])) <= set(case.days)
            total = scenario.counts.get(name, 0) * (1 if scenario.from_start else 2)
            if name in scenario.counts and not scenario.from_start:
                assert more[7].sum() == pytest.approx(total, rel=0.15)
            if name in scenario.daily:
                assert more[7].sum() == sum(n > 0 for n in case.documents) * scenario.daily[name]
        worked = set(np.flatnonzero(world.panel.active[7]))
        assert set(case.days) <= worked
        if not scenario.from_start:
            assert sum(case.documents) == scenario.documents * 2
            assert len(case.days) == scenario.days
        new = panel.touches("area")[3].sum() - world.panel.touches("area")[3].sum()
        assert new == pytest.approx(scenario.foreign * sum(case.documents), abs=len(case.days) / 2 + 1)


def test_a_look_counts_from_the_morning_after_until_a_week_after_the_acts() -> None:
    case = Case(BY_ID["sweep"], 1.0, 4, "cert:A", (100, 102, 104, 108), (10, 10, 10, 10))
    assert _days_until(case, [(4, 103)]) == 4
    assert _saved(case, [(4, 103)]) == 0.5
    assert _saved(case, [(4, 100)]) == 0.75
    for opened in ([(5, 103)], [(4, 99)], [(4, 116)], []):
        assert _days_until(case, opened) is None
        assert _saved(case, opened) == 0.0
    assert _days_until(case, [(4, 115), (4, 110)]) == 11
    assert _saved(case, [(4, 115)]) == 0.0


def test_a_lake_without_a_channel_cannot_see_what_needs_it() -> None:
    possible = {s.id for s in SCENARIOS if s.possible(("cloud", "share"))}
    assert possible == {"sweep", "download_drip", "shares"}


def test_large_thefts_are_found_and_what_began_before_the_logs_is_not(world: World, monkeypatch) -> None:
    monkeypatch.setattr("custodes.trials.power._REPEATS", 2)
    monkeypatch.setattr("custodes.trials.power._AT_ONCE", 0.1)
    monkeypatch.setattr("custodes.trials.power.SIZES", (4.0,))
    chosen = tuple(BY_ID[i] for i in ("media_rush", "sweep", "from_the_first_week"))
    monkeypatch.setattr("custodes.trials.power.SCENARIOS", chosen)
    settings = load_settings(None, detection={"budget": 20.0})
    a = score(world.panel, world.identity, load_library(), settings)
    found = power(a, load_library(), settings, SEEN)
    assert found.people > 30
    by_id = {s.id: [o for o in found.outcomes if o.scenario == s.id] for s in chosen}
    assert {len(v) for v in by_id.values()} == {2}
    assert all(o.found[20.0] is not None for i in ("media_rush", "sweep") for o in by_id[i])
    assert any(
        o.first_percent for i in ("media_rush", "sweep") for o in by_id[i]
    )  # of 60 people: the first of all
    assert not any(o.first_percent for o in by_id["from_the_first_week"])
    assert found.seen == SEEN
    again = power(a, load_library(), settings, SEEN)
    assert again == found


def _made_up() -> Power:
    outcomes = tuple(
        Outcome(
            scenario.id,
            size,
            dict.fromkeys(BUDGETS, 3 if size >= 2 and k < 4 else None),
            dict.fromkeys(BUDGETS, 0.5 if size >= 2 and k < 4 else 0.0),
            first_percent=size >= 1,
        )
        for scenario in SCENARIOS[:3]
        for size in SIZES
        for k in range(5)
    )
    return Power(outcomes, (replace(SCENARIOS[5], id="blind"), BY_ID["cover"]), 200, 30, ("cloud",))


def test_rows_say_how_many_how_early_and_how_much_is_saved() -> None:
    rows = recalls(_made_up(), 1.0)
    assert len(rows) == 3 * len(SIZES)
    large = next(r for r in rows if r.size == 4.0)
    assert (large.cases, large.found, large.until, large.first_percent) == (5, 4, 3.0, 5)
    assert large.saved == pytest.approx(0.4)
    small = next(r for r in rows if r.size == 0.5)
    assert (small.found, small.until, small.saved) == (0, None, 0.0)


def test_text_json_and_page_say_the_same_and_name_nobody() -> None:
    made = _made_up()
    text = "\n".join(power_lines(made, 1.0))
    assert "4 of 5 found" in text
    assert (
        "Missed more often than found: documents copied to removable media within three days, up to 150 documents."
        in text
    )
    assert "Cannot be seen here: documents taken by synchronisation within a week" in text
    assert (
        "Cannot be seen here: documents downloaded and renamed, copied to removable media, then deleted; "
        "there are no records of removable."  # cloud, where they are downloaded, has some
    ) in text
    document = json.loads(power_json(made, 1.0))
    assert {"scenario": "cover", "channels": ["removable"]} in document["impossible"]
    assert document["schema"] == "custodes.power/1"
    assert {row["budget"] for row in document["rows"]} == set(BUDGETS)
    page = power_page(made, 1.0)
    assert page.count("<svg") == 3 * len(SIZES) + len(BUDGETS)
    assert "http" not in page.replace("http-equiv", "")
