"""Which stored events a call means, in order of time, a row at a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir

    from custodes.identity import Identity
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.render.veil import Veil

__all__ = ["midnight_us", "of_person", "rows", "whose"]

_CHUNK = 20_000  # rows in memory at a time


def midnight_us(day: date, zone: ZoneInfo) -> int:
    """Return the microsecond at which a day begins in a zone.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> midnight_us(date(1970, 1, 2), ZoneInfo("Europe/Berlin")) // 3_600_000_000
    23
    """
    return int(datetime.combine(day, time.min, zone).timestamp()) * 1_000_000


def of_person(
    events: ir.Table, identity: Identity, person: str, accounts: list[str], zone: ZoneInfo
) -> ir.Table:
    """Keep the events of one person: of each account, those of the time in which it was theirs."""
    import ibis

    wanted = ibis.literal(False)
    for account in accounts:
        for owner, first, last in identity.spans(account):
            if owner != person:
                continue
            mine = events.account == account
            if first.year > 1:
                mine &= events.ts_us >= midnight_us(first, zone)
            if last.year < 9000:
                mine &= events.ts_us < midnight_us(last + timedelta(days=1), zone)
            wanted |= mine
    return events.filter(wanted)


def whose(lake: Lake, engine: Engine, argument: str, veil: Veil, *, named: bool) -> tuple[Identity, str]:
    """Return the lake's identity and the person that a PERSON argument means, unresolved accounts included."""
    from custodes.cli.naming import person_meant
    from custodes.identity.known import identity_of

    identity = identity_of(lake, engine)
    accounts = lake.events(engine).select("account").distinct().to_pyarrow()["account"].to_pylist()
    owners = {person for account in accounts for person, _, _ in identity.spans(account)}
    return identity, person_meant(argument, sorted({*identity.persons, *owners}), veil, named=named)


def rows(
    lake: Lake, engine: Engine, *, first: date | None, last: date | None, person: tuple[Identity, str] | None
) -> Iterator[dict[str, Any]]:
    """Yield events as rows of EVENT_SCHEMA with ``path``, the file as it was read.

    first, last: days in the organisation's zone, inclusive · person: an identity and whose events
    Order: time, file, record, part. Cost: one sorted scan; 20,000 rows in memory.
    """
    zone = lake.settings.time.info
    events = lake.events(engine)
    if first is not None:
        events = events.filter(events.ts_us >= midnight_us(first, zone))
    if last is not None:
        events = events.filter(events.ts_us < midnight_us(last + timedelta(days=1), zone))
    if person is not None:
        accounts = events.select("account").distinct().to_pyarrow()["account"].to_pylist()
        events = of_person(events, person[0], person[1], accounts, zone)
    paths = {file.sha256: file.path for file in lake.files()}
    ordered = events.order_by(["ts_us", "file", "record", "part"])
    for batch in ordered.to_pyarrow_batches(chunk_size=_CHUNK):
        for row in batch.to_pylist():
            row["path"] = paths.get(row["file"])
            yield row
