"""The indicators in force, and on standard error every Sigma rule that is not, with its file, place and reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from custodes.cli.talk import say

if TYPE_CHECKING:
    from custodes.pipeline.sigma import InForce
    from custodes.settings import Settings

__all__ = ["check_rules", "told"]


def check_rules(settings: Settings) -> None:
    """Raise UsageError where a folder of Sigma rules is asked for that holds none."""
    if settings.detection.sigma:
        from custodes.indicators.sigma.documents import documents_of

        documents_of(Path(settings.detection.sigma))


def told(settings: Settings) -> InForce:
    """Return the indicators that the settings ask for; say which rules of their folder are refused."""
    from custodes.pipeline.sigma import in_force

    found = in_force(settings)
    for refusal in found.refused:
        say(f"Sigma rule refused: {refusal}")
    return found
