"""Sentences that belong on every output: what happened to the organisation, its logs or its directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_date
from custodes.baselines.lookalikes import LookAlikes
from custodes.baselines.touched import touches_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from custodes.baselines.destinations import Destinations
    from custodes.identity import Identity
    from custodes.lake.watermark import Watermark
    from custodes.pipeline.assess import Assessment
    from custodes.settings import Detection

__all__ = ["late_notes", "look_alike_notes", "notes_of", "purge_notes"]

_TOLD = 5  # accounts named in one sentence, and silences told; the rest is counted
_SILENT = 3  # days of silence from which it is told at the head


def notes_of(a: Assessment, settings: Detection, weeks: range, accounts: Sequence[str]) -> list[str]:
    """Return them all; ``accounts`` are those that acted."""
    return [
        *_changes(a, settings, weeks),
        *_silences(a, weeks),
        *_waiting(a),
        *_clocks(a),
        *_directory(a, accounts),
        *late_notes(a.identity, a.panel.day(0), a.last_day),
    ]


def purge_notes(mark: Watermark | None, novelty_days: int) -> Iterator[str]:
    """Say up to when the lake was purged, and what it means for what is said of the days that are kept."""
    if mark is not None:
        yield (
            f"What is older than {mark.before} was purged. The account goes on with the balance and the reviews that it had "
            f"then; history begins on that day, and new is what somebody did not touch in the {novelty_days:,} days before."
        )


def look_alike_notes(a: Assessment, destinations: Destinations, weeks: range) -> Iterator[str]:
    """Say which domains that mails or shares went to in the reported weeks only look like an own or a partner's one."""
    resembles = LookAlikes(destinations.known).resembles
    found: dict[str, str] = {}
    for kind in ("mail", "guest"):
        t = touches_of(a.panel, kind)
        then = (t.day >= weeks.start * 7) & (t.day < weeks.stop * 7)
        for code in np.unique(t.key[then]).tolist():
            if known := resembles(t.names[code]):
                found[t.names[code]] = known
    if found:
        told = [f"{domain} (resembles {known})" for domain, known in sorted(found.items())]
        yield (
            f"Counted as outside, though they look like a domain of one's own or a partner's: {_some(told)}. It may be a slip "
            "of the pen, somebody else's domain, or one that is missing in [organisation]; it says nothing about who wrote there."
        )


def _changes(a: Assessment, settings: Detection, weeks: range) -> Iterator[str]:
    """Say in which weeks far more people passed than expected: a change of the organisation."""
    p = a.weekly_p
    for w in weeks:
        expected = settings.budget / 1000 * int((p[:, w] >= 0).sum())
        passed = int((p[:, w] <= settings.budget / 1000).sum())
        if passed > 3 * expected + 5:
            yield (
                f"In the week from {a.panel.monday(w)} {passed} people stood out where {expected:.1f} were expected: "
                "the organisation changed, rather than so many persons."
            )


def _silences(a: Assessment, weeks: range) -> Iterator[str]:
    """Say when sources that usually deliver gave nothing of anybody; single days stand in the coverage only."""
    end = a.panel.last_day - a.panel.first_day
    of: dict[tuple[int, int], list[str]] = {}
    for run in a.panel.silence.runs():
        if run.last - run.first + 1 >= _SILENT and run.last >= weeks.start * 7 and run.first < weeks.stop * 7:
            told = of.setdefault((run.first, run.last), [])
            if run.stream not in told:
                told.append(run.stream)
    spans = sorted(of, key=lambda span: (span[0] - span[1], span))
    for first, last in spans[:_TOLD]:
        until = "on, and to the end" if last == end else f"to {a.panel.day(last)}"
        yield (
            f"From {a.panel.day(first)} {until}, nothing came from {_some(sorted(of[first, last]))}, where there usually are "
            "records: these days are missing, not calm. What is usual is not learnt from them, and nothing can be said of "
            "what happened there."
        )
    if len(spans) > _TOLD:
        yield f"In {len(spans) - _TOLD:,} more periods a source was silent: see the coverage."


def _waiting(a: Assessment) -> Iterator[str]:
    waiting = len(a.account.waiting)
    if waiting:
        yield (
            f"{waiting} further {'person' if waiting == 1 else 'people'} would be listed if the account allowed it; "
            f"{'that one waits' if waiting == 1 else 'they wait'} for up to 28 days."
        )
    if a.account.in_vain:
        yield (
            f"Since the lake's first week, {a.account.in_vain} time{'' if a.account.in_vain == 1 else 's'} somebody was "
            "within the budget's bound and the account had no room for 28 days: not listed, and not counted as listed."
        )


def _clocks(a: Assessment) -> Iterator[str]:
    """Say in one sentence which days were left out because they lie far from all others."""
    strays = a.panel.strays
    if strays:
        events = sum(stray.events for stray in strays)
        days = [" to ".join(dict.fromkeys(str(day_date(d)) for d in (s.first, s.last))) for s in strays]
        one = events == 1
        yield (
            f"{events:,} event{'' if one else 's'} dated {_some(days)} lie{'s' if one else ''} "
            "far from all others, as a wrong clock makes them: kept, and not compared."
        )


def _directory(a: Assessment, accounts: Sequence[str]) -> Iterator[str]:
    """Say which accounts several persons claim, and which change hands: a list of people decides who is meant."""
    contested = a.identity.contested(accounts)
    if contested:
        yield (
            f"Claimed by several persons of the directory at once, so counted for none of them: {_some(contested)}."
        )
    moved = a.identity.passed_on(accounts)
    if moved:
        told = [f"{account} from {before} to {after} on {day}" for account, before, after, day in moved]
        yield f"By the directory these accounts pass from one person to another: {_some(told)}."


def late_notes(identity: Identity, first: date, last: date) -> Iterator[str]:
    """Say how many departures of the logs' days are not reviewed, because no list knew them in time."""
    late = [departure for departure in identity.known_later(last) if departure.last_day >= first]
    if late:
        many = len(late) > 1
        yield (
            f"{len(late):,} departure{'s' * many} of these days {'are' if many else 'is'} not reviewed: known only from "
            f"{late[0].known_from} on, after the last day of the logs. A list counts from the day in its name "
            "(hr-2026-03-31.csv), else from the day its file was changed; a day of notice in it counts from that day."
        )


def _some(told: Sequence[str]) -> str:
    more = f" and {len(told) - _TOLD:,} more" if len(told) > _TOLD else ""
    return ", ".join(told[:_TOLD]) + more
