"""The two tasks of ``custodes map``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.cli.output import STDOUT, check_targets, write
from custodes.cli.talk import say
from custodes.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from custodes.sources.base import LogFile

__all__ = ["check", "propose"]


def propose(paths: Sequence[Path], out: str) -> None:
    """Write a proposal. Raises UsageError for more than one log, InputError for one that is no table and no JSON."""
    from custodes.sources.anylog.propose import proposal

    if len(paths) != 1:
        raise UsageError("init takes one log", advice="custodes map init LOG --out mapping.toml")
    check_targets(inputs=paths, out=out)
    text = proposal(_log(paths[0]))
    write(out, text)
    if out != STDOUT:
        say(f"Written to {out}. Read it, correct it, then: custodes map check {out} {paths[0]}")


def check(paths: Sequence[Path], zone: str | None) -> None:
    """Print what a mapping makes of a log. Raises UsageError with every fault of the mapping."""
    from custodes.settings import Time, load_settings
    from custodes.sources.anylog.mapping import load
    from custodes.sources.anylog.trying import tried

    if len(paths) != 2:
        raise UsageError("check takes a mapping and a log", advice="custodes map check mapping.toml LOG")
    settings = load_settings(None, **({"time": {"zone": zone}} if zone else {}))
    for line in tried(load(paths[0]), _log(paths[1]), Time.model_validate(settings.time).info).lines():
        say(line, error=False)


def _log(path: Path) -> LogFile:
    from custodes.sources.base import LogFile
    from custodes.sources.files.walk import walk

    if not path.is_file():
        raise InputError("there is no such file", place=str(path), advice="name one log file")
    found = next(iter(walk([path])), None)
    if not isinstance(found, LogFile):
        reason = found.reason if found is not None else "it is an output of custodes, or answers"
        raise InputError(f"the file cannot be read: {reason}", place=str(path))
    return found
