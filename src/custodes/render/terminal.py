"""The review in a terminal: whom to look at and why, what could be seen, what was read. Everything is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from custodes.render.head import (
    base_rate,
    claim_text,
    head_lines,
    listed_people,
    why_so_many,
)
from custodes.render.reading import (
    aside_text,
    in_full,
    leaves_text,
    period_text,
    reading_lines,
    remark_on,
    unread_lines,
)
from custodes.render.sentences import innocent, sentence
from custodes.render.visible import clip, visible
from custodes.render.wording import day, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from custodes.model.reading import FileRead
    from custodes.model.review import PersonReview, Review
    from custodes.render.veil import Veil

__all__ = ["show_review"]

_NODES = 3  # pieces of evidence told per person; the report has them all
_WENT = 12  # rows of where documents went told in a terminal
_LISTED = 40  # people told in a terminal; the files have them all


def show_review(review: Review, veil: Veil, console: Console) -> None:
    """Print the review. Ranks and p are said of people under review and of the first N only."""
    _head(review, veil, console)
    _people(review, veil, console)
    _leavers(review, veil, console)
    _coverage(review, console)
    _went(review, veil, console)
    _read(review, veil, console)


def _say(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    for line in text.split("\n"):
        console.print(
            Text(" " * indent + visible(line)),
            style=style,
            highlight=False,
            soft_wrap=not console.is_terminal,
        )


def _head(review: Review, veil: Veil, console: Console) -> None:
    name = f"{visible(review.organisation)} · " if review.organisation else ""
    _say(console, f"{name}{period_text(review)}", "bold")
    for label, text in head_lines(review, veil):
        _say(console, f"{label}: {text}", "" if label in {"scope", "names"} else "dim")
    _say(console, "")
    _say(console, claim_text(review.claim))
    _say(console, base_rate(review.claim), "dim")
    for note in review.notes:
        _say(console, veil.text(note), "bold")


def _people(review: Review, veil: Veil, console: Console) -> None:
    listed = [p for p in review.people if p.under_review]
    past = [p for p in review.people if p.flagged and not p.under_review]
    _say(console, "")
    _say(console, listed_people(len(listed)), "bold")
    if review.claim.provisional:
        _say(console, review.claim.provisional, "bold")
    _say(console, why_so_many(review.claim))
    since = review.since_last
    _say(
        console,
        f"Since the last review: {len(since.new)} new, {len(since.again)} again, {len(since.gone)} gone.",
    )
    for person in listed[:_LISTED]:
        _card(person, veil, console)
    if len(listed) > _LISTED:
        _say(console, f"and {len(listed) - _LISTED:,} more; --json and --html have them")
    if past:
        names = ", ".join(veil.person(p.person) for p in past[:_LISTED])
        more = f" and {len(past) - _LISTED:,} more" if len(past) > _LISTED else ""
        _say(console, "")
        _say(console, f"Reviews that opened in this period and have ended: {visible(names)}{more}.")
    _next(review, veil, console)


def _card(person: PersonReview, veil: Veil, console: Console) -> None:
    _say(console, "")
    opened = "".join(f"; listed on {day(on)}, p {_p(p)} that day" for on, p in person.openings[-1:])
    standing = f"rank {person.rank}, strongest week p {_p(person.p_value)}{opened}"
    _say(console, f"{veil.person(person.person)} ({standing})", "bold")
    for place in in_full(person, veil):
        _say(console, place, "dim", 2)
    for departure in filter(None, [leaves_text(person)]):
        _say(console, departure, indent=2)
    for node in person.evidence[:_NODES]:
        _say(console, sentence(node), indent=2)
    readings = innocent(person.evidence[:_NODES])
    if readings:
        _say(console, "What would explain it:", indent=2)
        for reading in readings:
            _say(console, f"- {reading}", indent=4)


def _next(review: Review, veil: Veil, console: Console) -> None:
    """Name the others among the first N in a table; nobody beyond has a rank or a p here."""
    rest = [p for p in review.people if p.evidence and not p.under_review and not p.flagged]
    if not rest:
        return
    _say(console, "")
    _say(
        console,
        "Next by score, not listed: nothing follows from standing here. p compares with the weeks before, so it need not "
        "run in step.",
        "dim",
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("rank", "person", "p", "strongest evidence"):
        table.add_column(title, overflow="fold")
    for person in rest[:_LISTED]:
        told = visible(person.evidence[0].title) + ("; waits for the account" if person.waiting else "")
        table.add_row(
            str(person.rank), Text(visible(veil.person(person.person))), _p(person.p_value), Text(told)
        )
    console.print(table)


def _leavers(review: Review, veil: Veil, console: Console) -> None:
    if not review.leavers:
        return
    _say(console, "")
    _say(
        console,
        f"{plural(len(review.leavers), 'person leaves', 'people leave')} (outside the budget):",
        "bold",
    )
    for leaver in review.leavers[:_LISTED]:
        rank = (
            f"p {_p(leaver.p_value)} among {leaver.of} earlier departures"
            if leaver.p_value is not None
            else ""
        )
        rank = rank or f"no p: {plural(leaver.of, 'earlier departure')} to compare with, 20 are needed"
        _say(console, f"{veil.person(leaver.person)}: last day {day(leaver.last_day)}; {rank}", indent=2)
    if len(review.leavers) > _LISTED:
        _say(console, f"and {len(review.leavers) - _LISTED:,} more", indent=2)


def _coverage(review: Review, console: Console) -> None:
    _say(console, "")
    _say(console, "What we can see", "bold")
    seen = [row for row in review.coverage if row.first]
    for row in seen:
        silent = f"; {plural(len(row.silent_days), 'silent day')}" if row.silent_days else ""
        blind = f"; blind: {', '.join(row.blind)}" if row.blind else ""
        _say(
            console,
            f"{row.channel}: {row.first} to {row.last}, {', '.join(row.sources)}{silent}{blind}",
            indent=2,
        )
    blind_to = [row.channel for row in review.coverage if not row.first]
    if blind_to:
        _say(
            console,
            f"No records of: {', '.join(blind_to)}. What would open them: custodes coverage",
            indent=2,
        )


def _went(review: Review, veil: Veil, console: Console) -> None:
    """Say where documents went, everybody together."""
    if not review.went:
        return
    _say(console, "")
    _say(console, "Where documents went", "bold")
    for row in review.went[:_WENT]:
        different = f", {row.different:,} different" if row.different is not None else ""
        label = clip(veil.text(row.label), 60) or "no label"
        _say(console, f"{label}, to {row.destination}: {plural(row.files, 'file')}{different}", indent=2)
    if len(review.went) > _WENT:
        _say(console, f"and {len(review.went) - _WENT:,} more rows in the report and --json", indent=2)


def _rest(files: Sequence[FileRead]) -> str:
    """Count the files of which something would be to be said besides."""
    unread = sum(file.format in {"unknown", "unreadable"} for file in files)
    parts = [f"{unread:,} more not read"] if unread else []
    parts += [f"{len(files) - unread:,} more read with a remark"] if len(files) > unread else []
    return f"and {' and '.join(parts)}: the report and --json have them" if parts else ""


def _read(review: Review, veil: Veil, console: Console) -> None:
    _say(console, "")
    _say(console, "What was read", "bold")
    for line in reading_lines(review):
        _say(console, line, indent=2)
    strange = [f for f in review.files if f.format in {"unknown", "unreadable"} or remark_on(f)]
    strange.sort(key=lambda f: f.format not in {"unknown", "unreadable"})
    for file in strange[:10]:
        _say(
            console,
            f"{file.format}: {clip(veil.place(file.path), 120)} {clip(veil.text(remark_on(file)), 120)}".strip(),
            indent=2,
        )
    if rest := _rest(strange[10:]):
        _say(console, rest, indent=2)
    if any(f.format == "unknown" and f.note.startswith(("CSV", "JSON")) for f in strange):
        _say(
            console,
            "a table or JSON that nothing recognises can be described: custodes map init FILE",
            indent=2,
        )
    for line in unread_lines(review.rejected, veil, 5):
        _say(console, f"unreadable: {line}", indent=2)
    if review.rejects > 5:
        _say(console, "the report and --json name the first 50", indent=2)
    _say(console, aside_text(review), indent=2)
    _say(
        console,
        f"{review.software}, {review.engine}, settings {review.settings_hash}, indicators {review.library_hash}, lake version {max(review.lake_version, 0)}",
        "dim",
        2,
    )


def _p(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2g}"
