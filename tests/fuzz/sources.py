"""Fuzz every source with bytes that a coverage-guided fuzzer finds: no crash, no hang, no lost count.

usage: .venv/bin/python tests/fuzz/sources.py [--seconds N] [--only NAME]

Each input's first byte names the source. What is found is written beside the working directory as ``crash-…`` by the fuzzer.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["custodes.sources", "custodes.identity"]):
    from tests.sources.conftest import as_file, read_file
    from tests.sources.examples import EXAMPLES

    from custodes.sources.registry import recognise, sources

_MOST = 64 * 1024


def main() -> None:
    """Run for so many seconds; end with 1 where something was found."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--only", default="")
    asked = options.parse_args()
    known = [source for source in sources() if asked.only in source.name]

    def one(data: bytes) -> None:
        if not data:
            return
        file = as_file(data[1:], "log-2024-05-06")
        source = known[data[0] % len(known)]
        recognise(file)
        with_counts = read_file(source, file)
        list(source.raw(file.open(), file, frozenset(event["record"] for event in with_counts.events[:5])))

    with tempfile.TemporaryDirectory() as corpus:
        for place, source in enumerate(known):
            (Path(corpus) / source.name).write_bytes(bytes([place % 256]) + EXAMPLES[source.name])
        limits = [
            f"-max_total_time={asked.seconds}",
            f"-max_len={_MOST}",
            "-timeout=20",
            "-rss_limit_mb=4096",
        ]
        atheris.Setup([sys.argv[0], corpus, *limits], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
