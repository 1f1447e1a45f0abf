"""The engine reaches the lake and nothing else, spills there, and cleans up."""

from __future__ import annotations

import os
import time

import pytest

from custodes.lake import Lake
from custodes.lake.engine.duck import DuckEngine
from custodes.settings import Settings


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake", Settings())


def test_nothing_outside_the_lake_can_be_read_or_written(lake, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with DuckEngine(Settings(), lake.tmp) as engine:
        for statement in (
            f"SELECT * FROM read_csv('{secret.as_posix()}')",
            f"COPY (SELECT 1) TO '{(tmp_path / 'out.csv').as_posix()}'",
            "SET enable_external_access=true",
            "INSTALL httpfs",
        ):
            with pytest.raises(Exception, match=r"disabled|Cannot|Permission|not allowed"):
                engine.sql(statement)
        engine.sql(f"COPY (SELECT 1 AS a) TO '{(lake.path / 'in.parquet').as_posix()}'")


def test_what_does_not_fit_is_spilled_into_the_lake_and_removed(lake):
    small = Settings.model_validate({"engine": {"memory_limit": "100MiB", "threads": 1}})
    with DuckEngine(small, lake.tmp) as engine:
        engine.sql(
            "CREATE TEMP TABLE big AS SELECT range AS a, hash(range)::VARCHAR || range AS b FROM range(6000000)"
        )
        assert any(lake.tmp.glob("spill-*/*"))
        assert engine.sql("SELECT current_setting('memory_limit')").fetchone()[0] == "100.0 MiB"
    assert not any(lake.tmp.glob("spill-*"))


def test_time_is_utc_and_its_name_is_told(lake):
    with DuckEngine(Settings(), lake.tmp) as engine:
        assert engine.sql("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        assert engine.name.startswith("duckdb 1.")


def test_an_impossible_setting_is_an_error_before_any_work():
    with pytest.raises(ValueError, match="memory_limit"):
        Settings.model_validate({"engine": {"memory_limit": "lots"}})


def test_what_a_killed_engine_left_is_removed_a_day_later(lake):
    for name, age in (("spill-old", 90_000), ("spill-new", 10)):
        (lake.tmp / name).mkdir(parents=True)
        os.utime(lake.tmp / name, (time.time() - age, time.time() - age))
    DuckEngine(Settings(), lake.tmp).close()
    assert [path.name for path in lake.tmp.iterdir()] == ["spill-new"]
