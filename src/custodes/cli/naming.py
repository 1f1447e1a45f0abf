"""Pseudonyms in, pseudonyms out: the veil of a command, and who a PERSON argument means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custodes.lake import Lake
    from custodes.model.person import Spellings
    from custodes.model.review import NamesUse
    from custodes.render.veil import Veil
    from custodes.settings import Settings

__all__ = ["check_names", "check_person", "person_meant", "spellings_of", "uncovered", "veil_for"]


def check_names(names: bool, reason: str | None, settings: Settings) -> None:
    """Refuse early what would be refused after an hour's work. Writes nothing."""
    from custodes.cases.access import permitted

    if names:
        permitted(settings, reason or "")
    elif reason is not None:
        message = "--reason is given without --names"
        raise UsageError(message, place="--reason", advice="add --names, or leave --reason out")


def uncovered(
    lake: Lake, *, names: bool, reason: str | None, command: str, person: str = ""
) -> NamesUse | None:
    """Write the use of names to the audit chain and return it; None where pseudonyms stay."""
    from custodes.cases.access import uncover

    if not names:
        return None
    return uncover(lake.path, lake.settings, reason or "", command=command, person=person)


def spellings_of(lake: Lake) -> Spellings:
    """Collect every spelling of persons, accounts and devices that this lake knows. Cost: a scan of four columns."""
    from custodes.identity.known import identity_of
    from custodes.lake.engine import open_engine

    with open_engine(lake.settings, lake.tmp) as engine:
        events = lake.events(engine)
        accounts = events.select("account").distinct().to_pyarrow()["account"].to_pylist()
        hosts = events.select("host").distinct().to_pyarrow()["host"].drop_null().to_pylist()
        return identity_of(lake, engine).spellings(accounts, hosts)


def veil_for(lake: Lake, use: NamesUse | None, spellings: Spellings | None = None) -> Veil:
    """Make the veil through which everything of this lake is shown.

    spellings: of the lake, where they are known already; else they cost a scan
    """
    from custodes.cases.keys import pseudonym_key
    from custodes.render.veil import Veil

    return Veil(spellings or spellings_of(lake), pseudonym_key(lake.settings), names=use)


def check_person(argument: str, *, named: bool) -> None:
    """Refuse an id where names stay covered, before any work and whether or not there is such an id."""
    if not named and not argument.strip().upper().startswith(("P-", "A-")):
        message = "a person is named by the pseudonym (P-…); an id needs --names --reason"
        raise UsageError(message, place="PERSON", advice="take the pseudonym from a review's output")


def person_meant(argument: str, persons: Iterable[str], veil: Veil, *, named: bool) -> str:
    """Return the person that a PERSON argument means: a pseudonym, or an id where names are uncovered.

    Raises UsageError where nobody is meant.
    """
    check_person(argument, named=named)
    wanted = argument.strip().casefold()
    for person in persons:
        if wanted == veil.pseudonym(person).casefold() or (named and wanted == person.casefold()):
            return person
    message = "nobody of this lake is meant by this"
    raise UsageError(
        message, place="PERSON", advice="take the pseudonym from a review's output with the same key"
    )
