"""One card a person: two sentences, a year, and what is unusual beside what would explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.render.html.picture import picture
from custodes.render.reading import in_full
from custodes.render.sentences import compared, happened, line_text, rare, usual
from custodes.render.visible import clip, visible
from custodes.render.wording import about, day

if TYPE_CHECKING:
    from custodes.model.review import EventRef, Evidence, PersonReview
    from custodes.render.html.picture import Picture
    from custodes.render.veil import Veil

__all__ = ["Card", "Line", "Row", "card", "rows"]

_LINES = 12  # log lines of a piece of evidence on the page; the JSON has up to 50
_RAW = {
    "kept": "kept with the review",
    "gone": "the source file is not there any more",
    "changed": "the source file has changed since it was read",
    "not fetched": "not fetched",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One log line. raw: the record itself, only where names are uncovered."""

    time: str
    text: str
    source: str
    record: int
    sha: str
    status: str
    raw: str


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of evidence and what would explain it, side by side."""

    title: str
    told: str
    usual: str
    compared: str
    rare: str
    context: bool
    ids: str
    also: tuple[str, ...]
    lines: tuple[Line, ...]
    total: int
    readings: tuple[str, ...]
    questions: tuple[str, ...]
    blind_when: str


@dataclass(frozen=True, slots=True)
class Card:
    """One person as the page shows them."""

    person: str
    places: tuple[str, ...]
    meta: tuple[str, ...]
    summary: str
    reading: str
    picture: Picture | None
    rows: tuple[Row, ...]


def card(person: PersonReview, veil: Veil, people: int) -> Card:
    """Return the card of a person; ``people`` is how many are ranked."""
    first = person.evidence[0] if person.evidence else None
    return Card(
        person=visible(veil.person(person.person)),
        places=tuple(in_full(person, veil)),
        meta=tuple(_meta(person, people)),
        summary=f"From this person's accounts, {happened(first)}; {usual(first)}."
        if first
        else "No evidence is kept.",
        reading=_reading(person.evidence),
        picture=picture(person.timeline) if person.timeline else None,
        rows=rows(person.evidence, veil),
    )


def rows(evidence: tuple[Evidence, ...], veil: Veil) -> tuple[Row, ...]:
    """Return the rows of some evidence; a reading or a question is given once, where it first fits."""
    said: set[str] = set()
    return tuple(_row(node, veil, said) for node in evidence)


def _meta(person: PersonReview, people: int) -> list[str]:
    told = [f"rank {person.rank:,} of {people:,}"]
    if person.flagged_weeks:
        weeks = ", ".join(day(week) for week in person.flagged_weeks[-3:])
        told.append(f"a review opened in the week from {weeks}")
    if person.p_value is not None:
        told.append(
            f"p {about(person.p_value)}: about 1 in {about(1 / person.p_value)} ordinary weeks looks like this"
        )
    if person.q_value is not None:
        told.append(f"q {about(person.q_value)} (a guide)")
    return told


def _reading(evidence: tuple[Evidence, ...]) -> str:
    """Return the second sentence: the first harmless reading."""
    if not evidence or not evidence[0].innocent:
        return ""
    return f"A harmless reading that may fit: {_lower(visible(evidence[0].innocent[0]))}."


def _row(node: Evidence, veil: Veil, said: set[str]) -> Row:
    ids = [f"ITM {i}" for i in node.itm] + [f"ATT&CK {i}" for i in node.attack]
    return Row(
        title=visible(node.title),
        told=_upper(happened(node)) + ".",
        usual=_upper(usual(node)) + ".",
        compared=compared(node),
        rare=rare(node),
        context=not node.carries,
        ids=visible(" · ".join(ids)),
        also=tuple(f"{_upper(happened(child))}; {usual(child)}." for child in node.children[:6]),
        lines=tuple(_line(event, veil) for event in node.events[:_LINES]),
        total=node.events_total,
        readings=_fresh(node.innocent, said),
        questions=_fresh(node.triage, said),
        blind_when=visible(node.blind_when).replace("`", ""),
    )


def _fresh(texts: tuple[str, ...], said: set[str]) -> tuple[str, ...]:
    new = tuple(text for text in dict.fromkeys(texts) if text not in said)
    said.update(new)
    return tuple(map(visible, new))


def _line(event: EventRef, veil: Veil) -> Line:
    return Line(
        time=event.time.replace("T", " "),
        text=line_text(event, veil),
        source=visible(clip(veil.text(event.source), 160)),
        record=event.record,
        sha=event.file_sha256[:12],
        status=_RAW.get(event.raw_status, visible(event.raw_status)),
        raw=visible(clip(event.raw, 2000)) if event.raw and not veil.covered else "",
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
