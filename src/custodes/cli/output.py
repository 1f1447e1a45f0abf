"""Where results go: a file that appears whole, or standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.errors import UsageError
from custodes.sources.files.walk import is_own

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["STDOUT", "check_targets", "to_stdout", "write"]

STDOUT = "-"


def to_stdout(targets: Iterable[str | None]) -> bool:
    """Say whether some result goes to standard output, so that nothing else may."""
    return any(target == STDOUT for target in targets)


def check_targets(lake: Path | None = None, inputs: Sequence[Path] = (), **targets: str | None) -> None:
    """Refuse before the work what could not, or must not, be written after it.

    That is: two results in one place, a missing folder or one without the right to write, a file inside the lake,
    and a file that is among what is to be read.
    """
    if sum(target == STDOUT for target in targets.values()) > 1:
        message = "only one result can go to standard output"
        raise UsageError(message, place=" ".join(f"--{n}" for n, t in targets.items() if t == STDOUT))
    taken: set[Path] = set()
    for name, target in targets.items():
        if target in (None, STDOUT):
            continue
        path = Path(str(target))
        fault = _fault(path, lake, inputs)
        if path.resolve() in taken:
            fault = "the file is another result's already", "name one file for each"
        if fault:
            raise UsageError(fault[0], place=f"--{name} {target}", advice=fault[1])
        taken.add(path.resolve())


def _fault(path: Path, lake: Path | None, inputs: Sequence[Path]) -> tuple[str, str] | None:
    """Say why nothing may be written there, and what to do; None where it may."""
    place = path.resolve()
    if path.is_dir():
        return "the result is a folder", "name a file"
    if not path.parent.is_dir():
        return "the result would stand in a folder that does not exist", "make the folder, or name another"
    if not os.access(path if _is_device(path) else path.parent, os.W_OK):
        return "the result cannot be written there: no right to write", "name a file in another folder"
    if lake is not None and place.is_relative_to(lake.resolve()):
        return "the result would stand inside the lake", "name a file outside of it"
    read = any(place.is_relative_to(one.resolve()) for one in inputs)
    if read and path.is_file() and not is_own(path):
        return "the file is among what is to be read, and would be replaced", "name another file"
    return None


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def write(target: str, text: str, *, private: bool = False) -> None:
    """Write a result; a file appears whole or not at all. ``private``: for its owner only (mode 0600).

    A device or a pipe is written to, never replaced.
    """
    if target == STDOUT:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if _is_device(path):
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as device:
            device.write(text)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
        if not private:
            Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
