"""``custodes purge``: what is older than a day, or protected by now, leaves every file of the lake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE

if TYPE_CHECKING:
    from custodes.pipeline.purge import Gone

__all__ = ["purge"]


def purge(
    before: options.Before = None,
    protected: Annotated[
        bool, typer.Option("--protected", help="What the settings' [protected] protects by now.")
    ] = False,
    lake: options.LakePath = DEFAULT_LAKE,
    sigma: options.Sigma = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """Delete for good: what is older than a day, or what is protected.

    Events, raw records, measures, first times, decisions that hold no longer; nothing of it stays in any file. Counts
    stay, and older records are set aside as purged when a log is read again. The budget account's balance and open
    reviews go on. Written to the audit chain.
    """
    from custodes.cli.opening import existing_lake, settings_for
    from custodes.cli.progress import shown
    from custodes.cli.rules import told
    from custodes.cli.talk import say
    from custodes.errors import UsageError
    from custodes.pipeline.purge import purge_before, purge_protected

    if (before is None) is not protected:
        message = "it is to be said what goes: either a day or what is protected"
        raise UsageError(message, place="--before, --protected", advice="give one of the two")
    settings = settings_for(lake, config, sigma=sigma, engine=engine)
    if protected and not settings.protected.entries:
        message = "nothing is protected by the settings"
        raise UsageError(message, place="[protected]", advice="name addresses, domains, paths or accounts")
    store = existing_lake(lake, settings)
    if before is None:
        gone = purge_protected(store)
    else:
        with shown() as progress:
            gone = purge_before(store, before, progress=progress, found=told(settings))
    for line in _said(gone):
        say(line, error=False)


def _said(gone: Gone) -> list[str]:
    since = "" if gone.before is None else f" from before {gone.before}"
    lines = [
        f"purged: {gone.records:,} records, {gone.events:,} events{since}",
        f"left:   {gone.left:,} events" + ("" if gone.before is None else f" of {gone.kept_days:,} days"),
    ]
    if gone.before is not None:
        lines.append("Older records are set aside as purged whenever a log is read again.")
        lines.append(
            f"What somebody touches is new where they did not in the {gone.novelty_days:,} days before."
        )
    return lines
