"""One person's evidence as text: what is unusual, what would explain it, and the log lines behind both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.render.reading import decided_lines, in_full, leaves_text
from custodes.render.sentences import compared, innocent, line_text, rare, sentence
from custodes.render.visible import visible
from custodes.render.wording import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custodes.lake.context import Told
    from custodes.model.evidence import EventRef, Evidence
    from custodes.model.review import PersonReview, Review
    from custodes.render.veil import Veil

__all__ = ["context_lines", "explanation"]

_BEING_LISTED = (
    "Being listed is not evidence of wrongdoing; p is not the chance that this person is innocent."
)
_NO_EVIDENCE = (
    "Evidence is shown for people under review and for the first {top} only. Nothing follows from this rank."
)
_NONE_STOOD_OUT = "No single count stood out by itself (to 1 in 100 weeks or rarer)"
_CONTEXT = 20
_KINDS = {"visitor": "had a visitor", "travel": "travelled", "badge": "passed a door"}
_AT_THE_EDGE = f"{_NONE_STOOD_OUT}; together they reached the edge of the budget."


def explanation(
    review: Review, person: PersonReview, veil: Veil, top: int, more: str = "custodes events"
) -> Iterator[str]:
    """Yield the lines. Of somebody who is neither under review nor among the first N: rank and p only.

    more: the command that prints this person's events, without its days
    """
    yield f"{veil.person(person.person)}: {_standing(person, len(review.people))} at a budget of {review.claim.budget:g} in 1,000"
    yield _BEING_LISTED
    yield from (f"Decided before, {text}" for text in decided_lines(person, veil))
    if not person.evidence:
        yield person.unknown or _without_evidence(person, top)
        return
    yield from in_full(person, veil)
    yield from filter(None, [leaves_text(person)])
    for node in person.evidence:
        yield ""
        yield from _node(node, veil, more)
    yield ""
    yield "What would explain it:"
    yield from (f"  - {reading}" for reading in innocent(person.evidence))
    yield "What to look at first, without asking the person:"
    yield from (
        f"  - {visible(step)}" for step in dict.fromkeys(s for n in person.evidence for s in n.triage)
    )


def context_lines(told: Sequence[Told], veil: Veil) -> Iterator[str]:
    """Yield what dated lists say of the person, the latest last. Where to or which door only under a name."""
    if not told:
        return
    yield ""
    yield "From lists of visitors, travel and badges, which no score has seen and which are evidence of nothing:"
    if len(told) > _CONTEXT:
        yield f"  {len(told) - _CONTEXT:,} earlier entries are not shown"
    for entry in told[-_CONTEXT:]:
        days = day(entry.first) + (f" to {day(entry.last)}" if entry.last > entry.first else "")
        about = f": {visible(entry.about)}" if entry.about and not veil.covered else ""
        yield f"  {days} {_KINDS.get(entry.kind, entry.kind)}{about} ({visible(veil.place(entry.path))} record {entry.record})"


def _without_evidence(person: PersonReview, top: int) -> str:
    if person.flagged:
        return _AT_THE_EDGE
    shown = person.under_review or person.rank <= top
    return f"{_NONE_STOOD_OUT}." if shown else _NO_EVIDENCE.format(top=top)


def _standing(person: PersonReview, of: int) -> str:
    if person.peak_score is None or person.p_value is None:
        return f"rank {person.rank:,} of {of:,}, no p ({visible(person.unknown) or 'too few earlier weeks'})"
    peak = f", strongest on {day(person.peak_day)}" if person.peak_day else ""
    q = f", q {person.q_value:.2g}" if person.q_value is not None else ""
    state = "under review" if person.under_review else "not under review"
    if person.waiting:
        state = "within the bound, waiting for the account,"
    since = f" since {day(person.first_flagged)}" if person.under_review and person.first_flagged else ""
    return f"rank {person.rank:,} of {of:,}, p {person.p_value:.2g}{q}{peak}; {state}{since}"


def _node(node: Evidence, veil: Veil, more: str) -> Iterator[str]:
    catalogues = ", ".join((*node.itm, *node.attack))
    yield f"{visible(node.title)} [{'; '.join(filter(None, [node.stage, catalogues]))}]"
    yield f"  {sentence(node)}"
    yield f"  {visible(compared(node))}"
    yield f"  {rare(node)}"
    earlier = node.events_total - len(node.events)
    if earlier > 0:
        yield f"    {earlier:,} earlier ones are not shown; all of them:"
        yield f"    {more} --from {node.first} --to {node.last}"
    for event in node.events:
        yield f"    {_line(event, veil)}"
    for child in node.children:
        yield f"  also: {sentence(child)}"


def _line(event: EventRef, veil: Veil) -> str:
    where = f"{visible(veil.place(event.source))} record {event.record}"
    raw = visible(event.raw) if event.raw is not None and not veil.covered else ""
    kept = f"{event.raw_status}, SHA-256 {event.raw_sha256[:16]}…" if event.raw_sha256 else event.raw_status
    return f"{event.time} {line_text(event, veil)} ({where}; raw record {kept})" + (
        f"\n      {raw}" if raw else ""
    )
