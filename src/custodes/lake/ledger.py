"""The ledger of files: one row per arrival, merged into what was read of each file.

A grown file has several rows: the first one's counts, then the differences. Sums over all rows are the lake's totals.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from custodes.model.reading import FileRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from custodes.model.event import SetAside

__all__ = ["UNKNOWN", "UNREADABLE", "Arrival", "StoredFile", "chain_of", "merged", "set_aside"]

UNKNOWN = "unknown"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class StoredFile(FileRead):
    """What was read of one file, over all ingests, and when its events lie.

    seq:        number of its last arrival
    first_ts_us, last_ts_us: of all its events; None without events
    arrivals:   (seq, first_ts_us) of each arrival that added or withdrew events: who has seen the lake up to
                number n need look again only from the earliest first_ts_us of later arrivals
    """

    seq: int = 0
    first_ts_us: int | None = None
    last_ts_us: int | None = None
    arrivals: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One row of the ledger; fields as in :data:`custodes.lake.schemas.FILES`, JSON columns as objects."""

    seq: int
    path: str
    name: str
    format: str
    sha256: str
    head: str
    bytes: int
    records: int = 0
    behind_events: int = 0
    events: int = 0
    rejects: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    base: str = ""
    totals: Mapping[str, int] = field(default_factory=dict)
    tail: Mapping[str, Any] = field(default_factory=dict)
    first_ts_us: int | None = None
    last_ts_us: int | None = None
    spans: Mapping[str, Sequence[int]] = field(default_factory=dict)
    ingested_at: str = ""

    def balanced(self) -> bool:
        """Say whether every record is accounted for."""
        return self.records == self.behind_events + self.rejects + sum(self.set_aside.values())

    def to_row(self) -> dict[str, Any]:
        """Return it as stored."""
        row = {name: getattr(self, name) for name in self.__slots__}
        return row | {name: json.dumps(row[name], sort_keys=True) for name in _JSON}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Arrival:
        """Read it as stored."""
        return cls(**(dict(row) | {name: json.loads(row[name]) for name in _JSON}))


_JSON = ("set_aside", "totals", "tail", "spans")


def merged(arrivals: Iterable[Arrival]) -> tuple[StoredFile, ...]:
    """Return one StoredFile per file, by path and order of arrival.

    A row "unknown" or "unreadable" is left out once the same path was read.
    """
    chains: list[list[Arrival]] = []
    ends: dict[str, list[Arrival]] = {}
    ordered = sorted(arrivals, key=lambda a: a.seq)
    for arrival in ordered:
        chain = ends.pop(arrival.base, None) if arrival.base else None
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(arrival)
        if arrival.sha256:
            ends[arrival.sha256] = chain
    latest = {arrival.path: arrival.seq for arrival in ordered}
    kept = [c for c in chains if c[-1].format not in (UNKNOWN, UNREADABLE) or latest[c[-1].path] == c[-1].seq]
    return tuple(sorted((_merge(chain) for chain in kept), key=lambda f: (f.path, f.seq)))


def _merge(chain: Sequence[Arrival]) -> StoredFile:
    last = chain[-1]
    aside: Counter[str] = Counter()
    for arrival in chain:
        aside.update(arrival.set_aside)
    firsts = [a.first_ts_us for a in chain if a.first_ts_us is not None]
    lasts = [a.last_ts_us for a in chain if a.last_ts_us is not None]
    return StoredFile(
        path=last.path,
        format=last.format,
        sha256=last.sha256,
        records=sum(a.records for a in chain),
        behind_events=sum(a.behind_events for a in chain),
        events=sum(a.events for a in chain),
        rejects=sum(a.rejects for a in chain),
        set_aside={reason: n for reason, n in sorted(aside.items()) if n},
        note=last.note,
        seq=last.seq,
        first_ts_us=min(firsts, default=None),
        last_ts_us=max(lasts, default=None),
        arrivals=tuple((a.seq, a.first_ts_us) for a in chain if a.first_ts_us is not None),
    )


def chain_of(arrival: Arrival, held: Iterable[Arrival]) -> set[str]:
    """Return the SHA-256 of every content that a grown one continues, directly or not."""
    bases = {a.sha256: a.base for a in held if a.sha256}
    chain: set[str] = set()
    base = arrival.base
    while base and base not in chain:
        chain.add(base)
        base = bases.get(base, "")
    return chain


def set_aside(arrival: Arrival, records: NDArray[np.int64], events: int, reason: SetAside) -> Arrival:
    """Return a row in which some records that were behind events are set aside instead."""
    aside = Counter(arrival.set_aside)
    aside[reason.value] += len(records)
    tail = dict(arrival.tail)
    if tail and tail["file"] == arrival.sha256 and tail["fate"] == "event" and tail["last"] in records:
        tail["fate"] = reason.value
    return replace(
        arrival,
        behind_events=arrival.behind_events - len(records),
        events=arrival.events - events,
        set_aside=dict(aside),
        tail=tail,
    )
