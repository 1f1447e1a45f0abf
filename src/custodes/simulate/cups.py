"""Writes a CUPS page log, one line a job, in the order of time.

References: cupsd-logs(5), "PAGE LOG FILE FORMAT".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from custodes.simulate.actions import Kind
from custodes.simulate.text import column, joined, numbered, pick, stamps

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.simulate.world import World

__all__ = ["write_cups"]


def write_cups(path: Path, world: World, first_day: int) -> int:
    """Write one file; returns the number of lines. ``first_day`` in days since 1970."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = world.actions[world.actions["kind"] == Kind.PRINT]
    people, host = world.people, np.where(rows["host"] < 0, rows["person"], rows["host"])
    lines = joined(
        pick(
            [f"floor{d:02d}" for d in range(int(people.department.max()) + 1)],
            people.department[rows["person"]],
        ),
        " ",
        pick(people.login, rows["person"]),
        " ",
        numbered("", np.arange(1, len(rows) + 1), 0),
        " [",
        stamps(first_day, rows["day"], rows["second"], "%d/%b/%Y:%H:%M:%S +0000"),
        "] total ",
        numbered("", np.maximum(rows["items"], 1), 0),
        " - ",
        numbered("PC-", host, 5),
        " ",
        column([world.store.name(int(file)) for file in rows["file"]]),
        " iso_a4_210x297mm two-sided-long-edge\n",
    )
    path.write_bytes("".join(lines.to_pylist()).encode())
    return len(rows)
