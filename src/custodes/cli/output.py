"""Where results go: a file that appears whole, or standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["STDOUT", "check_targets", "to_stdout", "write"]

STDOUT = "-"


def to_stdout(targets: Iterable[str | None]) -> bool:
    """Say whether some result goes to standard output, so that nothing else may."""
    return any(target == STDOUT for target in targets)


def check_targets(**targets: str | None) -> None:
    """Refuse before the work what could not be written after it: a missing folder, two results on stdout."""
    if sum(target == STDOUT for target in targets.values()) > 1:
        message = "only one result can go to standard output"
        raise UsageError(message, place=" ".join(f"--{n}" for n, t in targets.items() if t == STDOUT))
    for name, target in targets.items():
        if target in (None, STDOUT):
            continue
        path = Path(str(target))
        if path.is_dir() or not path.parent.is_dir():
            what = "is a folder" if path.is_dir() else "would stand in a folder that does not exist"
            raise UsageError(f"the result {what}", place=f"--{name} {target}", advice="name a file")


def write(target: str, text: str, *, private: bool = False) -> None:
    """Write a result; a file appears whole or not at all. ``private``: for its owner only (mode 0600)."""
    if target == STDOUT:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
        return
    path = Path(target)
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
