"""What this user last saw of a lake's audit chain, kept in the user's own configuration folder.

The lake's own files can be rewritten together by whoever may write the lake. What others have seen of them cannot.
A lake is known by its place and by the content of its marker, so a lake made anew is another lake.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from custodes.cases.folder import configuration_folder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["recall", "remember"]


def remember(lake: Path, seq: int, digest: str) -> None:
    """Keep the last line's number and hash. A folder that cannot be written is no reason to fail."""
    try:
        path = _file(lake)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(f"{seq} {digest}\n{lake.resolve()}\n", encoding="utf-8")
        new.replace(path)
    except OSError:
        return


def recall(lake: Path) -> tuple[int, str] | None:
    """Return number and hash of the last line this user saw; None where there is no record of it."""
    try:
        seq, digest = _file(lake).read_text(encoding="utf-8").splitlines()[0].split()
        return int(seq), digest
    except (OSError, ValueError, IndexError):
        return None


def _file(lake: Path) -> Path:
    marker = lake / "_custodes_lake"
    identity = marker.read_bytes() if marker.exists() else b""
    name = hashlib.sha256(str(lake.resolve()).encode() + b"\0" + identity).hexdigest()[:24]
    return configuration_folder() / "witness" / name
