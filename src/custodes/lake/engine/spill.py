"""Where engines put what does not fit into memory: a folder of their own in the lake, removed when they are closed."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from uuid import uuid4

__all__ = ["spill_folder"]

_STALE = 86_400.0  # seconds


def spill_folder(spill: Path) -> Path:
    """Make a folder of one's own to spill into: in the lake, else, where that cannot be written, a temporary one.

    What engines that were killed left behind a day ago or earlier is removed.
    """
    own = spill / f"spill-{uuid4().hex[:12]}"
    try:
        own.mkdir(parents=True, mode=0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="custodes-spill-"))
    for path in spill.glob("spill-*"):
        if path.stat().st_mtime < time.time() - _STALE:
            shutil.rmtree(path, ignore_errors=True)
    return own
