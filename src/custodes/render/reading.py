"""What was read, and of which days: sentences with counts that add up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from custodes.render.visible import clip, visible
from custodes.render.wording import day, joined, plural, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custodes.model.reading import FileRead, Rejected
    from custodes.model.review import PersonReview, Review
    from custodes.render.veil import Veil

__all__ = [
    "REASONS",
    "aside_text",
    "decided_lines",
    "in_full",
    "leaves_text",
    "period_text",
    "reading_lines",
    "remark_on",
    "unread_lines",
]

_FEW = 5  # formats that are told in a sentence

REASONS = {
    "duplicate": "the lake held it already",
    "header": "the column names",
    "directory": "an entry of the directory, kept as such",
    "context": "a visit, a journey or a door: kept beside, never scored",
    "joined": "tells one event together with another record",
    "out_of_scope": "readable, but no action on documents, media, mail, web or sign-in",
    "withheld": "touches a protected channel",
    "purged": "older than what was purged",
}


def period_text(review: Review) -> str:
    """Return the reported days and the zone of their weeks."""
    if review.period_first is None or review.period_last is None:
        if review.lake_first is None or review.lake_last is None:
            return "no period: nothing was read yet"
        held = span(review.lake_first, review.lake_last)
        return f"no week of the lake lies in the reported days; it holds {held} ({visible(review.zone)})"
    return f"{span(review.period_first, review.period_last)} ({visible(review.zone)})"


def reading_lines(review: Review) -> list[str]:
    """Say what became of every record."""
    formats = Counter(f.format for f in review.files)
    strange = formats.pop("unknown", 0), formats.pop("unreadable", 0)
    told = joined([f"{plural(n, 'file')} of {visible(name)}" for name, n in sorted(formats.items())])
    if len(formats) > _FEW:
        most = ", ".join(f"{visible(name)} {n:,}" for name, n in sorted(formats.items()))
        told = f"{sum(formats.values()):,} files of {len(formats):,} formats ({most})"
    records, events = plural(review.records, "record"), plural(review.events, "event")
    rest = f"{review.rejects:,} unreadable + {sum(review.set_aside.values()):,} set aside"
    return [
        f"{told or 'No file'}; {strange[0]:,} not recognised, {strange[1]:,} could not be opened.",
        f"{records} = {review.behind_events:,} behind {events} + {rest}.",
    ]


def remark_on(file: FileRead) -> str:
    """Say what must be known of one file: its note, and where nothing in it was an event's.

    >>> from custodes.model.reading import FileRead
    >>> remark_on(FileRead("mail.log", "syslog", "", 40, 0, 0, 0, {"out_of_scope": 40}))
    'nothing can be seen in it: all 40 records are out of scope'
    """
    left = {str(reason): n for reason, n in file.set_aside.items() if n}
    silent = left.keys() == {"out_of_scope"} and left["out_of_scope"] == file.records
    said = (
        f"nothing can be seen in it: {_all(file.records)} out of scope" if silent else "",
        file.note,
    )
    return "; ".join(part for part in said if part)


def _all(records: int) -> str:
    return f"all {records:,} records are" if records > 1 else "its one record is"


def unread_lines(rejected: Sequence[Rejected], veil: Veil, most: int) -> list[str]:
    """Name the first records that could not be read: file, number, reason."""
    return [
        f"{visible(clip(veil.place(r.path), 160))}, "
        f"{f'record {r.record:,}' if r.record else 'the file'}: {visible(clip(r.reason, 200))}"
        for r in rejected[:most]
    ]


def aside_text(review: Review) -> str:
    """Say why records were set aside, and which accounts nobody is known for."""
    parts = [
        f"{n:,} {str(reason).replace('_', ' ')} ({REASONS.get(str(reason), 'no reason recorded')})"
        for reason, n in sorted(review.set_aside.items())
        if n
    ]
    aside = f"Set aside: {joined(parts)}." if parts else "Nothing was set aside."
    accounts = f" {plural(len(review.unresolved), 'account')} that the directory does not know"
    return f"{aside}{accounts}; {len(review.service_accounts):,} of services, set apart{_shared(review)}."


def _shared(review: Review) -> str:
    return (
        f"; {plural(len(review.shared_accounts), 'shared login')}, nobody's" if review.shared_accounts else ""
    )


def leaves_text(person: PersonReview) -> str:
    """Say that a departure is known, beside the reading that it supports; empty where none is."""
    if person.leaves is None:
        return ""
    last, known = person.leaves
    return (
        f"A departure is known since {day(known)}: the last day is {day(last)}. Nearly everybody who leaves tidies up "
        "and hands over."
    )


def decided_lines(person: PersonReview, veil: Veil) -> list[str]:
    """Say what was decided about a person before; empty where nothing is recorded."""
    return [visible(veil.text(text)) for text in person.decided]


def in_full(person: PersonReview, veil: Veil) -> list[str]:
    """Return a person's place in the organisation, as far as groups are large enough, and spellings with names."""
    sizes = person.group_sizes
    places = zip(
        (person.team, person.department, person.role), ("team", "department", "role"), sizes, strict=True
    )
    shown = [
        f"{kind} {visible(name)}" for group, kind, n in places if group and (name := veil.group(group, n))
    ]
    lines = [", ".join(shown)] if shown else []
    known = veil.known_as(person.person)
    if known:
        lines.append("known as " + visible("; ".join(known)))
    return lines
