"""A simulated organisation with planted truth. Detection code cannot import it."""

from __future__ import annotations

from custodes.simulate.character import Character
from custodes.simulate.characters import CHARACTERS
from custodes.simulate.organisation import Summary, simulate

__all__ = ["CHARACTERS", "Character", "Summary", "simulate"]
