"""From paths to files: folders are walked, archives opened in place, own outputs left alone.

A Git repository is one file, its history; what lies in its folder is named among what was left out.

Every regular file is yielded once under each of its names, sorted by path; a folder is entered once however many
links lead to it, so no loop can arise. What cannot be opened is yielded as :class:`Unreadable`, and the rest goes on.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.sources.base import LogFile, Unreadable
from custodes.sources.files.container import Members, inflated
from custodes.sources.files.repository import HISTORY, git_folder, history_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import BinaryIO

__all__ = ["head_of", "is_own", "locate", "walk"]

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = "[Content_Types].xml"
_OWN = re.compile(
    rb'\A(?:\xef\xbb\xbf)?(?:\s*\{\s*"schema"\s*:\s*"custodes\.'
    rb"|person,week,score,p_value,unknown\r?\n"
    rb'|(?s:\s*<!doctype html.{0,3000}<meta\s+name="?generator"?\s+content="?custodes))',
    re.IGNORECASE,
)


def walk(
    paths: Sequence[Path], *, exclude: Collection[Path] = (), left_out: list[str] | None = None
) -> Iterator[LogFile | Unreadable]:
    """Yield every file below the paths. Never read: ``answers*`` files, lakes, own outputs, and ``exclude``.

    left_out: takes the names of what was left out, but for ``exclude``

    Memory: the names of the folders on the way down.
    """
    ours = left_out if left_out is not None else []
    excluded = {_identity(Path(path).stat()) for path in exclude if Path(path).exists()}
    seen: set[object] = set()
    waiting = [(Path(path), "") for path in reversed(paths)]
    while waiting:
        path, folder = waiting.pop()
        try:
            status = path.stat()
            if _identity(status) in excluded:
                continue
            if stat.S_ISDIR(status.st_mode):
                if _identity(status) not in seen:
                    seen.add(_identity(status))
                    inner, history = _enter(path, ours)
                    waiting += [(each, path.absolute().name) for each in inner]
                    if history is not None:
                        yield history
            elif not stat.S_ISREG(status.st_mode):
                yield Unreadable(label(path), "it is not a regular file")
            elif path.name.lower().startswith("answers"):
                ours.append(label(path))
            elif (real := os.path.realpath(path)) not in seen:
                seen.add(real)
                yield from _file(path, folder or path.absolute().parent.name, status, ours)
        except OSError as error:
            yield Unreadable(label(path), _reason(path, error))


def _enter(path: Path, ours: list[str]) -> tuple[list[Path], LogFile | Unreadable | None]:
    """Return what of a folder is to be walked, last first, or the history where it is a repository."""
    if _is_lake(path):
        ours.append(label(path))
        return [], None
    if git_folder(path) is not None:
        ours.append(f"{label(path)} (a Git repository: its history is read, not its files)")
        return [], history_of(path, label(path))
    return sorted(path.iterdir(), reverse=True), None


def is_own(path: Path) -> bool:
    """Say whether a file is an output of Custodes, by its beginning."""
    with path.open("rb") as stream:
        return bool(_OWN.match(stream.read(_HEAD)))


def locate(path: str) -> LogFile | Unreadable:
    """Find a file again by the ``path`` that an earlier walk gave it ("a.zip!inner/b.csv" too)."""
    outer = path
    while not os.path.lexists(outer) and "!" in outer:
        outer = outer.rpartition("!")[0]
    if Path(outer).is_dir() and path == outer + HISTORY:
        return history_of(Path(outer), outer)
    if not Path(outer).is_dir():
        for found in walk([Path(outer)]):
            if found.path == path and os.path.lexists(outer):
                return found
    return Unreadable(path, "it is not there any more")


def _file(path: Path, folder: str, status: os.stat_result, ours: list[str]) -> Iterator[LogFile | Unreadable]:
    """Yield one regular file, or the members of an archive."""
    modified = datetime.fromtimestamp(max(status.st_mtime, 0), UTC)
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic.startswith(_ZIP):
        members = _members(path)
        if isinstance(members, Unreadable):
            yield members
            return
        if members is not None:
            yield from _inside(path, members, modified, ours)
            return
    gzip = magic.startswith(b"\x1f\x8b")
    file = LogFile(
        path=label(path),
        name=path.name[:-3] if path.name.lower().endswith(".gz") else path.name,
        folder=folder,
        size=None if gzip else status.st_size,
        stored_size=status.st_size,
        modified=modified,
        open=partial(_open, path),
    )
    if _OWN.match(head_of(file)):
        ours.append(file.path)
    else:
        yield file


def _members(path: Path) -> Members | Unreadable | None:
    """Open an archive; None for an office document, which is a zip but one file to its owner."""
    try:
        members = Members(path)
    except zipfile.BadZipFile:
        return Unreadable(label(path), "the zip file is damaged or ends early")
    except (OSError, NotImplementedError, ValueError) as error:
        return Unreadable(label(path), str(error))
    return None if any(info.filename == _OFFICE for info in members.infos) else members


def _inside(
    path: Path, members: Members, modified: datetime, ours: list[str]
) -> Iterator[LogFile | Unreadable]:
    """Yield the members of an archive; their names are labels only."""
    for info in members.infos:
        inner = _clean(info.filename)
        shown = f"{label(path)}!{inner}"
        name = inner.rpartition("/")[2]
        if name.lower().startswith("answers"):
            ours.append(shown)
            continue
        if info.flag_bits & 1:
            yield Unreadable(shown, "it is encrypted")
            continue
        file = LogFile(
            path=shown,
            name=name[:-3] if name.lower().endswith(".gz") else name,
            folder=inner.rpartition("/")[0].rpartition("/")[2] or path.stem,
            size=None if name.lower().endswith(".gz") else info.file_size,
            stored_size=info.compress_size,
            modified=members.modified(info, modified),
            open=partial(members.open, info),
        )
        try:
            own = _OWN.match(head_of(file))
        except OSError as error:
            yield Unreadable(shown, str(error))
            continue
        if own:
            ours.append(shown)
        else:
            yield file


def _open(path: Path) -> BinaryIO:
    return inflated(path.open("rb"))


def head_of(file: LogFile, size: int = _HEAD) -> bytes:
    """Return the first bytes, or fewer where the content ends early; raises OSError where it cannot be opened."""
    head = b""
    with file.open() as stream:
        try:
            while len(head) < size and (more := stream.read(size - len(head))):
                head += more
        except (EOFError, zlib.error):
            pass
    return head


def _is_lake(path: Path) -> bool:
    return (path / "_custodes_lake").exists() or (path / "events" / "_delta_log").exists()


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _reason(path: Path, error: OSError) -> str:
    """Say in a clause why a path cannot be read."""
    if isinstance(error, FileNotFoundError):
        return "the link points nowhere" if path.is_symlink() else "it does not exist"
    if isinstance(error, PermissionError):
        return "permission denied"
    return (error.strerror or str(error)).lower()


def label(path: Path) -> str:
    """Return a path as it is shown and stored: valid Unicode even where the file system's name is not."""
    return _clean(str(path))


def _clean(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()
