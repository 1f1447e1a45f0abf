"""``custodes coverage``: what this lake can see and what it is blind to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.cli import options
from custodes.cli.opening import DEFAULT_LAKE
from custodes.render.wording import plural

if TYPE_CHECKING:
    from datetime import date

    from custodes.model.reading import Coverage

__all__ = ["coverage", "described"]

_DAYS_NAMED = 5


def coverage(
    lake: options.LakePath = DEFAULT_LAKE,
    zone: options.Zone = None,
    sigma: options.Sigma = None,
    engine: options.EngineName = None,
    config: options.Config = None,
    verbose: options.Verbose = False,
) -> None:
    """What this lake can see, and what it cannot.

    Per channel: sources, period, silent days (of a source, never of a person), accounts of nobody known, blind indicators,
    and the one setting that would open it.
    """
    from custodes.cli.opening import existing_lake, settings_for

    settings = settings_for(lake, config, zone=zone, sigma=sigma, engine=engine)
    store = existing_lake(lake, settings)
    from custodes.cli.rules import told
    from custodes.cli.talk import say
    from custodes.lake.engine import open_engine
    from custodes.pipeline.coverage import coverage as seen
    from custodes.pipeline.coverage import with_accounts

    with open_engine(settings, store.tmp) as opened:
        rows = with_accounts(seen(store, opened, told(settings).indicators), store, opened)
    for line in described(rows):
        say(line, error=False)


def described(rows: tuple[Coverage, ...]) -> list[str]:
    """Describe channels that have records, then those that have none; no person stands in it."""
    lines: list[str] = []
    for row in sorted(rows, key=lambda row: row.first is None):
        if row.first is None:
            lines.append(f"{row.channel}: no records")
        else:
            lines.append(f"{row.channel}: {', '.join(row.sources)}, {row.first} to {row.last}")
            lines.append(
                f"  records:  {plural(sum(row.counts), 'event')} in {plural(len(row.weeks), 'week')}; "
                f"{_silent(row.silent_days)}"
            )
            if len(row.sources) > 1:
                lines += [f"    {name}: {_silent(days)}" for name, days in row.silent_of.items()]
            if row.accounts is not None:
                lines.append(f"  accounts: {row.accounts:,}{_unresolved(row)}")
        if row.indicators:
            lines.append(f"  can fire: {', '.join(row.indicators)}")
        if row.blind:
            lines.append(f"  blind:    {', '.join(row.blind)}")
        if row.advice:
            lines.append(f"  to open:  {row.advice}")
    return lines


def _unresolved(row: Coverage) -> str:
    return f", of {row.unresolved:,} nobody is known" if row.unresolved else ""


def _silent(days: tuple[date, ...]) -> str:
    if not days:
        return "no silent days"
    named = ", ".join(str(day) for day in days[:_DAYS_NAMED])
    more = f" and {len(days) - _DAYS_NAMED:,} more" if len(days) > _DAYS_NAMED else ""
    return f"{len(days):,} silent day{'' if len(days) == 1 else 's'}: {named}{more}"
