"""The benchmark of worlds: a world is measured once, its figures are told with intervals, the page is filled."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from custodes.trials.evaluate import evaluate
from custodes.trials.figures import Figure

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "worlds.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("worlds_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # what is pickled by name is looked up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def found(bench, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    tasks = [(name, 45, 84, 1) for name in ("office", "archive")]
    own = cache / bench.fingerprint()
    own.mkdir()
    for task in tasks:
        bench.measured(task, own / ("-".join(map(str, task)) + ".pickle"))
    return bench.worlds(tasks, cache, 1)  # measures nothing: all are kept


def test_kept_worlds_are_read_and_told(bench, found):
    of = {task[0]: evaluate([world]) for task, world in found.items()}
    of["all"] = evaluate(list(found.values()))
    assert of["all"].everybody.insiders == 2
    rows = bench.ours(of).splitlines()
    assert [row.split(" | ")[0].strip("| ") for row in rows[2:]] == ["office", "archive", "all"]
    assert len({row.count("|") for row in rows}) == 1
    assert len(bench.rivals(of).splitlines()) == 2 + 3 * 5
    assert len(bench.kinds({"office": of["office"]}).splitlines()) == 2 + 1
    assert set(bench.figures(of)["all"]) >= {"auc", "auc_without", "auc_leavers", "rule_auc"}


@pytest.mark.parametrize(
    ("figure", "wanted"),
    [
        (Figure(0.98, 0.9512, 1.0, 49, 50), ".980 (.951–1)"),
        (Figure(0.0, 0.0, 0.06, 0, 60), "0 (0–.060)"),
        (Figure(None, None, None, 0, 0), "–"),
    ],
)
def test_figures_are_short(bench, figure, wanted):
    assert bench.told(figure) == wanted


def test_the_page_has_a_place_for_them(bench):
    assert bench.PLACE.search(bench.PAGE.read_text(encoding="utf-8"))
