"""Whose dated context is whose: entries name people as lists do, and the directory says who that was on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.identity.resolve import Identity
from custodes.lake.context import context_of

if TYPE_CHECKING:
    from datetime import date

    from custodes.lake.context import Told
    from custodes.lake.store import Lake

__all__ = ["told_of"]


def told_of(lake: Lake, person: str) -> tuple[Told, ...]:
    """Return what dated lists say of a person, by day. Nothing else of a review reads them."""
    if not lake.exists("context"):
        return ()
    identity = Identity(lake.directory())

    def concerns(written: str, as_of: date) -> bool:
        account = written if ":" in written else f"entra:{written}"
        return written.casefold() == person.casefold() or identity.resolve(account, as_of).person == person

    return context_of(lake, concerns)
