"""Purging a lake by date: what has to outlive the older days is worked out first, then they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from custodes.baselines.calendar import day_number
from custodes.baselines.firsthandled import known_handled
from custodes.baselines.known import known_touches, new_after
from custodes.cases.audit import AuditChain
from custodes.errors import UsageError
from custodes.lake.engine import open_engine
from custodes.lake.older import purge_older
from custodes.lake.watermark import Watermark
from custodes.pipeline.assess import assess
from custodes.pipeline.progress import Silent
from custodes.pipeline.sigma import in_force
from custodes.ranking.kept import keep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.lake import Lake
    from custodes.lake.takeout import Purged
    from custodes.pipeline.assess import Assessment
    from custodes.pipeline.progress import Progress
    from custodes.pipeline.sigma import InForce
    from custodes.settings import Settings

__all__ = ["Gone", "purge_before", "purge_protected"]


@dataclass(frozen=True, slots=True)
class Gone:
    """What a purge took out, and what is left.

    records, events: taken out · before: the watermark, where it was by date
    left: events · kept_days: from the watermark to the last day · novelty_days: after which a thing is new, from now on
    """

    records: int
    events: int
    left: int
    before: date | None = None
    kept_days: int = 0
    novelty_days: int = 0


def purge_before(
    lake: Lake, before: date, *, progress: Progress | None = None, found: InForce | None = None
) -> Gone:
    """Take out everything older than a day in the organisation's zone; older records stay out when they are read again.

    What goes on: the budget account as of the lake's last day (balance, open reviews, who waits), and of what the kept
    days touch, what was not new any more. Raises UsageError for a day in the future or before an earlier watermark.

    Cost: a review without evidence, and two passes over the events.
    """
    settings = lake.settings
    _check(lake, before, settings)
    lake.check()
    lake.protect()
    with lake.writing() as journal:
        with open_engine(settings, lake.tmp) as engine:
            a = assess(lake, engine, (found or in_force(settings)).indicators, progress or Silent())
            mark = _mark(lake, a, before, settings)
            column = day_number(before) - a.panel.first_day if a is not None else 0
            known = list(_known(a, column)) if a is not None else []
            seen = _seen(a, max(column, 0)) if a is not None else set()
        _log("purge", {"before": before.isoformat()}, lake)
        purged = purge_older(lake, journal, mark, known=known, seen=seen)
    return _gone(lake, purged, mark)


def purge_protected(lake: Lake) -> Gone:
    """Take out everything that ``[protected]`` protects by now."""
    _log("purge", {"protected": lake.settings.protected.entries}, lake)
    return _gone(lake, lake.purge_protected(), None)


def _check(lake: Lake, before: date, settings: Settings) -> None:
    today = datetime.now(settings.time.info).date()
    if before > today:
        message = f"{before} lies in the future: everything that comes until then would be set aside"
        raise UsageError(message, place="--before", advice="name a day that has come")
    mark = lake.watermark
    if mark is not None and before < mark.before:
        message = f"what is older than {mark.before} was purged already"
        raise UsageError(message, place="--before", advice="name that day or a later one")


def _mark(lake: Lake, a: Assessment | None, before: date, settings: Settings) -> Watermark:
    begins = datetime.combine(before, time(), settings.time.info)
    before_us = int(begins.timestamp()) * 10**6
    old = lake.watermark
    if a is None:
        return Watermark(before, before_us, old.kept_days if old else 0, old.account if old else None)
    kept = (a.last_day - before).days + 1
    account = keep(a.account, a.panel.persons, a.panel.first_day, a.last_day, before)
    return Watermark(before, before_us, max(0, kept), account)


def _known(a: Assessment, column: int) -> Iterator[tuple[str, str, str]]:
    yield from known_touches(a.panel, column)
    yield from known_handled(a.panel, a.panel.first_day + column)


def _seen(a: Assessment, column: int) -> set[str]:
    return {name for name, days in zip(a.panel.persons, a.panel.active, strict=True) if days[column:].any()}


def _log(action: str, detail: dict[str, object], lake: Lake) -> None:
    AuditChain(lake.path).append(action, detail=detail)


def _gone(lake: Lake, purged: Purged, mark: Watermark | None) -> Gone:
    left = sum(f.events for f in lake.files())
    if mark is None:
        return Gone(purged.records, purged.events, left)
    novelty = new_after(lake.settings.detection.novelty_days, mark)
    return Gone(purged.records, purged.events, left, mark.before, mark.kept_days, novelty)
