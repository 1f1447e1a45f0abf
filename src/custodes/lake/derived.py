"""Derived tables: measures, touches, handled documents, deliveries, first-seen and matches, kept in the lake and extended by the new days only.

Delta tables, partitioned by month: ``measures``, ``touches`` and ``handled`` hold rows per account and day,
``deliveries`` per stream and day, ``first_seen`` the first day of every (account, kind, key). A refresh finds the
earliest day of the files that came since, recomputes from that day on, and leaves earlier days untouched; usually that
is one new day. Another zone, list of destinations or set of measures is another ``key`` (32 bits): then everything is
recomputed.

How far a table has come stands in its own Delta log (an application transaction whose version is the number of
the last file taken in), written in the same commit as its rows; so a killed refresh is simply repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa

    from custodes.lake.engine import Engine
    from custodes.lake.store import Lake

__all__ = ["DERIVED", "MATCHES", "progress_of", "refresh", "refresh_first_seen"]

DERIVED = ("measures", "touches", "handled", "deliveries", "first_seen")
MATCHES = "matches"
"""What Sigma rules count per account and day. Its key names the set of rules too, so that another set rebuilds it alone."""

_APP = "custodes.derived"
_KEY_BITS = 32
_KEY_MASK = (1 << _KEY_BITS) - 1


def progress_of(path: Path, key: int) -> int | None:
    """Return the number of the last file that a derived table has taken in under ``key``; None: recompute all.

    The number and the key share one transaction version, since a table that was rebuilt under another key in
    between must not be taken for the old one.
    """
    if not DeltaTable.is_deltatable(str(path)):
        return None
    version = DeltaTable(str(path)).transaction_version(_APP)
    return version >> _KEY_BITS if version is not None and version & _KEY_MASK == key & _KEY_MASK else None


def refresh(
    lake: Lake,
    engine: Engine,
    name: str,
    key: int,
    *,
    from_day: int | None,
    last_file: int,
    build: Callable[[], ir.Table],
) -> None:
    """Replace the rows of ``name`` from ``from_day`` on (None: all) by what ``build`` returns for those days.

    ``build`` gives an expression with a column ``day``; ``month`` is added.
    """
    path = lake.table(name)
    reader = engine.batches(_with_month(build()))
    _write(path, reader, key, last_file, f"day >= {from_day}" if from_day is not None else None)


def refresh_first_seen(lake: Lake, engine: Engine, key: int, *, from_day: int | None, last_file: int) -> None:
    """Bring ``first_seen`` up to date from ``touches``: keys first touched from ``from_day`` on.

    Cost: the touches of the new days joined with the keys known before.
    """
    touches = lake.read(engine, "touches")
    if from_day is not None:
        touches = touches.filter(touches.day >= from_day)
    firsts = touches.group_by(["account", "kind", "key"]).aggregate(day=touches.day.min())
    if from_day is not None:
        known = lake.read(engine, "first_seen")
        known = known.filter(known.day < from_day).select("account", "kind", "key")
        firsts = firsts.anti_join(known, ["account", "kind", "key"])
    refresh(lake, engine, "first_seen", key, from_day=from_day, last_file=last_file, build=lambda: firsts)


def _with_month(table: ir.Table) -> ir.Table:
    """Add the partition column: months counted from days, 31 days each, so that it is the same on every engine."""
    return table.mutate(month=(table.day // 31).cast("int32"))


def _write(path: Path, reader: pa.RecordBatchReader, key: int, last_file: int, predicate: str | None) -> None:
    properties = CommitProperties(
        app_transactions=[Transaction(_APP, last_file << _KEY_BITS | key & _KEY_MASK)]
    )
    exists = DeltaTable.is_deltatable(str(path))
    write_deltalake(
        str(path),
        reader,
        mode="overwrite",
        partition_by="month",
        predicate=predicate if exists else None,
        schema_mode=None if predicate and exists else "overwrite",
        commit_properties=properties,
    )
