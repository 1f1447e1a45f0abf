"""One card a person: two sentences, a year, and what is unusual beside what would explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.render.html.lines import lines
from custodes.render.html.picture import picture
from custodes.render.reading import decided_lines, in_full, leaves_text
from custodes.render.sentences import compared, happened, rare, usual
from custodes.render.visible import visible
from custodes.render.wording import about, counted, day, plural

if TYPE_CHECKING:
    from custodes.model.evidence import Evidence
    from custodes.model.review import PersonReview, Timeline
    from custodes.render.html.lines import Line
    from custodes.render.html.picture import Picture
    from custodes.render.veil import Veil

__all__ = ["Card", "Group", "Row", "card", "groups"]


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
    shown: int
    total: int
    readings: tuple[str, ...]
    questions: tuple[str, ...]
    before: str
    blind_when: str


@dataclass(frozen=True, slots=True)
class Group:
    """The evidence of one week. title: empty where a person has evidence of one week only."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One person as the page shows them."""

    person: str
    places: tuple[str, ...]
    meta: tuple[str, ...]
    summary: str
    reading: str
    leaves: str
    decided: tuple[str, ...]
    picture: Picture | None
    groups: tuple[Group, ...]


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
        leaves=leaves_text(person),
        decided=tuple(decided_lines(person, veil)),
        picture=picture(person.timeline) if person.timeline else None,
        groups=groups(person.evidence, veil, person.timeline),
    )


def groups(evidence: tuple[Evidence, ...], veil: Veil, timeline: Timeline | None = None) -> tuple[Group, ...]:
    """Return the evidence by week; within a week a reading or a question is given once, where it first fits."""
    weeks = list(dict.fromkeys(node.week for node in evidence))
    found = []
    for week in weeks:
        said: set[str] = set()
        rows = tuple(_row(node, veil, said, timeline) for node in evidence if node.week == week)
        found.append(Group(f"Week from {day(week)}" if len(weeks) > 1 else "", rows))
    return tuple(found)


def _meta(person: PersonReview, people: int) -> list[str]:
    told = [f"rank {person.rank:,} of {people:,}"]
    told += [f"a review opened on {day(on)}, at p {about(p)} that day" for on, p in person.openings[-3:]]
    if person.waiting:
        told.append("within the budget's bound, and waiting for the account")
    if person.p_value is not None:
        told.append(
            f"strongest week: p {about(person.p_value)}, about 1 in {about(1 / person.p_value)} ordinary weeks looks like this"
        )
    if person.q_value is not None:
        told.append(f"q {about(person.q_value)} (a guide)")
    return told


def _reading(evidence: tuple[Evidence, ...]) -> str:
    """Return the second sentence: the first harmless reading."""
    if not evidence or not evidence[0].innocent:
        return ""
    return f"A harmless reading that may fit: {_lower(visible(evidence[0].innocent[0]))}."


def _row(node: Evidence, veil: Veil, said: set[str], timeline: Timeline | None) -> Row:
    told, shown = lines(node.events, veil)
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
        lines=told,
        shown=shown,
        total=node.events_total,
        readings=_fresh(node.innocent, said),
        questions=_fresh(node.triage, said),
        before=_before(node, timeline),
        blind_when=visible(node.blind_when).replace("`", ""),
    )


def _before(node: Evidence, timeline: Timeline | None) -> str:
    """Say how often the same was seen of this person in the year shown: what is always unusual is no news."""
    if timeline is None or timeline.measure != node.measure:
        return ""
    known = [
        (value, high)
        for week, value, high in zip(timeline.weeks, timeline.observed, timeline.high, strict=True)
        if value is not None and high is not None and week < node.first
    ]
    if not known:
        return ""
    above = sum(value > high for value, high in known)
    highest = counted(max(value for value, _ in known), visible(node.unit))
    often = {0: "none was", 1: "one was"}.get(above, f"{above} were")
    return (
        f"Of the {plural(len(known), 'week')} before that are shown above, {often} above the usual band too; "
        f"the highest had {highest}."
    )


def _fresh(texts: tuple[str, ...], said: set[str]) -> tuple[str, ...]:
    new = tuple(text for text in dict.fromkeys(texts) if text not in said)
    said.update(new)
    return tuple(map(visible, new))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
