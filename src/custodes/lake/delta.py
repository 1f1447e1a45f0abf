"""The few things we ask of ``deltalake``, each turned into a LakeError when it fails.

It can raise pyo3's ``PanicException``, which is no ``Exception``; it must reach nobody either.
"""

from __future__ import annotations

import errno
import json
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction
from pyarrow import ArrowException

from custodes.errors import LakeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from custodes.lake.schemas import TableSpec

__all__ = [
    "APP",
    "Part",
    "applied",
    "apply",
    "columns_of",
    "forget_log",
    "guard",
    "open_table",
    "parts_of",
    "version_of",
]

APP = "custodes.lake"
"""Application transaction of every commit through the journal; its version is the commit's number."""

_AT_ONCE = "interval 0 seconds"
_CONFIGURATION = {
    "delta.dataSkippingStatsColumns": "ts_us",  # statistics of other columns would keep names after a purge
    "delta.logRetentionDuration": "interval 1 days",  # until a purge sets it to nothing
    "delta.deletedFileRetentionDuration": _AT_ONCE,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a table.

    path:      relative to the table's folder, "/" as separator
    size:      bytes
    rows:      number of rows
    partition: partition column -> value
    first, last: smallest and largest ``ts_us``; None for tables without it
    """

    path: str
    size: int
    rows: int
    partition: dict[str, str | None] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as the journal stores it."""
        return asdict(self)


@contextmanager
def guard(place: Path) -> Iterator[None]:
    """Turn whatever ``deltalake`` raises into a LakeError at ``place``."""
    try:
        yield
    except LakeError:
        raise
    except OSError as error:
        full = error.errno == errno.ENOSPC
        message = (
            "the disk is full" if full else f"the store cannot be read or written: {error.strerror or error}"
        )
        advice = "make room, then run it again" if full else "check the folder and its rights"
        raise LakeError(message, place=str(place), advice=advice) from error
    except (DeltaError, ArrowException) as error:
        raise _damaged(place, error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _damaged(place, error) from error
        raise


def _damaged(place: Path, error: BaseException) -> LakeError:
    text = " ".join(str(error).split())[:300]
    advice = "try a path of plain letters; if that fails too, the table is damaged: restore it or ingest anew"
    return LakeError(f"the store failed: {text}", place=str(place), advice=advice)


def open_table(path: Path) -> DeltaTable | None:
    """Return the table, or None where there is none yet."""
    if not (path / "_delta_log").is_dir():
        return None
    with guard(path):
        return DeltaTable(str(path)) if DeltaTable.is_deltatable(str(path)) else None


def version_of(path: Path) -> int:
    """Return the table's version, -1 where there is none yet."""
    table = open_table(path)
    return -1 if table is None else int(table.version())


def applied(path: Path) -> int:
    """Return the number of the last journalled commit that the table holds, 0 for none."""
    table = open_table(path)
    with guard(path):
        return 0 if table is None else int(table.transaction_version(APP) or 0)


def columns_of(path: Path) -> dict[str, str] | None:
    """Return column -> Delta type of the table; None where there is none yet."""
    table = open_table(path)
    if table is None:
        return None
    with guard(path):
        return {f.name: f.type.type for f in table.schema().fields}


def parts_of(path: Path) -> list[Part]:
    """Return the Parquet files of the table's current version, in the order of their paths."""
    table = open_table(path)
    if table is None:
        return []
    with guard(path):
        rows = table.get_add_actions(flatten=True)
        names = rows.schema.names
        columns = {n: rows.column(n).to_pylist() for n in names}
    parts = [
        Part(
            path=columns["path"][i],
            size=columns["size_bytes"][i],
            rows=columns["num_records"][i] or 0,
            partition={
                n.removeprefix("partition."): columns[n][i] for n in names if n.startswith("partition.")
            },
            first=columns["min.ts_us"][i] if "min.ts_us" in columns else None,
            last=columns["max.ts_us"][i] if "max.ts_us" in columns else None,
        )
        for i in range(len(columns["path"]))
    ]
    return sorted(parts, key=lambda part: part.path)


def apply(path: Path, spec: TableSpec, number: int, adds: Sequence[Part], removes: Sequence[Part]) -> None:
    """Commit files that lie in the table's folder as journalled commit ``number``; once applied, do nothing."""
    with guard(path):
        if open_table(path) is None:
            path.mkdir(parents=True, exist_ok=True)
            DeltaTable.create(
                str(path), spec.schema, partition_by=list(spec.partition), configuration=_CONFIGURATION
            )
        table = DeltaTable(str(path))
        if (table.transaction_version(APP) or 0) >= number:
            return  # a run before this one was ended between this commit and the journal's removal
        now = int(time.time() * 1000)
        actions = [
            AddAction(p.path, p.size, p.partition, now, data_change=True, stats=_statistics(p)) for p in adds
        ]
        gone = [RemoveAction(p.path, True, now, p.size, dict(p.partition)) for p in removes]
        table.create_write_transaction(
            actions + gone,
            "append",
            spec.schema,
            list(spec.partition),
            commit_properties=CommitProperties(app_transactions=[Transaction(APP, number)]),
        )


def forget_log(path: Path) -> None:
    """Close a table's log with a checkpoint, which knows only what the table holds, and delete what came before.

    Removed files stay named there as long as the table says: not at all. A log that was closed already costs one look.
    """
    table = open_table(path)
    log = path / "_delta_log"
    if table is None:
        return
    with guard(path):
        if table.metadata().configuration.get("delta.logRetentionDuration") != _AT_ONCE:
            table.alter.set_table_properties({"delta.logRetentionDuration": _AT_ONCE})
            table = DeltaTable(str(path))
        last = f"{table.version():020d}"
        table.create_checkpoint()
        for found in log.iterdir():
            named = found.name.partition(".")[0]
            if named.isdigit() and named < last:
                found.unlink()


def _statistics(part: Part) -> str:
    if part.first is None:
        return json.dumps({"numRecords": part.rows, "minValues": {}, "maxValues": {}, "nullCount": {}})
    return json.dumps(
        {
            "numRecords": part.rows,
            "minValues": {"ts_us": part.first},
            "maxValues": {"ts_us": part.last},
            "nullCount": {"ts_us": 0},
        }
    )
