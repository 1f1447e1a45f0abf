"""Decisions, kept in the lake in the order in which they were made. Rows are added and never changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from custodes.lake.journal import Change
from custodes.lake.schemas import DECISIONS
from custodes.lake.writer import write_rows
from custodes.model.decision import Decision, Outcome

if TYPE_CHECKING:
    from custodes.lake.journal import Journal
    from custodes.lake.store import Lake

__all__ = ["keep_decision", "kept_decisions"]


def kept_decisions(lake: Lake) -> tuple[Decision, ...]:
    """Return every decision, in the order in which they were made."""
    return tuple(_decision(row) for row in lake.rows(DECISIONS.name).sort_by("seq").to_pylist())


def keep_decision(lake: Lake, journal: Journal, decision: Decision) -> None:
    """Add a decision. Use under the writer's lock."""
    seq = max(lake.rows(DECISIONS.name)["seq"].to_pylist(), default=0) + 1
    row = asdict(decision) | {
        "seq": seq,
        "outcome": decision.outcome.value,
        "stages": json.dumps(decision.stages),
        "indicators": json.dumps(dict(decision.indicators)),
    }
    stem = f"decided-{uuid4().hex[:12]}"
    journal.commit(
        {DECISIONS.name: Change(write_rows(journal.staging / DECISIONS.name, DECISIONS, stem, [row]))}
    )


def _decision(row: dict[str, Any]) -> Decision:
    fields = {key: value for key, value in row.items() if key != "seq"}
    return Decision(
        **fields
        | {
            "outcome": Outcome(row["outcome"]),
            "stages": tuple(json.loads(row["stages"])),
            "indicators": json.loads(row["indicators"]),
        }
    )
