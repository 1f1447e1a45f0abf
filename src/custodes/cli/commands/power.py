"""``custodes power``: what would be found in this organisation, how early, and what would be missed."""

from __future__ import annotations

from typing import Annotated

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

__all__ = ["power"]


def power(
    lake: options.LakePath = DEFAULT_LAKE,
    budget: options.Budget = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Whom scenarios are laid over.")
    ] = 1,
    json: options.JsonOut = None,
    html: options.HtmlOut = None,
    zone: options.Zone = None,
    sigma: options.Sigma = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """What would be found here, how early, at this budget; what would be missed.

    Lays every way of taking documents, at several sizes, over people's own histories, and reviews each as it would have
    been. Nothing is stored, and nobody is named.
    """
    from custodes.cli.opening import existing_lake, settings_for
    from custodes.cli.output import check_targets, to_stdout, write
    from custodes.cli.powering import tried
    from custodes.cli.progress import shown
    from custodes.cli.talk import say
    from custodes.render.power import power_json, power_lines, power_page

    settings = settings_for(lake, config, budget=budget, zone=zone, sigma=sigma, engine=engine)
    check_targets(lake, json=json, html=html)
    store = existing_lake(lake, settings)
    with shown() as progress:
        found = tried(store, seed, progress)
    if json:
        write(json, power_json(found, settings.detection.budget))
    if html:
        write(html, power_page(found, settings.detection.budget))
    if not to_stdout((json, html)):
        for line in power_lines(found, settings.detection.budget):
            say(line, error=False)
