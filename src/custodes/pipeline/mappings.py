"""Mappings of one's own in a run: read from where the settings say, and kept in the lake, so that evidence is found again.

``LAKE/mappings/NAME.toml`` is used as if the settings named it. A mapping that they do name goes before one that is kept
under its name.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.errors import UsageError
from custodes.sources.anylog.mapped import source_of
from custodes.sources.anylog.mapping import load
from custodes.sources.guide import Tested
from custodes.sources.registry import sources

if TYPE_CHECKING:
    from custodes.settings import Settings
    from custodes.sources.base import Source

__all__ = ["keep_mappings", "kept_mappings", "mappings_of"]

_FOLDER = "mappings"


def mappings_of(settings: Settings, lake: Path | None = None) -> tuple[Source, ...]:
    """Return the sources of all mappings. Raises UsageError for a file that cannot be used, or a name that is taken."""
    found: dict[str, Source] = {}
    for name in settings.sources.mappings:
        source = _source(Path(name))
        if source.name in found:
            raise UsageError(
                f"two mappings are called '{source.name}'", place=name, advice="give one of them another name"
            )
        found[source.name] = source
    for source in kept_mappings(lake):
        found.setdefault(source.name, source)
    return tuple(found.values())


def kept_mappings(lake: Path | None) -> tuple[Source, ...]:
    """Return the sources of the mappings that a lake keeps."""
    folder = lake / _FOLDER if lake is not None else None
    if folder is None or not folder.is_dir():
        return ()
    return tuple(_source(path) for path in sorted(folder.glob("*.toml")))


def keep_mappings(settings: Settings, lake: Path) -> None:
    """Keep the mappings that the settings name in the lake, for its owner only."""
    for name in settings.sources.mappings:
        data = Path(name).read_bytes()
        target = lake / _FOLDER / f"{_source(Path(name)).name}.toml"
        target.parent.mkdir(mode=0o700, exist_ok=True)
        if not target.exists() or target.read_bytes() != data:
            passing = target.with_suffix(f".{os.getpid()}")
            passing.write_bytes(data)
            passing.chmod(0o600)
            passing.replace(target)


def _source(path: Path) -> Source:
    mapping = load(path)
    if any(mapping.name == source.name for source in sources()):
        raise UsageError(
            f"'{mapping.name}' is the name of a format that is built in",
            place=str(path),
            advice="give the mapping another name",
        )
    return source_of(mapping, Tested.PAPER)
