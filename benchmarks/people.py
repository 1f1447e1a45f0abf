"""Real people: does p keep its promise on them, and are sweeps found that are laid over their own days?

usage: .venv/bin/python benchmarks/people.py FOLDER [--repeats 4] [--seed 1] [--write]

FOLDER holds logs and an HR list of people of whom nobody is known to have taken anything. Printed: the share of
person-weeks with p <= a, divided by a; reviews against what the account allows; and for sweeps of 30 to 300 files of
other people's folders, downloaded on 1 to 20 of a person's own working days, at their own hours, how many stand first
among .1 % and 1 % of a week's people. A sweep is laid over the stored counts (:mod:`custodes.trials.inject`), never over
the logs. ``--write`` puts the figures into docs/results.md. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from custodes.baselines.panel import build_panel
from custodes.indicators import load_library
from custodes.lake import Lake, open_engine
from custodes.pipeline.assess import Assessment, assess, score
from custodes.pipeline.ingest import ingest
from custodes.pipeline.progress import Silent
from custodes.ranking.account import replay
from custodes.settings import load_settings
from custodes.trials.inject import Case, added, draw
from custodes.trials.scenarios import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = (0.0005, 0.001, 0.005, 0.01, 0.05)
BUDGETS = (0.5, 1.0, 5.0)
FILES = (30, 60, 100, 200, 300)
DAYS = (1, 3, 5, 10, 20)
AT_ONCE = 5  # of a few hundred people: the others' weeks stay what they are
AFTER = 7  # days after the last act that still count
PAGE = Path(__file__).resolve().parent.parent / "docs" / "results.md"
PLACE = re.compile(r"(<!-- people -->\n).*?(<!-- end -->)", re.DOTALL)


def shares(a: Assessment) -> dict[str, float]:
    """Return the share of person-weeks with p <= a over a."""
    p = a.weekly_p[~np.isnan(a.weekly_p)]
    return {f"{level:g}": round(float((p <= level).mean() / level), 2) for level in LEVELS}


def reviews(a: Assessment) -> dict[str, tuple[int, float]]:
    """Return per budget the reviews that the account opens, and how many it may."""
    weeks, days = load_settings(None).detection.review_weeks, a.panel.last_day - a.panel.first_day + 1
    found = {}
    for b in BUDGETS:
        everybody = np.ones(a.weekly_p.shape, np.bool_)
        account = replay(a.calibrated.p_value, a.calibrated.score, everybody, b, weeks, days)
        found[f"{b:g}"] = (len(account.opened), round(b * account.person_weeks / 1000 + 1, 1))
    return found


def rounds(rng: np.random.Generator, a: Assessment, repeats: int) -> Iterator[list[Case]]:
    """Yield a few sweeps at a time, each over another person who works on twenty days or more after the first p."""
    first = int(np.isfinite(a.weekly_p).any(axis=0).argmax()) * 7
    code = {name: i for i, name in enumerate(a.panel.persons)}
    owners = {code[p]: name for name in a.panel.accounts for p, _, _ in a.identity.spans(name) if p in code}
    people = [
        (i, name)
        for i, name in sorted(owners.items())
        if a.panel.active[i, first:].sum() >= 2 * max(DAYS) and np.isfinite(a.weekly_p[i]).any()
    ]
    wanted = [(n, d) for n, d in itertools.product(FILES, DAYS) for _ in range(repeats)]
    wanted = [wanted[i] for i in rng.permutation(len(wanted))]
    for start in range(0, len(wanted), AT_ONCE):
        chosen = rng.permutation(len(people))[:AT_ONCE]
        cases: list[Case] = []
        for (n, d), i in zip(wanted[start : start + AT_ONCE], chosen, strict=False):
            sweep = Scenario(
                "sweep", "", d, n, {"downloads": n, "distinct_downloads": n}, {}, foreign=1.0, moves=True
            )
            cases += draw(rng, a.panel, sweep, 1.0, [people[i]], first)
        yield cases


def place(a: Assessment, case: Case, alone: list[int]) -> float:
    """Return the smallest share of a week's people that must be looked at to see a case; 1 where it has no p then.

    Others of the same run are left out, ties count against the case.
    """
    best = 1.0
    for week in range(case.days[0] // 7, min((case.days[-1] + AFTER) // 7 + 1, a.panel.n_weeks)):
        s = np.where(np.isnan(a.weekly_p[:, week]), np.nan, a.weekly_score[:, week])
        s[[i for i in alone if i != case.person]] = np.nan
        if not np.isnan(s[case.person]):
            known = s[~np.isnan(s)]
            at_least = int((known >= s[case.person]).sum())
            best = min(best, 0.0 if at_least == 1 else at_least / len(known))
    return best


def measured(folder: Path, repeats: int, seed: int) -> dict[str, Any]:
    """Scan the folder into a temporary lake and measure."""
    settings, library = load_settings(None), load_library()
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as held:
        lake = Lake.create(Path(held) / "lake", settings)
        ingest([folder], lake, settings)
        with open_engine(settings, lake.tmp) as engine:
            a = assess(lake, engine, library, Silent())
            if a is None:
                raise SystemExit("no event of a person in there")
            places: list[float] = []
            for cases in rounds(rng, a, repeats):
                panel = build_panel(added(rng, a.panel, cases), a.identity)
                if panel is not None:
                    b = score(panel, a.identity, library, settings)
                    places += [place(b, case, [c.person for c in cases]) for case in cases]
                print(
                    f"{len(places)} sweeps, {np.mean([p <= 0.001 for p in places]):.2f} first of all",
                    flush=True,
                )
    return {
        "people": len(a.panel.persons),
        "person_weeks": int(np.isfinite(a.weekly_p).sum()),
        "shares": shares(a),
        "reviews": reviews(a),
        "sweeps": len(places),
        "found": {f"{x:g}": round(float(np.mean([p <= x for p in places])), 3) for x in (0.001, 0.01, 0.05)},
    }


def told(found: dict[str, Any]) -> str:
    """Return the figures as sentences."""
    of = ", ".join(f"{share:.2f} (a = {level})" for level, share in found["shares"].items())
    opened = ", ".join(f"{n} of {most:g} allowed at {b}" for b, (n, most) in found["reviews"].items())
    hit = found["found"]
    return (
        f"{found['people']} people, {found['person_weeks']:,} person-weeks with a p. Shares with p ≤ a divided by a: {of}. "
        f"Reviews: {opened}. Of {found['sweeps']} sweeps {hit['0.001']:.0%} were the week's first of all people, "
        f"{hit['0.01']:.0%} among its first 1 %, {hit['0.05']:.0%} among its first 5 %.\n"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = measured(options.folder, options.repeats, options.seed)
    print(json.dumps({"benchmark": "people", **found}))
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(PLACE.sub(lambda m: m[1] + told(found) + m[2], text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
