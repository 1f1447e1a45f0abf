"""Sigma rules in a lake: the table grows as it would be rebuilt, knows no future, and leaves every other table alone."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.indicators.sigmas import rule

from custodes.baselines.stored import bring_up_to_date
from custodes.indicators import library_hash
from custodes.indicators.sigma import plan_of
from custodes.indicators.sigma.stored import bring_matches_up_to_date
from custodes.lake import Lake, open_engine
from custodes.lake.derived import DERIVED, MATCHES
from custodes.pipeline.ingest import ingest
from custodes.pipeline.review import review
from custodes.pipeline.sigma import in_force
from custodes.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

START = datetime(2024, 3, 4, tzinfo=UTC)
CERT = "{product: cert, service: file}"
RULES = (
    rule("sel: {filename|endswith: '.doc'}\ncondition: sel", logsource=CERT, name="copied", more="tags: [attack.exfiltration]")
    + "---\n"
    + rule("sel: {filename|contains: dir1}\ncondition: sel", logsource=CERT, name="first")
    + "---\n"
    + rule("sel: {filename|contains: dir2}\ncondition: sel", logsource=CERT, name="second")
    + """---
title: First then second over days
name: chained
correlation: {type: temporal_ordered, rules: [first, second], group-by: [user], timespan: 3d}
tags: [attack.collection]
---
title: Many in two days
name: many
correlation: {type: value_count, rules: [copied], group-by: [user], timespan: 2d, condition: {field: filename, gte: 4}, generate: true}
tags: [attack.exfiltration]
"""
)  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "all.yml").write_text(RULES, encoding="utf-8")
    return folder


def _days(seed: int, days: int, busy: int | None = None) -> list[list[list[str]]]:
    """Return per day the rows of a file.csv of eight people; one of them copies much from day ``busy`` on."""
    rng = np.random.default_rng(seed)
    out = []
    for day in range(days):
        who = [int(rng.integers(8)) for _ in range(int(rng.integers(4, 14)))]
        who += [3] * 40 if busy is not None and day >= busy else []
        rows = []
        for k, person in enumerate(who):
            at = START + timedelta(days=day, seconds=int(rng.integers(0, 86_400)))
            name = f"C:\\dir{int(rng.integers(4))}\\f{int(rng.integers(90))}.doc"
            rows.append([f"{{{seed}-{day}-{k}}}", at, f"U{person:03d}", f"PC-{person}", name, "x"])
        out.append(
            [[r[0], r[1].strftime("%m/%d/%Y %H:%M:%S"), *r[2:]] for r in sorted(rows, key=lambda r: r[1])]
        )
    return out


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "date", "user", "pc", "filename", "content"], *rows])
    return path


def _refresh(lake: Lake) -> int | None:
    plan = plan_of(in_force(lake.settings).indicators)
    assert plan is not None
    with open_engine(lake.settings, lake.tmp) as engine:
        bring_up_to_date(lake, engine, [], lambda *_: None)
        return bring_matches_up_to_date(lake, engine, [], plan)


def _rows(lake: Lake) -> list[tuple[Any, ...]]:
    with open_engine(lake.settings, lake.tmp) as engine:
        return sorted(
            (r["account"], r["day"], r["rule"], r["n"])
            for r in lake.read(engine, MATCHES).to_pyarrow().to_pylist()
        )


def _sigma(folder: Path, zone: str = "UTC") -> Settings:
    return load_settings(None, detection={"sigma": str(folder), "budget": 50.0}, time={"zone": zone})


@pytest.mark.parametrize(
    ("zone", "order"),
    [("America/New_York", [0, 1, 2, 3]), ("UTC", [2, 0, 3, 1])],
    ids=["in order", "late files"],
)
def test_an_extended_table_equals_a_rebuild(tmp_path: Path, rules: Path, zone: str, order: list[int]) -> None:
    settings, days = _sigma(rules, zone), _days(5, 12)
    grown, whole = (Lake.create(tmp_path / name, settings) for name in ("grown", "whole"))
    for part in order:
        rows = [row for day in days[part * 3 : part * 3 + 3] for row in day]
        ingest([_write(tmp_path / f"part{part}" / "file.csv", rows)], grown, settings)
        assert _refresh(grown) is not None
    assert _refresh(grown) is None, "nothing new must cost nothing"
    ingest([_write(tmp_path / "all" / "file.csv", [row for day in days for row in day])], whole, settings)
    _refresh(whole)
    assert _rows(grown) == _rows(whole)
    assert {r[2] for r in _rows(whole)} == {
        "sigma_rule.copied",
        "sigma_correlation.chained",
        "sigma_correlation.many",
    }


def test_cutting_the_input_changes_no_match_before(tmp_path: Path, rules: Path) -> None:
    settings, days = _sigma(rules), _days(9, 12)
    whole = Lake.create(tmp_path / "whole", settings)
    ingest([_write(tmp_path / "all" / "file.csv", [row for day in days for row in day])], whole, settings)
    _refresh(whole)
    for cut in (3, 7):
        part = Lake.create(tmp_path / f"cut{cut}", settings)
        ingest(
            [_write(tmp_path / f"c{cut}" / "file.csv", [r for d in days[:cut] for r in d])], part, settings
        )
        _refresh(part)
        last = (START - datetime(1970, 1, 1, tzinfo=UTC)).days + cut
        assert _rows(part) == [row for row in _rows(whole) if row[1] < last]


def test_another_set_of_rules_rebuilds_its_own_table_only(tmp_path: Path, rules: Path) -> None:
    settings = _sigma(rules)
    lake = Lake.create(tmp_path / "lake", settings)
    ingest([_write(tmp_path / "a" / "file.csv", [r for d in _days(7, 6) for r in d])], lake, settings)
    _refresh(lake)
    before, versions = _rows(lake), [lake.version(name) for name in DERIVED]
    (rules / "all.yml").write_text(RULES.replace("dir1", "dir0"), encoding="utf-8")
    assert _refresh(lake) is not None
    assert _rows(lake) != before
    (rules / "all.yml").write_text(RULES, encoding="utf-8")
    _refresh(lake)
    assert _rows(lake) == before
    assert [lake.version(name) for name in DERIVED] == versions
    assert lake.settings.detection.sigma
    plain = Lake.open(lake.path, Settings())
    assert not [
        i for p in review(plain, record=False).people for i in p.evidence if i.indicator.startswith("sigma_")
    ]
    assert _rows(lake) == before


def test_a_changed_rule_is_another_library(tmp_path: Path, rules: Path) -> None:
    one = library_hash(in_force(_sigma(rules)).indicators)
    (rules / "all.yml").write_text(RULES.replace("dir1", "dir0"), encoding="utf-8")
    assert library_hash(in_force(_sigma(rules)).indicators) != one
    assert library_hash(in_force(Settings()).indicators) != one


def test_a_review_cites_the_very_events_that_were_counted(tmp_path: Path, rules: Path) -> None:
    settings, days = _sigma(rules), _days(8, 77, busy=70)
    lake = Lake.create(tmp_path / "lake", settings)
    source = _write(tmp_path / "logs" / "file.csv", [r for d in days for r in d])
    ingest([source], lake, settings)
    found = review(lake)
    assert any(note == "3 of 3 Sigma rules and files are in force as indicators." for note in found.notes)
    (busy,) = [p for p in found.people if p.person == "U003"]
    ours = [node for node in busy.evidence if node.indicator.startswith("sigma_")]
    assert {node.indicator for node in ours} == {"sigma_copied", "sigma_chained", "sigma_many"}
    raw = source.read_text(encoding="utf-8").splitlines()
    for node in ours:
        assert node.events_total == node.observed
        assert 0 < len(node.events) <= node.events_total
        for cited in node.events:
            assert cited.raw_status == "kept"
            line = raw[cited.record]
            assert line.split(",")[:3] == (cited.raw or "").split(",")[:3]
            assert "U003" in line
            assert ("dir2" in line) or node.indicator != "sigma_chained"
        assert any("protected report" in text for text in node.innocent)
    assert found.indicators["sigma_copied"] == "Sigma: Rule copied"


def test_a_rule_that_always_matches_names_nobody(tmp_path: Path, rules: Path) -> None:
    """What is usual is no news: matches are compared with the person's own past, so that one by itself lists no one."""
    text = rule("sel: {filename: '*'}\ncondition: sel", logsource=CERT, more="tags: [attack.exfiltration]")
    (rules / "all.yml").write_text(text, encoding="utf-8")
    settings = _sigma(rules)
    rows = [
        [f"{{{day}-{who}-{k}}}", (START + timedelta(days=day, hours=9)).strftime("%m/%d/%Y %H:%M:%S"), f"U{who:03d}", f"PC-{who}", f"C:\\d\\{k}.doc", "x"]
        for day in range(70)
        for who in range(8)
        for k in range(3)
    ]  # fmt: skip
    lake = Lake.create(tmp_path / "lake", settings)
    ingest([_write(tmp_path / "logs" / "file.csv", rows)], lake, settings)
    found = review(lake, record=False)
    assert not [p for p in found.people if p.flagged or p.evidence]
    assert sum(n for _, _, _, n in _rows(lake)) == len(rows)
