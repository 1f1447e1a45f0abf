"""Writes the list of requests of a reading room, in the order of time.

References: the project's manual, "Reading-room list" (a format of this project's own).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from custodes.simulate.actions import Kind
from custodes.simulate.text import column, numbered, pick, stamps

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.simulate.world import World

__all__ = ["write_reading_room"]

_ACTIONS = {Kind.ORDER: "issued", Kind.RETURN: "returned", Kind.REPRODUCE: "copied"}
_SERIES = ("registry", "estates", "courts", "maps", "treaties", "personnel", "finance", "plans")


def write_reading_room(path: Path, world: World, first_day: int) -> int:
    """Write one file; returns the number of rows. ``first_day`` in days since 1970."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = world.actions[np.isin(world.actions["kind"], list(_ACTIONS))]
    store = world.shelf if world.shelf is not None else world.store
    folder = np.maximum(rows["file"], 0) // store.per_folder
    areas = []
    for place in range(store.folders):
        team, name = int(store.folder_team[place]), f"{_SERIES[place % 8]} {place:04d}"
        areas.append(f"General/{name}" if team < 0 else f"Collection {team:03d}/{name}")
    names = [_ACTIONS.get(Kind(kind), "") for kind in range(max(Kind) + 1)]
    copied = rows["kind"] == Kind.REPRODUCE
    pages = [
        str(max(n, 1)) if c else None for n, c in zip(rows["items"].tolist(), copied.tolist(), strict=True)
    ]
    table = pa.table(
        {
            "date": stamps(first_day, rows["day"], rows["second"], "%Y-%m-%dT%H:%M:%SZ"),
            "reader": pick(world.people.login, rows["person"]),
            "item": numbered("R ", rows["file"], 6),
            "area": pick(areas, folder),
            "action": pick(names, rows["kind"]),
            "pages": column(pages),
        }
    )
    pv.write_csv(table, path, pv.WriteOptions(quoting_style="needed"))
    return len(rows)
