"""``custodes demo``: a simulated organisation, scanned; what was planted stands beside what was listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from custodes.cli import options
from custodes.cli.talk import say

if TYPE_CHECKING:
    from custodes.lake import Lake
    from custodes.model.review import Review

__all__ = ["demo"]

PEOPLE, DAYS, SEED = 120, 150, 2024


def demo(
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR", help="Where logs, lake and report go; its own earlier demo goes."
        ),
    ] = Path("custodes-demo"),
    people: Annotated[
        int, typer.Option("--people", metavar="N", min=1, max=100_000, help="How many people.")
    ] = PEOPLE,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=3650, help="How many days.")] = DAYS,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Another seed, another organisation.")
    ] = SEED,
    verbose: options.Verbose = False,
) -> None:
    """See it work on a simulated organisation.

    Makes logs, scans them, writes a report; what was planted stands beside what was listed, and beside both a
    rule of five lines.
    """
    from custodes.cli import ingesting, reporting
    from custodes.cli.opening import lake_to_fill, settings_for
    from custodes.cli.progress import shown
    from custodes.simulate import simulate

    _clear(out)
    lake, logs, html = out / "lake", out / "logs", out / "report.html"
    settings = settings_for(lake, None)
    wanted = reporting.Wanted("demo", html=str(html))
    with shown() as progress:
        simulate(people, days, seed, logs, progress=progress)
    with lake_to_fill(lake, settings) as store, shown() as progress:
        ingesting.ingest_into([logs], store, progress)
        review = reporting.make(store, wanted, progress)
    reporting.write(review, store, wanted)
    _compare(review, store, logs / "answers.csv")
    say(f"\nThe report: {html.resolve()}", error=False)
    _show(html)


def _clear(out: Path) -> None:
    """Remove an earlier demo, and nothing that is not one."""
    import shutil

    from custodes.errors import UsageError

    mark = out / "_custodes_demo"
    if not out.exists():
        out.mkdir(parents=True)
    if mark.exists() or not any(out.iterdir()):
        for part in ("lake", "logs"):
            shutil.rmtree(out / part, ignore_errors=True)
        (out / "report.html").unlink(missing_ok=True)
        mark.touch()
    else:
        message = "this folder holds something that is not a demo"
        raise UsageError(message, place=str(out), advice="name another one with --out")


def _compare(review: Review, lake: Lake, answers: Path) -> None:
    """Print the planted people beside their ranks, and what a five-line rule would have found."""
    from custodes.cli.comparing import comparison

    for line in comparison(review, lake, answers):
        say(line, error=False)


def _show(html: Path) -> None:
    """Open the report where somebody can see it."""
    import os
    import sys
    import webbrowser

    has_display = (
        sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if has_display and os.environ.get("CI") != "true" and sys.stdout.isatty():
        webbrowser.open(html.resolve().as_uri())
