"""Spark says what is missing before it works, and does not wait for ever."""

from __future__ import annotations

import socket
import time
from types import SimpleNamespace

import pytest

from custodes.errors import LakeError
from custodes.lake import Lake, open_engine
from custodes.lake.engine import java, spark
from custodes.lake.engine.session import heap
from custodes.settings import Settings, load_settings


def test_without_pyspark_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    with pytest.raises(LakeError) as caught:
        open_engine(load_settings(None, engine={"name": "spark-local"}), tmp_path / "tmp")
    assert "pip install 'custodes[spark]'" in caught.value.diagnostics()


def test_without_java_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(LakeError) as caught:
        java.java_version()
    assert "apt-get install openjdk-17-jre-headless" in caught.value.diagnostics()


def test_an_old_java_is_told_by_its_number(monkeypatch):
    monkeypatch.setattr(java.shutil, "which", lambda *_, **__: "java")
    told = SimpleNamespace(stderr='openjdk version "11.0.2" 2019-01-15', stdout="")
    monkeypatch.setattr(java.subprocess, "run", lambda *_, **__: told)
    with pytest.raises(LakeError, match="Spark needs Java 17 or newer; this one is 11"):
        java.java_version()


def test_a_master_that_does_not_answer_is_told_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        port = taken.getsockname()[1]
        begun = time.monotonic()
        with pytest.raises(LakeError, match="the Spark master does not answer"):
            java.reach(f"spark://127.0.0.1:{port}")
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("name", ["spark", "spark://", "spark://host", "sqlite", "spark://host:port"])
def test_what_is_no_engine_is_refused(name):
    with pytest.raises(ValueError, match="is no engine"):
        Settings.model_validate({"engine": {"name": name}})


def test_a_share_of_memory_and_too_little_of_it_are_refused():
    for limit in ("80%", "100MiB"):
        with pytest.raises(LakeError, match=r"share|512 MiB"):
            heap(limit)


def test_the_engine_changes_no_hash():
    assert load_settings(None, engine={"name": "spark-local"}).hash == Settings().hash


@pytest.mark.system
@pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning"
)  # pyspark's own, to a Java that did not start
def test_a_spark_that_does_not_start_says_why(tmp_path):
    lake = Lake.create(tmp_path / "lake", Settings())
    impossible = {"name": "spark-local", "spark": {"spark.driver.extraJavaOptions": "-Xmx1g"}}
    with pytest.raises(LakeError, match="Spark did not start"):
        open_engine(load_settings(None, engine=impossible), lake.tmp)
    assert not list(lake.tmp.glob("spill-*"))
