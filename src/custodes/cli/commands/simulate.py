"""``custodes simulate``: a made-up organisation with planted truth, to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from custodes.cli import options

__all__ = ["simulate"]


def simulate(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the files go; made where missing.")
    ],
    people: Annotated[
        int, typer.Option("--people", metavar="N", min=1, max=100_000, help="How many people.")
    ] = 400,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=3650, help="How many days.")] = 150,
    character: Annotated[
        str,
        typer.Option(
            "--character",
            metavar="NAME",
            help="mixed, office, cloud, engineering or archive: see the manual.",
        ),
    ] = "mixed",
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Same seed, same bytes.")] = 1,
    verbose: options.Verbose = False,
) -> None:
    """Make a simulated organisation's logs.

    CERT-format files, Microsoft 365 JSON and an HR list for the same people; other logs for other characters.

    DIR/answers.csv (person,kind,first,last) says what was planted; scan never reads it.
    """
    from custodes.cli.progress import shown
    from custodes.cli.talk import say
    from custodes.errors import UsageError
    from custodes.simulate import CHARACTERS
    from custodes.simulate import simulate as make

    if character not in CHARACTERS:
        message = f"there is no organisation of the character '{character}'"
        raise UsageError(message, place="--character", advice=f"known: {', '.join(CHARACTERS)}")
    with shown() as progress:
        make(people, days, seed, out, progress=progress, character=CHARACTERS[character])
    say(f"A simulated organisation of {people:,} people over {days:,} days is in {out}.", error=False)
