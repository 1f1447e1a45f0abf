"""From a lake to its report: the second half of scan, shared by scan, review and demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from custodes.lake import Lake
    from custodes.model.review import Review
    from custodes.pipeline.progress import Progress
    from custodes.settings import Settings

__all__ = ["Wanted", "check", "make", "write"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the call asked for.

    command: which one, for the audit chain
    first, last: reported days; None = as far as the lake reaches
    top: how many of the first people get evidence shown besides those under review
    json, html, scores: a file, "-" for standard output, or None
    """

    command: str
    first: date | None = None
    last: date | None = None
    top: int = 20
    json: str | None = None
    html: str | None = None
    scores: str | None = None
    names: bool = False
    reason: str | None = None


def check(wanted: Wanted, settings: Settings, lake: Path, inputs: Sequence[Path] = ()) -> None:
    """Refuse before the work what cannot succeed after it."""
    from custodes.cli.naming import check_names
    from custodes.cli.output import check_targets
    from custodes.cli.rules import check_rules

    check_names(wanted.names, wanted.reason, settings)
    check_rules(settings)
    check_targets(lake, inputs, json=wanted.json, html=wanted.html, scores=wanted.scores)
    if wanted.first and wanted.last and wanted.first > wanted.last:
        message = f"--from {wanted.first} lies after --to {wanted.last}"
        raise UsageError(message, place="--from", advice="swap them")


def make(lake: Lake, wanted: Wanted, progress: Progress) -> Review:
    """Review the lake; a larger ``--top`` or budget is written to the audit chain first."""
    from custodes.cases.access import widen
    from custodes.cli.opening import agreed_budget
    from custodes.cli.rules import told
    from custodes.pipeline.review import review

    found = told(lake.settings)
    widen(lake.path, wanted.top, lake.settings.detection.budget, agreed_budget(lake.path))
    return review(lake, first=wanted.first, last=wanted.last, top=wanted.top, progress=progress, found=found)


def write(review: Review, lake: Lake, wanted: Wanted) -> None:
    """Write every result that was asked for; the terminal gets a summary unless a result goes to stdout."""
    import io
    import sys

    from custodes.cli.naming import uncovered, veil_for
    from custodes.cli.output import to_stdout
    from custodes.cli.output import write as put

    use = uncovered(lake, names=wanted.names, reason=wanted.reason, command=wanted.command)
    veil = veil_for(lake, use, review.spellings)
    private = use is not None
    if wanted.json:
        from custodes.render.document import review_json

        put(wanted.json, review_json(review, veil), private=private)
    if wanted.html:
        from custodes.render.html import report

        put(wanted.html, report(review, veil), private=private)
    if wanted.scores:
        from custodes.render.scores import write_scores

        text = io.StringIO(newline="")
        write_scores(review, veil, text)
        put(wanted.scores, text.getvalue(), private=private)
    if not to_stdout((wanted.json, wanted.html, wanted.scores)):
        from rich.console import Console

        from custodes.render.terminal import show_review

        show_review(review, veil, Console(file=sys.stdout))
