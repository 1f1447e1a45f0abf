"""Accounts seen in a lake: those nobody is known for, and those that are no person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custodes.identity import Identity
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["Accounts", "tally_accounts"]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account with its events.

    seen: all accounts of persons · unresolved, service: with their number of events, most first · hosts: devices seen
    """

    seen: tuple[str, ...]
    unresolved: tuple[tuple[str, int], ...]
    service: tuple[tuple[str, int], ...]
    hosts: tuple[str, ...]


def tally_accounts(lake: Lake, engine: Engine, identity: Identity) -> Accounts:
    """Count the events of every account. Without a directory no account counts as unresolved. Cost: one scan."""
    events = lake.events(engine)
    rows = events.group_by(["account", "actor"]).aggregate(n=events.count()).to_pyarrow().to_pylist()
    hosts = events.filter(events.host.notnull()).select("host").distinct().to_pyarrow()["host"].to_pylist()
    people = [r for r in rows if r["actor"] == "user"]
    service = [(r["account"], int(r["n"])) for r in rows if r["actor"] != "user"]
    listed = people if identity.persons else ()
    unknown = [(r["account"], int(r["n"])) for r in listed if not identity.knows(r["account"])]
    return Accounts(
        tuple(sorted({r["account"] for r in rows})),
        tuple(sorted(unknown, key=lambda pair: (-pair[1], pair[0]))),
        tuple(sorted(service, key=lambda pair: (-pair[1], pair[0]))),
        tuple(sorted(hosts)),
    )
