"""Lists of dated context: visitors, travel, badges. They are kept apart, shown with their source, and never scored.

Sample (three lists)::

    date,visited,organisation            traveller,departure,return,destination        time,holder,door
    2024-03-04,jdoe@example.org,Acme     E0007,2024-03-11,2024-03-15,Lisbon            2024-03-04T07:58:00,E0007,Lab 2

Formats of this project's own: bring yours into these columns. People are named as a directory names them: by their
identifier, a mail address, or as ``system:login``. Days and times are ISO 8601, as the place's own clocks showed them. Of a visitor
only the organisation is wanted, never the name.

References: the project's manual, "Dated context".
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from custodes.model.context import ContextEntry
from custodes.model.event import Batch, Reject, SetAside
from custodes.sources.forms.csvfile import CsvFile, columns_of, raw_records
from custodes.sources.guide import Guide, Tested
from custodes.sources.moments import TimeError, iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext

__all__ = ["Badges", "Travel", "Visitors"]

_LONGEST = 200  # characters of a destination, a door or an organisation


class _Dated:
    """What the three have in common. ``columns``: person, first day, last day (perhaps none), what is said."""

    name: str
    title: str
    guide: Guide
    kind: str
    columns: tuple[str, ...]

    def sniff(self, head: bytes, file: LogFile, /) -> bool:
        """Say whether the header has the list's columns."""
        return set(self.columns) <= set(columns_of(head))

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext, /) -> Iterator[Batch]:
        """Yield the rows as entries of context; a row without a person or a day is a reject."""
        for rows in CsvFile(stream, context).rows(self.columns):
            rejects = list(rows.rejects)
            entries: list[ContextEntry] = []
            for number, row in zip(rows.numbers.to_pylist(), rows.table.to_pylist(), strict=True):
                entry = self._entry(row, number, context)
                if isinstance(entry, str):
                    rejects.append(Reject(number, entry))
                else:
                    entries.append(entry)
            aside = {SetAside.CONTEXT: len(entries), SetAside.HEADER: rows.headers}
            yield Batch(
                rows.records,
                rejects=tuple(sorted(rejects, key=lambda reject: reject.record)),
                set_aside={reason: count for reason, count in aside.items() if count},
                context=tuple(entries),
                warnings=rows.notes,
            )

    def raw(self, stream: BinaryIO, file: LogFile, wanted: frozenset[int], /) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)

    def _entry(self, row: dict[str, str | None], number: int, context: ReadContext) -> ContextEntry | str:
        """Read one row, or say why it cannot be read."""
        who, begins, *ends, says = self.columns
        person = " ".join((row[who] or "").split())
        if not person:
            return f"no {who}"
        try:
            first = _day(row[begins], context)
            last = _day(row[ends[0]], context) if ends and (row[ends[0]] or "").strip() else first
        except TimeError as error:
            return str(error)
        if last < first:
            return "it ends before it begins"
        about = " ".join((row[says] or "").split())[:_LONGEST]
        return ContextEntry(self.kind, person, first, last, about, number)


def _day(text: str | None, context: ReadContext) -> date:
    """Return the day that a text names, as the place's own clocks showed it; raises TimeError where it names none."""
    iso(text, context.zone)
    digits = (text or "").strip()[:10].replace("-", "")[:8]
    return date.fromisoformat(digits)


def _guide(columns: str, what: str, blind: str) -> Guide:
    return Guide(
        channels=(),
        becomes=((what, "dated context: shown with its source, never scored"),),
        switch_on=(f"Bring the list into the columns `{columns}`.",),
        blind=(blind,),
        tested=Tested.OWN,
        references=("the manual, Dated context",),
    )


class Visitors(_Dated):
    """Who was visited, on which day, by somebody of which organisation."""

    name = "visitors"
    title = "Visitors (date, visited, organisation): dated context"
    kind = "visitor"
    columns = ("visited", "date", "organisation")
    guide = _guide("date,visited,organisation", "a visit", "Who the visitor was: the name is not wanted.")


class Travel(_Dated):
    """Who travelled, from when until when, where to."""

    name = "travel"
    title = "Travel (traveller, departure, return, destination): dated context"
    kind = "travel"
    columns = ("traveller", "departure", "return", "destination")
    guide = _guide(
        "traveller,departure,return,destination", "a journey", "Journeys that nobody booked or reported."
    )


class Badges(_Dated):
    """Who passed which door, on which day."""

    name = "badges"
    title = "Badge reader (time, holder, door): dated context"
    kind = "badge"
    columns = ("holder", "time", "door")
    guide = _guide("time,holder,door", "a passage", "Who really carried the badge.")
