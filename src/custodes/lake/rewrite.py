"""Parquet files without some of their rows: the order of the rest stays, memory is bounded by a row batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from custodes.lake.delta import Part
from custodes.lake.writer import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Keep = Callable[[pa.RecordBatch], NDArray[np.bool_]]

__all__ = ["among", "rewritten", "without"]

_BATCH = 131_072


def rewritten(folder: Path, parts: Sequence[Part], keep: Keep) -> list[Part]:
    """Rewrite staged parts in place; a part that keeps nothing is left out, one that keeps all is unchanged."""
    result = []
    for part in parts:
        changed, new = without(folder, part, folder, keep)
        if changed:
            (folder / part.path).unlink()
        if new is not None:
            result.append(new)
    return result


def without(source: Path, part: Part, target: Path, keep: Keep) -> tuple[bool, Part | None]:
    """Write the rows of ``source/part`` that ``keep`` says True for below ``target``, under a new name.

    Returns whether anything was left out, and the part that remains: the old one where nothing was (then nothing
    is written), None where nothing remains.
    """
    old = source / part.path
    with pq.ParquetFile(old) as file:
        masks = [keep(batch) for batch in file.iter_batches(_BATCH)]
        kept = sum(int(mask.sum()) for mask in masks)
        if kept == part.rows:
            return False, part
        if kept == 0:
            return True, None
        relative = f"{part.path.rpartition('/')[0]}/r-{uuid4().hex[:16]}.parquet".lstrip("/")
        path = target / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        ends: list[int] = []
        with pq.ParquetWriter(path, file.schema_arrow, **OPTIONS) as writer:
            for batch, mask in zip(file.iter_batches(_BATCH), masks, strict=True):
                rows = batch.filter(pa.array(mask))
                if rows.num_rows == 0:
                    continue
                writer.write_batch(rows)
                if part.first is not None:
                    ts = rows.column("ts_us").to_numpy()
                    ends += [int(ts.min()), int(ts.max())]
    return True, Part(
        relative, path.stat().st_size, kept, part.partition, min(ends, default=None), max(ends, default=None)
    )


def among(rows: pa.RecordBatch, numbers: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return which rows belong to given records: SHA-256 of the file -> record numbers."""
    hit = np.zeros(rows.num_rows, np.bool_)
    records = rows.column("record").to_numpy()
    for sha256 in rows.column("file").unique().to_pylist():
        if sha256 in numbers:
            mine = np.asarray(pc.equal(rows.column("file"), sha256))
            hit |= mine & np.isin(records, np.asarray(numbers[sha256]))
    return hit
