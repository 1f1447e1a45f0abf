"""``custodes ingest``: only the first half of scan."""

from __future__ import annotations

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

__all__ = ["ingest"]


def ingest(
    paths: options.Paths,
    lake: options.LakePath = DEFAULT_LAKE,
    zone: options.Zone = None,
    mapping: options.Mappings = None,
    dry_run: options.DryRun = False,
    max_rejects: options.MaxRejects = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """Only the first half of scan: append logs.

    Prints events, rejects, what was set aside by reason, and unknown formats.
    """
    from custodes.cli import ingesting
    from custodes.cli.opening import lake_to_fill, settings_for
    from custodes.cli.progress import shown

    settings = settings_for(lake, config, zone=zone, mapping=mapping)
    if dry_run:
        ingesting.dry_run(paths, settings, lake)
        return
    with lake_to_fill(lake, settings) as store, shown() as progress:
        result = ingesting.ingest_into(paths, store, progress)
    ingesting.tell(result, store)
    ingesting.check_rejects(result, max_rejects)
