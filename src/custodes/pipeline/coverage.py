"""What a lake can see and what it is blind to, per channel."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from custodes.baselines.calendar import day_date, monday, week_of
from custodes.baselines.measures import MEASURES
from custodes.baselines.period import period_of
from custodes.baselines.series import series_of
from custodes.model.event import Channel
from custodes.model.reading import Coverage
from custodes.pipeline.deliveries import deliveries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from custodes.baselines.silence import Delivery
    from custodes.indicators import Indicator
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["coverage"]

_ADVICE: Mapping[Channel, str] = {
    Channel.REMOVABLE: "Switch on endpoint DLP in Microsoft Purview ('File copied to removable media') and export the audit log",
    Channel.PRINT: "Switch on endpoint DLP in Microsoft Purview ('File printed') and export the audit log, or collect the page_log of CUPS",
    Channel.MAIL: "Export the Microsoft 365 audit log with the mailbox action Send (it names no recipients), or CERT-format mail logs",
    Channel.WEB: "Switch on endpoint DLP in Microsoft Purview ('File uploaded to cloud'), or export the proxy's log in CERT format",
    Channel.CLOUD: "Export the Microsoft 365 audit log: SharePoint and OneDrive file activities",
    Channel.SYNC: "Export the Microsoft 365 audit log: FileSyncDownloadedFull",
    Channel.SHARE: "Export the Microsoft 365 audit log: sharing activities",
    Channel.FILE: "Switch on endpoint DLP in Microsoft Purview (file activities on devices); logs of file servers "
    "cannot be read yet",
    Channel.CODE: "Export the GitHub Enterprise audit log with git events; of other hosts nothing can be read yet",
    Channel.MESSAGING: "Export the Microsoft 365 audit log: Teams",
    Channel.RECORDS: "Write loans, orders and copies of the records office as a reading-room list (the manual's page on sources says how)",
    Channel.SIGNIN: "Export the Microsoft 365 audit log: sign-ins (UserLoggedIn), or CERT-format logon logs",
    Channel.ADMIN: "Export the Microsoft 365 audit log: administrators' activities, so that clearing of logs shows",
}
_USUAL = 0.8  # share of a weekday's days that have records, from which a day without is silent
_MIN_DAYS = 4
_STORED = frozenset(m.name for m in MEASURES)

_OUT: Mapping[Channel, str] = {
    Channel.REMOVABLE: "copies_removable",
    Channel.SHARE: "shares_outside",
    Channel.WEB: "uploads_web",
}
_TAKEN = {**_OUT, Channel.PRINT: "prints"}  # what a document taken out is counted as, by its way out
_SENT = {**_OUT, Channel.MAIL: "attached_personal"}  # what counts as out on a day: mail does, paper does not
_FETCHED: Mapping[Channel, str] = {
    Channel.CLOUD: "downloads",
    Channel.FILE: "downloads",
    Channel.SYNC: "syncs",
    Channel.CODE: "clones",
    Channel.RECORDS: "records_copied",
}
_HERE: Mapping[str, Mapping[Channel, str]] = {
    "first_fetched": _FETCHED,
    **dict.fromkeys(("first_taken", "fetched_taken", "disguised_taken"), _TAKEN),
    **dict.fromkeys(("taken_deleted", "days_taken_deleted"), _TAKEN),
    **dict.fromkeys(("days_fetched_out", "days_new_out"), _SENT),
}
"""Series of documents -> the stored measure that must have been counted in a channel before they show anything there."""
_ANYWHERE: Mapping[str, tuple[str, ...]] = {
    "fetched_taken": tuple(_FETCHED.values()),
    "disguised_taken": ("renames", "archives"),
    **dict.fromkeys(("taken_deleted", "days_taken_deleted"), ("deletes",)),
    "media_on_others": ("mounts_removable", "copies_removable"),
}
"""Series of sequences and machines -> stored measures of which one must have been counted, wherever."""


def coverage(
    lake: Lake, engine: Engine, library: Sequence[Indicator], given: Sequence[Delivery] = ()
) -> tuple[Coverage, ...]:
    """Return a row for every channel, seen or not.

    given: what the streams delivered, where it is known already; else it costs one grouped scan of the events
    """
    by_channel = _daily(given or deliveries(lake, engine))
    counted = _counted(lake, engine)
    return tuple(_row(channel, by_channel.get(channel.value, {}), library, counted) for channel in Channel)


def _daily(given: Sequence[Delivery]) -> dict[str, dict[str, dict[int, int]]]:
    """Return channel -> stream -> day -> events, without days that a wrong clock put far from all others."""
    found: dict[str, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    per_day: dict[int, int] = defaultdict(int)
    for one in given:
        per_day[one.day] += one.events
    period = period_of(per_day)
    for one in given:
        if period and period.first <= one.day <= period.last:
            found[one.channel][one.stream][one.day] = one.events
    return found


def _counted(lake: Lake, engine: Engine) -> frozenset[str]:
    """Return the stored measures of which anything was ever counted."""
    if not lake.exists("measures"):
        return frozenset()
    measures = lake.read(engine, "measures")
    row = measures.aggregate(**{m.name: measures[m.name].sum() for m in MEASURES}).to_pyarrow().to_pylist()[0]
    return frozenset(name for name, total in row.items() if total)


def _row(
    channel: Channel,
    streams: Mapping[str, Mapping[int, int]],
    library: Sequence[Indicator],
    counted: frozenset[str],
) -> Coverage:
    total: dict[int, int] = defaultdict(int)
    weeks: dict[int, int] = defaultdict(int)
    for days in streams.values():
        for day, n in days.items():
            total[day] += n
            weeks[week_of(day)] += n
    here = [rule for rule in library if channel in rule.channels]
    fires = {rule.id for rule in here if total and any(_fires(m, channel, counted) for m in rule.measures)}
    span = range(min(weeks), max(weeks) + 1) if weeks else range(0)
    return Coverage(
        channel=channel.value,
        sources=tuple(sorted(streams)),
        first=day_date(min(total)) if total else None,
        last=day_date(max(total)) if total else None,
        silent_days=tuple(day_date(d) for d in _silent(total, streams)),
        indicators=tuple(sorted(fires)),
        blind=tuple(sorted(rule.id for rule in here if rule.id not in fires)),
        advice="" if total else _ADVICE[channel],
        weeks=tuple(monday(w) for w in span),
        counts=tuple(weeks.get(w, 0) for w in span),
    )


def _fires(measure: str, channel: Channel, counted: frozenset[str]) -> bool:
    """Say whether a series could show anything here: everything that it needs was counted at least once.

    It needs itself where it is stored, else one of those that it is computed from, and of a sequence each step.
    """
    series = series_of(measure)
    here = _HERE.get(measure)
    needs = [{measure} & _STORED or set(series.of), set(_ANYWHERE.get(measure, ()))]
    if here is not None:
        needs.append({here.get(channel, "")})  # where nothing is counted, it cannot show
    return channel in series.channels and all(not group or group & counted for group in needs)


def _silent(total: Mapping[int, int], streams: Mapping[str, Mapping[int, int]]) -> list[int]:
    """Return the silent days of the channel as a whole, and of each of its sources alone."""
    return sorted({day for days in (total, *streams.values()) for day in silent_days(days)})


def silent_days(total: Mapping[int, int]) -> list[int]:
    """Return days between the first and the last that have no record, on weekdays that usually have them.

    >>> silent_days({day: 1 for day in range(4, 60) if day != 25 and (day + 3) % 7 < 5})
    [25]
    """
    if not total:
        return []
    days = range(min(total), max(total) + 1)
    silent: list[int] = []
    for weekday in range(7):
        mine = [d for d in days if (d + 3) % 7 == weekday]
        seen = sum(1 for d in mine if d in total)
        if len(mine) >= _MIN_DAYS and seen >= _USUAL * len(mine):
            silent.extend(d for d in mine if d not in total)
    return sorted(silent)
