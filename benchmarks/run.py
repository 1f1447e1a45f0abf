"""The quick benchmarks, or those that are named, one after the other; ``--write`` puts the figures into README and manual.

usage: .venv/bin/python benchmarks/run.py [--write] [--long] [NAME...]     NAME: scan, ingest, throughput, review, calm, worlds

Each benchmark is a script beside this one that prints a JSON object as its last line; ``told`` is its sentence.
``--long`` runs, besides, those that take longer than a few minutes and write a part of their own: review.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
QUICK = (
    "ingest",
    "scan",
    "throughput",
)  # run where nothing is named; the others take longer and write parts of their own
LONG = ("review",)
PAGES = ("README.md", "docs/scale.md")
_PART = re.compile(r"(<!-- figures -->\n).*?(<!-- end -->)", re.DOTALL)


def measured(script: Path, *options: str) -> dict[str, Any] | None:
    """Run one benchmark and return what it printed last; None where that is no JSON object."""
    done = subprocess.run(
        [sys.executable, str(script), *options], check=True, stdout=subprocess.PIPE, text=True
    )
    lines = done.stdout.strip().splitlines()
    try:
        found = json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def told(figures: dict[str, dict[str, Any]]) -> str:
    """Return what each benchmark says of itself, a line each, with the command that measures it."""
    lines = [
        f"- {found['told']} (`benchmarks/{name}.py`)"
        for name, found in sorted(figures.items())
        if "told" in found
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run what was asked for."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("-")]
    write = "--write" in sys.argv
    scripts = [HERE / f"{name}.py" for name in (*(wanted or QUICK), *(LONG if "--long" in sys.argv else ()))]
    figures = {}
    for script in scripts:
        print(f"== {script.stem}", flush=True)
        long = script.stem in LONG
        found = measured(script, *(["--write"] if write and long else []))
        if found is not None:
            figures |= {} if long else {script.stem: found}
            print(json.dumps(found), flush=True)
    if write and figures:
        for name in PAGES:
            page = HERE.parent / name
            text = page.read_text(encoding="utf-8")
            filled = _PART.sub(lambda part: part[1] + told(figures) + part[2], text)
            page.write_text(filled, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
