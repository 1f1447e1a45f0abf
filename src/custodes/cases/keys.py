"""Where keys come from: a file of mode 0600 or a command's output; made at first use; never in a lake.

The pseudonym key decides how a person is called in every output. Whoever has it can try names against pseudonyms;
with another key the same person has another pseudonym.
"""

from __future__ import annotations

import os
import secrets
import shlex
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.cases.folder import configuration_folder
from custodes.errors import UsageError

if TYPE_CHECKING:
    from custodes.settings import Settings

__all__ = ["pseudonym_key"]

_SHORTEST = 32  # characters; the key we make has 64
_LONGEST = 65_536  # bytes read of a key file
_PATIENCE = 60.0  # seconds for a key command (it may ask for a PIN)


def pseudonym_key(settings: Settings) -> bytes:
    """Return the key of pseudonyms as ``[keys] pseudonym`` says; make it where it says nothing and none exists.

    Raises UsageError where the key is missing, too short, readable by others, inside a lake, or the command fails.
    """
    where = settings.keys.pseudonym
    if where.startswith("command:"):
        return _checked(_from_command(where.removeprefix("command:")), "[keys] pseudonym")
    if where:
        return _checked(_from_file(Path(where).expanduser()), where)
    path = configuration_folder() / "pseudonym.key"
    _outside_lakes(path)
    if not path.exists():
        _make(path)
    return _checked(_from_file(path), str(path))


def _checked(content: bytes, place: str) -> bytes:
    key = content.strip()
    if len(key) < _SHORTEST:
        message = f"the key has {len(key)} characters; it must have {_SHORTEST} or more"
        raise UsageError(
            message, place=place, advice="make one: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return key


def _from_command(command: str) -> bytes:
    try:
        words = shlex.split(command, posix=os.name == "posix")
        done = subprocess.run(words, capture_output=True, check=True, timeout=_PATIENCE)  # noqa: S603 -- the owner's
    except (OSError, ValueError, IndexError, subprocess.SubprocessError) as error:
        message = "the command that should print the key failed"  # its output may hold the key: not quoted
        raise UsageError(
            message, place="[keys] pseudonym", advice="run it by hand and see what it says"
        ) from error
    return done.stdout


def _outside_lakes(path: Path) -> None:
    if any((parent / "_custodes_lake").exists() for parent in path.resolve().parents):
        message = "a key must not lie in a lake: who may read the events could then uncover names"
        raise UsageError(message, place=str(path), advice="move it to your configuration folder")


def _from_file(path: Path) -> bytes:
    _outside_lakes(path)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise UsageError("the key is not a regular file", place=str(path), advice="name a file")
        with path.open("rb") as stream:
            content = stream.read(_LONGEST)
    except OSError as error:
        message = f"the key file cannot be read: {error.strerror or error}"
        raise UsageError(
            message, place=str(path), advice="check [keys] pseudonym in custodes.toml"
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"others may read the key file (its mode is {stat.S_IMODE(mode):04o})"
        raise UsageError(message, place=str(path), advice=f"chmod 600 {shlex.quote(str(path))}")
    return content


def _make(path: Path) -> None:
    """Write a new key. Two runs at once agree on one: the file appears whole or not at all."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
        try:
            os.link(new, path)  # fails where another run was first
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                new.replace(path)
        new.unlink(missing_ok=True)
    except OSError as error:
        message = f"the pseudonym key cannot be made: {error.strerror or error}"
        raise UsageError(
            message, place=str(path), advice="set CUSTODES_CONFIG_HOME or [keys] pseudonym"
        ) from error
