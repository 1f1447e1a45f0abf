"""The commands by name, in the order in which somebody new would meet them."""

from __future__ import annotations

from typing import Annotated

import typer

from custodes.cli.commands.coverage import coverage
from custodes.cli.commands.decide import decide
from custodes.cli.commands.demo import demo
from custodes.cli.commands.evaluate import evaluate
from custodes.cli.commands.events import events
from custodes.cli.commands.explain import explain
from custodes.cli.commands.ingest import ingest
from custodes.cli.commands.map import map  # noqa: A004 -- the command's name
from custodes.cli.commands.power import power
from custodes.cli.commands.purge import purge
from custodes.cli.commands.review import review
from custodes.cli.commands.scan import scan
from custodes.cli.commands.simulate import simulate
from custodes.cli.guard import guarded
from custodes.cli.talk import say

__all__ = ["COMMANDS", "app"]

COMMANDS = (
    *(demo, scan, ingest, map, review, coverage, explain, decide, events, purge),
    *(simulate, evaluate, power),
)

app = typer.Typer(
    name="custodes",
    help="Custodes keeps an organisation's confidential documents: it lists people for a second look, "
    "under a budget that is counted and kept. Being listed is not evidence of wrongdoing.",
    epilog="Exit codes: 0 done, 1 internal, 2 usage, 3 input could not be read at all, "
    "4 done with rejects above --max-rejects, 130 interrupted.",
    rich_markup_mode=None,  # rich help costs half of the start-up
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from custodes import __version__

        say(f"custodes {__version__}", error=False)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


for _command in COMMANDS:
    app.command(name=_command.__name__)(guarded(_command))
