"""What is found of planted people in simulated organisations of different character, beside the rivals.

usage: .venv/bin/python benchmarks/worlds.py [--characters office,cloud …] [--seeds 10] [--first 3001] [--people 400]
       [--days 150] [--processes 2] [--cache DIR] [--write]

Each world is simulated, scanned into a temporary lake and compared with its truth (:mod:`custodes.trials.evaluate`);
worlds are drawn again for the intervals. ``--write`` puts the tables into docs/results.md. A world that was measured
with this very code is not measured again: it is kept in ``--cache`` (a folder for temporary files), so that a run that
was ended goes on. Prints one JSON object. Seeds 1 to 20 are for development, 3001 to 3010 for judging.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import re
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import custodes
from custodes.indicators import load_library
from custodes.lake import Lake
from custodes.lake.engine import open_engine
from custodes.pipeline.assess import assess
from custodes.pipeline.ingest import ingest
from custodes.pipeline.progress import Silent
from custodes.settings import load_settings
from custodes.simulate import CHARACTERS, simulate
from custodes.trials.evaluate import evaluate
from custodes.trials.labels import read_labels
from custodes.trials.worlds import world_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.trials.evaluation import Evaluation, Part
    from custodes.trials.figures import Figure
    from custodes.trials.worlds import World

Task = tuple[str, int, int, int]
"""character, people, days, seed"""

JUDGED = tuple(name for name in CHARACTERS if name != "mixed")
HALF_AT = 0.01
PAGE = Path(__file__).resolve().parent.parent / "docs" / "results.md"
PLACE = re.compile(r"(<!-- worlds -->\n).*?(<!-- end -->)", re.DOTALL)


def fingerprint() -> str:
    """Name the code that measures: any change of it measures anew."""
    root = Path(custodes.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix in {".py", ".toml"})
    whole = hashlib.sha256()
    for path in files:
        whole.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def measured(task: Task, kept: Path) -> float:
    """Simulate, scan and compare one world; keep it in a file. Returns the seconds it took."""
    character, people, days, seed = task
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="custodes-world-") as folder:
        logs, store = Path(folder) / "logs", Path(folder) / "lake"
        simulate(people, days, seed, logs, character=CHARACTERS[character])
        settings = load_settings(None)
        lake = Lake.create(store, settings)
        ingest([logs], lake, settings)
        with open_engine(settings, lake.tmp) as engine:
            found = assess(lake, engine, load_library(), Silent())
            if found is None:
                raise SystemExit(f"nobody acts in {task}")
            world = world_of(found, read_labels(logs / "answers.csv"), settings.detection)
    part = kept.with_suffix(".part")
    part.write_bytes(pickle.dumps(world))
    part.replace(kept)
    return time.monotonic() - begun


def worlds(tasks: Sequence[Task], cache: Path, processes: int) -> dict[Task, World]:
    """Return all worlds, those that are kept already without measuring them again."""
    own = cache / fingerprint()
    own.mkdir(parents=True, exist_ok=True)
    place = {task: own / ("-".join(map(str, task)) + ".pickle") for task in tasks}
    missing = [task for task in tasks if not place[task].exists()]
    print(f"{len(tasks)} worlds, {len(tasks) - len(missing)} of them kept in {own}", flush=True)
    with ProcessPoolExecutor(processes, max_tasks_per_child=1) as pool:
        running = {pool.submit(measured, task, place[task]): task for task in missing}
        for number, done in enumerate(as_completed(running), start=1):
            print(f"{number} of {len(missing)}: {running[done]} in {done.result():.0f} s", flush=True)
    return {task: pickle.loads(path.read_bytes()) for task, path in place.items()}


def told(f: Figure) -> str:
    """Return a figure with its interval, as the manual writes it."""
    if f.value is None or f.low is None or f.high is None:
        return "–"

    def short(value: float) -> str:
        return f"{value:.3f}".removeprefix("0").replace("1.000", "1").replace(".000", "0")

    return f"{short(f.value)} ({short(f.low)}–{short(f.high)})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
    lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines) + "\n"


def ours(found: dict[str, Evaluation]) -> str:
    """Return what Custodes found: areas, lists of a share of each week's people, the budget account."""
    shares = (0.001, 0.01, 0.05)
    first = next(iter(found.values())).everybody
    budgets = [f"review at b = {one.budget:g}" for one in first.account]
    lists = [f"at {100 * at:g} %" for at in shares]
    head = ["", "planted", "AUC, departures known", "AUC without", "AUC among leavers"]
    rows = []
    for name, one in found.items():
        part, method = one.everybody, one.everybody.methods[0]
        at = {a.share: a for a in method.leave_dates.at}
        half = at[HALF_AT].before_half
        rows.append(
            [
                name,
                str(part.insiders),
                *map(told, (method.leave_dates.auc, method.no_leave_dates.auc, method.leavers)),
                *(told(at[share].recall) for share in shares),
                told(at[HALF_AT].alone),
                f"{half.count} of {half.of}",
                *(told(budget.found) for budget in part.account),
                told(_rule(part)),
            ]
        )
    lists.append("at 1 %, each alone")
    return table([*head, *lists, "before half, at 1 %", *budgets, "AUC of the five-line rule"], rows)


