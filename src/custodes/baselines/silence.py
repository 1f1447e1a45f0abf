r"""Silence: days on which a source that usually delivers gave nothing of anybody. They are missing, not calm.

Expected of a stream on a day: the mean number of accounts on the last ``SAME`` such weekdays, missing ones left out.
A run of days without any account is *missing* once ``LEAST`` accounts were to be expected in it: if people came and
went by themselves, that would happen once in 150 times. Judged at the end of each week from what was known then.
On a day on which the other streams showed fewer accounts than usual, proportionally fewer are expected of this one: a
holiday is no silence. Where the others showed nobody either, nothing tells the two apart, and the days are missing.

For a measure of channels C the *exposure* of a week is

.. math:: e_w = 1 - \frac{\sum_{s \in C} \text{expected on missing days}}{\sum_{s \in C} \text{expected}}

so that a week of which half was seen counts as half a week of history, and one that nobody saw not at all
(docs/decisions/018).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from custodes.model.event import Channel

__all__ = ["LEAST", "Delivery", "Silence", "SilentRun", "missing_days", "silence_of"]

LEAST = 5.0  # accounts to be expected in a run of days before nothing at all is called missing
SAME = 8  # earlier days of the same weekday that say what is usual
_KNOWN = 3  # of them needed to say anything
_HALF = 0.5  # of a week's expected accounts, from which the week as a whole counts as missing


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one stream ("m365.sharepoint") gave on one channel on a day (its number): accounts of persons, and events of anybody."""

    channel: str
    stream: str
    day: int
    accounts: int
    events: int = 0


@dataclass(frozen=True, slots=True)
class SilentRun:
    """Consecutive missing days of a stream, columns, inclusive. expected: accounts that would have been usual."""

    channel: str
    stream: str
    first: int
    last: int
    expected: float


@dataclass(frozen=True)
class Silence:
    """What is missing of a panel's days.

    streams: (channel, stream), in the order of the rows below
    usual:   streams × days: accounts to be expected · missing: streams × days
    began:   of each stream, the first day on which it gave anything; none of them is known where this is empty
    """

    streams: tuple[tuple[str, str], ...] = ()
    usual: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    missing: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))
    began: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def exposure(self, channels: Collection[Channel], weeks: int) -> NDArray[np.float64]:
        """Return per week the share of what is usual in these channels that was seen; 1 where nothing is missing."""
        lost, usual = self._by_week(channels)
        return np.ones(weeks) if not len(usual) else 1 - _share(lost.sum(axis=0), usual.sum(axis=0))

    def delivered(self, channels: Collection[Channel], weeks: int) -> NDArray[np.bool_]:
        """Return per week whether any source of these channels had begun and delivered; True where none is known."""
        mine = [i for i, (channel, _) in enumerate(self.streams) if channel in channels]
        if not mine:
            return np.ones(weeks, np.bool_)
        begun: NDArray[np.bool_] = np.arange(weeks) * 7 + 6 >= self.began[mine].min()
        return begun & (self.exposure(channels, weeks) > 0)

    def whole(self, channels: Collection[Channel]) -> NDArray[np.bool_]:
        """Return streams of these channels × weeks: True where half or more of the week is missing."""
        lost, usual = self._by_week(channels)
        return _share(lost, usual) >= _HALF

    def runs(self) -> Iterator[SilentRun]:
        """Yield the runs of missing days; days that were never expected do not interrupt one."""
        for (channel, stream), usual, missing in zip(self.streams, self.usual, self.missing, strict=True):
            days = np.flatnonzero(missing)
            ends = np.flatnonzero(np.diff(days) > 1)
            for first, last in zip([0, *(ends + 1)], [*ends, len(days) - 1], strict=True):
                if len(days):
                    run = slice(days[first], days[last] + 1)
                    yield SilentRun(
                        channel, stream, int(run.start), int(run.stop) - 1, float(usual[run].sum())
                    )

    def _by_week(self, channels: Collection[Channel]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        mine = [i for i, (channel, _) in enumerate(self.streams) if channel in channels]
        shape = (len(mine), -1, 7) if mine else (0, 0, 7)
        usual = self.usual[mine].reshape(shape)
        lost = np.where(self.missing[mine].reshape(shape), usual, 0)
        return lost.sum(axis=2), usual.sum(axis=2)


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share


def silence_of(deliveries: Sequence[Delivery], first_day: int, last_day: int, weeks: int) -> Silence:
    """Return what is missing between the first and last day with events. Cost: streams × days."""
    streams = tuple(sorted({(d.channel, d.stream) for d in deliveries}))
    place = {key: i for i, key in enumerate(streams)}
    accounts = np.zeros((len(streams), weeks * 7))
    for d in deliveries:
        if first_day <= d.day <= last_day:
            accounts[place[d.channel, d.stream], d.day - first_day] = d.accounts
    usual, missing = np.zeros(accounts.shape), np.zeros(accounts.shape, np.bool_)
    happened = last_day - first_day + 1
    for i, row in enumerate(accounts):
        usual[i, :happened], _ = missing_days(row[:happened])
    others = usual.sum(axis=0) - usual, accounts.sum(axis=0) - accounts
    for i, row in enumerate(accounts):
        there = _there(others[0][i, :happened], others[1][i, :happened])
        usual[i, :happened], missing[i, :happened] = missing_days(row[:happened], there)
    some = accounts > 0
    began = np.where(some.any(axis=1), some.argmax(axis=1), weeks * 7)
    return Silence(streams, usual, missing, began)


def _there(usual: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return per day how much of the usual the other streams showed, at most 1; 1 where they can say nothing."""
    share = np.divide(seen, usual, out=np.ones_like(usual), where=(usual >= LEAST) & (seen > 0))
    return np.minimum(share, 1.0)


def missing_days(
    accounts: NDArray[np.float64], there: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return per day the accounts to be expected, and whether the day is missing. The first day is a Monday.

    there: per day, how much of the usual other streams showed, 0 to 1; None: nobody knows

    >>> daily = np.tile([9, 8, 9, 9, 7, 0, 0], 8).astype(float)
    >>> daily[37:44] = 0
    >>> [int(day) for day in np.flatnonzero(missing_days(daily)[1])]
    [37, 38, 39, 40, 41, 42, 43]
    """
    usual, missing = np.zeros(len(accounts)), np.zeros(len(accounts), np.bool_)
    before: list[deque[float]] = [deque(maxlen=SAME) for _ in range(7)]
    expected, begun = 0.0, 0
    for day, seen in enumerate(accounts):
        same = before[day % 7]
        usual[day] = sum(same) / len(same) if len(same) >= _KNOWN else 0.0
        expected, begun = (
            (0.0, day + 1)
            if seen
            else (expected + usual[day] * (1.0 if there is None else there[day]), begun)
        )
        monday = day - day % 7
        if expected >= LEAST:
            missing[max(begun, monday) : day + 1] = True
        if day % 7 == 6 or day == len(accounts) - 1:
            for d in range(monday, day + 1):
                if not missing[d] and accounts[: d + 1].any():
                    before[d % 7].append(float(accounts[d]))
    return usual, missing
