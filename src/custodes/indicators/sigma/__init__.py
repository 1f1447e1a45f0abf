"""Sigma rules as indicators: a pySigma backend that gives Ibis over the event table, and what it refuses."""

from __future__ import annotations

from custodes.indicators.sigma.load import Loaded, load_sigma
from custodes.indicators.sigma.refusal import Refusal
from custodes.indicators.sigma.rule import SigmaIndicator, plan_of

__all__ = ["Loaded", "Refusal", "SigmaIndicator", "load_sigma", "plan_of"]
