"""Channels × weeks: what could be seen, when a source was silent, and what would open the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from custodes.render.html.picture import time_ticks
from custodes.render.visible import visible
from custodes.render.wording import day, plural, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from custodes.model.reading import Coverage
    from custodes.render.html.picture import Tick

__all__ = ["CHANNELS", "WEEKS", "Blind", "Cell", "Strip", "strips"]

WEEKS = 104  # weeks that a strip shows

CHANNELS: Mapping[str, str] = {
    "removable": "Removable media",
    "print": "Printing",
    "mail": "Mail",
    "web": "Web",
    "cloud": "Cloud store",
    "sync": "Synchronisation",
    "share": "Sharing",
    "file": "File server and files",
    "code": "Code hosting",
    "messaging": "Messaging",
    "records": "Records office",
    "signin": "Sign-in",
    "admin": "Administration",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One week. x, width: percent · kind: "seen", "some" (with silent days), "silent" or "none" · level: 1 to 3."""

    x: float
    width: float
    kind: str
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One channel that has records."""

    name: str
    cells: tuple[Cell, ...]
    told: str
    blind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blind:
    """One channel without records, and the one setting that would open it."""

    name: str
    advice: str
    indicators: tuple[str, ...]


def strips(
    rows: Sequence[Coverage], titles: Mapping[str, str]
) -> tuple[tuple[Strip, ...], tuple[Blind, ...], tuple[Tick, ...]]:
    """Return channels with records, those without, and the labels of time. titles: indicator id -> title."""
    seen = [row for row in rows if row.weeks]
    work = {i for row in seen for i in row.indicators}  # these need no further channel
    blind = tuple(
        Blind(
            _name(row.channel),
            visible(row.advice),
            _titled([i for i in (*row.blind, *row.indicators) if i not in work], titles),
        )
        for row in rows
        if not row.weeks
    )
    if not seen:
        return (), blind, ()
    weeks = _all_weeks(seen)
    return tuple(_strip(row, weeks, titles) for row in seen), blind, time_ticks(tuple(weeks))


def _all_weeks(rows: Sequence[Coverage]) -> list[date]:
    """Return the Mondays of the last two years at most, from the first to the last week of any channel."""
    last = max(row.weeks[-1] for row in rows)
    first = max(min(row.weeks[0] for row in rows), last - timedelta(7 * (WEEKS - 1)))
    return [first + timedelta(7 * k) for k in range((last - first).days // 7 + 1)]


def _strip(row: Coverage, weeks: Sequence[date], titles: Mapping[str, str]) -> Strip:
    counts = dict(zip(row.weeks, row.counts, strict=True))
    quiet: dict[date, list[date]] = {}
    for silent in row.silent_days:
        quiet.setdefault(silent - timedelta(silent.weekday()), []).append(silent)
    top = max(row.counts, default=1) or 1
    width = 100 / len(weeks)
    cells = tuple(
        _cell(round(i * width, 3), round(width, 3), week, counts, quiet.get(week, []), top)
        for i, week in enumerate(weeks)
    )
    period = span(row.first, row.last) if row.first and row.last else ""
    silent_text = (
        f"; {plural(len(row.silent_days), 'day')} without a record where there usually are some"
        if quiet
        else ""
    )
    told = f"{sum(row.counts):,} events, {period}, from {', '.join(map(visible, row.sources))}{silent_text}"
    return Strip(_name(row.channel), cells, told, _titled(row.blind, titles))


def _cell(
    x: float, width: float, week: date, counts: Mapping[date, int], quiet: Sequence[date], top: int
) -> Cell:
    n = counts.get(week)
    when = f"Week from {day(week)}"
    if n is None:
        return Cell(x, width, "none", 0, f"{when}: no log of this week")
    if n == 0:
        return Cell(x, width, "silent", 0, f"{when}: no records, the source was silent")
    level = 1 + min(2, int(3 * n / (top + 1)))
    if quiet:
        days = ", ".join(day(d) for d in quiet)
        return Cell(x, width, "some", level, f"{when}: {n:,} events; silent on {days}")
    return Cell(x, width, "seen", level, f"{when}: {n:,} events")


def _name(channel: str) -> str:
    return CHANNELS.get(channel, visible(channel))


def _titled(ids: Sequence[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(visible(titles.get(i, i.replace("_", " "))) for i in ids)
