"""The HR list: one row a person, as an organisation exports it from its personnel system.

Sample::

    person,name,accounts,manager,team,department,role,start,notice,last_day
    E0042,Jane Doe,entra:jane@example.org;windows:jdoe,E0007,Press,Communications,Editor,2019-03-01,,

ISO dates; accounts as ``system:login`` joined by ";". Only ``person`` is needed. An undated list says everything
from each person's ``start`` on, and a ``last_day`` from ``notice``, else from the list's own day: the date in its
name, else the day the file was modified.

References: the project's manual, "The HR list".
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from custodes.identity.accounts import canonical_account
from custodes.model.event import Batch, Reject, SetAside
from custodes.model.person import DirectoryEntry
from custodes.sources.forms.chunks import sample_of
from custodes.sources.forms.csvfile import CsvFile, columns_of, raw_records
from custodes.sources.guide import Guide, Tested
from custodes.sources.people.dates import day_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext

__all__ = ["HrList"]

_DATES = ("start", "notice", "last_day")
_TEXTS = ("name", "manager", "team", "department", "role", "email")
_COLUMNS = ("person", "accounts", *_TEXTS, *_DATES)


class HrList:
    """The HR list."""

    name = "hr"
    title = "HR list (person, name, accounts, …)"
    guide = Guide(
        channels=(),
        becomes=(("a row", "what is known of a person: accounts, team, and the days of coming and going"),),
        switch_on=("Export it from the personnel system, by whoever may; put the list's day into its name.",),
        blind=("Accounts that it does not name: they stand for themselves until something names them.",),
        tested=Tested.OWN,
        references=("the manual, The HR list",),
    )

    def sniff(self, head: bytes, _file: LogFile) -> bool:
        """Say whether the header has ``person`` and two more of the list's columns."""
        columns = set(columns_of(head))
        return "person" in columns and len(columns & set(_COLUMNS)) >= 3

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext) -> Iterator[Batch]:
        """Yield the rows as directory entries; a row with an impossible date is a reject."""
        csv = CsvFile(stream, context)
        ignored = [sample_of(name.encode()) for name in csv.columns if name and name not in _COLUMNS]
        if ignored:
            yield Batch(0, warnings=(f"columns that are not read: {', '.join(ignored[:20])}",))
        listed = day_in(file.name) or file.modified.date()
        for rows in csv.rows(_COLUMNS):
            entries: list[DirectoryEntry] = []
            rejects = list(rows.rejects)
            for number, row in zip(rows.numbers.to_pylist(), rows.table.to_pylist(), strict=True):
                entry = _entry(row, number, file.name, listed)
                if isinstance(entry, Reject):
                    rejects.append(entry)
                else:
                    entries.append(entry)
            aside = {SetAside.DIRECTORY: len(entries), SetAside.HEADER: rows.headers}
            yield Batch(
                rows.records,
                rejects=tuple(sorted(rejects, key=lambda reject: reject.record)),
                set_aside={reason: count for reason, count in aside.items() if count},
                directory=tuple(entries),
                warnings=rows.notes,
            )

    def raw(self, stream: BinaryIO, _file: LogFile, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)


def _entry(row: dict[str, str | None], number: int, snapshot: str, listed: date) -> DirectoryEntry | Reject:
    """Read one row."""
    person = (row["person"] or "").strip()
    if not person:
        return Reject(number, "no person")
    dates: dict[str, date | None] = {}
    for name in _DATES:
        text = (row[name] or "").strip()
        try:
            dates[name] = date.fromisoformat(text) if text else None
        except ValueError:
            return Reject(number, f"the date in '{name}' is not YYYY-MM-DD")
    texts = {name: (row[name] or "").strip() for name in _TEXTS}
    accounts = []
    for account in filter(None, (part.strip() for part in (row["accounts"] or "").split(";"))):
        system, colon, login = account.partition(":")
        if not (system.strip() and colon and login.strip()):
            return Reject(number, "an account is not written as system:login")
        accounts.append(canonical_account(system, login))
    return DirectoryEntry(
        person=person,
        snapshot=snapshot,
        known_from=None,
        listed_on=listed,
        accounts=tuple(dict.fromkeys(accounts)),
        record=number,
        name=texts["name"],
        email=texts["email"],
        manager=texts["manager"],
        team=texts["team"],
        department=texts["department"],
        role=texts["role"],
        start=dates["start"],
        notice=dates["notice"],
        last_day=dates["last_day"],
    )
