"""A person's year as a picture: a bar a week, the usual band behind it, the colleagues' mean across it.

Coordinates are percentages across and pixels down, so that text keeps its size on any width. A scale of powers of
ten is used, and said, where the largest week would flatten the band.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from custodes.baselines.series import known_series
from custodes.render.visible import visible
from custodes.render.wording import counted, day, number

if TYPE_CHECKING:
    from datetime import date

    from custodes.model.review import Timeline

__all__ = ["HEIGHT", "Bar", "Picture", "Tick", "picture", "time_ticks"]

HEIGHT = 132.0  # pixels of the plot; the labels of time stand below it
_TOP = 16.0  # pixels kept free above the largest bar
_FLATTENED = 8.0  # times the band's usual upper end, from which the scale is of powers of ten
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Bar:
    """One week. x, width: percent · y, height: pixels · band, peers: pixels or None · title: what it was computed from."""

    x: float
    width: float
    y: float
    height: float
    band: tuple[float, float] | None
    peers: float | None
    marked: bool
    silent: bool
    title: str
    row: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A label: place in percent (time) or pixels (amount)."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws."""

    bars: tuple[Bar, ...]
    amounts: tuple[Tick, ...]
    times: tuple[Tick, ...]
    what: str
    label: str
    powers: bool
    has_peers: bool
    has_silent: bool


def picture(timeline: Timeline) -> Picture | None:
    """Return the picture of a timeline; None where it has no weeks."""
    weeks = len(timeline.weeks)
    if not weeks:
        return None
    amounts = [v for v in (*timeline.observed, *timeline.high, *timeline.peers) if v is not None]
    top = max((1.0, *amounts))
    usual = median([v for v in timeline.high if v is not None] or [0.0])
    powers = top > 20 and top > _FLATTENED * max(usual, 1.0)
    scale = _Scale(top, powers=powers)
    bars = tuple(_bar(timeline, i, scale) for i in range(weeks))
    return Picture(
        bars=bars,
        amounts=tuple(Tick(scale.y(v), number(v)) for v in scale.ticks()),
        times=time_ticks(timeline.weeks),
        what=visible(_what(timeline)),
        label=_label(timeline),
        powers=powers,
        has_peers=any(v is not None for v in timeline.peers),
        has_silent=any(v is None for v in timeline.observed),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    top: float
    powers: bool

    def y(self, value: float) -> float:
        """Return the pixel of an amount, 0 at the top."""
        share = (
            math.log1p(max(0.0, value)) / math.log1p(self.top) if self.powers else max(0.0, value) / self.top
        )
        return round(HEIGHT - share * (HEIGHT - _TOP), 1)

    def ticks(self) -> list[float]:
        """Return the amounts that get a line: powers of ten, or two round steps."""
        if self.powers:
            return [float(10**k) for k in range(int(math.log10(self.top)) + 1)]
        step = 10 ** math.floor(math.log10(self.top))
        step = next((step * k for k in (0.5, 1, 2, 5) if self.top / (step * k) <= 3), step)
        step = max(step, 1.0)
        return [step * k for k in range(1, int(self.top / step) + 1)]


def _bar(timeline: Timeline, i: int, scale: _Scale) -> Bar:
    width = 100 / len(timeline.weeks)
    value, low, high, peers = (s[i] for s in (timeline.observed, timeline.low, timeline.high, timeline.peers))
    y = HEIGHT if value is None else scale.y(value)
    band = None if low is None or high is None else (scale.y(high), scale.y(low))
    title, row = _title(timeline, i)
    return Bar(
        x=round(i * width, 3),
        width=round(width, 3),
        y=y,
        height=round(HEIGHT - y, 1),
        band=band,
        peers=None if peers is None else scale.y(peers),
        marked=timeline.weeks[i] in timeline.marked,
        silent=value is None,
        title=title,
        row=row,
    )


def _title(timeline: Timeline, i: int) -> tuple[str, tuple[str, str, str, str]]:
    value, low, high, peers = (s[i] for s in (timeline.observed, timeline.low, timeline.high, timeline.peers))
    unit = visible(timeline.unit)
    week = f"Week from {day(timeline.weeks[i])}"
    seen = "no records" if value is None else counted(value, unit)
    usual = (
        "unknown"
        if low is None or high is None
        else f"{number(max(0, math.floor(low)))} to {number(math.ceil(high))}"
    )
    mean = "–" if peers is None else number(peers)
    told = f"{week}: {seen}; usual for this person {usual}; colleagues {mean} on average"
    marked = "; a review was open" if timeline.weeks[i] in timeline.marked else ""
    return told + marked, (day(timeline.weeks[i]), seen, usual, mean)


def time_ticks(weeks: tuple[date, ...]) -> tuple[Tick, ...]:
    """Label quarters of long pictures, months of short ones; the year where it changes."""
    every = 3 if len(weeks) > 30 else 1
    ticks: list[Tick] = []
    year = 0
    for i, week in enumerate(weeks):
        first = i == 0 or week.month != weeks[i - 1].month
        at = 100 * i / len(weeks)
        if not first or (week.month - 1) % every or (ticks and at - ticks[-1].at < 10) or at > 92:
            continue
        text = _MONTHS[week.month - 1]
        ticks.append(Tick(round(at, 2), f"{text} {week.year}" if week.year != year else text))
        year = week.year
    return tuple(ticks)


def _what(timeline: Timeline) -> str:
    """Say what is counted, in the words of the sentence above the picture."""
    series = known_series(timeline.measure)
    return f"{timeline.unit} {series.doing}" if series else timeline.unit


def _label(timeline: Timeline) -> str:
    """Say in words what the picture shows, for those who hear it."""
    known = [v for v in timeline.observed if v is not None]
    highest = max(known, default=0.0)
    return (
        f"{visible(_what(timeline))}, a week, {day(timeline.weeks[0])} to {day(timeline.weeks[-1])}; "
        f"the highest week has {number(highest)}; {len(timeline.marked)} weeks are marked"
    )
