"""A lake that grew day by day holds the same derived tables, and gives the same review, as one read at once."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from custodes.baselines.stored import bring_up_to_date
from custodes.lake import Lake, open_engine
from custodes.pipeline.ingest import ingest
from custodes.pipeline.review import review
from custodes.render.document import review_document
from custodes.render.veil import Veil
from custodes.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

START = datetime(2024, 3, 4, tzinfo=UTC)
TABLES = ("measures", "touches", "handled", "deliveries", "first_seen")


def _days(seed: int, days: int) -> list[list[list[str]]]:
    """Return per day the rows of a file.csv (copies to removable media) of a few people."""
    rng = np.random.default_rng(seed)
    out = []
    for day in range(days):
        rows = []
        for k in range(int(rng.integers(3, 12))):
            at = START + timedelta(days=day, seconds=int(rng.integers(0, 86_400)))
            who = f"U{int(rng.integers(6)):03d}"
            name = f"C:\\dir{int(rng.integers(15))}\\f{int(rng.integers(40))}.doc"
            rows.append(
                [
                    f"{{{seed}-{day}-{k}}}",
                    at.strftime("%m/%d/%Y %H:%M:%S"),
                    who,
                    f"PC-{int(rng.integers(4))}",
                    name,
                    "x",
                ]
            )
        out.append(sorted(rows, key=lambda r: r[1]))
    return out


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "date", "user", "pc", "filename", "content"], *rows])
    return path


def _tables(lake: Lake) -> dict[str, list[tuple[object, ...]]]:
    with open_engine(lake.settings, lake.path / "tmp") as engine:
        return {
            name: sorted(tuple(row.values()) for row in lake.read(engine, name).to_pyarrow().to_pylist())
            for name in TABLES
        }


def _refresh(lake: Lake) -> int | None:
    with open_engine(lake.settings, lake.path / "tmp") as engine:
        return bring_up_to_date(lake, engine, ["x.example"], lambda *_: None)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize("order", [[0, 1, 2, 3], [2, 0, 3, 1]], ids=["in order", "late files"])
def test_extended_tables_equal_a_rebuild(tmp_path: Path, zone: str, order: list[int]) -> None:
    settings = load_settings(None, time={"zone": zone})
    days = _days(5, 12)
    grown, whole = (Lake.create(tmp_path / name, settings) for name in ("grown", "whole"))
    for part in order:
        rows = [row for day in days[part * 3 : part * 3 + 3] for row in day]
        ingest([_write(tmp_path / f"part{part}" / "file.csv", rows)], grown, settings)
        assert _refresh(grown) is not None
    assert _refresh(grown) is None, "nothing new must cost nothing"
    ingest([_write(tmp_path / "all" / "file.csv", [row for day in days for row in day])], whole, settings)
    _refresh(whole)
    assert _tables(grown) == _tables(whole)


def test_a_new_day_recomputes_that_day_only(tmp_path: Path) -> None:
    settings = Settings()
    days = _days(6, 9)
    lake = Lake.create(tmp_path / "lake", settings)
    ingest([_write(tmp_path / "a" / "file.csv", [r for d in days[:8] for r in d])], lake, settings)
    _refresh(lake)
    ingest([_write(tmp_path / "b" / "file.csv", days[8])], lake, settings)
    first = (START + timedelta(days=8) - datetime(1970, 1, 1, tzinfo=UTC)).days
    assert _refresh(lake) == first


def test_another_zone_and_back_recomputes_everything(tmp_path: Path) -> None:
    settings = Settings()
    days = _days(7, 5)
    source = _write(tmp_path / "a" / "file.csv", [r for d in days for r in d])
    lake = Lake.create(tmp_path / "lake", settings)
    ingest([source], lake, settings)
    _refresh(lake)
    before = _tables(lake)
    other = Lake.open(lake.path, load_settings(None, time={"zone": "Asia/Tokyo"}))
    _refresh(other)
    assert _tables(other) != before
    _refresh(lake)
    assert _tables(lake) == before


def test_the_review_is_the_same(tmp_path: Path) -> None:
    settings = load_settings(None, detection={"budget": 50.0})
    days = _days(8, 77)
    documents = []
    for name, cuts in (("once", [(0, 77)]), ("twice", [(0, 50), (50, 77)])):
        lake = Lake.create(tmp_path / name, settings)
        for low, high in cuts:
            path = _write(
                tmp_path / f"logs-{name}-{low}" / "file.csv", [r for d in days[low:high] for r in d]
            )
            ingest([path], lake, settings)
            frozen = review(lake)
        document = review_document(frozen, Veil(frozen.spellings, b"k" * 32))
        documents.append(
            [(p["person"], p["peak_score"], p["p_value"], p["flagged_weeks"]) for p in document["people"]]
        )
    assert documents[0] == documents[1]
    assert any(row[2] is not None for row in documents[0])
