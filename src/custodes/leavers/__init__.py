"""People who leave: their window before the departure, reviewed for all of them and counted apart."""

from __future__ import annotations

from custodes.leavers.window import LeaverWindow, leaver_windows, left_out, rank_windows

__all__ = ["LeaverWindow", "leaver_windows", "left_out", "rank_windows"]
