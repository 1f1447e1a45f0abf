"""The main job, timed whole: 3.5 million CERT-format events scanned, reviewed and reported.

usage: .venv/bin/python benchmarks/scan.py [FOLDER]     FOLDER: CERT-format logs; else some are simulated first

Prints one JSON object: events, bytes read, wall and CPU seconds, peak memory of the scan, cores; the same for
``custodes --help`` (CPU seconds, the best of five).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE, DAYS, SEED = 1000, 500, 11


def child(*arguments: str) -> tuple[float, float, float]:
    """Run ``custodes`` and return wall seconds, CPU seconds and peak memory in MiB of this child alone."""
    begun = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "custodes", *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        helped = min(child("--help")[1] for _ in range(5))
        logs = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "logs"
        if len(sys.argv) <= 1:
            size = ("--people", str(PEOPLE), "--days", str(DAYS), "--seed", str(SEED))
            subprocess.run(
                [sys.executable, "-m", "custodes", "simulate", *size, "--out", str(logs)], check=True
            )
            logs = logs / "cert"
        out = Path(folder)
        result = out / "review.json"
        call = (
            "scan",
            str(logs),
            "--lake",
            str(out / "lake"),
            "--json",
            str(result),
            "--html",
            str(out / "r.html"),
        )
        wall, cpu, peak = child(*call)
        review = json.loads(result.read_text(encoding="utf-8"))
        figures = {
            "benchmark": "scan",
            "events": review["events"],
            "megabytes": round(sum(p.stat().st_size for p in logs.rglob("*") if p.is_file()) / 1e6),
            "people": len(review["people"]),
            "wall_s": round(wall, 1),
            "cpu_s": round(cpu, 1),
            "peak_mib": round(peak),
            "cores": os.cpu_count(),
            "help_cpu_s": round(helped, 2),
        }
        figures["told"] = (
            f"{figures['events']:,} CERT-format events of {figures['people']:,} people ({figures['megabytes']} MB) are "
            f"scanned, reviewed and reported in {wall:.0f} s with at most {peak / 1024:.1f} GiB, on {os.cpu_count()} cores; "
            f"`custodes --help` takes {helped:.2f} s of CPU"
        )
        sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
