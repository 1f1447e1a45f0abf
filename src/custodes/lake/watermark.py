"""Up to when a lake was purged, and what goes on from before: kept in ``LAKE/purged.json``.

Records older than the watermark are set aside as *purged* whenever a log is read again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from custodes.errors import LakeError
from custodes.model.budget import Kept

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Watermark"]

_NAME = "purged.json"


@dataclass(frozen=True, slots=True)
class Watermark:
    """What the latest purge by date left behind.

    before:    first day that was kept, in the organisation's zone · before_us: its beginning (UTC)
    kept_days: days from it to the lake's last one then: what is new can be told within no more than these
    account:   the budget account as of that last day; None where nobody had a score yet
    """

    before: date
    before_us: int
    kept_days: int
    account: Kept | None = field(default=None, repr=False)

    def older(self, events: pa.RecordBatch) -> NDArray[np.bool_]:
        """Return which events are older."""
        old: NDArray[np.bool_] = events.column("ts_us").to_numpy() < self.before_us
        return old

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "before": self.before.isoformat(),
            "before_us": self.before_us,
            "kept_days": self.kept_days,
            "account": self.account.to_json() if self.account is not None else None,
        }

    def save(self, lake: Path) -> None:
        """Write it in one step."""
        new = lake / f"{_NAME}.new"
        new.write_text(json.dumps(self.to_json(), indent=1) + "\n", encoding="utf-8")
        new.replace(lake / _NAME)

    @classmethod
    def of(cls, lake: Path) -> Watermark | None:
        """Return a lake's watermark; None where nothing was purged by date.

        Raises LakeError where it cannot be read: without it, what was purged would come back.
        """
        try:
            raw = json.loads((lake / _NAME).read_text(encoding="utf-8"))
            account = raw["account"]
            return cls(
                date.fromisoformat(raw["before"]),
                int(raw["before_us"]),
                int(raw["kept_days"]),
                Kept.from_json(account) if account is not None else None,
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = "the mark up to which the lake was purged cannot be read"
            raise LakeError(message, place=str(lake / _NAME), advice="restore it from a copy") from error
