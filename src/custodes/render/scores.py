"""Every person's score in every week, as known at its end: the CSV of ``--scores``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from custodes.render.visible import cell

if TYPE_CHECKING:
    from custodes.model.review import Review
    from custodes.render.veil import Veil

__all__ = ["write_scores"]


def write_scores(review: Review, veil: Veil, target: Path | TextIO) -> None:
    """Write ``person,week,score,p_value,unknown``; unknown is "true" or "false". Lines end in CR LF (RFC 4180)."""
    if isinstance(target, Path):
        with target.open("w", encoding="utf-8", newline="") as stream:
            write_scores(review, veil, stream)
        return
    shown = {row.person: cell(veil.person(row.person)) for row in review.people}
    out = csv.writer(target)
    out.writerow(("person", "week", "score", "p_value", "unknown"))
    for row in review.weeks:
        person = shown.get(row.person) or cell(veil.person(row.person))
        score, p = ("" if value is None else repr(value) for value in (row.score, row.p_value))
        out.writerow((person, row.week.isoformat(), score, p, "true" if row.score is None else "false"))
