"""Accounts seen in a lake: those nobody is known for, those that are no person, and what records say of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.identity.kinds import Kind
from custodes.model.reading import Learned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custodes.identity import Identity
    from custodes.lake import Lake
    from custodes.lake.engine import Engine

__all__ = ["Accounts", "tally_accounts"]


@dataclass(frozen=True, slots=True)
class Accounts:
    """Every account with its events.

    seen: all accounts · unresolved, service, shared: with their number of events, most first
    learned: whose an unresolved account probably is, or is since it was confirmed, most events first
    hosts: devices seen
    """

    seen: tuple[str, ...] = ()
    unresolved: tuple[tuple[str, int], ...] = ()
    service: tuple[tuple[str, int], ...] = ()
    shared: tuple[tuple[str, int], ...] = ()
    learned: tuple[Learned, ...] = ()
    hosts: tuple[str, ...] = ()


def tally_accounts(lake: Lake, engine: Engine, identity: Identity) -> Accounts:
    """Count the events of every account. Without a directory no account counts as unresolved. Cost: one scan."""
    events = lake.events(engine)
    rows = events.group_by(["account", "actor"]).aggregate(n=events.count()).to_pyarrow().to_pylist()
    hosts = events.filter(events.host.notnull()).select("host").distinct().to_pyarrow()["host"].to_pylist()
    counts: dict[Kind, Counter[str]] = {kind: Counter() for kind in Kind}
    for row in rows:
        kind = identity.kind(row["account"])
        apart = kind is Kind.PERSON and row["actor"] != "user"
        counts[Kind.SERVICE if apart else kind][row["account"]] += int(row["n"])
    people = counts[Kind.PERSON] if identity.persons else Counter[str]()
    return Accounts(
        seen=tuple(sorted({row["account"] for row in rows})),
        unresolved=_most({a: n for a, n in people.items() if not identity.knows(a)}),
        service=_most(counts[Kind.SERVICE]),
        shared=_most(counts[Kind.SHARED]),
        learned=_learned(people, identity),
        hosts=tuple(sorted(hosts)),
    )


def _learned(people: Mapping[str, int], identity: Identity) -> tuple[Learned, ...]:
    guesses = ((account, n, identity.guess(account)) for account, n in _most(people))
    return tuple(
        Learned(account, guess.person, guess.first, guess.through, n, identity.confirmed(account))
        for account, n, guess in guesses
        if guess is not None
    )


def _most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
