"""How many are named where nobody takes anything: calibration and budget in simulated organisations without any theft.

usage: .venv/bin/python benchmarks/calm.py [--people 1000,50] [--worlds 10] [--weeks 78] [--kinds steady,seasonal …]
                                           [--jobs 2] [--write]

For each kind of organisation: the share of person-weeks with p <= a, divided by a, over 52 scored weeks, with a 99.5 %
interval over worlds; and reviews opened against what the budget allows. ``--write`` puts the rows into docs/results.md,
where rows of other kinds and sizes stay as they are. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import t

from custodes.indicators import load_library
from custodes.pipeline.assess import score
from custodes.ranking.account import replay
from custodes.settings import load_settings
from custodes.trials.calm import KINDS, calm_world

LEVELS = (0.0005, 0.001, 0.005, 0.05)
BUDGETS = (0.5, 1.0, 5.0)
SEED = 20_000  # development used others


def one(task: tuple[str, int, int, int]) -> dict[str, Any]:
    """Score one world and count."""
    kind, people, weeks, seed = task
    world = calm_world(kind, people, weeks, seed)
    settings = load_settings(None)
    a = score(world.panel, world.identity, load_library(), settings)
    p = a.weekly_p[:, world.first_scored :]
    known = ~np.isnan(p)
    days = world.panel.last_day - world.panel.first_day + 1
    opened = {}
    for b in BUDGETS:
        everybody = np.ones(a.weekly_p.shape, np.bool_)
        account = replay(
            a.calibrated.p_value, a.calibrated.score, everybody, b, settings.detection.review_weeks, days
        )
        opened[b] = (len(account.opened), account.person_weeks)
    return {
        "kind": kind,
        "person_weeks": int(known.sum()),
        "ratios": [float((p[known] <= level).mean() / level) for level in LEVELS],
        "opened": opened,
    }


def row(kind: str, people: int, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Join the worlds of one kind."""
    ratios = np.array([f["ratios"] for f in found])
    mean = ratios.mean(axis=0)
    n = len(found)
    half = t.ppf(0.9975, n - 1) * ratios.std(axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.zeros(len(LEVELS))
    within = {b: all(f["opened"][b][0] <= b * f["opened"][b][1] / 1000 + 1 for f in found) for b in BUDGETS}
    share = {
        b: sum(f["opened"][b][0] for f in found) / sum(f["opened"][b][1] for f in found) * 1000
        for b in BUDGETS
    }
    return {
        "kind": kind,
        "people": people,
        "worlds": n,
        "person_weeks": sum(f["person_weeks"] for f in found),
        "ratios": {
            str(a): [round(float(v), 2) for v in (m, max(0.0, m - h), m + h)]
            for a, m, h in zip(LEVELS, mean, half, strict=True)
        },
        "opened_per_1000": {str(b): round(v, 2) for b, v in share.items()},
        "within_account": {str(b): v for b, v in within.items()},
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return the figures as a table."""
    head = [
        "kind",
        "people",
        "worlds",
        "person-weeks",
        *(f"p ≤ {a:g}" for a in LEVELS),
        *(f"b = {b:g}" for b in BUDGETS),
    ]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for r in rows:
        ratios = [f"{m:.2f} ({low:.2f}–{high:.2f})" for m, low, high in r["ratios"].values()]
        opened = [
            f"{v:.2f}{'' if r['within_account'][b] else ' (over)'}" for b, v in r["opened_per_1000"].items()
        ]
        cells = [r["kind"], f"{r['people']:,}", str(r["worlds"]), f"{r['person_weeks']:,}", *ratios, *opened]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def merged(old: str, new: str) -> str:
    """Return a table with the new rows, and those old ones that were not measured again; large organisations first."""
    head, rule, *rows = new.splitlines()
    known = {_key(line): line for line in [*old.splitlines()[2:], *rows]}
    return "\n".join([head, rule, *(known[key] for key in sorted(known))]) + "\n"


def _key(line: str) -> tuple[int, int]:
    """Return what a row is about, in the order of the table: people, most first, and kind."""
    kind, people = (cell.strip() for cell in line.split("|")[1:3])
    return -int(people.replace(",", "")), KINDS.index(kind)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="1000,50")
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--weeks", type=int, default=78)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args()
    sizes = [int(n) for n in a.people.split(",")]
    tasks = [(k, n, a.weeks, a.seed + w) for n in sizes for k in a.kinds.split(",") for w in range(a.worlds)]
    rows = []
    with ProcessPoolExecutor(a.jobs) as pool:
        done = pool.map(one, tasks)
        for number, result in enumerate(done, start=1):
            rows.append(result)
            print(
                f"{number} of {len(tasks)} worlds: {tasks[number - 1][:2]} {[round(r, 2) for r in result['ratios']]}",
                flush=True,
            )
    of = [(n, k) for n in sizes for k in a.kinds.split(",")]
    joined = [row(k, n, rows[i * a.worlds : (i + 1) * a.worlds]) for i, (n, k) in enumerate(of)]
    print(json.dumps({"benchmark": "calm", "rows": joined}))
    if a.write:
        page = Path(__file__).resolve().parent.parent / "docs" / "results.md"
        part = re.compile(r"(<!-- calm -->\n)(.*?)(<!-- end -->)", re.DOTALL)
        text = page.read_text(encoding="utf-8")
        page.write_text(
            part.sub(lambda m: m[1] + merged(m[2], table(joined)) + m[3], text),
            encoding="utf-8",
            newline="\n",
        )


if __name__ == "__main__":
    main()
