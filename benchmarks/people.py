"""Real people: does p keep its promise on them, and are sweeps found that are laid over their own days?

usage: .venv/bin/python benchmarks/people.py FOLDER [--repeats 4] [--seed 1] [--write]

FOLDER holds logs and an HR list of people of whom nobody is known to have taken anything. Printed: the share of
person-weeks with p <= a, divided by a; reviews against what the account allows; and for sweeps of 30 to 300 files of
other people's folders, downloaded on 1 to 20 of a person's own working days, at their own hours, how many stand first
in lists of .1 % and 1 % of a week's people, rounded up as ``custodes evaluate`` does; of all, and of people who had been seen for
six weeks. A sweep is laid over the stored tables (:mod:`custodes.trials.inject`), never over the logs. ``--write`` puts the figures into docs/results.md. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
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
SETTLED = 42  # days since somebody was first seen, before which nothing is known of them
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


def ranks(a: Assessment, case: Case, alone: list[int]) -> list[tuple[int, int]]:
    """Return rank and number of people of each week that counts for a case; nothing where it has no p then.

    Others of the same run are left out, ties count against the case.
    """
    found = []
    for week in range(case.days[0] // 7, min((case.days[-1] + AFTER) // 7 + 1, a.panel.n_weeks)):
        s = np.where(np.isnan(a.weekly_p[:, week]), np.nan, a.weekly_score[:, week])
        s[[i for i in alone if i != case.person]] = np.nan
        if not np.isnan(s[case.person]):
            known = s[~np.isnan(s)]
            found.append((int((known >= s[case.person]).sum()), len(known)))
    return found


def is_settled(a: Assessment, case: Case) -> bool:
    """Say whether a case began when its person had been seen for SETTLED days: before, everything is new to them."""
    return case.days[0] - int(a.panel.active[case.person].argmax()) >= SETTLED


def listed(case: list[tuple[int, int]], share: float) -> bool:
    """Say whether a list of a share of each week's people, rounded up as in ``custodes evaluate``, names a case."""
    return any(rank <= math.ceil(share * people - 1e-9) for rank, people in case)


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
            places: list[list[tuple[int, int]]] = []
            settled: list[bool] = []
            for cases in rounds(rng, a, repeats):
                panel = build_panel(added(rng, a.panel, cases), a.identity)
                if panel is not None:
                    b = score(panel, a.identity, library, settings)
                    settled += [is_settled(a, case) for case in cases]
                    places += [ranks(b, case, [c.person for c in cases]) for case in cases]
                print(
                    f"{len(places)} sweeps, {np.mean([listed(p, 0.001) for p in places]):.2f} first of all",
                    flush=True,
                )
    known = [place for place, own in zip(places, settled, strict=True) if own]
    return {
        "people": len(a.panel.persons),
        "person_weeks": int(np.isfinite(a.weekly_p).sum()),
        "shares": shares(a),
        "reviews": reviews(a),
        "sweeps": len(places),
        "found": recalls(places),
        "sweeps_of_settled": len(known),
        "found_of_settled": recalls(known),
    }


def recalls(places: list[list[tuple[int, int]]]) -> dict[str, float]:
    """Return what lists of each share of a week's people find."""
    shares = (0.001, 0.01, 0.05)
    return {f"{x:g}": round(float(np.mean([listed(p, x) for p in places])), 3) for x in shares}


def told(found: dict[str, Any]) -> str:
    """Return the figures as sentences."""
    of = ", ".join(f"{share:.2f} (a = {level})" for level, share in found["shares"].items())
    opened = ", ".join(f"{n} of {most:g} allowed at {b}" for b, (n, most) in found["reviews"].items())
    hits = [
        f"{hit['0.001']:.0%}, {hit['0.01']:.0%} and {hit['0.05']:.0%}"
        for hit in (found["found"], found["found_of_settled"])
    ]
    return (
        f"{found['people']} people, {found['person_weeks']:,} person-weeks with a p. Shares with p ≤ a divided by a: {of}. "
        f"Reviews: {opened}. Lists of .1 %, 1 % and 5 % of a week's people (rounded up, as `custodes evaluate` does) find "
        f"{hits[0]} of {found['sweeps']} sweeps; {hits[1]} of the {found['sweeps_of_settled']} of people who had been seen "
        f"for {SETTLED} days when it began: in somebody's first weeks everything is new, and they are unknown.\n"
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
