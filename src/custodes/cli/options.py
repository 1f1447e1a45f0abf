"""Options that several commands share, each written once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Before",
    "Budget",
    "Config",
    "DryRun",
    "EngineName",
    "First",
    "HtmlOut",
    "JsonOut",
    "LakePath",
    "Last",
    "Mappings",
    "MaxRejects",
    "Names",
    "Paths",
    "Reason",
    "ScoresOut",
    "Sigma",
    "Top",
    "Until",
    "Verbose",
    "Zone",
]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date; write it like 2026-03-31") from None


Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="Log files, archives or folders.")]
LakePath = Annotated[Path, typer.Option("--lake", metavar="DIR", help="Where events are kept.")]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="F", help="Settings; else LAKE/custodes.toml where it exists."),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Print formats, people, period and blind channels; store nothing."),
]
EngineName = Annotated[
    str | None,
    typer.Option("--engine", metavar="E", help="duckdb, spark-local or spark://HOST:PORT (duckdb)."),
]
First = Annotated[
    date | None,
    typer.Option("--from", parser=_day, metavar="D", help="First day reported (2026-03-01); its week."),
]
Last = Annotated[
    date | None, typer.Option("--to", parser=_day, metavar="D", help="Last day reported, included; its week.")
]
Before = Annotated[
    date | None,
    typer.Option("--before", parser=_day, metavar="D", help="First day that is kept (2026-03-31)."),
]
Budget = Annotated[
    float | None,
    typer.Option(
        "--budget", metavar="N", help="People without cause per 1,000 and week that may be listed (1)."
    ),
]
Zone = Annotated[
    str | None, typer.Option("--zone", metavar="Z", help="Time zone of weeks and of times without one (UTC).")
]
Top = Annotated[
    int,
    typer.Option("--top", metavar="N", min=0, help="How many of the first people get evidence shown anyway."),
]
JsonOut = Annotated[
    str | None, typer.Option("--json", metavar="F", help="Write the review as JSON; - is stdout.")
]
HtmlOut = Annotated[
    str | None, typer.Option("--html", metavar="F", help="Write the report as one HTML file.")
]
ScoresOut = Annotated[
    str | None, typer.Option("--scores", metavar="F", help="Write a CSV: person,week,score,p_value,unknown.")
]
Sigma = Annotated[
    Path | None,
    typer.Option(
        "--sigma", metavar="DIR", help="Sigma rules that are indicators too, correlations included."
    ),
]
Names = Annotated[
    bool, typer.Option("--names", help="Uncover names; needs --reason; is written to the audit chain.")
]
Reason = Annotated[
    str | None,
    typer.Option("--reason", metavar="TEXT", help="Why names must be seen (10 characters or more)."),
]
Mappings = Annotated[
    list[Path] | None,
    typer.Option("--mapping", metavar="F", help="A mapping file for logs of your own; may be given again."),
]
MaxRejects = Annotated[
    int | None,
    typer.Option(
        "--max-rejects", metavar="N", min=0, help="End with code 4 where more records were unreadable."
    ),
]
Until = Annotated[
    date | None,
    typer.Option(
        "--until", parser=_day, metavar="D", help="Last day a clearing holds (180 days after the decision)."
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show the trace of an error.")]
