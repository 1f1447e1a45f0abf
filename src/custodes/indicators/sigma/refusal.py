"""What cannot be run is refused by name: which rule, where it stands, why, and what would help."""

from __future__ import annotations

from dataclasses import dataclass

from sigma.exceptions import SigmaError

__all__ = ["Refusal", "UnsupportedError"]


class UnsupportedError(SigmaError):
    """A rule asks for something that events or the engine cannot give. ``advice`` says what can be done."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule, or one file, that is not in force.

    file: path below the folder of rules · line: of the rule's beginning, 0 for the file as a whole
    rule: its title, empty for a file · reason, advice: sentences without a full stop; advice may be empty
    """

    file: str
    line: int
    rule: str
    reason: str
    advice: str = ""

    @property
    def text(self) -> str:
        """One line.

        >>> Refusal("a.yml", 3, "Copies", "events have no field 'Image'", "events name no process").text
        "a.yml, line 3 (Copies): events have no field 'Image'; events name no process"
        """
        place = f"{self.file}, line {self.line}" if self.line else self.file
        named = f" ({self.rule})" if self.rule else ""
        return f"{place}{named}: {self.reason}" + (f"; {self.advice}" if self.advice else "")
