"""Who runs this program, as the operating system knows it and not as the environment says."""

from __future__ import annotations

import os
import sys

__all__ = ["login"]


def login() -> str:
    """Return the login of the process's owner; under sudo also who became root.

    ``getpass.getuser`` would believe ``$LOGNAME``, which anybody can set.
    """
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    uid = os.getuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:  # a container without a passwd entry
        name = f"uid {uid}"
    before = os.environ.get("SUDO_USER", "") if uid == 0 else ""
    return f"{name} (sudo: {before})" if before else name
