"""What a lake can see and what it is blind to, per channel."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from custodes.baselines.calendar import day_date, monday, week_of
from custodes.baselines.measures import MEASURES
from custodes.baselines.period import period_of
from custodes.baselines.series import series_of
from custodes.identity.known import identity_of
from custodes.model.event import Channel
from custodes.model.reading import Coverage
from custodes.pipeline.advice import advice_for
from custodes.pipeline.deliveries import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from custodes.baselines.silence import Delivery
    from custodes.indicators import Indicator
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["coverage", "with_accounts"]

_USUAL = 0.8  # share of a weekday's days that have records, from which a day without is silent
_MIN_DAYS = 4
_STORED = frozenset(m.name for m in MEASURES)


def coverage(
    lake: Lake, engine: Engine, library: Sequence[Indicator], given: Sequence[Delivery] = ()
) -> tuple[Coverage, ...]:
    """Return a row for every channel, seen or not.

    given: what the streams delivered, where it is known already; else it costs one grouped scan of the events
    """
    by_channel = _daily(given or deliveries(lake, engine))
    counted = _counted(lake, engine)
    read = {file.format for file in lake.files()}
    return tuple(
        _row(channel, by_channel.get(channel.value, {}), library, counted, read) for channel in Channel
    )


def with_accounts(rows: Sequence[Coverage], lake: Lake, engine: Engine) -> tuple[Coverage, ...]:
    """Return the rows with how many accounts of persons acted on each channel, and for how many nobody is known.

    Without a list of people nobody is known for any. Cost: one grouped scan of the events.
    """
    identity = identity_of(lake, engine)
    events = lake.events(engine)
    seen = (
        events.filter(events.actor == "user").select("channel", "account").distinct().to_pyarrow().to_pylist()
    )
    accounts = Counter(row["channel"] for row in seen)
    unknown = Counter(row["channel"] for row in seen if not identity.knows(row["account"]))
    return tuple(
        replace(row, accounts=accounts[row.channel], unresolved=unknown[row.channel]) for row in rows
    )


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
    read: Collection[str],
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
        silent_of={name: quiet for name in sorted(streams) if (quiet := _dates(silent_days(streams[name])))},
        indicators=tuple(sorted(fires)),
        blind=tuple(sorted(rule.id for rule in here if rule.id not in fires)),
        advice="" if total else advice_for(channel, read),
        weeks=tuple(monday(w) for w in span),
        counts=tuple(weeks.get(w, 0) for w in span),
    )


def _fires(measure: str, channel: Channel, counted: frozenset[str]) -> bool:
    """Say whether a series could show anything here: everything that it needs was counted at least once.

    It needs itself where it is stored, else one of those that it is computed from, and of a sequence each step.
    """
    series = series_of(measure)
    needs = [{measure} & _STORED or set(series.of), set(series.and_of)]
    if series.here:
        needs.append({series.here.get(channel, "")})  # where nothing is counted, it cannot show
    return channel in series.channels and all(not group or group & counted for group in needs)


def _silent(total: Mapping[int, int], streams: Mapping[str, Mapping[int, int]]) -> list[int]:
    """Return the silent days of the channel as a whole, and of each of its sources alone."""
    return sorted({day for days in (total, *streams.values()) for day in silent_days(days)})


def _dates(days: Sequence[int]) -> tuple[date, ...]:
    return tuple(day_date(day) for day in days)


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
