"""The user's configuration folder: where keys live by default, never in a lake."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["configuration_folder"]


def configuration_folder() -> Path:
    r"""Return the folder (it may not exist yet).

    ``CUSTODES_CONFIG_HOME`` where set; else ``%APPDATA%\\custodes`` on Windows;
    else ``$XDG_CONFIG_HOME/custodes``; else ``~/.config/custodes``.
    """
    own = os.environ.get("CUSTODES_CONFIG_HOME")
    if own:
        return Path(own)
    system = os.environ.get("APPDATA") if os.name == "nt" else os.environ.get("XDG_CONFIG_HOME")
    return (Path(system) if system else Path.home() / ".config") / "custodes"
