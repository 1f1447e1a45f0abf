"""Is anybody listed more often for being what they are? Listings by kind of person, where nobody takes anything.

usage: .venv/bin/python benchmarks/groups.py [--people 1000] [--worlds 20] [--weeks 78] [--jobs 2] [--write]

For each group of people: the share of person-weeks with p <= a, divided by a, and reviews opened per 1,000 person-weeks,
each divided by that of the others, with a 95 % interval from resampling worlds. Everybody has 26 weeks of history before
the first week that counts, joiners apart. ``--write`` puts the table into docs/results.md. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from custodes.indicators import load_library
from custodes.pipeline.assess import score
from custodes.ranking.account import replay
from custodes.settings import load_settings
from custodes.trials.groups import GROUPS, OTHERS, group_world

LEVELS = (0.001, 0.005, 0.05)
BUDGETS = (1.0, 5.0)
SEED = 40_000  # development used others
NAMES = (*GROUPS, OTHERS)


def one(task: tuple[int, int, int]) -> list[list[int]]:
    """Score one world; per group: person-weeks, those with p <= each level, reviews opened at each budget."""
    people, weeks, seed = task
    world = group_world(people, weeks, seed)
    settings = load_settings(None)
    a = score(world.panel, world.identity, load_library(), settings)
    p = a.weekly_p[:, world.first_scored :]
    days = world.panel.last_day - world.panel.first_day + 1
    everybody = np.ones(a.weekly_p.shape, np.bool_)
    opened = [
        [
            review.person
            for review in replay(
                a.calibrated.p_value, a.calibrated.score, everybody, b, settings.detection.review_weeks, days
            ).opened
            if review.day >= world.first_scored * 7
        ]
        for b in BUDGETS
    ]
    return [
        [
            int((~np.isnan(p[mine])).sum()),
            *(int((p[mine] <= level).sum()) for level in LEVELS),
            *(sum(bool(mine[person]) for person in who) for who in opened),
        ]
        for mine in (world.members[name] for name in NAMES)
    ]


def rates(counts: np.ndarray) -> np.ndarray:
    """Return groups × figures: rates over person-weeks, of summed counts (groups × counts)."""
    return counts[:, 1:] / np.maximum(counts[:, :1], 1)


def figures(counts: np.ndarray, draws: int = 2000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return rates, and their ratios to the others' with both ends of a 95 % interval. counts: worlds × groups × counts."""
    rng = np.random.default_rng(0)
    value = rates(counts.sum(axis=0))
    picks = rng.integers(0, len(counts), (draws, len(counts)))
    drawn = np.array([rates(counts[pick].sum(axis=0)) for pick in picks])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = drawn / drawn[:, -1:]
        low, high = np.nanquantile(ratios, [0.025, 0.975], axis=0)
        return value, value / value[-1], low, high


def table(counts: np.ndarray) -> str:
    """Return the figures as a table."""
    value, ratio, low, high = figures(counts)
    weeks = counts.sum(axis=0)[:, 0]
    head = ["people", "person-weeks", *(f"p ≤ {a:g}" for a in LEVELS)]
    for b in BUDGETS:
        head += [f"listed, b = {b:g}", "against others"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for g, name in enumerate(NAMES):
        cells = [name, f"{weeks[g]:,}", *(f"{value[g, k] / a:.2f}" for k, a in enumerate(LEVELS))]
        for k in range(len(LEVELS), len(LEVELS) + len(BUDGETS)):
            against = f"{ratio[g, k]:.1f} ({low[g, k]:.1f}–{high[g, k]:.1f})" if name != OTHERS else "1"
            cells += [f"{1000 * value[g, k]:.2f}", against]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--weeks", type=int, default=78)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args()
    tasks = [(a.people, a.weeks, a.seed + w) for w in range(a.worlds)]
    found = []
    with ProcessPoolExecutor(a.jobs) as pool:
        for number, counts in enumerate(pool.map(one, tasks), start=1):
            found.append(counts)
            print(f"{number} of {len(tasks)} worlds: {json.dumps(counts)}", flush=True)
    counts = np.array(found)
    print(table(counts))
    print(json.dumps({"benchmark": "groups", "names": NAMES, "counts": counts.sum(axis=0).tolist()}))
    if a.write:
        page = Path(__file__).resolve().parent.parent / "docs" / "results.md"
        part = re.compile(r"(<!-- groups -->\n).*?(<!-- end -->)", re.DOTALL)
        text = page.read_text(encoding="utf-8")
        page.write_text(part.sub(lambda m: m[1] + table(counts) + m[2], text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
