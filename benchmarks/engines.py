"""A review by size on both engines, each in a process of its own, on the same simulated events.

usage: .venv/bin/python benchmarks/engines.py [--write] [DAYS...]     DAYS: of 300 people; default 60 200 600

Prints one JSON object as its last line; ``--write`` puts the table into docs/scale.md. It needs the extra ``spark``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PEOPLE, DAYS, SEED = 300, (60, 200, 600), 11
ENGINES = ("duckdb", "spark-local")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "scale.md"
_PART = re.compile(r"(<!-- engines -->\n).*?(<!-- end -->)", re.DOTALL)


def run(*arguments: str) -> tuple[float, float]:
    """Run ``custodes`` and return its wall and CPU seconds, Java's among them."""
    begun, before = time.monotonic(), os.times()
    subprocess.run([sys.executable, "-m", "custodes", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - begun, cpu


def measured(days: int, folder: Path) -> dict[str, Any]:
    """Return wall and CPU seconds of a first review on each engine."""
    logs, lake = folder / "logs", folder / "lake"
    run("simulate", "--people", str(PEOPLE), "--days", str(days), "--seed", str(SEED), "--out", str(logs))
    run("ingest", str(logs / "cert"), "--lake", str(lake))
    row: dict[str, Any] = {"days": days}
    for engine in ENGINES:
        copy, result = folder / engine, folder / f"{engine}.json"
        shutil.copytree(lake, copy)
        wall, cpu = run(
            "review", "--lake", str(copy), "--engine", engine, "--json", str(result), "--top", "5"
        )
        row["events"] = json.loads(result.read_text(encoding="utf-8"))["events"]
        row[engine] = {"wall_s": round(wall, 1), "cpu_s": round(cpu, 1)}
        print(json.dumps({"engine": engine, **row}), flush=True)
    return row


def table(rows: list[dict[str, Any]]) -> str:
    """Return the page's table."""
    lines = [f"| {r['events']:,} | " + " | ".join(_cell(r[e]) for e in ENGINES) + " |" for r in rows]
    head = f"| events of {PEOPLE} people | DuckDB | Spark on the same machine |\n|---:|---:|---:|"
    cores = f"{os.cpu_count()} cores; wall seconds, in parentheses CPU seconds; a first review with 5 people's evidence"
    return f"{head}\n" + "\n".join(lines) + f"\n\n{cores} (`benchmarks/engines.py`).\n"


def _cell(figures: dict[str, float]) -> str:
    return f"{figures['wall_s']:.0f} ({figures['cpu_s']:.0f})"


def main() -> None:
    """Measure, print, and write the page where that is asked for."""
    sizes = [int(word) for word in sys.argv[1:] if not word.startswith("-")] or list(DAYS)
    rows = []
    for days in sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measured(days, Path(folder)))
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            _PART.sub(lambda part: part[1] + table(rows) + part[2], text), encoding="utf-8", newline="\n"
        )
    print(json.dumps({"benchmark": "engines", "rows": rows}))


if __name__ == "__main__":
    main()
