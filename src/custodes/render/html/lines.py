"""Log lines on the page: one by one with names; under the veil by what was done, extension and area, with a count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from custodes.render.sentences import line_text
from custodes.render.visible import clip, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.model.evidence import EventRef
    from custodes.render.veil import Veil

__all__ = ["Line", "lines"]

_LINES = 12  # of a piece of evidence on the page; the JSON has up to 50 events
_RECORDS = 12
_STATUS = {
    "kept": "the raw record is kept with the review",
    "gone": "the source file is not there any more",
    "changed": "the source file has changed since it was read",
    "not fetched": "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One or several log lines. when: time, or first and last · count: how many · records: their numbers, in words

    raw: the record itself, only where names are uncovered
    """

    when: str
    count: int
    text: str
    source: str
    records: str
    sha: str
    status: str
    raw: str


def lines(events: Sequence[EventRef], veil: Veil) -> tuple[tuple[Line, ...], int]:
    """Return the lines that are shown, by time, and how many events they stand for."""
    if not veil.covered:
        shown = events[:_LINES]
        return tuple(_line([event], line_text(event, veil), veil) for event in shown), len(shown)
    alike: dict[tuple[str, str, str], list[EventRef]] = {}
    for event in events:
        text = line_text(replace(event, bytes=None, items=None), veil)
        alike.setdefault((text, event.source, event.raw_status), []).append(event)
    first = list(alike.items())[:_LINES]
    return tuple(_line(own, key[0], veil) for key, own in first), sum(len(own) for _, own in first)


def _line(events: list[EventRef], text: str, veil: Veil) -> Line:
    first, last = min(e.time for e in events), max(e.time for e in events)
    when = first.replace("T", " ")
    if first != last:
        when += f" to {last.replace('T', ' ') if last[:10] != first[:10] else last[11:]}"
    total = sum(e.bytes or 0 for e in events)
    event = events[0]
    numbers = sorted({e.record for e in events})
    more = f" and {len(numbers) - _RECORDS:,} more" if len(numbers) > _RECORDS else ""
    return Line(
        when=when,
        count=len(events),
        text=text + (f", {total:,} bytes" if total and veil.covered else ""),
        source=visible(clip(veil.place(event.source), 160)),
        records=("record " if len(numbers) == 1 else "records ")
        + ", ".join(map(str, numbers[:_RECORDS]))
        + more,
        sha=visible(event.file_sha256[:12]),
        status=_STATUS.get(event.raw_status, visible(event.raw_status)),
        raw=visible(clip(event.raw, 2000)) if event.raw and not veil.covered else "",
    )
