"""Dated context of a person, as the lake keeps it: shown beside evidence, never scored.

Baselines, indicators, evidence and ranking may not import this module; a contract of the linter holds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from custodes.lake.schemas import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from custodes.lake.store import Lake

__all__ = ["Told", "context_of"]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of context and where it stands.

    kind, first, last, about: as in ``ContextEntry`` · path: the file · record: its number there
    """

    kind: str
    first: date
    last: date
    about: str
    path: str
    record: int


def context_of(lake: Lake, concerns: Callable[[str, date], bool]) -> tuple[Told, ...]:
    """Return the entries whose person, as written, is meant on their first day, by day; what two lists say stands once.

    Cost: a pass over the table; memory: the table.
    """
    paths = lake.paths()
    found: dict[tuple[str, date, date, str], Told] = {}
    table = lake.rows(CONTEXT.name)
    pairs = table.group_by(["person", "first"]).aggregate([]).to_pylist()
    wanted = {(row["person"], row["first"]) for row in pairs if concerns(row["person"], row["first"])}
    persons = pa.array(sorted({person for person, _ in wanted}), pa.string())
    for row in table.filter(pc.is_in(table["person"], value_set=persons)).to_pylist():
        if (row["person"], row["first"]) in wanted:
            key = (row["kind"], row["first"], row["last"], row["about"])
            found.setdefault(key, Told(*key, paths.get(row["file"], ""), row["record"]))
    return tuple(sorted(found.values(), key=lambda told: (told.first, told.last, told.kind, told.about)))
