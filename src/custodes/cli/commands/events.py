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
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """The stored events, a line each.

    In order of time, to standard output, under pseudonyms unless names are uncovered.
    """
    import sys

    from custodes.cli.naming import check_names, check_person, uncovered, veil_for
    from custodes.cli.opening import existing_lake, settings_for

    settings = settings_for(lake, config, zone=zone, engine=engine)
    check_names(names, reason, settings)
    if person is not None:
        check_person(person, named=names)
    store = existing_lake(lake, settings)
    from custodes.cases.audit import AuditChain
    from custodes.cli.selecting import rows, whose
    from custodes.lake.engine import open_engine
    from custodes.render.events import write_events

    covered = veil_for(store, None)
    with open_engine(settings, store.tmp) as opened:
        chosen = whose(store, opened, person, covered, named=names) if person is not None else None
        about = covered.pseudonym(chosen[1]) if chosen else ""
        use = uncovered(store, names=names, reason=reason, command="events", person=about)
        if use is None and about:
            AuditChain(store.path).append("events", detail={"person": about})
        veil = covered if use is None else veil_for(store, use)
        found = rows(store, opened, first=first, last=last, person=chosen)
        write_events(found, sys.stdout, form=format, veil=veil)
