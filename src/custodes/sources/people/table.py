"""What lists of people have in common: columns under many names, days in one order, a day on which the list was made.

A column is known by its name without case, blanks and marks, and with ä as ae. The list is of the day in its name, else
of the day on which the file was modified.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from custodes.model.event import Batch, Reject, SetAside
from custodes.model.person import DirectoryEntry
from custodes.sources.forms.chunks import sample_of
from custodes.sources.forms.csvfile import CsvFile, columns_of, raw_records
from custodes.sources.people.dates import DateError, DateOrder, Proof, day_in, read_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.guide import Guide

__all__ = ["Found", "Listing", "PeopleTable", "directory_batch", "listing_of", "places_of", "squeezed"]

Found: TypeAlias = DirectoryEntry | SetAside | str
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_MOST = 20  # columns that are named as not read


def squeezed(name: str) -> str:
    """Return a column's name as it is compared.

    >>> squeezed("E-Mail-Adresse (geschäftlich)")
    'emailadressegeschaeftlich'
    """
    return "".join(filter(str.isalnum, name.casefold().translate(_SPELLED)))


def places_of(columns: Sequence[str], fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return field -> column; of several columns for one field, the one that ``fields`` names first."""
    named: dict[str, str] = {}
    for column in columns:
        named.setdefault(squeezed(column), column)
    found = {field: next((named[n] for n in names if n in named), "") for field, names in fields.items()}
    return {field: column for field, column in found.items() if column}


@dataclass(frozen=True, slots=True)
class Listing:
    """Which list it is, of which day, and what its dates show."""

    snapshot: str
    day: date
    order: DateOrder = DateOrder.OPEN

    def read(self, text: str | None, column: str) -> date | None:
        """Return the day in a column; raises DateError with the column's name in its message."""
        try:
            return read_day(text, self.order)
        except DateError as error:
            raise DateError(f"the date in '{column}' cannot be read: {error}") from None


def listing_of(file: LogFile, order: DateOrder = DateOrder.OPEN) -> Listing:
    """Return what list a file is."""
    return Listing(file.name, day_in(file.name) or file.modified.date(), order)


def directory_batch(
    records: int,
    found: Sequence[tuple[int, Found]],
    lost: Sequence[Reject] = (),
    headers: int = 0,
    **more: object,
) -> Batch:
    """Return the batch of what was found in each numbered record."""
    entries = tuple(one for _, one in found if isinstance(one, DirectoryEntry))
    rejects = [
        *lost,
        *(Reject(n, one) for n, one in found if isinstance(one, str) and not isinstance(one, SetAside)),
    ]
    aside = Counter(one for _, one in found if isinstance(one, SetAside))
    aside[SetAside.DIRECTORY] += len(entries)
    aside[SetAside.HEADER] += headers
    return Batch(
        records,
        rejects=tuple(sorted(rejects, key=lambda reject: reject.record)),
        set_aside={reason: count for reason, count in aside.items() if count},
        directory=entries,
        **more,  # type: ignore[arg-type]
    )


class PeopleTable(ABC):
    """A list of people with a header.

    fields: our name of a column -> the names that it may have, squeezed, the likeliest first
    days:   fields that are dates
    told:   say which columns are not read; a directory's export has dozens
    """

    name: str
    title: str
    guide: Guide
    fields: Mapping[str, tuple[str, ...]]
    days: tuple[str, ...]
    told = True

    @abstractmethod
    def is_list(self, fields: frozenset[str], names: frozenset[str]) -> bool:
        """Say whether a header with these fields, and squeezed names, is such a list."""

    @abstractmethod
    def entry(self, row: Mapping[str, str], number: int, listing: Listing) -> Found:
        """Read one row: field -> text, trimmed; empty where it says nothing. May raise DateError."""

    def sniff(self, head: bytes, _file: LogFile, /) -> bool:
        """Say whether the header is such a list's."""
        columns = columns_of(head)
        return self.is_list(frozenset(places_of(columns, self.fields)), frozenset(map(squeezed, columns)))

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the rows as directory entries; a row that cannot be believed is a reject."""
        csv = CsvFile(stream, context)
        places = places_of(csv.columns, self.fields)
        ignored = [sample_of(name.encode()) for name in csv.columns if name and name not in places.values()]
        if ignored and self.told:
            yield Batch(0, warnings=(f"columns that are not read: {', '.join(ignored[:_MOST])}",))
        listing = listing_of(file, self._order(file, context, places))
        for rows in csv.rows(tuple(places.values()) or ("",)):
            found: list[tuple[int, Found]] = []
            for number, row in zip(rows.numbers.to_pylist(), rows.table.to_pylist(), strict=True):
                said = {field: (row[column] or "").strip() for field, column in places.items()}
                found.append((number, self._entry(said, number, listing)))
            yield directory_batch(rows.records, found, rows.rejects, rows.headers, warnings=rows.notes)

    def _entry(self, row: Mapping[str, str], number: int, listing: Listing) -> Found:
        try:
            return self.entry(row, number, listing)
        except DateError as error:
            return str(error)

    def _order(self, file: LogFile, context: ReadContext, places: Mapping[str, str]) -> DateOrder:
        """Read the list ahead for what its dates prove. Cost: one more reading where it has dates."""
        proof = Proof(context.dates)
        columns = [places[field] for field in self.days if field in places]
        try:
            if columns:
                with file.open() as stream:
                    for rows in CsvFile(stream, context).rows(columns):
                        for column in rows.table.columns:
                            proof.see(column.unique().to_pylist())
        except (OSError, EOFError, zlib.error):  # the reading itself will say so
            pass
        return proof.order

    def raw(self, stream: BinaryIO, _file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)
