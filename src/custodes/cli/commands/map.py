"""``custodes map``: write and try a mapping, for logs that no source knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from custodes.cli import options

__all__ = ["map"]


def map(  # noqa: A001 -- the command's name
    task: Annotated[
        Literal["init", "check"], typer.Argument(help="init proposes a mapping, check tries one.")
    ],
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="init: the log. check: the mapping, then the log.")
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="F", help="Where init writes the proposal; - is stdout.")
    ] = "-",
    zone: options.Zone = None,
    verbose: options.Verbose = False,
) -> None:
    """Describe a log of your own: a CSV table or JSON records.

    "init LOG" proposes a mapping from names and first values of the log; read it, and correct it. "check MAPPING LOG" shows what it makes of the log, without naming anybody. Then give it to scan or ingest with --mapping, or in the settings.
    """
    from custodes.cli import mapping

    if task == "init":
        mapping.propose(paths, out)
    else:
        mapping.check(paths, zone)
