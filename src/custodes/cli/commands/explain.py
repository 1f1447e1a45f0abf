"""``custodes explain``: one person's evidence down to the log lines."""

from __future__ import annotations

from typing import Annotated

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

__all__ = ["explain"]


def explain(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="The pseudonym (P-…); an id needs --names --reason.")
    ],
    lake: options.LakePath = DEFAULT_LAKE,
    budget: options.Budget = None,
    zone: options.Zone = None,
    top: options.Top = 20,
    names: options.Names = False,
    reason: options.Reason = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """One person's evidence, down to the log lines.

    What is unusual stands beside what would explain it.

    Of people who are neither under review nor among the first N only rank and p are said.
    """
    raise NotImplementedError
