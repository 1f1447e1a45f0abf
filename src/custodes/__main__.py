"""``python -m custodes`` is the same as ``custodes``."""

from __future__ import annotations

from custodes.cli import main

if __name__ == "__main__":
    main()
