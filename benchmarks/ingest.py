"""Ingest against the engine's own bare ``read_csv(all_varchar=true)`` to Parquet, on the same files in the same run.

    python benchmarks/ingest.py [RECORDS]

Prints JSON: CPU seconds (user + system) of each in a child process of its own, their ratio, and peak memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

_BARE = """
import sys, duckdb
from pathlib import Path
con = duckdb.connect(config={"memory_limit": "2GiB"})
for path in sorted(Path(sys.argv[1]).glob("*.csv")):
    con.execute(f"COPY (SELECT * FROM read_csv('{path}', all_varchar=true)) TO '{sys.argv[2]}/{path.stem}.parquet'")
"""
_INGEST = """
import sys
from pathlib import Path
from custodes.lake import Lake
from custodes.pipeline.ingest import ingest
from custodes.settings import Settings
lake = Lake.create(Path(sys.argv[2]) / "lake", Settings())
result = ingest([Path(sys.argv[1])], lake, Settings())
print(result.events_added)
"""


def run(records: int = 3_500_000) -> dict[str, object]:
    """Measure both on fresh files and return the figures."""
    from certfiles import write_cert

    with tempfile.TemporaryDirectory() as name:
        files, out = Path(name) / "files", Path(name) / "out"
        out.mkdir()
        size = sum(path.stat().st_size for path in write_cert(files, records))
        bare = _measured(_BARE, files, out)
        ours = _measured(_INGEST, files, out)
    return {
        "records": records,
        "megabytes": round(size / 1e6),
        "cores": os.cpu_count(),
        "bare_cpu_seconds": bare["cpu"],
        "ingest_cpu_seconds": ours["cpu"],
        "ingest_wall_seconds": ours["wall"],
        "ratio": round(ours["cpu"] / bare["cpu"], 2),
        "peak_gib": ours["peak"],
        "events": int(ours["said"]),
        "told": f"ingest of {records:,} CERT-format records ({size / 1e6:.0f} MB) takes {ours['cpu'] / bare['cpu']:.2f} times the "
        f"CPU seconds of a bare DuckDB `read_csv` to Parquet of the same files in the same run ({ours['cpu']:.1f} against "
        f"{bare['cpu']:.1f}), at most {ours['peak']:.2f} GiB",
    }


def _measured(code: str, files: Path, out: Path) -> dict[str, Any]:
    """Run a program and return its CPU and wall seconds, peak GiB, and what it said."""
    watch = "import resource, sys\nexec(sys.argv.pop(1))\nu = resource.getrusage(resource.RUSAGE_SELF)\n"
    watch += "print(u.ru_utime + u.ru_stime, u.ru_maxrss)"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", watch, code, str(files), str(out)], capture_output=True, text=True, check=True
    )
    wall = time.monotonic() - start
    *said, last = done.stdout.splitlines()
    cpu, peak = last.split()
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "cpu": round(float(cpu), 2),
        "wall": round(wall, 2),
        "peak": round(int(peak) * unit / 2**30, 2),
        "said": said[-1] if said else "0",
    }


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else 3_500_000)))
