"""What changed since the review before: who is new, again, or gone.

The lake remembers who was under review under which inputs (lake version, settings, library, period). The same
inputs again are the same review, so it is compared with the last one that had other inputs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from custodes.model.review import SinceLast

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = ["since_last"]

_KEPT = 50


def since_last(lake_path: Path, inputs: str, under_review: Collection[str], *, record: bool) -> SinceLast:
    """Compare with the last review that had other ``inputs``; ``record`` keeps this one for the next."""
    path = lake_path / "reviews.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = []
    before = next((set(r["under_review"]) for r in reversed(kept) if r["inputs"] != inputs), set())
    now = set(under_review)
    if record:
        others = [r for r in kept if r["inputs"] != inputs]
        others.append({"inputs": inputs, "under_review": sorted(now)})
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(others[-_KEPT:]), encoding="utf-8")
        fresh.replace(path)
    return SinceLast(tuple(sorted(now - before)), tuple(sorted(now & before)), tuple(sorted(before - now)))
