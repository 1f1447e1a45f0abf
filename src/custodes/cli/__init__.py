"""The command line: parse, call, print. No idea of its own lives here.

Commands import what they need when they run, so that ``custodes --help`` costs next to nothing.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run ``custodes`` with the process's arguments; ends the process with the contract's exit code."""
    from custodes.cli.app import app

    app()
