"""Writes the HR list, the monthly LDAP snapshots, and the answers."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

from custodes.simulate.people import NEVER, role_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from custodes.simulate.people import People
    from custodes.simulate.planted import Planted

__all__ = ["ANSWERS", "person_id", "write_answers", "write_hr", "write_ldap"]

_HR = ("person", "name", "accounts", "manager", "team", "department", "role", "start", "notice", "last_day")
_LDAP = (
    *("employee_name", "user_id", "email", "role", "business_unit", "functional_unit"),
    *("department", "team", "supervisor"),
)


def person_id(number: int) -> str:
    """Return the HR identifier of a person."""
    return f"E{number:05d}"


_SYSTEMS = {
    "cert": "cert",
    "m365": "entra",
    "github": "github",
    "cups": "cups",
    "reading_room": "reading_room",
}
# log -> system of its accounts: logins, of the cloud addresses


def write_hr(
    path: Path, people: People, start: date, days: int, logs: Sequence[str] = ("cert", "m365")
) -> None:
    """Write one undated list in the contract's columns, with accounts of the systems that the logs are from."""
    rows = []
    for i in range(len(people)):
        leaves = people.last[i] < days
        noticed = leaves and people.notice[i] < NEVER
        rows.append(
            [
                person_id(i),
                people.name[i],
                ";".join(
                    f"{_SYSTEMS[log]}:{(people.mail if log == 'm365' else people.login)[i]}" for log in logs
                ),
                person_id(int((people.team == people.team[i]).argmax())),
                f"Team{people.team[i]:03d}",
                f"dept{people.department[i]:02d}",
                role_name(int(people.role[i])),
                (start + timedelta(int(people.first[i]))).isoformat() if people.first[i] else "",
                (start + timedelta(int(people.notice[i]))).isoformat() if noticed else "",
                (start + timedelta(int(people.last[i]))).isoformat() if leaves else "",
            ]
        )
    _write(path, _HR, rows)


def write_ldap(folder: Path, people: People, start: date, days: int) -> None:
    """Write one file a month with everybody who was there on a day of it."""
    month = date(start.year, start.month, 1)
    while month <= start + timedelta(days - 1):
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        low, high = (month - start).days, (following - start).days - 1
        here = [i for i in range(len(people)) if people.first[i] <= high and people.last[i] >= low]
        rows = [
            [
                people.name[i],
                people.login[i],
                people.mail[i],
                role_name(int(people.role[i])),
                "1",
                "1 - Works",
                f"dept{people.department[i]:02d}",
                f"Team{people.team[i]:03d}",
                people.name[int((people.team == people.team[i]).argmax())],
            ]
            for i in here
        ]
        _write(folder / f"{month:%Y-%m}.csv", _LDAP, rows)
        month = following


ANSWERS = b"person,kind,first,last"
"""How the file with the answers begins."""


def write_answers(path: Path, planted: Iterable[Planted], start: date) -> None:
    """Write person,kind,first,last: the truth, which scan never reads."""
    rows = [
        [
            person_id(p.person),
            p.kind,
            (start + timedelta(p.first)).isoformat(),
            (start + timedelta(p.last)).isoformat(),
        ]
        for p in planted
    ]
    _write(path, ANSWERS.decode().split(","), sorted(rows))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
