"""A full review of ten million events, and what one more day costs.

usage: .venv/bin/python benchmarks/review.py [--people 2550] [--days 500] [--write] [--check] [--keep FOLDER]

An organisation is simulated in CERT format (folders, hosts, sites, addresses and directories as the simulation makes
them) and all but its last day is read into a lake; both are kept in ``--keep`` for the next run (default: the system's
folder for temporary files). Then, on a copy of that lake and each in a child process of its own:

scan    the engine's bare aggregate over the same Parquet files: events, sums and distinct objects per account and day
full    ``custodes review --json --html`` with nothing derived yet
day     the last day is ingested (not timed), and the same review again

``day`` and ``full`` are compared inside the process, without the start-up; ``--check`` computes the last review
once more from nothing and compares the two JSON documents. ``--write`` puts the sentence into docs/scale.md.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SEED = 11
DERIVED = ("measures", "touches", "handled", "deliveries", "first_seen", "reviews.json")
_PART = re.compile(r"(<!-- review -->\n).*?(<!-- end -->)", re.DOTALL)
_CUSTODES = [sys.executable, "-m", "custodes"]
_REVIEW = """
import sys, time
import ibis, duckdb, deltalake, scipy.special, rich.console, typer
import custodes.pipeline.review, custodes.render.html, custodes.render.document, custodes.render.terminal, custodes.cli.reporting
from custodes.cli import main
begun = time.perf_counter(), time.process_time()
sys.argv = ["custodes", *sys.argv[1:]]
try:
    main()
finally:
    print("inside", time.perf_counter() - begun[0], time.process_time() - begun[1], file=sys.stderr)
"""
_SCAN = """
import sys, time, duckdb
con = duckdb.connect(config={"memory_limit": "2GiB", "temp_directory": sys.argv[2]})
begun = time.perf_counter(), time.process_time()
con.execute(f"SELECT account, ts_us // 86400000000 AS day, count(*), sum(bytes), sum(items), count(DISTINCT object) "
            f"FROM read_parquet('{sys.argv[1]}/events/**/*.parquet', hive_partitioning=true) GROUP BY ALL").fetch_arrow_table()
print("inside", time.perf_counter() - begun[0], time.process_time() - begun[1], file=sys.stderr)
"""


def child(command: list[str]) -> dict[str, float]:
    """Run a program; return wall, CPU and peak GiB of the child, and wall and CPU inside where it tells them."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise SystemExit(text)
    unit = 1 if sys.platform == "darwin" else 1024
    found = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "gib": used.ru_maxrss * unit / 2**30}
    told = re.search(r"^inside (\S+) (\S+)$", text, re.MULTILINE)
    return found | ({"in_wall": float(told[1]), "in_cpu": float(told[2])} if told else {})


def prepare(folder: Path, people: int, days: int) -> None:
    """Simulate, cut off the last day, and read the rest into a lake. What is there already is used again."""
    if (folder / "ready").exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    size = ("--people", str(people), "--days", str(days), "--seed", str(SEED))
    subprocess.run([*_CUSTODES, "simulate", *size, "--out", str(folder / "sim")], check=True)
    logs, last = folder / "sim" / "cert", folder / "last" / "cert"
    last.mkdir(parents=True)
    for path in sorted(logs.glob("*.csv")):
        cut_last_day(path, last / path.name)
    shutil.rmtree(folder / "sim" / "m365", ignore_errors=True)
    subprocess.run([*_CUSTODES, "ingest", str(logs), "--lake", str(folder / "lake")], check=True)
    (folder / "ready").touch()


def cut_last_day(path: Path, into: Path) -> None:
    """Move the rows of a table's last day into a file of their own; rows lie in the order of time."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as held:
        header = held[: held.find(b"\n") + 1]
        final = held[held.rfind(b"\n", 0, len(held) - 1) + 1 :]
        day = re.search(rb"\d\d/\d\d/\d{4}", final)
        if day is None:
            raise SystemExit(f"{path}: no date in the last row")
        start = held.rfind(b"\n", 0, held.find(b'"' + day[0])) + 1
        into.write_bytes(header + held[start:])
    os.truncate(path, start)


def review(lake: Path, out: Path) -> tuple[dict[str, float], dict[str, Any]]:
    """Review a lake; return the figures and the document."""
    result = out / "review.json"
    call = ["review", "--lake", str(lake), "--json", str(result), "--html", str(out / "review.html")]
    figures = child([sys.executable, "-c", _REVIEW, *call])
    return figures, json.loads(result.read_text(encoding="utf-8"))


def measure(folder: Path, *, check: bool) -> dict[str, Any]:
    """Measure on a copy of the prepared lake."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        out, lake = Path(name), Path(name) / "lake"
        shutil.copytree(folder / "lake", lake)
        scan = child([sys.executable, "-c", _SCAN, str(lake), name])
        full, before = review(lake, out)
        subprocess.run(
            [*_CUSTODES, "ingest", str(folder / "last" / "cert"), "--lake", str(lake)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        day, after = review(lake, out)
        if check:
            for derived in DERIVED:
                path = lake / derived
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            _, again = review(lake, out)
            for document in (after, again):
                document.pop("since_last")
                document["head"].pop("created")
            if differing := [key for key in after if after[key] != again[key]]:
                raise SystemExit(f"the review of the grown lake is not that of the rebuilt one: {differing}")
    return {"events": before["events"], "added": after["events"] - before["events"], "scan": scan} | {
        "full": full,
        "day": day,
        "people": len(after["people"]),
    }


def told(found: dict[str, Any], days: int) -> str:
    """Return the sentence."""
    scan, full, day = found["scan"], found["full"], found["day"]
    return (
        f"a full review of {found['events']:,} CERT-format events of {found['people']:,} people over {days} days, nothing "
        f"derived yet, with JSON and HTML, takes {full['wall']:.0f} s and at most {full['gib']:.1f} GiB on "
        f"{os.cpu_count()} cores: {full['in_cpu'] / scan['in_cpu']:.1f} times the CPU seconds of the engine's bare aggregate "
        f"of the same events ({full['in_cpu']:.0f} against {scan['in_cpu']:.1f}); one more day ({found['added']:,} "
        f"events) takes {day['in_wall']:.1f} s inside the process, 1/{full['in_wall'] / day['in_wall']:.0f} of it "
        f"(CPU: 1/{full['in_cpu'] / day['in_cpu']:.0f})"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=2550)
    parser.add_argument("--days", type=int, default=500)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "custodes-benchmark")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    a = parser.parse_args()
    folder = a.keep / f"review-{a.people}-{a.days}-{SEED}"
    prepare(folder, a.people, a.days)
    found = measure(folder, check=a.check)
    sentence = told(found, a.days)
    if a.write:
        page = Path(__file__).resolve().parent.parent / "docs" / "scale.md"
        text = page.read_text(encoding="utf-8")
        line = f"- {sentence} (`benchmarks/review.py`)\n"
        page.write_text(
            _PART.sub(lambda part: part[1] + line + part[2], text), encoding="utf-8", newline="\n"
        )
    print(json.dumps({"benchmark": "review", "told": sentence} | found))


if __name__ == "__main__":
    main()
