"""``custodes explain``: one person's evidence down to the log lines."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE
from custodes.errors import UsageError

__all__ = ["explain"]


def explain(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="The pseudonym (P-…); an id needs --names --reason.")
    ],
    lake: options.LakePath = DEFAULT_LAKE,
    budget: options.Budget = None,
    zone: options.Zone = None,
    sigma: options.Sigma = None,
    top: options.Top = 20,
    names: options.Names = False,
    reason: options.Reason = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """One person's evidence, down to the log lines.

    What is unusual stands beside what would explain it.

    Of people who are neither under review nor among the first N only rank and p are said.
    """
    from custodes.cases.access import widen
    from custodes.cli.naming import check_names, check_person, uncovered, veil_for
    from custodes.cli.opening import agreed_budget, existing_lake, settings_for
    from custodes.cli.progress import shown
    from custodes.cli.rules import told
    from custodes.cli.talk import say

    settings = settings_for(lake, config, budget=budget, zone=zone, sigma=sigma, engine=engine)
    check_names(names, reason, settings)
    check_person(person, named=names)
    store = existing_lake(lake, settings)
    from custodes.cli.explaining import context_lines, explanation
    from custodes.cli.selecting import whose
    from custodes.lake.engine import open_engine
    from custodes.pipeline.context import told_of
    from custodes.pipeline.review import review

    covered = veil_for(store, None)
    with open_engine(settings, store.tmp) as opened:
        try:
            _, meant = whose(store, opened, person, covered, named=names)
        except UsageError:  # an id was tried out: that stands in the chain too
            uncovered(store, names=names, reason=reason, command="explain")
            raise
    widen(store.path, top, settings.detection.budget, agreed_budget(store.path))
    with shown() as progress:
        result = review(store, top=top, progress=progress, record=False, found=told(settings))
    found = next((one for one in result.people if one.person == meant), None)
    if found is None:
        raise UsageError(
            "nobody reviewed is meant by this", place="PERSON", advice="accounts of services are set apart"
        )
    use = uncovered(store, names=names, reason=reason, command="explain", person=covered.pseudonym(meant))
    veil = covered if use is None else veil_for(store, use)
    more = ["custodes", "events", "--person", covered.pseudonym(meant), "--lake", str(lake)]
    for line in explanation(result, found, veil, top, shlex.join(more)):
        say(line, error=False)
    for line in context_lines(told_of(store, meant), veil):
        say(line, error=False)
