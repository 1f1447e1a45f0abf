"""CERT's LDAP folder: one list of everybody per month; who is missing from a month's file has left.

Sample (LDAP/2010-01.csv)::

    employee_name,user_id,email,role,business_unit,functional_unit,department,team,supervisor
    Calvin Edan Love,CEL0561,Calvin.Edan.Love@dtaa.com,ComputerProgrammer,1,2 - ResearchAndEngineering,...

A list of a month is known from that month's last day. ``psychometric.csv`` of the same folder is recognised here so
that it can be left out: a personality test is nothing that documents are protected by.

References: as :mod:`custodes.sources.cert.logs`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from custodes.identity.accounts import canonical_account
from custodes.model.event import Batch, Reject, SetAside
from custodes.model.person import DirectoryEntry
from custodes.sources.cert.tables import is_directory, is_psychometric
from custodes.sources.forms.csvfile import CsvFile, columns_of, raw_records
from custodes.sources.guide import Guide, Tested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custodes.sources.base import LogFile, ReadContext
    from custodes.sources.forms.csvfile import Rows

__all__ = ["CertDirectory", "CertPsychometric"]

_COLUMNS = ("employee_name", "user_id", "email", "role", "department", "team", "supervisor")


class CertDirectory:
    """The monthly lists of people."""

    name = "cert-ldap"
    title = "CERT-format directory (LDAP/YYYY-MM.csv)"
    guide = Guide(
        channels=(),
        becomes=(
            ("a row", "what is known of a person from the month's last day; a person missing later has left"),
        ),
        switch_on=("Name each list by its month: `LDAP/2010-01.csv`.",),
        blind=("The day within the month on which somebody left.",),
        tested=Tested.PAPER,
        references=("CERT Insider Threat Test Dataset, the readme of each release",),
    )

    def sniff(self, head: bytes, _file: LogFile) -> bool:
        """Say whether the header is a directory's."""
        return is_directory(columns_of(head))

    def read(self, stream: BinaryIO, file: LogFile, context: ReadContext) -> Iterator[Batch]:
        """Yield the rows as directory entries."""
        snapshot, known = _month(file.name)
        listed = None if known else file.modified.date()
        for rows in CsvFile(stream, context).rows(_COLUMNS):
            yield _batch(rows, snapshot, known, listed)

    def raw(self, stream: BinaryIO, _file: LogFile, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (record number, raw bytes) of the wanted data rows."""
        return raw_records(stream, wanted)


class CertPsychometric:
    """Personality scores: recognised, counted, never read.

    Sample: ``employee_name,user_id,O,C,E,A,N``. References: as :mod:`custodes.sources.cert.logs`.
    """

    name = "cert-psychometric"
    title = "CERT-format personality scores (never read)"
    guide = Guide(
        channels=(),
        becomes=(("a row", "nothing: it is counted as out of scope, and no value is looked at"),),
        switch_on=("Leave the file where it is; a personality test protects no document.",),
        blind=(),
        tested=Tested.PAPER,
        references=("CERT Insider Threat Test Dataset, the readme of each release",),
    )

    def sniff(self, head: bytes, _file: LogFile) -> bool:
        """Say whether the header is that of the personality test."""
        return is_psychometric(columns_of(head))

    def read(self, stream: BinaryIO, _file: LogFile, context: ReadContext) -> Iterator[Batch]:
        """Count the rows; no value of them is looked at."""
        for rows in CsvFile(stream, context).rows(()):
            left = rows.records - sum(reject.record > 0 for reject in rows.rejects)
            yield Batch(
                rows.records,
                rejects=rows.rejects,
                set_aside={SetAside.OUT_OF_SCOPE: left} if left else {},
                warnings=rows.notes,
            )

    def raw(self, _stream: BinaryIO, _file: LogFile, _wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
        """Yield nothing: it is never read."""
        return iter(())


def _month(name: str) -> tuple[str, date | None]:
    """Return the snapshot's name and the last day of its month.

    >>> _month("2010-02.csv")
    ('2010-02', datetime.date(2010, 2, 28))
    """
    found = re.search(r"(?<!\d)(19[9]\d|20\d\d)-(0[1-9]|1[0-2])(?!\d)", name)
    if not found:
        return name.rpartition(".")[0] or name, None
    year, month = int(found[1]), int(found[2])
    return found[0], date(year, month, calendar.monthrange(year, month)[1])


def _batch(rows: Rows, snapshot: str, known: date | None, listed: date | None) -> Batch:
    entries: list[DirectoryEntry] = []
    rejects = list(rows.rejects)
    for number, row in zip(rows.numbers.to_pylist(), rows.table.to_pylist(), strict=True):
        person = (row["user_id"] or "").strip()
        if not person:
            rejects.append(Reject(number, "no user_id"))
            continue
        entries.append(
            DirectoryEntry(
                person=person,
                snapshot=snapshot,
                known_from=known,
                listed_on=listed,
                name=row["employee_name"] or "",
                email=row["email"] or "",
                accounts=(canonical_account("cert", person),),
                manager=row["supervisor"] or "",
                team=row["team"] or "",
                department=row["department"] or "",
                role=row["role"] or "",
                record=number,
            )
        )
    aside = {SetAside.DIRECTORY: len(entries), SetAside.HEADER: rows.headers}
    return Batch(
        rows.records,
        rejects=tuple(sorted(rejects, key=lambda reject: reject.record)),
        set_aside={reason: count for reason, count in aside.items() if count},
        directory=tuple(entries),
        warnings=rows.notes,
    )
