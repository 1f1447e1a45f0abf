"""From which strength a stage counts: shared by the score that is ranked and the evidence that explains it."""

from __future__ import annotations

__all__ = ["CONTEXT_FROM", "FLOOR"]

FLOOR = 1.0  # bans of a carrying stage that every calm week reaches
CONTEXT_FROM = 3.0  # bans below which context says nothing
