"""What a command needs before it starts: settings from where they stand, and the lake."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custodes.lake import Lake
    from custodes.settings import Settings

__all__ = ["DEFAULT_LAKE", "MARKER", "agreed_budget", "existing_lake", "lake_to_fill", "settings_for"]

DEFAULT_LAKE = Path("custodes-lake")
MARKER = "_custodes_lake"


def settings_for(
    lake: Path,
    config: Path | None,
    *,
    budget: float | None = None,
    zone: str | None = None,
    sigma: Path | None = None,
    engine: str | None = None,
    mapping: Sequence[Path] | None = None,
) -> Settings:
    """Read ``--config``, else ``LAKE/custodes.toml`` where it exists; options go before both.

    ``--config`` never loosens what the lake's own file protects: its approvers and protected channels stay.
    """
    from custodes.settings import load_settings, tightened

    overrides: dict[str, dict[str, Any]] = {}
    detection = {"budget": budget, "sigma": None if sigma is None else str(sigma)}
    if any(value is not None for value in detection.values()):
        overrides["detection"] = {key: value for key, value in detection.items() if value is not None}
    if zone is not None:
        overrides["time"] = {"zone": zone}
    if mapping:
        overrides["sources"] = {"mappings": [str(path) for path in mapping]}
    if engine is not None:
        overrides["engine"] = {"name": engine}
    own = lake / "custodes.toml"
    if not own.exists():
        return load_settings(config, **overrides)
    kept = load_settings(own, **({} if config else overrides))
    return tightened(load_settings(config, **overrides), kept) if config else kept


def agreed_budget(lake: Path) -> float:
    """Return the budget of the lake's own settings, or the default where it has none: what was agreed."""
    from custodes.settings import load_settings

    own = lake / "custodes.toml"
    return load_settings(own if own.exists() else None).detection.budget


def existing_lake(path: Path, settings: Settings) -> Lake:
    """Open a lake that must be there. Raises UsageError where it is not, LakeError where it is damaged."""
    from custodes.lake import Lake

    if not (path / MARKER).exists():
        message = "there is no lake here"
        advice = "name one with --lake, or make one: custodes scan PATH... --lake DIR"
        raise UsageError(message, place=str(path), advice=advice)
    return Lake.open(path, settings)


@contextmanager
def lake_to_fill(path: Path, settings: Settings) -> Iterator[Lake]:
    """Open the lake, or make it where there is none yet (mode 0700); one made for unreadable input goes again."""
    from custodes.lake import Lake

    if (path / MARKER).exists():
        yield Lake.open(path, settings)
        return
    lake = Lake.create(path, settings)
    try:
        yield lake
    except InputError:
        lake.discard()
        raise
