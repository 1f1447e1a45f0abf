"""Labels: who acted, in what manner, from which day to which; and the weeks in which a detector may claim to have seen it.

A file of labels is a CSV ``person,kind,first,last`` (``kind`` may be missing, other columns are passed over, a person
may have several lines). A person is found only by a week that overlaps the acts or the seven days after the last one:
over a long period almost everybody stands in some list once.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from custodes.baselines.calendar import day_number
from custodes.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from custodes.baselines.panel import Panel
    from custodes.identity import Identity

__all__ = ["GRACE", "UNKNOWN", "Insider", "Label", "place_labels", "read_labels"]

GRACE = 7  # days after the last act in which a list still counts
UNKNOWN = -1
_NEEDED = frozenset({"person", "first", "last"})
_ADVICE = "it must be a CSV with the columns person,kind,first,last and days like 2026-03-31"


@dataclass(frozen=True, slots=True)
class Label:
    """One line of the labels: a person as the file spells them, the kind of acts, their first and last day."""

    person: str
    kind: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Insider:
    """A labelled person, placed.

    person: code in the panel, ``UNKNOWN`` where the lake has nobody of that name: never found, last in each ranking
    kinds: of all lines, sorted, each once · first, last: columns of the first and the last day of the acts
    weeks: columns of the weeks that overlap the acts or the seven days after the last one
    """

    person: int
    kinds: tuple[str, ...]
    first: int
    last: int
    weeks: frozenset[int]

    @property
    def days(self) -> int:
        """How long the acts lasted, both ends included."""
        return self.last - self.first + 1


def read_labels(path: Path) -> tuple[Label, ...]:
    """Read labels. Raises InputError with the line where it is not that, or where nobody is labelled."""
    found: list[Label] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = csv.DictReader(stream)
            missing = _NEEDED - {name.strip().casefold() for name in rows.fieldnames or ()}
            if missing:
                message = f"the answers have no column {', '.join(sorted(missing))}"
                raise InputError(message, place=f"{path}:1", advice=_ADVICE)
            found = [_label(row, f"{path}:{rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the answers cannot be read: {error}", place=str(path), advice=_ADVICE) from error
    if not found:
        raise InputError("the answers name nobody", place=str(path), advice=_ADVICE)
    return tuple(found)


def _label(row: Mapping[str | None, str | None], place: str) -> Label:
    values = {(key or "").strip().casefold(): (value or "") for key, value in row.items() if key is not None}
    person = values["person"].strip()
    try:
        first, last = (date.fromisoformat(values[name].strip()[:10]) for name in ("first", "last"))
    except ValueError as error:
        raise InputError("this line of the answers has no dates", place=place, advice=_ADVICE) from error
    if not person or last < first:
        message = "this line ends before it begins" if person else "this line of the answers names nobody"
        raise InputError(message, place=place, advice=_ADVICE)
    return Label(person, values.get("kind", "").strip(), first, last)


def place_labels(
    labels: Iterable[Label], panel: Panel, identity: Identity, place: str = ""
) -> tuple[Insider, ...]:
    """Return the labelled people in the order in which they first occur.

    A name is a person's identifier or a login, in any case. Raises InputError where the lake knows none of them.
    """
    people = {name.casefold(): code for code, name in reversed(list(enumerate(panel.persons)))}
    accounts = {account.casefold() for account in panel.accounts}
    grouped: dict[int | str, list[Label]] = {}
    for label in labels:
        code = _code(label, people, accounts, identity)
        grouped.setdefault(label.person.casefold() if code == UNKNOWN else code, []).append(label)
    found = tuple(
        _insider(key if isinstance(key, int) else UNKNOWN, own, panel) for key, own in grouped.items()
    )
    if all(one.person == UNKNOWN for one in found):
        message = "the answers name nobody of this lake"
        advice = "they must use the identifiers of the staff list, or logins, of the organisation in --lake"
        raise InputError(message, place=place, advice=advice)
    return found


def _code(label: Label, people: Mapping[str, int], accounts: set[str], identity: Identity) -> int:
    name = label.person.casefold()
    if name in people:
        return people[name]
    for account in (label.person, f"cert:{label.person}"):
        if account.casefold() in accounts or identity.knows(account):
            owner = identity.resolve(account, label.first).person.casefold()
            return people.get(owner, UNKNOWN)
    return UNKNOWN


def _insider(code: int, own: Sequence[Label], panel: Panel) -> Insider:
    spans = [tuple(day_number(day) - panel.first_day for day in (one.first, one.last)) for one in own]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    spans.append((last, last + GRACE))
    weeks = {week for a, z in spans for week in range(a // 7, z // 7 + 1) if 0 <= week < panel.n_weeks}
    return Insider(code, tuple(sorted({one.kind for one in own})), first, last, frozenset(weeks))
