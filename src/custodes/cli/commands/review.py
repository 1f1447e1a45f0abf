"""``custodes review``: only the second half of scan."""

from __future__ import annotations

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

__all__ = ["review"]


def review(
    lake: options.LakePath = DEFAULT_LAKE,
    first: options.First = None,
    last: options.Last = None,
    budget: options.Budget = None,
    zone: options.Zone = None,
    sigma: options.Sigma = None,
    top: options.Top = 20,
    json: options.JsonOut = None,
    html: options.HtmlOut = None,
    scores: options.ScoresOut = None,
    names: options.Names = False,
    reason: options.Reason = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """Only the second half: review and report.

    --from and --to limit the weeks reported, never the history or the account behind them.
    """
    from custodes.cli import reporting
    from custodes.cli.opening import existing_lake, settings_for
    from custodes.cli.progress import shown

    settings = settings_for(lake, config, budget=budget, zone=zone, sigma=sigma, engine=engine)
    wanted = reporting.Wanted("review", first, last, top, json, html, scores, names, reason)
    reporting.check(wanted, settings, lake)
    store = existing_lake(lake, settings)
    with shown() as progress:
        result = reporting.make(store, wanted, progress)
    reporting.write(result, store, wanted)
