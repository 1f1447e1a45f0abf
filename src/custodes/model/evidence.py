"""Evidence: what an indicator found about one person, down to the events and the records they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["EventRef", "Evidence"]


@dataclass(frozen=True, slots=True)
class EventRef:
    """One event behind a piece of evidence, with the record it came from.

    id:      "<first 12 hex of the file's SHA-256>:<record>[.<part>]"
    source:  path of the file as it was read (inside an archive: "a.zip!inner/b.csv")
    record:  number of the record within that file, from 1
    time:    local ISO time in the organisation's zone, seconds
    file_sha256: hash of the file, decompressed
    account, action, channel, object, area, target, items, bytes, host: as stored with the event (may be None)
    learned: True where the account is the person's by what records say, confirmed in the settings
    raw:     the raw record, fetched and kept when the review cites it; None where it was not fetched
    raw_status: "kept", "gone" (the source file is not there), "changed" (its hash differs), "not fetched"
    raw_sha256: SHA-256 of the raw record where it was fetched, else empty
    """

    id: str
    source: str
    record: int
    time: str
    file_sha256: str
    account: str
    action: str
    channel: str
    object: str | None = None
    area: str | None = None
    target: str | None = None
    items: int | None = None
    bytes: int | None = None
    host: str | None = None
    learned: bool = False
    raw: str | None = None
    raw_status: str = "not fetched"
    raw_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one indicator found about one person: a tree whose leaves are events.

    indicator, title, stage, itm, attack, innocent, triage, blind_when: from the indicator's rule
    carries:   True where documents move or tracks go; False for context, which only modulates
    measure:   the measure that was strongest; ``unit`` says what it counts ("files", "bytes", "folders" …)
    window:    days that the measure was summed over, ending on ``to``
    first, last: the window, inclusive
    observed, expected: of the measure in the window
    band:      what was usual for this person: 5th and 95th percentile of the expectation
    peers:     the peers' mean in such a window; None without peers
    compared_with: in words: "their own 26 weeks before and 43 colleagues of the department"
    strength:  bans: log10 of rarity among ordinary weeks
    counted:   what it added to the score (0 where it is shown only)
    events_total: how many events are behind it; ``events`` holds at most 50 of them
    children:  the other measures and windows of the same indicator that also stood out, same fields
    week:      the Monday of the week it belongs to
    """

    indicator: str
    title: str
    stage: str
    carries: bool
    itm: tuple[str, ...]
    attack: tuple[str, ...]
    innocent: tuple[str, ...]
    triage: tuple[str, ...]
    blind_when: str
    measure: str
    unit: str
    window: int
    first: date
    last: date
    week: date
    observed: float
    expected: float
    band: tuple[float, float]
    peers: float | None
    compared_with: str
    strength: float
    counted: float
    events_total: int = 0
    events: tuple[EventRef, ...] = ()
    children: tuple[Evidence, ...] = ()
