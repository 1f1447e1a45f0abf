"""Rows of accounts become rows of persons: who owned an account on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custodes.baselines.calendar import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from custodes.identity import Identity

__all__ = ["Owners", "owners_of"]

_EVER = 10**6  # days


@dataclass(frozen=True)
class Owners:
    """Accounts and their persons.

    accounts:  account -> code
    person:    the only or the first owner of each account code
    changes:   account code -> [(first day, person code)], where several own it
    first_day: number of the day that column 0 is
    """

    accounts: Mapping[str, int]
    person: NDArray[np.int64]
    changes: Mapping[int, Sequence[tuple[int, int]]]
    first_day: int

    def codes(self, accounts: Iterable[str], days: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the person code of each (account, number of a day)."""
        return self._persons(np.fromiter((self.accounts[a] for a in accounts), np.int64), days)

    def spans(self) -> Iterator[tuple[str, int, int, int]]:
        """Yield (account, person code, first and last number of a day) of every time that an account was somebody's."""
        for account, code in self.accounts.items():
            begins = [(-_EVER, int(self.person[code])), *self.changes.get(code, ())]
            ends = [*(first - 1 for first, _ in begins[1:]), _EVER]
            for (first, person), last in zip(begins, ends, strict=True):
                yield account, person, first, last

    def accounts_of(self, person: int) -> tuple[str, ...]:
        """Return the accounts that were a person's at any time, sorted as they are coded."""
        return tuple(
            account
            for account, code in self.accounts.items()
            if self.person[code] == person or any(p == person for _, p in self.changes.get(code, ()))
        )

    def place(self, rows: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (person, day column) of rows with an account and a day. Cost: one pass."""
        encoded = rows["account"].combine_chunks().dictionary_encode()
        known = np.array([self.accounts[a] for a in encoded.dictionary.to_pylist()], np.int64)
        which = encoded.indices.to_numpy(zero_copy_only=False)
        account = known[which] if len(known) else np.zeros(0, np.int64)
        days = rows["day"].to_numpy().astype(np.int64)
        return self._persons(account, days), days - self.first_day

    def _persons(self, account: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
        person = self.person[account]
        for code, changes in self.changes.items():
            mine = account == code
            for first, owner in changes:
                person[mine & (days >= first)] = owner
        return person


def owners_of(
    accounts: Sequence[str], spelled: Sequence[str], identity: Identity, first_day: int
) -> tuple[tuple[str, ...], NDArray[np.bool_], Owners]:
    """Return all persons, which of them the directory knows, and who owns the accounts.

    spelled: the spelling under which each account is resolved
    """
    spans = [identity.spans(a) for a in spelled]
    known = set(identity.persons)
    persons = tuple(sorted(known | {p for of in spans for p, _, _ in of}))
    code = {p: i for i, p in enumerate(persons)}
    first = np.array([code[of[0][0]] for of in spans], np.int64)
    changes = {
        i: [(day_number(start), code[p]) for p, start, _ in of[1:]]
        for i, of in enumerate(spans)
        if len(of) > 1
    }
    owners = Owners({a: i for i, a in enumerate(accounts)}, first, changes, first_day)
    return persons, np.array([p in known for p in persons], np.bool_), owners
