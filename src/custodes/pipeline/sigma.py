"""The indicators in force: the package's library and, where a folder is set, its Sigma rules; and what those match."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.baselines.destinations import Destinations
from custodes.baselines.series import is_match
from custodes.errors import UsageError
from custodes.indicators import load_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import ibis.expr.types as ir

    from custodes.baselines.panel import Panel
    from custodes.indicators import Indicator
    from custodes.lake import Lake
    from custodes.lake.engine import Engine
    from custodes.settings import Settings

__all__ = [
    "InForce",
    "in_force",
    "seen_matching",
    "sigma_events",
    "sigma_matches",
    "sigma_notes",
    "sigma_reach_us",
]

_TOLD = 20  # refusals told one by one in a review; standard error has all of them


@dataclass(frozen=True, slots=True)
class InForce:
    """What a review looks for.

    indicators: the package's, and one for each Sigma rule that can be run
    sigma: how many of them are Sigma's · refused: why each other rule cannot be run, one line each
    """

    indicators: tuple[Indicator, ...]
    sigma: int = 0
    refused: tuple[str, ...] = ()


def in_force(settings: Settings) -> InForce:
    """Return the indicators that the settings ask for. Raises UsageError where their folder holds no rules.

    pySigma is imported only where there is a folder of rules.
    """
    library = load_library()
    folder = settings.detection.sigma
    if not folder:
        return InForce(library)
    if settings.engine.name != "duckdb":
        message = "Sigma rules are counted by the embedded engine only"
        advice = "leave out --engine, or --sigma; sliding windows with distinct values are what Spark refuses"
        raise UsageError(message, place=folder, advice=advice)
    from custodes.indicators.sigma import load_sigma

    loaded = load_sigma(Path(folder), Destinations(settings))
    rules = tuple(sorted((*library, *loaded.indicators), key=lambda rule: rule.id))
    return InForce(rules, len(loaded.indicators), tuple(refusal.text for refusal in loaded.refused))


def sigma_notes(found: InForce) -> Iterator[str]:
    """Say for a review which Sigma rules are in force, and which are not and why."""
    if not found.sigma and not found.refused:
        return
    total = found.sigma + len(found.refused)
    yield (
        f"{found.sigma:,} of {total:,} Sigma rules and files are in force as indicators"
        + (f"; {len(found.refused):,} are refused:" if found.refused else ".")
    )
    yield from (f"Refused: {text}." for text in found.refused[:_TOLD])
    if len(found.refused) > _TOLD:
        yield f"Refused: {len(found.refused) - _TOLD:,} more, each named on standard error."


def sigma_matches(
    lake: Lake, engine: Engine, own: Iterable[str], library: Sequence[Indicator]
) -> ir.Table | None:
    """Return what the Sigma rules of a library count (account, day, rule, n); None where it has none."""
    if not any(is_match(name) for rule in library for name in rule.measures):
        return None
    from custodes.indicators.sigma import plan_of
    from custodes.indicators.sigma.stored import bring_matches_up_to_date
    from custodes.lake.derived import MATCHES

    plan = plan_of(library)
    if plan is None:
        return None
    bring_matches_up_to_date(lake, engine, own, plan)
    return lake.read(engine, MATCHES) if lake.exists(MATCHES) else None


def seen_matching(panel: Panel, library: Sequence[Indicator]) -> list[Indicator]:
    """Leave out Sigma rules that never matched anything: they could add nothing, and each costs three windows."""
    seen = panel.rules_seen()
    return [rule for rule in library if not is_match(rule.measures[0]) or rule.measures[0] in seen]


def sigma_events(timed: ir.Table, library: Sequence[Indicator], wanted: Iterable[str]) -> ir.Table | None:
    """Return the events that the wanted Sigma series count, each with the column ``rule``; None where none is wanted.

    timed: categorised events, as far back as :func:`sigma_reach_us` says
    """
    names = sorted({name for name in wanted if is_match(name)})
    if not names:
        return None
    from custodes.indicators.sigma import plan_of

    plan = plan_of(library)
    return None if plan is None else plan.events(plan.completed(plan.flagged(timed)), names)


def sigma_reach_us(library: Sequence[Indicator]) -> int:
    """Return how far back of a day the matches of a library's Sigma rules depend on events, in microseconds."""
    if not any(is_match(name) for rule in library for name in rule.measures):
        return 0
    from custodes.indicators.sigma import plan_of

    plan = plan_of(library)
    return plan.reach_us if plan is not None else 0
