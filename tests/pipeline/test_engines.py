"""A whole review is the same on both engines: every number, every name, every event that is cited."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from custodes.cli.app import app
from custodes.lake import Lake, open_engine
from custodes.pipeline.ingest import ingest
from custodes.pipeline.review import review
from custodes.settings import Settings, load_settings
from custodes.simulate import simulate

if TYPE_CHECKING:
    from custodes.model.review import Review

pytestmark = pytest.mark.system
SPARK = load_settings(None, engine={"name": "spark-local"})
SAMPLES = os.environ.get("CUSTODES_SAMPLES")
DERIVED = ("measures", "touches", "handled", "deliveries", "first_seen")


def _lakes(sources: list[Path], folder: Path) -> tuple[Lake, Lake]:
    """Return the same lake twice, for DuckDB and for Spark."""
    lake = Lake.create(folder / "duckdb", Settings())
    ingest(sources, lake, Settings())
    shutil.copytree(lake.path, folder / "spark")
    return lake, Lake.open(folder / "spark", SPARK)


def _unequal(a: Any, b: Any, at: str = "") -> list[str]:
    """Return where two values differ; numbers may by 1e-9."""
    if dataclasses.is_dataclass(a):
        pairs = [(f.name, getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a)]
    elif isinstance(a, dict) and a.keys() == b.keys():
        pairs = [(str(key), a[key], b[key]) for key in a]
    elif isinstance(a, list | tuple) and len(a) == len(b):
        pairs = [(str(i), *both) for i, both in enumerate(zip(a, b, strict=True))]
    elif isinstance(a, float) and isinstance(b, float):
        return [] if a == pytest.approx(b, rel=0, abs=1e-9, nan_ok=True) else [f"{at}: {a} {b}"]
    else:
        return [] if a == b else [f"{at}: {a!r} {b!r}"]
    return [line for name, x, y in pairs for line in _unequal(x, y, f"{at}.{name}")]


def _same(here: Review, there: Review) -> None:
    assert here.engine.startswith("duckdb")
    assert there.engine.startswith("spark 4.")
    alike = {"engine": "", "created": ""}
    assert not _unequal(dataclasses.replace(here, **alike), dataclasses.replace(there, **alike))
    assert any(person.p_value is not None for person in here.people)


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: Any) -> tuple[Lake, Lake]:
    """A simulated organisation."""
    folder = tmp_path_factory.mktemp("organisation")
    simulate(40, 77, 2024, folder / "logs")
    return _lakes([folder / "logs"], folder)


def test_a_simulated_organisation_is_reviewed_alike(lakes: tuple[Lake, Lake]) -> None:
    duckdb, spark = lakes
    _same(review(duckdb, top=4), review(spark, top=4))
    rows = []
    for lake in lakes:
        with open_engine(lake.settings, lake.tmp) as engine:
            tables = [lake.read(engine, name).to_pyarrow().to_pylist() for name in DERIVED]
        rows.append([sorted(tuple(row.values()) for row in table) for table in tables])
    assert rows[0] == rows[1]


def test_commands_take_an_engine_and_print_the_same(lakes: tuple[Lake, Lake]) -> None:
    days = ["--from", "2024-02-01", "--to", "2024-02-02"]
    for command in (["coverage"], ["events", *days]):
        printed = [
            CliRunner().invoke(
                app, [*command, "--lake", str(lake.path), "--engine", lake.settings.engine.name]
            )
            for lake in lakes
        ]
        assert [done.exit_code for done in printed] == [0, 0], printed[1].output
        assert printed[0].stdout == printed[1].stdout


@pytest.mark.skipif(not SAMPLES, reason="CUSTODES_SAMPLES is not set")
def test_real_people_are_reviewed_alike(tmp_path: Path) -> None:
    duckdb, spark = _lakes([Path(SAMPLES or "") / "people"], tmp_path)
    _same(review(duckdb, top=0, cited=False), review(spark, top=0, cited=False))
