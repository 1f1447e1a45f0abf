"""``custodes scan``: read logs, append what is new, review the whole lake, report. The main job."""

from __future__ import annotations

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

__all__ = ["scan"]


def scan(
    paths: options.Paths,
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
    mapping: options.Mappings = None,
    dry_run: options.DryRun = False,
    max_rejects: options.MaxRejects = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """Read logs, review the whole lake, report.

    Reads logs of any known format, folders and archives too, and appends what is new. --from and --to limit the weeks reported, never the history or the account behind them.
    """
    from custodes.cli import ingesting, reporting
    from custodes.cli.opening import lake_to_fill, settings_for
    from custodes.cli.progress import shown

    settings = settings_for(
        lake, config, budget=budget, zone=zone, sigma=sigma, engine=engine, mapping=mapping
    )
    if dry_run:
        ingesting.dry_run(paths, settings, lake)
        return
    wanted = reporting.Wanted("scan", first, last, top, json, html, scores, names, reason)
    reporting.check(wanted, settings, lake, paths)
    with lake_to_fill(lake, settings) as store, shown() as progress:
        result = ingesting.ingest_into(paths, store, progress)
        review = reporting.make(store, wanted, progress)
    reporting.write(review, store, wanted)
    ingesting.tell_left_out(result, store)
    ingesting.check_rejects(result, max_rejects)
