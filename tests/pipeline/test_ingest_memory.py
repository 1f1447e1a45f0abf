"""Memory of an ingest does not grow with the size of a log; measured by the peak of a child process."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("resource", reason="this system does not tell the peak of a process")

_CHILD = """
import resource, sys
from pathlib import Path
import custodes.lake.writer as writer
from custodes.lake import Lake
from custodes.pipeline.ingest import ingest
from custodes.settings import Settings
if len(sys.argv) > 3:
    writer._ROWS = int(sys.argv[3])
lake = Lake.create(Path(sys.argv[2]), Settings())
print(ingest([Path(sys.argv[1])], lake, Settings()).events_added)
try:  # ru_maxrss outlives an exec: a child begins with what its parent held; Linux' VmHWM does not
    lines = Path("/proc/self/status").read_text().splitlines()
    print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")))
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1))
"""
HEADER = b"date,user,pc,url\n"
ROWS = b"".join(
    b"%02d/%02d/2010 %02d:%02d:%02d,ABC%04d,PC-1,http://site%d.example/page/%d\n"
    % (
        i // 86_400 // 28 % 12 + 1,
        i // 86_400 % 28 + 1,
        i // 3600 % 24,
        i // 60 % 60,
        i % 60,
        i % 977,
        i % 3001,
        i,
    )
    for i in range(0, 60 * 200_000, 60)
)


def peak(log, lake, *arguments: str) -> tuple[int, float]:
    """Ingest in a child; return the events added and the peak in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(log), str(lake), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    events, kib = done.stdout.split()
    return int(events), int(kib) / 1024


def write(path, blocks: int):
    with path.open("wb") as stream:
        stream.write(HEADER)
        for _ in range(blocks):
            stream.write(ROWS)
    return path


def test_ten_times_the_log_takes_no_more_memory(tmp_path):
    """With small buffers, so that a log of some 140 MB is already many times their size."""
    small = peak(write(tmp_path / "small.csv", 1), tmp_path / "lake1", "20000")
    large = peak(write(tmp_path / "large.csv", 10), tmp_path / "lake2", "20000")
    assert (small[0], large[0]) == (200_000, 2_000_000)
    assert large[1] - small[1] < 45
    assert (tmp_path / "large.csv").stat().st_size / 2**20 > 3 * 40


@pytest.mark.system
def test_a_log_of_two_gigabytes_stays_below_seven_hundred_mebibytes(tmp_path):
    log = write(tmp_path / "large.csv", 160)
    assert log.stat().st_size / 2**20 > 3 * 700
    events, mib = peak(log, tmp_path / "lake")
    assert events == 160 * 200_000
    assert mib < 700
