"""The logs of a simulated organisation, for the same people in each format, and the answers apart."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from custodes.errors import UsageError
from custodes.simulate.cert import write_cert
from custodes.simulate.characters import CHARACTERS, MIXED
from custodes.simulate.cups import write_cups
from custodes.simulate.directory import ANSWERS, write_answers, write_hr, write_ldap
from custodes.simulate.github import write_github
from custodes.simulate.m365 import write_m365
from custodes.simulate.reading_room import write_reading_room
from custodes.simulate.world import make_world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from custodes.simulate.character import Character
    from custodes.simulate.world import World

__all__ = ["Summary", "simulate"]

_EPOCH = date(1970, 1, 1)


class _Tells(Protocol):
    """A part of :class:`custodes.pipeline.progress.Progress`, which lies above this package."""

    def phase(self, title: str, total: float | None = None, unit: str = "") -> None: ...
    def advance(self, amount: float, note: str = "") -> None: ...


class _Silent:
    def phase(self, title: str, total: float | None = None, unit: str = "") -> None: ...
    def advance(self, amount: float, note: str = "") -> None: ...


_FILES = {
    "m365": (write_m365, "m365/audit.jsonl", "Microsoft 365"),
    "github": (write_github, "github/audit.jsonl", "GitHub"),
    "cups": (write_cups, "cups/page_log", "printers"),
    "reading_room": (write_reading_room, "reading_room/requests.csv", "reading rooms"),
}
"""log -> how it is written, to where, and its name; CERT's folder of several tables stands beside it."""


def _clear(out: Path) -> None:
    """Remove an earlier simulation, and nothing that is not one: one character's folders, beside our own answers."""
    known = {*CHARACTERS["mixed"].logs, *_FILES, "hr.csv", "answers.csv"}
    here = [out / name for name in sorted(known) if (out / name).exists()]
    answers = out / "answers.csv"
    own = answers.is_file() and answers.read_bytes()[: len(ANSWERS)] == ANSWERS
    whole = {path.name for path in here} in [{*c.logs, "hr.csv", "answers.csv"} for c in CHARACTERS.values()]
    lake = (out / "_custodes_lake").exists()
    if lake or (here and not (own and whole)):
        message = (
            "the folder is a lake"
            if lake
            else f"the folder holds {here[0].name} already, not of a simulation"
        )
        raise UsageError(message, place=str(out), advice="name another folder with --out")
    for path in here:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: people, days, planted people, and records by log."""

    people: int
    days: int
    planted: int
    records: Mapping[str, int]


def simulate(
    people: int,
    days: int,
    seed: int,
    out: Path,
    *,
    start: date = date(2024, 1, 1),
    progress: _Tells | None = None,
    character: Character = MIXED,
) -> Summary:
    """Write a folder for each log of the character, ``out/hr.csv`` and ``out/answers.csv``.

    The same arguments give the same bytes: an earlier simulation in the folder is replaced whole. Raises UsageError
    where nobody or no day is asked for, where the folder holds something else under these names or is a lake, or
    cannot be written.
    """
    if people < 1 or days < 1:
        raise UsageError("an organisation needs people and days", advice="use --people 400 --days 150")
    _clear(out)
    tell = progress or _Silent()
    tell.phase("Simulating an organisation", len(character.parts) + len(character.logs) + 1, "parts")
    weekday = start.weekday()
    world = make_world(
        people, days, seed, weekday=weekday, told=lambda part: tell.advance(1, part), character=character
    )
    try:
        records = _write(out, world, start, days, seed, character, tell)
    except OSError as error:
        cause = error.strerror or str(error)
        raise UsageError(f"the logs cannot be written: {cause}", place=str(out)) from error
    return Summary(people, days, len(world.planted), records)


def _write(
    out: Path, world: World, start: date, days: int, seed: int, character: Character, tell: _Tells
) -> dict[str, int]:
    """Write everything; returns the number of records of each log."""
    out.mkdir(parents=True, exist_ok=True)
    first_day = (start - _EPOCH).days
    records: dict[str, int] = {}
    for log in character.logs:
        if log == "cert":
            records[log] = write_cert(out / "cert", world, first_day, seed)
            write_ldap(out / "cert" / "LDAP", world.people, start, days)
            tell.advance(1, "CERT files")
        else:
            write, where, name = _FILES[log]
            records[log] = write(out / where, world, first_day)
            tell.advance(1, name)
    write_hr(out / "hr.csv", world.people, start, days, character.logs)
    write_answers(out / "answers.csv", world.planted, start)
    tell.advance(1, "directory")
    return records
