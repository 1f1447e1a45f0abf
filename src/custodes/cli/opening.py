"""What a command needs before it starts: settings from where they stand, and the lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.errors import UsageError

if TYPE_CHECKING:
    from custodes.lake import Lake
    from custodes.settings import Settings

__all__ = ["DEFAULT_LAKE", "existing_lake", "lake_for_writing", "settings_for"]

DEFAULT_LAKE = Path("custodes-lake")
_MARKER = "_custodes_lake"


def settings_for(
    lake: Path, config: Path | None, *, budget: float | None = None, zone: str | None = None
) -> Settings:
    """Read ``--config``, else ``LAKE/custodes.toml`` where it exists; options go before both."""
    from custodes.settings import load_settings

    overrides: dict[str, dict[str, Any]] = {}
    if budget is not None:
        overrides["detection"] = {"budget": budget}
    if zone is not None:
        overrides["time"] = {"zone": zone}
    own = lake / "custodes.toml"
    return load_settings(config or (own if own.exists() else None), **overrides)


def existing_lake(path: Path, settings: Settings) -> Lake:
    """Open a lake that must be there. Raises UsageError where it is not, LakeError where it is damaged."""
    from custodes.lake import Lake

    if not (path / _MARKER).exists():
        message = "there is no lake here"
        advice = "name one with --lake, or make one: custodes scan PATH... --lake DIR"
        raise UsageError(message, place=str(path), advice=advice)
    return Lake.open(path, settings)


def lake_for_writing(path: Path, settings: Settings) -> Lake:
    """Open the lake, or make it where there is none yet (mode 0700)."""
    from custodes.lake import Lake

    if (path / _MARKER).exists():
        return Lake.open(path, settings)
    return Lake.create(path, settings)
