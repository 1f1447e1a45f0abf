"""``custodes events``: the stored events, in a standard's own field names."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

__all__ = ["events"]


def events(
    lake: options.LakePath = DEFAULT_LAKE,
    first: options.First = None,
    last: options.Last = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="P", help="Only this person's events.")
    ] = None,
    format: Annotated[
        Literal["jsonl", "ecs", "ocsf"], typer.Option("--format", help="Whose field names.")
    ] = "jsonl",
    zone: options.Zone = None,
    names: options.Names = False,
    reason: options.Reason = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """The stored events, a line each.

    In order of time, to standard output, under pseudonyms unless names are uncovered.
    """
    raise NotImplementedError