def _rule(part: Part) -> Figure:
    return next(method for method in part.methods if method.id == "rule").no_leave_dates.auc


def rivals(found: dict[str, Evaluation]) -> str:
    """Return every method's AUC without departures, and what it found at 1 % of each week's people."""
    rows = []
    for name, one in found.items():
        for method in one.everybody.methods:
            view = method.no_leave_dates
            at = next(a for a in view.at if a.share == HALF_AT)
            known = method.leave_dates.auc
            rows.append([name, method.title, *map(told, (known, view.auc, at.recall))])
    return table(["", "method", "AUC, departures known", "AUC without", "found at 1 %, without"], rows)


def kinds(found: dict[str, Evaluation]) -> str:
    """Return what was found by kind."""
    rows = []
    for name, one in found.items():
        for kind, part in one.kinds.items():
            method = part.methods[0]
            at = {a.share: a for a in method.leave_dates.at}
            cells = (method.leave_dates.auc, method.no_leave_dates.auc, at[0.001].recall, at[0.01].recall)
            rows.append([name, kind.replace("_", " "), str(part.insiders), *map(told, cells)])
    return table(["", "kind", "planted", "AUC, departures known", "AUC without", "at .1 %", "at 1 %"], rows)


def figures(found: dict[str, Evaluation]) -> dict[str, Any]:
    """Return the main figures as JSON."""
    return {
        name: {
            "planted": one.everybody.insiders,
            "auc": one.everybody.methods[0].leave_dates.auc.value,
            "auc_without": one.everybody.methods[0].no_leave_dates.auc.value,
            "auc_leavers": one.everybody.methods[0].leavers.value,
            "alone": {str(a.share): a.alone.value for a in one.everybody.methods[0].leave_dates.at},
            "recall": {str(a.share): a.recall.value for a in one.everybody.methods[0].leave_dates.at},
            "reviews": {str(b.budget): b.found.value for b in one.everybody.account},
            "rule_auc": _rule(one.everybody).value,
        }
        for name, one in found.items()
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--characters", default=",".join(JUDGED))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=3001)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--days", type=int, default=150)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "custodes-worlds")
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args()
    names = a.characters.split(",")
    tasks = [(name, a.people, a.days, seed) for name in names for seed in range(a.first, a.first + a.seeds)]
    done = worlds(tasks, a.cache, a.processes)
    found = {name: evaluate([done[task] for task in tasks if task[0] == name]) for name in names}
    by_kind = kinds(found)
    if len(names) > 1:
        found["all"] = evaluate(list(done.values()))
    text = "\n".join((ours(found), rivals(found), by_kind))
    print(text)
    print(json.dumps({"benchmark": "worlds", "seeds": a.seeds, "first": a.first, "worlds": figures(found)}))
    if a.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(PLACE.sub(lambda m: m[1] + text + m[2], page), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
