"""The panel: stored measures as arrays of persons × days, with accounts resolved as of each day.

Days are padded to whole weeks, so ``day = first_day + column`` and ``week = column // 7``. One measure is
in hand at a time; memory is persons × days × 4 bytes for each array (60 MB at 30,000 × 500), and what was read of the
tables stays: a few bytes for each number that is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from custodes.baselines.calendar import day_date, monday, week_of
from custodes.baselines.columns import Columns
from custodes.baselines.groups import Groups, groups_of
from custodes.baselines.handled import TAKEN
from custodes.baselines.owners import Owners, owners_of
from custodes.baselines.period import period_of
from custodes.baselines.sequences import Handled
from custodes.baselines.silence import Silence, silence_of
from custodes.identity.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from numpy.typing import NDArray

    from custodes.baselines.period import Stray
    from custodes.baselines.tables import Tables
    from custodes.identity import Identity

__all__ = ["Panel", "build_panel"]

_T = TypeVar("_T")


@dataclass(frozen=True)
class Panel:
    """People, weeks, and access to measures.

    persons:   identifiers, sorted; everybody of the directory and every unresolved account that acted
    resolved:  False where a person is only an account the directory does not know
    first_day: number of the Monday that column 0 is
    last_day:  number of the last day with events; later columns are padding
    seen:      persons × weeks: events of that week
    active:    persons × days: True where the person did anything
    weeks:     week numbers, ascending
    groups:    department, team and role
    strays:    days far from all others, left out
    silence:   days on which a source that usually delivers gave nothing
    tables:    what it was built from
    """

    persons: tuple[str, ...]
    resolved: NDArray[np.bool_]
    first_day: int
    last_day: int
    seen: NDArray[np.float32]
    active: NDArray[np.bool_]
    groups: tuple[Groups, ...]
    strays: tuple[Stray, ...]
    silence: Silence
    tables: Tables = field(repr=False)
    _spellings: dict[str, str] = field(repr=False)
    _owners: Owners = field(repr=False)
    _columns: Columns = field(repr=False)
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Accounts that occur in the measures, sorted."""
        return tuple(self._owners.accounts)

    def spelling(self, account: str) -> str:
        """Return the spelling under which an account is resolved: the first of those that differ in case only."""
        return self._spellings[account.casefold()]

    @property
    def n_weeks(self) -> int:
        """Number of weeks."""
        return int(self.seen.shape[1])

    @property
    def weeks(self) -> range:
        """Week numbers."""
        start = week_of(self.first_day)
        return range(start, start + self.n_weeks)

    def monday(self, column: int) -> date:
        """Return the Monday of a week's column."""
        return monday(self.weeks[column])

    def day(self, column: int) -> date:
        """Return the date of a day's column."""
        return day_date(self.first_day + column)

    def codes(self, accounts: Iterable[str], days: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the person code of each (account, day)."""
        return self._owners.codes(accounts, days)

    @property
    def owned(self) -> Iterator[tuple[str, int, int, int]]:
        """(account, person, first and last number of a day) of every time that an account was somebody's."""
        return self._owners.spans()

    def accounts_of(self, person: int) -> tuple[str, ...]:
        """Return the accounts that were a person's at any time."""
        return self._owners.accounts_of(person)

    def once(self, what: str, make: Callable[[], _T]) -> _T:
        """Return what was made of this panel under a name before; make it the first time."""
        if what not in self._made:
            self._made[what] = make()
        found: _T = self._made[what]
        return found

    def triples(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return (person, day column, value) of a stored measure where it is not 0."""
        return self._columns.triples(name)

    def by_hour(
        self, prefix: str
    ) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]:
        """Yield (hour, person, day column, value) of the 24 columns ``prefix00`` to ``prefix23``."""
        return self._columns.by_hour(prefix)

    def dense(self, name: str) -> NDArray[np.float32]:
        """Return a stored measure as persons × days."""
        return self.scatter(*self.triples(name))

    def matched(self, rule: str) -> NDArray[np.float32]:
        """Return how many events a Sigma rule matched as persons × days; 0 everywhere where none was looked for."""
        t = self.tables.matches
        if t is None:
            return np.zeros(self.active.shape, np.float32)
        rows = t.filter(t.rule == rule).select("account", "day", v=t.n.cast("float32")).to_pyarrow()
        return self.scatter(*self.place(rows))

    def rules_seen(self) -> frozenset[str]:
        """Return the Sigma rules that matched anything in the panel's days."""
        if self.tables.matches is None:
            return frozenset()
        return frozenset(self.tables.matches.select("rule").distinct().to_pyarrow()["rule"].to_pylist())

    def scatter(
        self, person: NDArray[np.int64], day: NDArray[np.int64], value: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Sum triples into persons × days."""
        shape = (len(self.persons), self.n_weeks * 7)
        flat = np.bincount(person * shape[1] + day, weights=value, minlength=shape[0] * shape[1])
        return flat.reshape(shape).astype(np.float32)

    def touches(
        self, kind: str
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], list[str]]:
        """Return (person, day column, key code, distinct objects) of one kind of touched thing, and the keys' names."""
        t = self.tables.touches
        rows = t.filter(t.kind == kind).select("account", "day", "key", v=t.n.cast("float32")).to_pyarrow()
        person, day, value = self.place(rows)
        keys = rows["key"].combine_chunks().dictionary_encode()
        return (
            person,
            day,
            keys.indices.to_numpy(zero_copy_only=False).astype(np.int64),
            value,
            keys.dictionary.to_pylist(),
        )

    def handled(self) -> tuple[Handled, list[str]]:
        """Return what was done to the documents that anybody took out or renamed, and the documents' names."""
        t = self.tables.handled
        if t is None:
            none = np.zeros(0, np.int64)
            return Handled(none, none, np.zeros(0, np.str_), none, none, none, none), []
        keys = t.filter((t.stage == TAKEN) | t.link.notnull()).select("key").distinct()
        rows = t.semi_join(keys, "key").mutate(v=1).to_pyarrow()
        person, day, _ = self.place(rows)
        stages = rows["stage"].combine_chunks().dictionary_encode()
        names = pc.unique(
            pa.chunked_array([*rows["key"].chunks, *rows["link"].chunks], pa.string())
        ).drop_null()
        return Handled(
            person,
            day,
            np.asarray(stages.dictionary.to_pylist(), np.str_)[stages.indices.to_numpy()],
            _codes(rows["key"], names),
            _codes(rows["link"], names),
            rows["first_us"].to_numpy() // 10**6,
            rows["last_us"].to_numpy() // 10**6,
        ), names.to_pylist()

    def place(self, rows: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return (person, day column, value) of rows with account, day and v."""
        return *self._owners.place(rows), rows["v"].to_numpy().astype(np.float32)


def _codes(column: pa.ChunkedArray, names: pa.Array) -> NDArray[np.int64]:
    """Return each value's place among ``names``; -1 for null."""
    found: NDArray[np.int64] = pc.index_in(column, names).fill_null(-1).to_numpy().astype(np.int64)
    return found


def _accounts(tables: Tables) -> list[str]:
    return sorted(tables.measures.select("account").distinct().to_pyarrow()["account"].to_pylist())


def build_panel(tables: Tables, identity: Identity) -> Panel | None:
    """Return the panel of a lake's tables; None while no event of a person is among them."""
    services = [a for a in _accounts(tables) if identity.kind(a) is Kind.SERVICE]
    if services:
        tables = tables.without(services)
    measures = tables.measures
    by_day = measures.group_by("day").aggregate(n=measures.events.sum()).to_pyarrow().to_pylist()
    period = period_of({int(row["day"]): int(row["n"]) for row in by_day})
    if period is None:
        return None
    if period.strays:
        tables = tables.between(period.first, period.last)
        measures = tables.measures
    first_day = period.first - (period.first + 3) % 7
    last_day = period.last
    n_weeks = week_of(last_day) - week_of(first_day) + 1
    accounts = _accounts(tables)
    spelling: dict[str, str] = {}
    for account in accounts:
        spelling.setdefault(account.casefold(), account)
    spelled = [spelling[a.casefold()] for a in accounts]
    persons, resolved, owners = owners_of(accounts, spelled, identity, first_day)
    panel = Panel(
        persons=persons,
        resolved=resolved,
        first_day=first_day,
        last_day=last_day,
        seen=np.zeros((len(persons), n_weeks), np.float32),
        active=np.zeros((len(persons), n_weeks * 7), np.bool_),
        strays=period.strays,
        silence=silence_of(tables.deliveries, first_day, last_day, n_weeks),
        groups=groups_of(persons, identity, week_of(first_day), n_weeks),
        tables=tables,
        _spellings=spelling,
        _owners=owners,
        _columns=Columns(measures, owners),
    )
    person, day, value = panel.triples("events")
    np.add.at(panel.seen.reshape(-1), person * n_weeks + day // 7, value)
    panel.active[person, day] = True
    return panel
