"""One commit over several Delta tables that is done wholly or not at all, however the process ends.

Delta commits one table at a time. So the new Parquet files are written into ``LAKE/staging``, then the whole intention
is written to ``LAKE/pending.json`` in one rename: from there on the commit counts as done. Carrying it out (moving
the files, one Delta commit per table) can be repeated at will: a file that was moved is no longer in ``staging``, and
a table tells by its application transaction whether it holds the commit already. Whoever next holds the writer's lock
finishes what is pending and empties ``staging``.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from custodes.errors import LakeError
from custodes.lake.delta import Part, applied, apply
from custodes.lake.schemas import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Change", "Journal"]

_GRACE = 3600.0  # seconds for which a review may still read a file that left its table


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to one table.

    adds:    new files, lying in ``staging`` under "<table>/<path>" until then
    removes: files of the current version that leave it; they are deleted an hour later, by a purge at once
    """

    adds: list[Part] = field(default_factory=list)
    removes: list[Part] = field(default_factory=list)


class Journal:
    """The journal of one lake. Use it under the writer's lock only."""

    def __init__(self, lake: Path) -> None:
        self.lake = lake
        self.staging = lake / "staging"
        self.pending = lake / "pending.json"
        self.leftover = lake / "leftover.json"
        self._number = 0

    def recover(self) -> bool:
        """Finish a commit that was decided but not carried out, empty ``staging``; say whether there was one."""
        found = self.pending.exists()
        if found:
            self._carry_out()
        if self.leftover.exists():
            self.sweep(grace=_GRACE)
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir(mode=0o700, exist_ok=True)
        self._number = max((applied(self.lake / name) for name in TABLES), default=0)
        return found

    def commit(self, changes: Mapping[str, Change]) -> None:
        """Decide and carry out one commit over all tables of ``changes``."""
        changes = {name: change for name, change in changes.items() if change.adds or change.removes}
        if not changes:
            return
        self._number += 1
        content = {
            "number": self._number,
            "tables": {
                name: {
                    "adds": [part.to_json() for part in change.adds],
                    "removes": [part.to_json() for part in change.removes],
                }
                for name, change in changes.items()
            },
        }
        new = self.pending.with_suffix(".new")
        with new.open("w", encoding="utf-8") as stream:
            json.dump(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(self.pending)
        self._carry_out()

    def _carry_out(self) -> None:
        try:
            content = json.loads(self.pending.read_text(encoding="utf-8"))
            number, tables = int(content["number"]), content["tables"]
        except (OSError, ValueError, KeyError) as error:
            message = "the journal of the last write cannot be read"
            raise LakeError(
                message, place=str(self.pending), advice="restore the lake from a copy"
            ) from error
        gone: dict[str, float] = {}
        for name, change in tables.items():
            table = self.lake / name
            adds = [Part(**part) for part in change["adds"]]
            removes = [Part(**part) for part in change["removes"]]
            for part in adds:
                self._move(name, part)
            apply(table, TABLES[name], number, adds, removes)
            gone |= {f"{name}/{part.path}": time.time() for part in removes}
        if gone:
            self._note(self._leftovers() | gone)
        self.pending.unlink()

    def sweep(self, *, grace: float = 0) -> None:
        """Delete files that left their tables ``grace`` seconds ago or earlier.

        A review may read a file for as long as it runs; where the system refuses (Windows), it is tried again.
        """
        now = time.time()
        kept = {}
        for name, gone in self._leftovers().items():
            try:
                if gone > now - grace:
                    kept[name] = gone
                else:
                    (self.lake / name).unlink(missing_ok=True)
            except OSError:
                kept[name] = gone
        if kept:
            self._note(kept)
        else:
            self.leftover.unlink(missing_ok=True)

    def _leftovers(self) -> dict[str, float]:
        try:
            return dict(json.loads(self.leftover.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def _note(self, leftovers: dict[str, float]) -> None:
        new = self.leftover.with_suffix(".new")
        new.write_text(json.dumps(leftovers), encoding="utf-8")
        new.replace(self.leftover)

    def _move(self, name: str, part: Part) -> None:
        staged = self.staging / name / part.path
        final = self.lake / name / part.path
        if staged.exists():
            final.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(final)
        elif not final.exists():
            message = "a file of a write that was decided is missing"
            raise LakeError(message, place=str(final), advice="restore the lake from a copy")
