"""Every indicator fires on records in a product's own format, and cites them: the whole way from record to evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.indicators.busy import ACTS, LAST, NAMES, QUIET, Elsewhere, build

from custodes.baselines.calendar import day_number, week_of
from custodes.indicators import load_library
from custodes.lake import Lake, open_engine
from custodes.pipeline.assess import assess
from custodes.pipeline.cite import KEPT, fetch
from custodes.pipeline.coverage import coverage
from custodes.pipeline.explain import explain_people
from custodes.pipeline.ingest import ingest
from custodes.pipeline.progress import Silent
from custodes.settings import Settings
from custodes.sources import registry

if TYPE_CHECKING:
    from custodes.model.evidence import Evidence

LIBRARY = load_library()


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Return everybody's evidence of the last week, the raw records that it cites, and the coverage."""
    folder = tmp_path_factory.mktemp("busy")
    with pytest.MonkeyPatch.context() as patch:
        known = (*registry.sources(), Elsewhere())
        patch.setattr(registry, "sources", lambda: known)
        lake = Lake.create(folder / "lake", Settings())
        result = ingest([build(folder / "logs")], lake, Settings())
        assert not any(file.rejects for file in result.files)
        with open_engine(lake.settings, lake.tmp) as engine:
            a = assess(lake, engine, LIBRARY, Silent())
            week = week_of(day_number(LAST)) - a.panel.weeks.start
            wanted = [(person, week) for person in range(len(a.panel.persons))]
            explained = explain_people(lake, engine, a, LIBRARY, wanted, Silent())
            rows = coverage(lake, engine, LIBRARY)
        evidence = {a.panel.persons[person]: nodes for person, nodes in explained.items()}
        cited = {(e.file_sha256, e.record) for nodes in evidence.values() for n in nodes for e in n.events}
        raws = fetch(lake, cited, Silent())
    return evidence, raws, rows


def node_of(evidence: dict[str, tuple[Evidence, ...]], who: str, indicator: str) -> Evidence | None:
    return next((node for node in evidence.get(who, ()) if node.indicator == indicator), None)


def test_every_indicator_of_the_library_is_acted_out() -> None:
    assert set(ACTS) == {rule.id for rule in LIBRARY}


@pytest.mark.parametrize("indicator", sorted(ACTS))
def test_it_fires_and_cites_what_was_logged(seen, indicator: str) -> None:
    evidence, raws, _ = seen
    node = node_of(evidence, indicator, indicator)
    assert node is not None, f"only {[n.indicator for n in evidence.get(indicator, ())]}"
    assert node.events_total >= min(3, node.observed)
    for event in node.events:
        assert event.account in (f"entra:{indicator}@example.org", f"cert:{indicator}")
        status, raw = raws[event.file_sha256, event.record]
        assert status == KEPT
        assert indicator in raw.raw.decode()
        assert node.first.isoformat() <= event.time[:10] <= node.last.isoformat()
    assert node.events[-1].time[:10] >= LAST.isoformat()


@pytest.mark.parametrize("indicator", sorted(ACTS))
def test_those_who_went_on_as_always_do_not_show_it(seen, indicator: str) -> None:
    evidence, _, _ = seen
    assert not [who for who in NAMES[-QUIET:] if node_of(evidence, who, indicator)]


def test_nothing_is_blind_where_something_fired(seen) -> None:
    _, _, rows = seen
    able = {indicator for row in rows for indicator in row.indicators}
    assert able == set(ACTS)
