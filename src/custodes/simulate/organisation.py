"""The logs of a simulated organisation, in three formats for the same people, and the answers apart."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from custodes.errors import UsageError
from custodes.simulate.cert import write_cert
from custodes.simulate.directory import ANSWERS, write_answers, write_hr, write_ldap
from custodes.simulate.m365 import write_m365
from custodes.simulate.world import PARTS, make_world

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Summary", "simulate"]

_EPOCH = date(1970, 1, 1)


class _Tells(Protocol):
    """A part of :class:`custodes.pipeline.progress.Progress`, which lies above this package."""

    def phase(self, title: str, total: float | None = None, unit: str = "") -> None: ...
    def advance(self, amount: float, note: str = "") -> None: ...


class _Silent:
    def phase(self, title: str, total: float | None = None, unit: str = "") -> None: ...
    def advance(self, amount: float, note: str = "") -> None: ...


_WRITTEN = ("cert", "m365", "hr.csv", "answers.csv")


def _clear(out: Path) -> None:
    """Remove an earlier simulation, and nothing that is not one."""
    here = [out / name for name in _WRITTEN if (out / name).exists()]
    answers = out / "answers.csv"
    own = answers.is_file() and answers.read_bytes()[: len(ANSWERS)] == ANSWERS
    lake = (out / "_custodes_lake").exists()
    if lake or (here and not (own and len(here) == len(_WRITTEN))):
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
    """What was written: people, days, planted people, rows of the CERT files, Microsoft 365 records."""

    people: int
    days: int
    planted: int
    cert_rows: int
    m365_records: int


def simulate(
    people: int,
    days: int,
    seed: int,
    out: Path,
    *,
    start: date = date(2024, 1, 1),
    progress: _Tells | None = None,
) -> Summary:
    """Write ``out/cert``, ``out/m365/audit.jsonl``, ``out/hr.csv`` and ``out/answers.csv``.

    The same arguments give the same bytes: an earlier simulation in the folder is replaced whole. Raises UsageError
    where nobody or no day is asked for, where the folder holds something else under these names or is a lake, or
    cannot be written.
    """
    if people < 1 or days < 1:
        raise UsageError("an organisation needs people and days", advice="use --people 400 --days 150")
    _clear(out)
    tell = progress or _Silent()
    tell.phase("Simulating an organisation", len(PARTS) + 3, "parts")
    weekday = start.weekday()
    world = make_world(people, days, seed, weekday=weekday, told=lambda part: tell.advance(1, part))
    first_day = (start - _EPOCH).days
    try:
        out.mkdir(parents=True, exist_ok=True)
        rows = write_cert(out / "cert", world, first_day, seed)
        tell.advance(1, "CERT files")
        records = write_m365(out / "m365" / "audit.jsonl", world, first_day)
        tell.advance(1, "Microsoft 365")
        write_ldap(out / "cert" / "LDAP", world.people, start, days)
        write_hr(out / "hr.csv", world.people, start, days)
        write_answers(out / "answers.csv", world.planted, start)
        tell.advance(1, "directory")
    except OSError as error:
        cause = error.strerror or str(error)
        raise UsageError(f"the logs cannot be written: {cause}", place=str(out)) from error
    return Summary(people, days, len(world.planted), rows, records)
