"""Which documents made-up people fetch, take out and delete: the same ones again and again, and new ones now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.baselines.calendar import DAY_US, day_number
from custodes.baselines.handled import COLLECTED, DELETED, TAKEN
from custodes.trials.drawn import START

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    from numpy.typing import NDArray

__all__ = ["drawn_documents"]

_STAGES: Final = (
    (COLLECTED, ("distinct_downloads", "syncs")),
    (TAKEN, ("distinct_removable", "shares_outside")),
    (DELETED, ("deletes",)),
)
_NEW: Final = 0.25  # of what is done to a document, so much is done to one that was not there before
_HOUR_US: Final = 3_600 * 10**6


def drawn_documents(rng: np.random.Generator, columns: Mapping[str, NDArray[np.int64]]) -> ir.Table:
    """Return the table of handled documents that goes with some counts (persons × days). Cost: a row for each action.

    Each person has favourites of their own; stages follow each other within the day.
    """
    parts = []
    for hour, (stage, names) in enumerate(_STAGES, start=9):
        counts = sum((columns[name] for name in names), start=np.zeros((), np.int64))
        person, day = np.nonzero(counts)
        each = counts[person, day]
        person, day = person.repeat(each), day.repeat(each)
        document = rng.zipf(1.4, len(person)) % 4000
        fresh = rng.random(len(person)) < _NEW
        document[fresh] = 4000 + np.arange(fresh.sum())
        number = day + day_number(START)
        at = pa.array(number * DAY_US + hour * _HOUR_US)
        owner = pa.array(person).cast(pa.string())
        parts.append(
            pa.table(
                {
                    "account": pc.binary_join_element_wise("cert:P", pc.utf8_lpad(owner, 5, "0"), ""),
                    "day": pa.array(number, pa.int32()),
                    "key": pc.binary_join_element_wise(owner, pa.array(document).cast(pa.string()), "-"),
                    "stage": pa.repeat(stage, len(person)),
                    "first_us": at,
                    "last_us": at,
                }
            )
        )
    rows = pa.concat_tables(parts).group_by(["account", "day", "key", "stage"])
    once = rows.aggregate([("first_us", "min"), ("last_us", "max")])
    once = once.rename_columns(["account", "day", "key", "stage", "first_us", "last_us"])
    return ibis.memtable(once.append_column("link", pa.nulls(len(once), pa.string())))
