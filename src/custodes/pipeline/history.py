"""What changed since the review before: who is new, again, or gone.

The lake remembers who was under review under which inputs (lake version, settings, library, period). The same
inputs again are the same review, so it is compared with the last one that had other inputs; and only with one of
the same ``series`` (budget, scope, end of the period), so that trying another budget is not news.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from custodes.model.review import SinceLast

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = ["since_last"]

_KEPT = 50


def since_last(
    lake_path: Path, series: str, inputs: str, under_review: Collection[str], *, record: bool
) -> SinceLast:
    """Compare with the last review of the series that had other ``inputs``; ``record`` keeps this one for the next.

    A lake that cannot be written keeps nothing.
    """
    path = lake_path / "reviews.json"
    try:
        kept = list(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        kept = []
    kept = [r for r in kept if isinstance(r, dict) and {"inputs", "under_review"} <= r.keys()]
    mine = (r for r in reversed(kept) if r["inputs"] != inputs and r.get("series") == series)
    before = next((set(r["under_review"]) for r in mine), set())
    now = set(under_review)
    if record and os.access(lake_path, os.W_OK):
        others = [r for r in kept if r["inputs"] != inputs or r.get("series") != series]
        others.append({"series": series, "inputs": inputs, "under_review": sorted(now)})
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(others[-_KEPT:]), encoding="utf-8")
        fresh.replace(path)
    return SinceLast(tuple(sorted(now - before)), tuple(sorted(now & before)), tuple(sorted(before - now)))
