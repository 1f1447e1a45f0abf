"""Every output of a review as text, for tests that hold for all of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from custodes.render.document import review_json
from custodes.render.html import report
from custodes.render.scores import write_scores
from custodes.render.terminal import show_review

if TYPE_CHECKING:
    from custodes.model.review import Review
    from custodes.render.veil import Veil


def terminal(review: Review, veil: Veil, *, width: int = 10_000, colour: bool = False) -> str:
    out = io.StringIO()
    show_review(review, veil, Console(file=out, width=width, force_terminal=colour))
    return out.getvalue()


def csv(review: Review, veil: Veil) -> str:
    out = io.StringIO()
    write_scores(review, veil, out)
    return out.getvalue()


def everything(review: Review, veil: Veil) -> dict[str, str]:
    return {
        "json": review_json(review, veil),
        "html": report(review, veil),
        "csv": csv(review, veil),
        "terminal": terminal(review, veil),
    }
