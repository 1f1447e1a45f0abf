"""Programs that measure themselves: the peak of a child process that reads a file which is never whole anywhere."""

from __future__ import annotations

import subprocess
import sys

PEAK = """
def peak():
    "MiB. ru_maxrss outlives an exec: a child begins with what its parent held; Linux' VmHWM does not."
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
"""
STREAM = """
class Stream:
    "Pieces of a file that is never whole anywhere."
    def __init__(self, pieces):
        self.pieces = iter(pieces)
    def read(self, size=-1):
        return next(self.pieces, b"")
    def __enter__(self):
        return self
    def __exit__(self, *_):
        pass
"""


def measured(program: str) -> tuple[int, int, int, list[str]]:
    """Run a program that prints records, events and MiB, then reasons, a line each."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    numbers, *reasons = done.stdout.splitlines()
    records, events, mib = map(int, numbers.split())
    return records, events, mib, reasons
