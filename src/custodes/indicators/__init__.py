"""Indicators: named behaviours as data, evaluated on a panel and linted."""

from __future__ import annotations

from custodes.indicators.rule import CARRYING, Indicator, Stage, library_hash, load_library

__all__ = ["CARRYING", "Indicator", "Stage", "library_hash", "load_library"]
