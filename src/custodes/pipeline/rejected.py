"""Records that could not be read: where, which, and why, so that a user can look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.model.reading import Rejected

if TYPE_CHECKING:
    from collections.abc import Collection

    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["MOST", "rejected"]

MOST = 50


def rejected(lake: Lake, engine: Engine, contents: Collection[str] | None = None) -> tuple[Rejected, ...]:
    """Return the first ``MOST`` by file and number; of some contents (SHA-256) only, where they are given."""
    rows = lake.read(engine, "rejects")
    if contents is not None:
        if not contents:
            return ()
        rows = rows.filter(rows.file.isin(sorted(contents)))
    rows = (
        rows.order_by(["path", "record", "seq", "file", "reason"])
        .limit(MOST)
        .select("path", "record", "reason")
    )
    return tuple(Rejected(r["path"], int(r["record"]), r["reason"]) for r in rows.to_pyarrow().to_pylist())
