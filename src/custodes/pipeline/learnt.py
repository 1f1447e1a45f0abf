"""What follows from accounts that only records tie to a person: a sentence for who could confirm it, a mark where it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custodes.model.evidence import Evidence
    from custodes.model.reading import Learned
    from custodes.pipeline.people import People

__all__ = ["learned_notes", "with_marks"]

_TOLD = 5  # accounts named in one sentence; the rest is counted


def learned_notes(learned: Sequence[Learned]) -> Iterator[str]:
    """Say which accounts are probably whose, and which count as somebody's because that was confirmed."""
    open_, confirmed = ([one for one in learned if one.confirmed is way] for way in (False, True))
    if open_:
        told = [
            f"{one.account} is probably {one.person}'s (since {one.since}, {one.events:,} event{'' if one.events == 1 else 's'})"
            for one in open_
        ]
        yield (
            f"By records that spell one account twice, {_some(told)}: each stands for itself and counts for nobody else "
            "until the settings confirm it ([identity] confirmed)."
        )
    if confirmed:
        told = [f"{one.account} as {one.person}'s since {one.since}" for one in confirmed]
        yield f"Learned from records and confirmed in the settings, so counted and marked: {_some(told)}."


def with_marks(part: People, learned: Sequence[Learned]) -> People:
    """Return the persons with every event marked that is theirs by a confirmed account only."""
    accounts = frozenset(one.account for one in learned if one.confirmed)
    if not accounts:
        return part
    return replace(
        part,
        people=tuple(replace(p, evidence=_marked(p.evidence, accounts)) for p in part.people),
        leavers=tuple(replace(one, evidence=_marked(one.evidence, accounts)) for one in part.leavers),
    )


def _marked(nodes: Sequence[Evidence], accounts: frozenset[str]) -> tuple[Evidence, ...]:
    return tuple(
        replace(
            node,
            events=tuple(
                replace(event, learned=True) if event.account in accounts else event for event in node.events
            ),
            children=_marked(node.children, accounts),
        )
        for node in nodes
    )


def _some(told: Sequence[str]) -> str:
    more = f" and {len(told) - _TOLD:,} more" if len(told) > _TOLD else ""
    return ", ".join(told[:_TOLD]) + more
