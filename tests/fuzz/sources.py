"""Fuzz every source with bytes that a coverage-guided fuzzer finds: no crash, no hang, no lost count.

usage: .venv/bin/python tests/fuzz/sources.py [--seconds N] [--only NAME]

Each input's first byte names the source. What is found is written beside the working directory as ``crash-…`` by the fuzzer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["custodes.sources", "custodes.identity"]):
    from tests.sources.conftest import as_file, read_file
    from tests.sources.examples import EXAMPLES

    from custodes.sources.registry import recognise, sources

if TYPE_CHECKING:
    from custodes.sources.base import Source

_MOST = 64 * 1024
_SLICE = (
    240  # seconds: the fuzzer's own memory grows with every run, so it begins anew with what it has learnt
)


def main() -> int:
    """Run for so many seconds; return 1 where something was found."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--only", default="")
    options.add_argument("--corpus", type=Path, help="used by the program itself: run one slice on it")
    asked = options.parse_args()
    if asked.corpus:
        _slice(asked.corpus, asked.seconds, asked.only)
        return 0
    ends = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory() as folder:
        for place, source in enumerate(_known(asked.only)):
            (Path(folder) / source.name).write_bytes(bytes([place % 256]) + EXAMPLES[source.name])
        while (left := round(ends - time.monotonic())) > 0:
            words = ["--seconds", str(min(left, _SLICE)), "--only", asked.only, "--corpus", folder]
            if subprocess.run([sys.executable, __file__, *words], check=False).returncode:
                return 1
    return 0


def _known(only: str) -> list[Source]:
    return [source for source in sources() if only in source.name]


def _slice(corpus: Path, seconds: int, only: str) -> None:
    known = _known(only)

    def one(data: bytes) -> None:
        if not data:
            return
        file = as_file(data[1:], "log-2024-05-06")
        source = known[data[0] % len(known)]
        recognise(file)
        outcome = read_file(source, file)
        list(source.raw(file.open(), file, frozenset(event["record"] for event in outcome.events[:5])))

    limits = [f"-max_total_time={seconds}", f"-max_len={_MOST}", "-timeout=20", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], str(corpus), *limits], one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
