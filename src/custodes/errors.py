"""The exception tree. Every error has a place, a cause and what to try.

::

    CustodesError              exit 1: something of ours failed
    ├── UsageError             exit 2: the call, the settings or a safeguard forbids it
    │   └── SettingsError      custodes.toml is unreadable or contradicts itself
    ├── InputError             exit 3: an input could not be read at all
    └── LakeError              exit 1: the store is damaged, locked or newer than this program

Records that cannot be read are not errors: they are *rejects* and are counted.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = ["CustodesError", "InputError", "LakeError", "SettingsError", "UsageError"]


class CustodesError(Exception):
    """Base of all errors a user may see.

    message: what happened, one sentence
    place:   file, line, option or table it happened at; empty when there is none
    advice:  what to try next; empty when nothing sensible is known
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, place: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.advice = advice

    def diagnostics(self) -> str:
        """Return the error as the command line prints it: what, where, what to try.

        >>> print(InputError("the file is empty", place="a.csv", advice="export it again").diagnostics())
        the file is empty
          where: a.csv
          try:   export it again
        """
        lines = [self.message]
        if self.place:
            lines.append(f"  where: {self.place}")
        if self.advice:
            lines.append(f"  try:   {self.advice}")
        return "\n".join(lines)


class UsageError(CustodesError):
    """The call cannot be carried out as it stands: an option, an argument or a safeguard forbids it."""

    exit_code = 2


class SettingsError(UsageError):
    """``custodes.toml`` cannot be read or contradicts itself."""


class InputError(CustodesError):
    """An input could not be read at all (single unreadable records are rejects instead)."""

    exit_code = 3


class LakeError(CustodesError):
    """The event store is damaged, locked by another run, or written by a newer version."""
