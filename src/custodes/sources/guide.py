"""What people must know about a source before they rely on it. The manual's page and the README's table are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custodes.model.event import Channel

__all__ = ["Guide", "Tested"]


class Tested(StrEnum):
    """What a source's tests are made from; the README says it of every row."""

    SOFTWARE = "the real software, run by the tests"
    RECORDS = "real records of the product"
    OWN = "a format of our own"
    PAPER = "from the vendor's documentation only"


@dataclass(frozen=True, slots=True)
class Guide:
    """A source for those who run it.

    channels:   rows of ``custodes coverage`` that it can fill
    becomes:    (record of the product, what it becomes), in plain words; whatever is not named is out of scope
                or administrative, and the last pair says which
    switch_on:  what must be switched on in the product, and how the log is got out of it; one sentence each
    blind:      what the log cannot show; one sentence each
    tested:     what its tests are made from
    references: the vendor's own pages or manuals
    """

    channels: tuple[Channel, ...]
    becomes: tuple[tuple[str, str], ...]
    switch_on: tuple[str, ...]
    blind: tuple[str, ...]
    tested: Tested
    references: tuple[str, ...]
