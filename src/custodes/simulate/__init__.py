"""A simulated organisation with planted truth. Detection code cannot import it."""

from __future__ import annotations

from custodes.simulate.organisation import Summary, simulate

__all__ = ["Summary", "simulate"]
