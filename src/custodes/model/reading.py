"""What was read: every file with counts that add up, records that could not be read, and what each channel shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "Coverage",
    "FileRead",
    "Learned",
    "Rejected",
    "Went",
]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What this lake can see of one channel.

    weeks:       Mondays, ascending; ``counts`` the events of each
    silent_days: days without a record on a weekday that usually has them
    indicators:  ids of indicators that can fire on it; ``blind`` ids that cannot
    advice:      the one setting that would open it; empty where nothing is missing
    silent_of:   each source's own silent days: a hole in a log says something about the source, never about a person
    accounts:    of persons, that acted on it · unresolved: those of whom nobody knows whose they are; None: not counted
    """

    channel: str
    sources: tuple[str, ...]
    first: date | None
    last: date | None
    silent_days: tuple[date, ...]
    indicators: tuple[str, ...]
    blind: tuple[str, ...]
    advice: str
    weeks: tuple[date, ...] = ()
    counts: tuple[int, ...] = ()
    silent_of: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    accounts: int | None = None
    unresolved: int | None = None


@dataclass(frozen=True, slots=True)
class FileRead:
    """What was read of one file, over all ingests. ``records == behind_events + rejects + sum(set_aside)``.

    path:    as it was read (inside an archive: "a.zip!inner/b.csv")
    format:  the source's name; "unknown" where nothing recognised it, "unreadable" where it could not be opened
    sha256:  of the decompressed content; empty where it was not read
    events:  events stored (a record may give several)
    note:    warnings and, for unknown files, what it looks like
    """

    path: str
    format: str
    sha256: str
    records: int
    behind_events: int
    events: int
    rejects: int
    set_aside: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: its file, its number there (0: the file as a whole), and why."""

    path: str
    record: int
    reason: str


@dataclass(frozen=True, slots=True)
class Went:
    """How many documents of a label went to one kind of destination in the reported days. No person stands here.

    label:       sensitivity label as the product wrote it; empty without one
    destination: in words ("removable media", "personal mail addresses")
    files:       files moved, attachments of mails; the same file twice counts twice
    different:   different files among them; None where the log does not name files (mail)
    """

    label: str
    destination: str
    files: int
    different: int | None


@dataclass(frozen=True, slots=True)
class Learned:
    """An account that the directory does not know, and whose it is by what records say.

    account, person: whose · since: the day from which it could be known · through: the spelling beside which it stood
    events: of the account · confirmed: True where it counts as the person's, because the settings say so
    """

    account: str
    person: str
    since: date
    through: str
    events: int
    confirmed: bool
