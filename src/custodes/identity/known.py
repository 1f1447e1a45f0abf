"""The identity of a lake: its directory, what its records say of accounts, and the settings' rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from custodes.identity.learned import Link
from custodes.identity.resolve import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["identity_of", "links_of"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def identity_of(lake: Lake, engine: Engine) -> Identity:
    """Return who every account of a lake is. Cost: a scan of the events' accounts, aliases and times."""
    return Identity(lake.directory(), tuple(links_of(lake, engine)), lake.settings.identity)


def links_of(lake: Lake, engine: Engine) -> Iterator[Link]:
    """Yield every two spellings of one account that stand in the same record, with the first local day on which they do."""
    events = lake.events(engine)
    told = events.filter(events.aliases.notnull())
    rows = told.group_by(["account", "aliases"]).aggregate(first=told.ts_us.min()).to_pyarrow().to_pylist()
    zone = lake.settings.time.info
    for row in rows:
        day = (_EPOCH + timedelta(microseconds=int(row["first"]))).astimezone(zone).date()
        for alias in filter(None, (part.strip() for part in row["aliases"].split(";"))):
            if ":" in alias:
                yield Link(row["account"], alias, day)
