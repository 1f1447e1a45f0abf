"""What tests of sources share: a log file of given bytes, read to its end with every count checked."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from custodes.sources.base import LogFile, ReadContext
from custodes.sources.columns import YIELDED

if TYPE_CHECKING:
    from collections.abc import Callable

    from custodes.model.event import Reject, SetAside
    from custodes.model.person import DirectoryEntry
    from custodes.sources.base import Source


@dataclass
class Outcome:
    """Everything a source said about one file."""

    records: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    aside: Counter[SetAside] = field(default_factory=Counter)
    directory: list[DirectoryEntry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def lost(self) -> list[int]:
        return [reject.record for reject in self.rejects if reject.record]

    def check(self) -> None:
        """Nothing vanishes and nothing is counted twice."""
        behind = [(event["record"], event["part"]) for event in self.events]
        assert len(set(behind)) == len(behind)
        numbers = {record for record, _ in behind}
        assert not numbers & set(self.lost)
        assert len(set(self.lost)) == len(self.lost)
        assert all(1 <= number <= self.records for number in [*numbers, *self.lost])
        assert self.records == len(numbers) + len(self.lost) + sum(self.aside.values())


def as_file(data: bytes | Callable[[], Any], name: str = "log.csv") -> LogFile:
    """A log file of these bytes, or of what a function opens."""
    return LogFile(
        path=f"logs/{name}",
        name=name,
        folder="logs",
        size=None,
        stored_size=len(data) if isinstance(data, bytes) else 0,
        modified=datetime(2024, 5, 6, 7, 8, tzinfo=UTC),
        open=(lambda: io.BytesIO(data)) if isinstance(data, bytes) else data,
    )


def read_file(source: Source, file: LogFile, zone: str = "UTC", **context: Any) -> Outcome:
    """Read a file to its end, checking each batch and the whole."""
    outcome = Outcome()
    with file.open() as stream:
        for batch in source.read(stream, file, ReadContext(ZoneInfo(zone), **context)):
            outcome.records += batch.records
            if batch.events is not None:
                batch.events.validate(full=True)
                assert batch.events.schema.equals(YIELDED)
                outcome.events += batch.events.to_pylist()
            outcome.rejects += batch.rejects
            outcome.aside.update(batch.set_aside)
            outcome.directory += batch.directory
            outcome.warnings += batch.warnings
    outcome.check()
    return outcome


@pytest.fixture(scope="session")
def log_file() -> Callable[..., LogFile]:
    return as_file


@pytest.fixture(scope="session")
def read() -> Callable[..., Outcome]:
    """Read bytes as a source would: ``read(source, data, zone="UTC", name="log.csv")``."""

    def run(source: Source, data: bytes, zone: str = "UTC", name: str = "log.csv", **context: Any) -> Outcome:
        return read_file(source, as_file(data, name), zone, **context)

    return run
