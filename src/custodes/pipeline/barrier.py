"""What no record passes into the lake that touches a protected channel or is older than the purge's watermark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from custodes.model.event import SetAside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from custodes.lake.protected import Protection
    from custodes.lake.watermark import Watermark
    from custodes.model.context import ContextEntry

__all__ = ["Barrier"]


@dataclass(frozen=True)
class Barrier:
    """Keeps out, before anything is written, what is protected (``protection``) or older than ``mark``."""

    protection: Protection
    mark: Watermark | None = None

    def pass_through(self, events: pa.RecordBatch) -> tuple[pa.RecordBatch, Mapping[str, int], str]:
        """Return the events of records that pass, how many records do not by reason, and the last record's fate.

        A record goes with all its events; one that is protected counts as withheld, however old it is.
        """
        kept, withheld, last_withheld = self.protection.withhold(events)
        fate = SetAside.WITHHELD.value if last_withheld else "event"
        out = {SetAside.WITHHELD.value: withheld}
        if self.mark is None or not kept.num_rows:
            return kept, out, fate
        old = self.mark.older(kept)
        if not old.any():
            return kept, out, fate
        records = kept.column("record").to_numpy()
        numbers = np.unique(records[old])
        stay = ~np.isin(records, numbers)
        if not last_withheld and not stay[-1]:
            fate = SetAside.PURGED.value
        return kept.filter(pa.array(stay)), out | {SetAside.PURGED.value: len(numbers)}, fate

    def context(self, entries: Sequence[ContextEntry]) -> tuple[Sequence[ContextEntry], Mapping[str, int]]:
        """Return the entries of dated context that pass, and how many do not by reason."""
        allowed = self.protection.context(entries)
        mark = self.mark
        kept = [one for one in allowed if mark is None or one.last >= mark.before]
        return kept, {
            SetAside.WITHHELD.value: len(entries) - len(allowed),
            SetAside.PURGED.value: len(allowed) - len(kept),
        }
